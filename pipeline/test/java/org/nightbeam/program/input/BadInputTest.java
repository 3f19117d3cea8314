package org.nightbeam.program.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsException;
import nom.tam.fits.FitsFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.cli.Program;
import org.nightbeam.synthetic.SyntheticNight;

/** What is wrong with the input is said, and the rest goes on. */
class BadInputTest {
  private static final SyntheticNight NIGHT =
      new SyntheticNight(40, 30, 3, 3, 3, 3, List.of("V"), 5);

  @TempDir Path folder;
  private Path raw;
  private Path reduced;

  @BeforeEach
  void makeTheNight() throws IOException {
    raw = folder.resolve("raw");
    reduced = folder.resolve("reduced");
    NIGHT.writeTo(raw);
  }

  private Map<String, String> rejectedRow(String path) throws IOException {
    Map<String, String> row = Program.table(reduced).get(path);
    assertEquals("rejected", row.get("status"), path);
    return row;
  }

  @Test
  void badFilesCostOneRowEachAndExitStatusThree() throws IOException {
    Path lights = raw.resolve("ScienceImages");
    Files.write(lights.resolve("empty.fits"), new byte[0]);
    Files.writeString(lights.resolve("text.fits"), "SIMPLE? no, a letter");
    try (RandomAccessFile file =
        new RandomAccessFile(lights.resolve("field_V_002.fits").toFile(), "rw")) {
      file.setLength(2880 + 777);
    }
    Files.createDirectories(raw.resolve("Misc"));
    Files.copy(lights.resolve("field_V_001.fits"), raw.resolve("Misc/what.fits"));
    Files.createDirectory(raw.resolve("folder.fits"));
    Program program = Program.calibrate(raw, reduced);
    assertEquals(3, program.status(), program.err());
    assertTrue(rejectedRow("ScienceImages/empty.fits").get("reason").contains("empty"));
    assertTrue(rejectedRow("ScienceImages/text.fits").get("reason").contains("not a FITS file"));
    String truncated = rejectedRow("ScienceImages/field_V_002.fits").get("reason");
    assertTrue(truncated.contains("2400 bytes") && truncated.contains("1623"), truncated);
    assertTrue(rejectedRow("Misc/what.fits").get("reason").contains("IMAGETYP"));
    assertEquals(
        "calibrated", Program.table(reduced).get("ScienceImages/field_V_003.fits").get("status"));
    assertEquals(NIGHT.frames() + 3, Program.table(reduced).size());
    assertTrue(program.out().contains("rejected      4"), program.out());
    assertTrue(program.out().contains("calibrated    2 of 3 lights"), program.out());
  }

