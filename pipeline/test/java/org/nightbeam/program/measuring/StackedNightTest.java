package org.nightbeam.program.measuring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.cli.Program;
import org.nightbeam.fits.FitsContents;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.FitsScanner;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.synthetic.SyntheticNight;

/** A night whose lights are stacked by the program. */
class StackedNightTest {
  private static final SyntheticNight NIGHT =
      new SyntheticNight(360, 300, 3, 3, 3, 6, List.of("V", "R"), 3);

  @TempDir static Path folder;
  private static Path night;
  private static Path output;
  private static Path stack;
  private static Program first;

  @BeforeAll
  static void calibrate() throws IOException {
    night = folder.resolve("night");
    output = folder.resolve("reduced");
    NIGHT.writeTo(night);
    first = Program.calibrate(night, output, "--stack", "--planes=UNCERT,MASK", "--readNoise=6");
    assertEquals(0, first.status(), first.out() + first.err());
    stack = output.resolve(stackOf("field_V_001.fits"));
  }

  private static Map<String, String> row(String name) throws IOException {
    return Program.table(output).values().stream()
        .filter(row -> row.get("path").endsWith(name))
        .findFirst()
        .orElseThrow();
  }

  private static String stackOf(String name) throws IOException {
    return row(name).get("stack");
  }

  private static FitsContents contents(Path file) throws IOException {
    try (SeekableByteChannel channel = new LocalStorage().open(file.toString())) {
      return FitsScanner.scan(channel);
    }
  }

  @Test
  void eachFilterHasAStackWithItsPlanes() throws IOException {
    assertTrue(first.out().contains("  stacked       12 lights, 2 stacks: see"), first.out());
    assertEquals("", row("field_V_001.fits").get("stack_details"));
    assertTrue(stackOf("field_V_001.fits").matches("stacks/[0-9-]{10}/madeupfield-V\\.fits"));
    assertEquals(stackOf("field_V_001.fits"), stackOf("field_V_006.fits"));
    assertNotEquals(stackOf("field_V_001.fits"), stackOf("field_R_001.fits"));
    FitsContents contents = contents(stack);
    assertEquals(
        List.of("", "COVERAGE", "REJECTED", "MASK", "UNCERT"),
        contents.images().stream().map(i -> i.header().text("EXTNAME").orElse("")).toList());
    assertEquals(List.of("BINTABLE FRAMES"), contents.others());
    FitsHeader header = contents.images().get(0).header();
    assertEquals(6, header.integer("NCOMBINE").orElseThrow());
    assertEquals("V", header.text("FILTER").orElseThrow());
    assertEquals("adu", header.text("BUNIT").orElseThrow());
    double each = Double.parseDouble(row("field_V_001.fits").get("exposure_s"));
    assertEquals(6 * each, header.number("LIVETIME").orElseThrow(), 1e-6);
    assertTrue(header.number("NBFWHM").orElseThrow() > 1);
    assertTrue(Files.exists(output.resolve("previews/" + stackOf("field_V_001.fits") + ".jpg")));
  }

  /** Of six lights of one exposure the noise is that of one over the square root of six. */
  @Test
  void theNoiseIsLess() throws IOException {
    double one = Double.parseDouble(row("field_V_001.fits").get("noise_adu"));
    double predicted = contents(stack).primary().number("SKYNOISE").orElseThrow();
    assertEquals(one / Math.sqrt(6), predicted, 0.12 * predicted);
  }

  @Test
  void whatIsThereIsNotMadeAgainAndWhatIsDamagedIs() throws IOException {
    byte[] before = Files.readAllBytes(stack);
    FileTime time = FileTime.fromMillis(1_000_000_000_000L);
    Files.setLastModifiedTime(stack, time);
    assertEquals(0, again("--stack").status());
    assertEquals(time, Files.getLastModifiedTime(stack), "it was written again");
    byte[] damaged = before.clone();
    damaged[damaged.length / 2] ^= 1;
    Files.write(stack, damaged);
    assertEquals(0, again("--stack").status());
    assertArrayEquals(before, Files.readAllBytes(stack));
    Program other = again("--stack", "--stackKernel=BILINEAR", "--stackWeights=SEEING");
    assertEquals(0, other.status(), other.err());
    assertFalse(Arrays.equals(before, Files.readAllBytes(stack)));
    assertEquals("BILINEAR", contents(stack).primary().text("NBKERNEL").orElseThrow());
    assertEquals(0, again("--stack").status());
    assertArrayEquals(before, Files.readAllBytes(stack));
  }

  private static Program again(String... options) {
    String[] all = new String[options.length + 3];
    System.arraycopy(options, 0, all, 0, options.length);
    all[options.length] = "--planes=UNCERT,MASK";
    all[options.length + 1] = "--readNoise=6";
    all[options.length + 2] = "--report=false";
    return Program.calibrate(night, output, all);
  }

