package org.nightbeam.program.input;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsException;
import nom.tam.fits.Header;
import nom.tam.fits.ImageHDU;
import nom.tam.image.compression.hdu.CompressedImageHDU;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.cli.Program;
import org.nightbeam.synthetic.SyntheticNight;

/** Tile-compressed frames: the products are those of the plain ones. */
@Timeout(120)
class TiledInputTest {
  private static final String LIGHT = "ScienceImages/field_V_002.fits";

  @TempDir Path folder;
  private Path raw;
  private Path tiled;
  private Path output;

  @BeforeEach
  void makeANight() throws IOException {
    raw = folder.resolve("raw");
    tiled = folder.resolve("tiled");
    output = folder.resolve("reduced");
    new SyntheticNight(40, 30, 4, 4, 4, 3, List.of("V"), 5).writeTo(raw);
  }

  private void compressAll(String algorithm) throws IOException {
    for (Map.Entry<String, Path> file : Program.files(raw).entrySet()) {
      Path target = tiled.resolve(file.getKey() + ".fz");
      Files.createDirectories(target.getParent());
      try (Fits plain = new Fits(file.getValue().toFile());
          Fits compressed = new Fits()) {
        CompressedImageHDU table =
            CompressedImageHDU.fromImageHDU((ImageHDU) plain.getHDU(0), 40, 10);
        table.setCompressAlgorithm(algorithm);
        table.compress();
        compressed.addHDU(table);
        compressed.write(target.toFile());
      } catch (FitsException e) {
        throw new IOException(e);
      }
    }
  }

  /** Each calibrated frame of the second output has the pixels and cards of the first's. */
  private void assertSameProducts(Path expected, Path found) throws IOException {
    Map<String, Path> products = Program.files(expected.resolve("calibrated"));
    assertEquals(products.keySet(), Program.files(found.resolve("calibrated")).keySet());
    for (Map.Entry<String, Path> product : products.entrySet()) {
      Path other = found.resolve("calibrated").resolve(product.getKey());
      double[][] pixels = Program.pixels(product.getValue());
      double[][] others = Program.pixels(other);
      for (int y = 0; y < pixels.length; y++) {
        assertArrayEquals(pixels[y], others[y], product.getKey());
      }
      Header header = Program.header(product.getValue());
      Header otherHeader = Program.header(other);
      for (String keyword : List.of("DATE-OBS", "EXPTIME", "NBRAWSUM", "NBRAWHDU", "DATASUM")) {
        assertEquals(header.getStringValue(keyword), otherHeader.getStringValue(keyword), keyword);
      }
      assertFalse(otherHeader.containsKey("ZIMAGE"));
      assertFalse(otherHeader.containsKey("TFIELDS"));
      assertEquals(header.getNumberOfCards(), otherHeader.getNumberOfCards());
    }
  }

  @Test
  void compressedFramesGiveTheSameProducts() throws IOException {
    assertEquals(0, Program.calibrate(raw, output).status());
    for (String algorithm : List.of("RICE_1", "GZIP_2", "HCOMPRESS_1")) {
      compressAll(algorithm);
      Path fromTiled = folder.resolve("from" + algorithm);
      Program program = Program.calibrate(tiled, fromTiled, "--bandRows=1");
      assertEquals(0, program.status(), program.out() + program.err());
      assertSameProducts(output, fromTiled);
      assertEquals("calibrated", Program.table(fromTiled).get(LIGHT + ".fz").get("status"));
    }
  }

  @Test
  void compressedLightsMatchPlainMastersAndAreUpToDateLater() throws IOException {
    assertEquals(0, Program.calibrate(raw, output).status());
    compressAll("RICE_1");
    Path mixed = folder.resolve("mixed");
    for (Map.Entry<String, Path> file : Program.files(raw).entrySet()) {
      boolean light = file.getKey().startsWith("ScienceImages");
      String name = light ? file.getKey() + ".fz" : file.getKey();
      Files.createDirectories(mixed.resolve(name).getParent());
      Files.copy((light ? tiled : raw).resolve(name), mixed.resolve(name));
    }
    Path fromMixed = folder.resolve("fromMixed");
    Program program = Program.calibrate(mixed, fromMixed);
    assertEquals(0, program.status(), program.out() + program.err());
    assertSameProducts(output, fromMixed);
    Program.calibrate(mixed, fromMixed);
    assertEquals("up-to-date", Program.table(fromMixed).get(LIGHT + ".fz").get("status"));
    Program explain = Program.run("explain", mixed.resolve(LIGHT + ".fz"));
    assertTrue(explain.out().contains("HDU 0"), explain.out());
  }

