package org.nightbeam.header;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.FitsScanner;
import org.nightbeam.fixture.Headers;
import org.nightbeam.frame.Frame;
import org.nightbeam.reason.Reason;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.table.FrameRow;
import org.nightbeam.table.FrameStatus;
import org.nightbeam.table.FrameTable;

/**
 * Real headers of some seventy cameras, where there are any: the folder {@code shared} beside the
 * project, with what a careful observer reads from each.
 */
class SharedHeadersTest {
  private static final Path HEADERS =
      Path.of("..", "..", "shared", "headers").toAbsolutePath().normalize();
  private static final String REDUCED = "already reduced";

  @TempDir Path folder;

  /** What was read of the first image of a file. */
  private record Read(Map<String, String> facts, boolean reduced) {}

  private final Map<String, Read> read = new HashMap<>();
  private final Map<String, Set<String>> alternatives = new HashMap<>();
  private final List<Map<String, String>> truth = new ArrayList<>();

  @BeforeEach
  void readAll() throws IOException {
    Assumptions.assumeTrue(Files.isDirectory(HEADERS), "no real headers in " + HEADERS);
    FrameReader reader = new FrameReader(Headers.rules().typeFrom(TypeFrom.HEADER).build());
    truth.addAll(table("truth.tsv"));
    for (Map<String, String> row : table("truth-alternatives.tsv")) {
      alternatives
          .computeIfAbsent(row.get("file") + " " + row.get("field"), key -> new HashSet<>())
          .addAll(List.of(row.get("also_acceptable").split("\\|")));
    }
    for (Map<String, String> row : truth) {
      String name = row.get("file");
      Path file = folder.resolve(name + ".fits");
      write(HEADERS.resolve(name), file);
      Frame.Reading reading = reader.read(new LocalStorage(), file.toString(), name + ".fits");
      FrameRow first =
          reading.rejected().isEmpty()
              ? FrameRow.of(reading.frames().get(0), FrameStatus.UNUSED, Reason.NONE)
              : FrameRow.rejected(reading.rejected().get(0));
      String reason = first.reason() + first.frame().setAside();
      read.put(name, new Read(FrameTable.facts(first), reason.contains(REDUCED)));
    }
  }

