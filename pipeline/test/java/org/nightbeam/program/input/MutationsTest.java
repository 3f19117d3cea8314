package org.nightbeam.program.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.cli.Program;
import org.nightbeam.synthetic.SyntheticNight;
import org.nightbeam.table.FrameTable;

/**
 * Frames with damaged headers and data, thousands of them beside a good night: each is accounted
 * for, and the night is calibrated as if they were not there.
 */
@Timeout(300)
class MutationsTest {
  private static final int MUTATIONS = Integer.getInteger("mutations", 2500);
  private static final long SEED = Long.getLong("seed", 1);
  private static final int CARD = 80;
  private static final int BLOCK = 2880;
  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-1",
          "7",
          "8",
          "16",
          "32",
          "-32",
          "-64",
          "64",
          "1000000000",
          "2147483648",
          "4294967297",
          "9223372036854775807",
          "99999999999999999999",
          "1.5",
          "NaN",
          "'2'",
          "T",
          "",
          "1e9",
          "1E400",
          "'unterminated",
          "0x10");
  private static final List<String> KEYWORDS =
      List.of(
          "SIMPLE",
          "BITPIX",
          "NAXIS",
          "NAXIS1",
          "NAXIS2",
          "NAXIS3",
          "BZERO",
          "BSCALE",
          "BLANK",
          "EXTEND",
          "PCOUNT",
          "GCOUNT",
          "GROUPS",
          "XTENSION",
          "DATE-OBS",
          "EXPTIME",
          "CCD-TEMP",
          "XBINNING",
          "FILTER",
          "IMAGETYP",
          "DATASUM",
          "CHECKSUM",
          "LONG-OBS",
          "ROTATANG",
          "JD",
          "CONTINUE",
          "INSTRUME",
          "CALSTAT",
          "BUNIT",
          "ZIMAGE");
  private static final List<String> TEXTS =
      List.of(
          "'bias'",
          "'DARK'",
          "'Flat'",
          "'../../x'",
          "'/abs'",
          "'a/b'",
          "'..'",
          "'=cmd()'",
          "'2026-13-45T99:99:99'",
          "'0000-00-00'",
          "'1,5'",
          "'%s%n'",
          "'<script>'",
          "'\u0001'",
          "'" + "x".repeat(60) + "'");

  @TempDir Path folder;

  @Test
  void everyMutationIsAccountedForAndTheNightGoesOn() throws IOException {
    Path raw = folder.resolve("raw");
    new SyntheticNight(32, 24, 4, 4, 4, 3, List.of("V"), 5).writeTo(raw);
    Path undisturbed = folder.resolve("undisturbed");
    assertEquals(0, Program.calibrate(raw, undisturbed).status());
    List<Path> good = List.copyOf(Program.files(raw).values());
    SplittableRandom random = new SplittableRandom(SEED);
    Path bad = Files.createDirectories(folder.resolve("bad"));
    Set<String> names = new TreeSet<>();
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] bytes = mutated(Files.readAllBytes(good.get(random.nextInt(good.size()))), random);
      boolean gzip = random.nextInt(12) == 0;
      String name = String.format("m%05d.fits%s", i, gzip ? ".gz" : "");
      names.add(name);
      Files.write(bad.resolve(name), gzip ? gzipped(bytes, random) : bytes);
    }
    Path output = folder.resolve("reduced");
    Program program = Program.calibrate(raw, output, "--input=" + bad);
    assertEquals(3, program.status(), program.err());
    assertFalse(program.out().contains("\tat ") || program.err().contains("\tat "), program.err());
    Set<String> seen = new TreeSet<>();
    Set<String> frames = new TreeSet<>();
    try (var in = Files.newBufferedReader(output.resolve("frames.csv"))) {
      for (Map<String, String> row : FrameTable.read(in)) {
        assertTrue(
            frames.add(row.get("path") + "#" + row.get("hdu") + row.get("reason")), row.toString());
        seen.add(row.get("path"));
        boolean made =
            row.get("status").equals("calibrated") || row.get("status").equals("used-in-master");
        assertEquals(made, !row.get("output").isEmpty(), row.toString());
        assertTrue(made || !row.get("reason").isEmpty(), row.toString());
        if (made) {
          Path product = output.resolve(row.get("output")).normalize();
          assertTrue(product.startsWith(output) && Files.size(product) % BLOCK == 0);
        }
      }
    }
    Set<String> missing = new TreeSet<>(names);
    missing.removeAll(seen);
    assertEquals(Set.of(), missing);
    assertEquals(names.size() + good.size(), seen.size());
    assertEquals(
        List.of("bad", "raw", "reduced", "scratch", "undisturbed"),
        Program.files(folder).keySet().stream()
            .map(name -> name.replaceFirst("/.*", ""))
            .distinct()
            .collect(Collectors.toList()));
  }

  private static byte[] mutated(byte[] file, SplittableRandom random) {
    int cards = new String(file, StandardCharsets.ISO_8859_1).indexOf("END  ") / CARD;
    List<String> header = new ArrayList<>();
    for (int i = 0; i < cards; i++) {
      header.add(new String(file, i * CARD, CARD, StandardCharsets.ISO_8859_1));
    }
    byte[] data = Arrays.copyOfRange(file, padded(CARD * (cards + 1)), file.length);
    for (int n = 1 + random.nextInt(2); n > 0; n--) {
      int at = random.nextInt(header.size());
      switch (random.nextInt(9)) {
        case 0 -> header.remove(at);
        case 1 -> header.add(at, header.get(random.nextInt(header.size())));
        case 2 -> header.add(at, card(any(KEYWORDS, random), any(NUMBERS, random)));
        case 3 -> replace(header, any(KEYWORDS, random), any(NUMBERS, random));
        case 4 -> replace(header, any(KEYWORDS, random), any(TEXTS, random));
        case 5 -> header.set(at, garbled(header.get(at), random));
        case 6 -> data = Arrays.copyOf(data, random.nextInt(data.length + 1));
        case 7 ->
            data[random.nextInt(Math.max(1, data.length - 1))] ^= (byte) (1 << random.nextInt(8));
        default -> replace(header, "NAXIS" + random.nextInt(1, 3), any(NUMBERS, random));
      }
      if (header.isEmpty() || data.length == 0) {
        break;
      }
    }
    StringBuilder text = new StringBuilder(String.join("", header));
    if (random.nextInt(25) > 0) {
      text.append(String.format("%-80s", "END"));
    }
    text.append(" ".repeat(padded(text.length()) - text.length()));
    byte[] head = text.toString().getBytes(StandardCharsets.ISO_8859_1);
    byte[] whole = Arrays.copyOf(head, head.length + data.length);
    System.arraycopy(data, 0, whole, head.length, data.length);
    return random.nextInt(10) == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length + 1)) : whole;
  }

  private static int padded(int bytes) {
    return (bytes + BLOCK - 1) / BLOCK * BLOCK;
  }

  private static <T> T any(List<T> values, SplittableRandom random) {
    return values.get(random.nextInt(values.size()));
  }

  private static String card(String keyword, String value) {
    return String.format("%-8s= %20s%-50s", keyword, value, "").substring(0, CARD);
  }

  private static void replace(List<String> header, String keyword, String value) {
    String start = String.format("%-8s=", keyword);
    int at = 0;
    while (at < header.size() - 1 && !header.get(at).startsWith(start)) {
      at++;
    }
    header.set(at, card(keyword, value));
  }

  private static String garbled(String card, SplittableRandom random) {
    char[] text = card.toCharArray();
    for (int n = 1 + random.nextInt(8); n > 0; n--) {
      text[random.nextInt(CARD)] = (char) random.nextInt(256);
    }
    return new String(text);
  }

  private static byte[] gzipped(byte[] bytes, SplittableRandom random) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    byte[] whole = packed.toByteArray();
    if (random.nextInt(3) == 0) {
      whole[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return random.nextInt(3) == 0 ? Arrays.copyOf(whole, 1 + random.nextInt(whole.length)) : whole;
  }
}