  @Test
  void gzippedFramesGiveTheSamePixels() throws IOException {
    assertEquals(0, Program.calibrate(raw, reduced).status());
    Path zipped = folder.resolve("zipped");
    for (Map.Entry<String, Path> file : Program.files(raw).entrySet()) {
      Path target = zipped.resolve(file.getKey() + ".gz");
      Files.createDirectories(target.getParent());
      try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(target))) {
        Files.copy(file.getValue(), out);
      }
    }
    Path fromZipped = folder.resolve("fromZipped");
    Program program = Program.calibrate(zipped, fromZipped);
    assertEquals(0, program.status(), program.err());
    Map<String, Path> plain = Program.files(reduced.resolve("calibrated"));
    assertEquals(plain.keySet(), Program.files(fromZipped.resolve("calibrated")).keySet());
    for (String name : plain.keySet()) {
      double[][] expected = Program.pixels(plain.get(name));
      double[][] got = Program.pixels(fromZipped.resolve("calibrated").resolve(name));
      for (int y = 0; y < expected.length; y++) {
        org.junit.jupiter.api.Assertions.assertArrayEquals(expected[y], got[y], name);
      }
    }
  }

  @Test
  void gzippedFramesWithAChangedPixelAreRejected() throws IOException {
    List<String> damaged =
        List.of("Bias/bad.fits", "Darks/bad.fits", "Flats/bad.fits", "ScienceImages/bad.fits");
    List<String> good =
        List.of(
            "Bias/bias_001.fits",
            "Darks/dark_001.fits",
            "Flats/flat_V_001.fits",
            "ScienceImages/field_V_001.fits");
    for (int i = 0; i < damaged.size(); i++) {
      Path bad = raw.resolve(damaged.get(i) + ".gz");
      try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(bad))) {
        Files.copy(raw.resolve(good.get(i)), out);
      }
      byte[] bytes = Files.readAllBytes(bad);
      bytes[bytes.length - 8] ^= 1; // the checksum is not that of the pixels any more
      Files.write(bad, bytes);
    }
    assertEquals(3, Program.calibrate(raw, reduced).status());
    for (String name : damaged) {
      Map<String, String> row = rejectedRow(name + ".gz");
      assertEquals(
          "the gzip data are damaged or cut short; copy the file again", row.get("reason"));
    }
    assertFalse(Files.exists(reduced.resolve("calibrated/ScienceImages/bad.fits")));
  }

  @Test
  void aDamagedGzipFileIsRejected() throws IOException {
    Path bad = raw.resolve("Bias/bad.fits.gz");
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(bad))) {
      Files.copy(raw.resolve("Bias/bias_001.fits"), out);
    }
    byte[] bytes = Files.readAllBytes(bad);
    Files.write(bad, Arrays.copyOf(bytes, bytes.length / 2));
    assertEquals(3, Program.calibrate(raw, reduced).status());
    assertTrue(rejectedRow("Bias/bad.fits.gz").get("reason").contains("gzip"));
  }

  @Test
  void twoInputsWithTheSamePathsLoseNothing() throws IOException {
    Path second = folder.resolve("second");
    new SyntheticNight(40, 30, 3, 3, 3, 3, List.of("V"), 6).writeTo(second);
    Program program = Program.run("--input=" + raw, "--input=" + second, "--output=" + reduced);
    assertEquals(0, program.status(), program.err());
    assertEquals(6, Program.files(reduced.resolve("calibrated")).size());
  }

  @Test
  void aNightThatLacksItsFlatsSaysSo() throws IOException {
    for (Path flat : Program.files(raw.resolve("Flats")).values()) {
      Files.delete(flat);
    }
    Program program = Program.calibrate(raw, reduced);
    assertEquals(3, program.status());
    assertTrue(
        program.out().contains("3 x no master flat: there are no usable flat frames"),
        program.out());
    assertFalse(Files.exists(reduced.resolve("calibrated")));
    Program skipping = Program.calibrate(raw, reduced, "--missingMasters=SKIP_STEP");
    assertEquals(0, skipping.status(), skipping.err());
    var header = Program.header(reduced.resolve("calibrated/ScienceImages/field_V_001.fits"));
    assertEquals("BD", header.getStringValue("CALSTAT"));
    assertEquals("NONE", header.getStringValue("NBFLAT"));
  }

  @Test
  void aCommaInAFolderNameIsNoSeparatorWhereTheFolderExists() throws IOException {
    Path comma = Files.move(raw, folder.resolve("raw, all of it"));
    Program program = Program.calibrate(comma, reduced);
    assertEquals(0, program.status(), program.err());
    Program two =
        Program.run("plan", "--input=" + comma + "/Bias/bias_001.fits," + comma + "/Flats");
    assertEquals(2, two.status(), "no comma can be both");
  }

  @Test
  void aBiasIsTakenOffOnceOrNotAtAll() throws IOException {
    // A dark that no bias is near enough to, and a light that has one: the dark still holds its
    // bias, and takes it off with the dark current of its own exposure.
    Path night = folder.resolve("night");
    constant(night.resolve("Bias/b.fits"), 1000, 0, "2026-01-01T20:00:00");
    constant(night.resolve("Darks/d.fits"), 1100, 10, "2026-07-01T20:00:00");
    constant(night.resolve("Lights/l.fits"), 1500, 10, "2026-02-20T20:00:00");
    Program program = Program.calibrate(night, reduced, "--missingMasters=SKIP_STEP");
    assertEquals(0, program.status(), program.err());
    assertEquals(400, Program.pixels(reduced.resolve("calibrated/Lights/l.fits"))[0][0]);
    String reason = Program.table(reduced).get("Lights/l.fits").get("reason");
    assertTrue(reason.contains("a dark of the same exposure has it in it"), reason);
  }

  @Test
  void aDarkWithItsBiasFitsItsOwnExposureOnly() throws IOException {
    Path night = folder.resolve("night");
    constant(night.resolve("Darks/d.fits"), 1100, 10, "2026-01-01T20:00:00");
    constant(night.resolve("Lights/same.fits"), 1500, 10, "2026-01-01T20:10:00");
    constant(night.resolve("Lights/near.fits"), 1500, 10.3, "2026-01-01T20:20:00");
    Program program = Program.calibrate(night, reduced, "--missingMasters=SKIP_STEP");
    assertEquals(0, program.status(), program.err());
    assertEquals(400, Program.pixels(reduced.resolve("calibrated/Lights/same.fits"))[0][0], 1e-3);
    assertEquals(1500, Program.pixels(reduced.resolve("calibrated/Lights/near.fits"))[0][0]);
  }

  private static void constant(Path file, int value, double exposure, String start)
      throws IOException {
    Files.createDirectories(file.getParent());
    int[][] pixels = new int[12][16];
    for (int[] row : pixels) {
      Arrays.fill(row, value);
    }
    try (Fits fits = new Fits()) {
      var hdu = FitsFactory.hduFactory(pixels);
      hdu.getHeader().addValue("EXPTIME", exposure, "");
      hdu.getHeader().addValue("DATE-OBS", start, "");
      fits.addHDU(hdu);
      fits.write(file.toFile());
    } catch (FitsException e) {
      throw new IOException(e);
    }
  }

  @Test
  void aVeryLongNameIsCutAndAWideImageRefused() throws IOException {
    Path lights = raw.resolve("ScienceImages");
    Path longest = lights.resolve("n".repeat(250) + ".fits");
    Files.move(lights.resolve("field_V_001.fits"), longest);
    String header = "SIMPLE  = T,BITPIX  = 16,NAXIS   = 2,NAXIS1  = 70000000,NAXIS2  = 1,END";
    StringBuilder cards = new StringBuilder();
    for (String card : header.split(",")) {
      cards.append(String.format("%-80s", card));
    }
    try (RandomAccessFile wide = new RandomAccessFile(lights.resolve("wide.fits").toFile(), "rw")) {
      wide.write(String.format("%-2880s", cards).getBytes(StandardCharsets.US_ASCII));
      wide.setLength(2880 + 140_000_000L); // sparse
    }
    Program program = Program.calibrate(raw, reduced);
    assertEquals(3, program.status(), program.err());
    assertTrue(rejectedRow("ScienceImages/wide.fits").get("reason").contains("pixels per row"));
    Map<String, String> row = Program.table(reduced).get("ScienceImages/" + longest.getFileName());
    assertEquals("calibrated", row.get("status"));
    assertTrue(Files.exists(reduced.resolve(row.get("output"))), row.get("output"));
  }

  @Test
  void productsAreNotCalibratedAgain() throws IOException {
    assertEquals(0, Program.calibrate(raw, reduced).status());
    Path again = folder.resolve("again");
    Program program = Program.calibrate(reduced, again);
    assertEquals(3, program.status());
    for (Map<String, String> row : Program.table(again).values()) {
      assertEquals("rejected", row.get("status"));
      assertTrue(row.get("reason").contains("already reduced"), row.get("reason"));
    }
  }

  @Test
  void anOutputThatCannotBeWrittenFailsInOneLine() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "in the way", StandardCharsets.UTF_8);
    Program program = Program.calibrate(raw, file.resolve("below"));
    assertEquals(1, program.status());
    assertTrue(program.err().contains("file"), program.err());
    assertFalse(program.err().contains("at org."), program.err());
  }

  @Test
  void anEmptyFolderIsSaidToBeEmpty() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Program program = Program.calibrate(empty, reduced);
    assertEquals(1, program.status());
    assertTrue(program.out().contains("No FITS files"), program.out());
    assertEquals(1, Program.run("plan", "--input=" + empty).status());
  }
}