  @Test
  void damagedFramesAreRejectedAndTheNightGoesOn() throws IOException {
    compressAll("GZIP_2");
    edit("Bias/bias_001.fits.fz", "ZCMPTYPE= 'GZIP_2  '", "ZCMPTYPE= 'GZIP_9  '");
    byte[] dark = Files.readAllBytes(tiled.resolve("Darks/dark_001.fits.fz"));
    Files.write(
        tiled.resolve("Darks/dark_001.fits.fz"), java.util.Arrays.copyOf(dark, dark.length - 2880));
    for (String name : List.of("Flats/flat_V_001.fits.fz", LIGHT + ".fz")) {
      byte[] bytes = Files.readAllBytes(tiled.resolve(name));
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      int end = text.indexOf("END" + " ".repeat(77), text.indexOf("ZIMAGE"));
      bytes[(end / 2880 + 1) * 2880 + 300] ^= 0x55;
      Files.write(tiled.resolve(name), bytes);
    }
    Program program = Program.calibrate(tiled, output);
    assertEquals(3, program.status(), program.out() + program.err());
    assertFalse(program.err().contains("\tat "), program.err());
    Map<String, Map<String, String>> rows = Program.table(output);
    assertEquals(15, rows.size());
    assertRejected(rows.get("Bias/bias_001.fits.fz"), "ZCMPTYPE = GZIP_9; expected one of");
    assertRejected(rows.get("Darks/dark_001.fits.fz"), "truncated");
    assertRejected(rows.get("Flats/flat_V_001.fits.fz"), "is damaged (GZIP_2)");
    assertRejected(rows.get(LIGHT + ".fz"), "is damaged (GZIP_2)");
    assertEquals(
        "calibrated", rows.get("ScienceImages/field_V_001.fits.fz").get("status"), rows.toString());
  }

  private static void assertRejected(Map<String, String> row, String reason) {
    assertEquals("rejected", row.get("status"), row.toString());
    assertTrue(row.get("reason").contains(reason), row.get("reason"));
  }

  private void edit(String name, String from, String to) throws IOException {
    String text = Files.readString(tiled.resolve(name), StandardCharsets.ISO_8859_1);
    assertTrue(text.contains(from), from);
    Files.writeString(tiled.resolve(name), text.replace(from, to), StandardCharsets.ISO_8859_1);
  }

  @Test
  void whatFpackMakesHasTheSumsOfThePlainFile() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/fpack")), "fpack is not installed");
    for (Map.Entry<String, Path> file : Program.files(raw).entrySet()) {
      Path target = tiled.resolve(file.getKey() + ".fz");
      Files.createDirectories(target.getParent());
      try (Fits fits = new Fits(file.getValue().toFile())) {
        fits.read();
        fits.setChecksum();
        Path summed = file.getValue().resolveSibling("summed.fits");
        fits.write(summed.toFile());
        Process fpack =
            new ProcessBuilder("/usr/bin/fpack", "-O", target.toString(), summed.toString())
                .redirectErrorStream(true)
                .start();
        fpack.getInputStream().readAllBytes();
        assertEquals(0, fpack.waitFor());
        Files.move(summed, file.getValue(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
    }
    assertEquals(0, Program.calibrate(raw, output).status());
    Path fromTiled = folder.resolve("fromTiled");
    Program program = Program.calibrate(tiled, fromTiled);
    assertEquals(0, program.status(), program.out() + program.err());
    assertSameProducts(output, fromTiled);
    String header = Files.readString(tiled.resolve(LIGHT + ".fz"), StandardCharsets.ISO_8859_1);
    String sum = header.replaceFirst("(?s).*?ZDATASUM= '(\\d+)'.*", "$1");
    assertTrue(sum.matches("\\d+"), "no ZDATASUM");
    edit(LIGHT + ".fz", "'" + sum + "'", "'" + "1".repeat(sum.length()) + "'");
    assertEquals(3, Program.calibrate(tiled, fromTiled).status());
    assertRejected(Program.table(fromTiled).get(LIGHT + ".fz"), "DATASUM = 1");
  }
}