  /** Its other lights are gone, or all of them: the file stays, and nothing calls it current. */
  @Test
  void aStackWhoseLightsAreGoneIsSaidToBeOld() throws IOException {
    Path raw = folder.resolve("dwindling");
    Path to = folder.resolve("dwindled");
    new SyntheticNight(200, 160, 3, 3, 3, 3, List.of("V", "R"), 9).writeTo(raw);
    assertEquals(0, Program.calibrate(raw, to, "--stack").status());
    String old =
        Program.table(to).values().stream()
            .filter(row -> row.get("path").endsWith("field_V_001.fits"))
            .findFirst()
            .orElseThrow()
            .get("stack");
    assertTrue(Files.exists(to.resolve(old)), old);
    byte[] bytes = Files.readAllBytes(to.resolve(old));
    String said = "1 stack of earlier runs has no light in this table, " + old;
    for (int gone = 1; gone <= 3; gone++) {
      Files.delete(raw.resolve("ScienceImages/field_V_00" + gone + ".fits"));
      Program again = Program.calibrate(raw, to, "--stack");
      assertEquals(0, again.status(), again.err());
      assertEquals(gone > 1, (again.out() + again.err()).contains(said), again.out());
      if (gone == 1) {
        assertFalse(Arrays.equals(bytes, Files.readAllBytes(to.resolve(old))), "of two lights");
        bytes = Files.readAllBytes(to.resolve(old));
        continue;
      }
      assertArrayEquals(bytes, Files.readAllBytes(to.resolve(old)), "it stays as it is");
      for (Map<String, String> row : Program.table(to).values()) {
        assertNotEquals(old, row.get("stack"), row.toString());
        if (row.get("path").endsWith("field_V_003.fits")) {
          assertTrue(
              row.get("stack_details")
                  .endsWith("; " + old + " is of an earlier run, with other lights"),
              row.get("stack_details"));
        }
      }
    }
    // A stack on a moving object is no leftover of one on the stars.
    Program moving = Program.calibrate(raw, to, "--stack", "--track=12px/h@30");
    assertFalse(
        (moving.out() + moving.err()).contains("of earlier runs has no light"), moving.out());
  }

  @Test
  void allNightsMayBeOneStack() throws IOException {
    Path all = folder.resolve("all");
    Program run = Program.calibrate(night, all, "--stack", "--stackOver=ALL", "--report=false");
    assertEquals(0, run.status(), run.err());
    assertTrue(Files.exists(all.resolve("stacks/madeupfield-V.fits")));
  }

  @Test
  void theReportShowsThem() throws IOException {
    Path shown = folder.resolve("shown");
    assertEquals(0, Program.calibrate(night, shown, "--stack", "--report=false").status());
    Path picture = shown.resolve("previews/" + stackOf("field_V_001.fits") + ".jpg");
    assertFalse(Files.exists(picture));
    assertEquals(0, Program.calibrate(night, shown, "--stack").status());
    assertTrue(Files.exists(picture), "the stack was there already");
    String page = Files.readString(shown.resolve("report.html"));
    assertTrue(page.contains("Picture of the stack madeupfield-V.fits"), "no picture");
  }

  private static final String A = "2026-01-15";
  private static final String B = "2026-01-16";

  private static Program oneOf(Path nights, String night, Path to) {
    return Program.run(
        "--input=" + nights + "/" + night + "*",
        "--output=" + to,
        "--stack",
        "--stackOver=ALL",
        "--lightCurves");
  }

  /** Stacks and light curves of all nights are made of the input of a run alone, and it says so. */
  @Test
  void aRunOverOneNightSaysWhatItTakesOutOfTheStackOfAll() throws IOException {
    Path nights = folder.resolve("nights");
    NIGHT.writeTo(Files.createDirectories(nights).resolve(A));
    NIGHT.writeTo(nights.resolve(B));
    for (Path file : Program.files(nights.resolve(B)).values()) {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      Files.writeString(
          file, text.replace("'" + A + "T", "'" + B + "T"), StandardCharsets.ISO_8859_1);
    }
    Path many = folder.resolve("many");
    Program first = oneOf(nights, A, many);
    assertEquals(0, first.status(), first.err());
    assertFalse(first.err().contains("earlier runs"), first.err());
    Program second = oneOf(nights, B, many);
    assertEquals(0, second.status(), second.err());
    assertTrue(
        second
            .err()
            .contains(
                "stacks/madeupfield-R.fits (and 1 more): 6 lights of earlier runs to this output"
                    + " are no longer in it, because they are not in this input;"
                    + " to have them together"),
        second.err());
    assertFalse(second.err().contains("light curves"), second.err());
    JsonNode curves = new ObjectMapper().readTree(many.resolve("lightcurves/curves.json").toFile());
    assertEquals(2, curves.path("fields").size());
    for (JsonNode field : curves.path("fields")) {
      assertEquals(12, field.path("lights").asInt(), "six of each night");
    }
    int lights = 0;
    for (Map<String, String> row : Program.table(many).values()) {
      if (row.get("type").equals("light")) {
        boolean ofA = row.get("night").equals(A);
        lights += ofA ? 1 : 0;
        assertEquals(
            ofA ? "" : "stacks/madeupfield-" + row.get("filter") + ".fits", row.get("stack"));
        assertEquals(ofA, row.get("stack_details").contains("made again by a run"), row.toString());
      }
    }
    assertEquals(12, lights);
    assertEquals(
        12,
        Files.readAllLines(many.resolve("nights/" + A + ".csv")).stream()
            .filter(line -> line.contains("made again by a run"))
            .count());
    Program together = oneOf(nights, "", many);
    assertEquals(0, together.status(), together.err());
    assertFalse(together.err().contains("earlier runs"), together.err());
    assertEquals(
        12,
        contents(many.resolve("stacks/madeupfield-R.fits"))
            .primary()
            .integer("NCOMBINE")
            .orElseThrow());
  }
}