  @Test
  void typeIsRightOrUnknown() {
    List<String> wrong = new ArrayList<>();
    for (Map<String, String> row : truth) {
      Read got = read.get(row.get("file"));
      Set<String> right = right(row, "type");
      boolean honest =
          !row.get("confidence").equals("high") && got.facts.get("type").equals("unknown");
      if (!right.contains(got.facts.get("type"))
          && !(got.reduced && right.contains("master"))
          && !honest) {
        wrong.add(row.get("file") + " is " + right + ", not " + got);
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void noProductIsTakenForARawFrame() {
    List<String> taken = new ArrayList<>();
    for (Map<String, String> row : truth) {
      Read got = read.get(row.get("file"));
      if (row.get("type").equals("master")
          && row.get("confidence").equals("high")
          && !got.reduced
          && !got.facts.get("type").equals("unknown")) {
        taken.add(row.get("file") + " " + got);
      }
    }
    assertEquals(List.of(), taken);
  }

  @Test
  void noRawFrameIsTakenForAProduct() {
    // Their CCDPROC, a COMMENT and a HISTORY say so; the table gives their types all the same.
    Set<String> products =
        Set.of(
            "0042_SBIG-ST-7_.hdr",
            "0044_ALFOSC-FASU_WAVE.hdr",
            "0084_VIDEOCAM-MAYALL-4M-CASSE_.hdr",
            "0100_NOAO-IRAF-FITS-Image-Ker_flat.hdr",
            "0184_Goodman-Spectro_COMP.hdr",
            "0202_SBIG-ST-7_.hdr");
    Set<String> taken = new HashSet<>();
    for (Map<String, String> row : truth) {
      if (read.get(row.get("file")).reduced && !right(row, "type").contains("master")) {
        taken.add(row.get("file"));
      }
    }
    assertEquals(products, taken);
  }

  @Test
  void exposureIsRight() {
    assertRight("exposure_s", "exposure_s", SharedHeadersTest::near);
  }

  @Test
  void temperatureIsRight() {
    assertRight("temperature_c", "temperature_c", SharedHeadersTest::near);
  }

  @Test
  void binningIsRight() {
    assertRight("xbin", "xbin", String::equals);
    assertRight("ybin", "ybin", String::equals);
  }

  @Test
  void filterIsRight() {
    assertRight(
        "filter",
        "filter",
        (right, got) -> right.replace(" ", "").equalsIgnoreCase(got.replace(" ", "")));
  }

  @Test
  void startIsRightToTheSecond() {
    assertRight(
        "date_obs",
        "time_utc",
        (right, got) -> {
          int length = Math.min(19, right.length());
          return got.length() >= length
              && right.substring(0, length).equals(got.substring(0, length));
        });
  }

  private void assertRight(String field, String column, BiPredicate<String, String> same) {
    List<String> wrong = new ArrayList<>();
    int all = 0;
    for (Map<String, String> row : truth) {
      if (!row.get(field).isEmpty()) {
        all++;
        String got = read.get(row.get("file")).facts.get(column);
        if (right(row, field).stream().noneMatch(right -> same.test(right, got))) {
          wrong.add(row.get("file") + " has " + right(row, field) + ", not " + got);
        }
      }
    }
    assertTrue(all > 40, "only " + all + " rows have a " + field);
    assertEquals(List.of(), wrong);
  }

  private Set<String> right(Map<String, String> row, String field) {
    Set<String> right =
        new HashSet<>(alternatives.getOrDefault(row.get("file") + " " + field, Set.of()));
    right.add(row.get(field));
    return right;
  }

  private static boolean near(String right, String got) {
    return !got.isEmpty()
        && Math.abs(Double.parseDouble(right) - Double.parseDouble(got))
            <= 1e-3 * Math.max(1, Math.abs(Double.parseDouble(right)));
  }

  private static List<Map<String, String>> table(String name) throws IOException {
    List<String> lines = Files.readAllLines(HEADERS.resolve(name), StandardCharsets.UTF_8);
    String[] columns = lines.get(0).split("\t");
    List<Map<String, String>> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] values = line.split("\t", -1);
      Map<String, String> row = new HashMap<>();
      for (int i = 0; i < columns.length; i++) {
        row.put(columns[i], i < values.length ? values[i] : "");
      }
      rows.add(row);
    }
    return rows;
  }

  /** A file with these headers, and data of the right length that take no room. */
  private static void write(Path lines, Path file) throws IOException {
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      List<String> cards = new ArrayList<>();
      ByteArrayOutputStream header = new ByteArrayOutputStream();
      for (String line : Files.readAllLines(lines, StandardCharsets.ISO_8859_1)) {
        if (line.isEmpty()) {
          continue;
        }
        String card = String.format("%-80s", line).substring(0, FitsHeader.CARD);
        header.writeBytes(card.getBytes(StandardCharsets.ISO_8859_1));
        if (!card.isBlank() && card.trim().equals("END")) {
          header.writeBytes(
              " "
                  .repeat((int) (FitsScanner.padded(header.size()) - header.size()))
                  .getBytes(StandardCharsets.ISO_8859_1));
          out.write(header.toByteArray());
          out.seek(out.getFilePointer() + FitsScanner.padded(dataBytes(new FitsHeader(cards))));
          header.reset();
          cards.clear();
        } else {
          cards.add(card);
        }
      }
      out.setLength(out.getFilePointer());
    }
  }

  private static long dataBytes(FitsHeader header) {
    long axes = header.integer("NAXIS").orElse(0);
    long elements = axes == 0 ? 0 : 1;
    for (int axis = 1; axis <= axes; axis++) {
      elements *= header.integer("NAXIS" + axis).orElse(0);
    }
    long more = header.has("XTENSION") ? header.integer("PCOUNT").orElse(0) : 0;
    return (elements + more) * Math.abs(header.integer("BITPIX").orElse(8)) / 8;
  }
}
