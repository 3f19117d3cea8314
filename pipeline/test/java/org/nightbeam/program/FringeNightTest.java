package org.nightbeam.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.Fits;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.cli.Program;
import org.nightbeam.fits.product.ProductFile;
import org.nightbeam.fits.product.ProductHeader;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.synthetic.SyntheticNight;
import org.nightbeam.terminal.ExitStatus;

/** Lights of one filter get fringes, and lose them again. */
class FringeNightTest {
  private static final int WIDTH = 320;
  private static final int HEIGHT = 256;
  private static final double AMPLITUDE = 20; // ADU
  private static final String V = "calibrated/ScienceImages/field_V_001.fits";
  private static final String R = "calibrated/ScienceImages/field_R_001.fits";

  @TempDir Path folder;
  private Path raw;

  @BeforeEach
  void makeNight() throws IOException {
    raw = folder.resolve("raw");
    new SyntheticNight(WIDTH, HEIGHT, 5, 5, 5, 1, List.of("V", "R"), 3).writeTo(raw);
  }

  private static double fringe(int y, int x) {
    return Math.sin(2 * Math.PI * (x + 0.4 * y) / 40);
  }

  /** A fringe master of filter V. */
  private Path master(int height) throws IOException {
    return master(height, "FILTER", "V");
  }

  private Path master(int height, String keyword, String filter) throws IOException {
    Path file = folder.resolve("fringe/V.fits");
    ProductHeader header = ProductHeader.ofImage(WIDTH, height);
    header.add(keyword, filter, "");
    try (ProductFile product = new ProductFile(new LocalStorage().create(file.toString()))) {
      ByteBuffer rows = ByteBuffer.allocate(4 * WIDTH * height);
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < WIDTH; x++) {
          rows.putFloat((float) (5 + fringe(y, x)));
        }
      }
      product.add(header).write(rows.flip());
      product.finish(written -> {});
    }
    return file;
  }

  private void addFringes(String light) throws Exception {
    Path file = raw.resolve(light);
    byte[] bytes = Files.readAllBytes(file);
    int data = bytes.length - (WIDTH * HEIGHT * 2 + 2879) / 2880 * 2880;
    ByteBuffer pixels = ByteBuffer.wrap(bytes);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int at = data + 2 * (y * WIDTH + x);
        pixels.putShort(
            at, (short) (pixels.getShort(at) + Math.round(AMPLITUDE * (1 + fringe(y, x)))));
      }
    }
    Files.write(file, bytes);
  }

  private static float[][] pixels(Path file) throws Exception {
    try (Fits fits = new Fits(file.toFile())) {
      return (float[][]) fits.getHDU(0).getKernel();
    }
  }

  private static double factor(Path file) throws Exception {
    try (Fits fits = new Fits(file.toFile())) {
      BasicHDU<?> hdu = fits.getHDU(0);
      return hdu.getHeader().getDoubleValue("NBFRINGE", Double.NaN);
    }
  }

  @Test
  void asMuchIsTakenAwayAsIsThere() throws Exception {
    Path master = master(HEIGHT);
    Path without = folder.resolve("without");
    assertEquals(0, Program.calibrate(raw, without).status());
    addFringes("ScienceImages/field_V_001.fits");
    Path out = folder.resolve("out");
    Program run = Program.calibrate(raw, out, "--fringe=" + master.getParent());

    assertEquals(0, run.status(), run.err());
    assertEquals(AMPLITUDE, factor(out.resolve(V)), 0.05 * AMPLITUDE);
    assertTrue(Double.isNaN(factor(out.resolve(R))), "there is no master for R");
    double error = Program.header(out.resolve(V)).getDoubleValue("NBFRGERR");
    assertTrue(error > 0 && error < 0.05 * AMPLITUDE, "" + error);
    String history = Program.history(out.resolve(V));
    assertTrue(history.contains("Nightbeam: fringe master: V.fits"), history);
    assertTrue(
        history.matches(
            ".*Nightbeam: fringes subtracted: the master less its median, times [0-9.]+"
                + " \\(standard error [0-9.]+\\).*"),
        history);
    float[][] expected = pixels(without.resolve(V));
    float[][] found = pixels(out.resolve(V));
    double waves = 0;
    double level = 0;
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        double left = found[y][x] - expected[y][x];
        waves += left * fringe(y, x) * 2 / (WIDTH * HEIGHT);
        level += left / (WIDTH * HEIGHT);
      }
    }
    assertEquals(0, waves, 0.06 * AMPLITUDE);
    assertEquals(AMPLITUDE, level, 0.1 * AMPLITUDE, "the sky keeps its level");
  }

  @Test
  void lightWithoutFringesStaysAsItIs() throws Exception {
    Path plain = folder.resolve("plain");
    Path out = folder.resolve("out");
    assertEquals(0, Program.calibrate(raw, plain).status());
    assertEquals(0, Program.calibrate(raw, out, "--fringe=" + master(HEIGHT)).status());

    assertEquals(0, factor(out.resolve(V)), 0);
    assertTrue(Program.header(out.resolve(V)).getDoubleValue("NBFRGERR") > 0);
    String history = Program.history(out.resolve(V));
    assertTrue(
        history.contains("Nightbeam: nothing subtracted: no fringes found: the factor is "),
        history);
    assertFalse(history.contains("fringes subtracted"), history);
    assertArrayEquals(pixels(plain.resolve(V)), pixels(out.resolve(V)));
  }

  @Test
  void filterOfAMasterIsKnownByFactsStatedByHand() throws Exception {
    Path master = master(HEIGHT, "OBSERVER", "nobody who says the filter");
    addFringes("ScienceImages/field_V_001.fits");
    Path facts = folder.resolve("facts.yaml");
    Path out = folder.resolve("out");
    String fringe = "--fringe=" + master.getParent();
    Files.writeString(facts, "\"V.fits\": {filter: V}\n");
    Program run = Program.calibrate(raw, out, fringe, "--facts=" + facts);

    assertEquals(0, run.status(), run.err());
    assertFalse(run.err().contains("no file fits"), run.err());
    assertEquals(AMPLITUDE, factor(out.resolve(V)), 0.05 * AMPLITUDE);
    assertTrue(Double.isNaN(factor(out.resolve(R))), "there is no master for R");

    Files.writeString(facts, "\"V.fits\": {filter: R}\n");
    assertEquals(0, Program.calibrate(raw, out, fringe, "--facts=" + facts).status());
    assertTrue(Double.isNaN(factor(out.resolve(V))), "the master is said to be of R now");
  }

  @Test
  void filterOfAMasterIsReadByTheDialectOfTheUser() throws Exception {
    Path master = master(HEIGHT, "COLOURED", "V");
    addFringes("ScienceImages/field_V_001.fits");
    Path dialect = folder.resolve("dialect.yaml");
    Files.writeString(dialect, "keywords: {filter: [FILTER, COLOURED]}\n");
    Path out = folder.resolve("out");
    Program run = Program.calibrate(raw, out, "--fringe=" + master, "--dialect=" + dialect);

    assertEquals(0, run.status(), run.err());
    assertEquals(AMPLITUDE, factor(out.resolve(V)), 0.05 * AMPLITUDE);
  }

  @Test
  void fitThatCouldNotBeMadeHasNoError() throws Exception {
    Path small = folder.resolve("small");
    new SyntheticNight(32, 32, 3, 3, 3, 1, List.of("V"), 3).writeTo(small);
    Path master = folder.resolve("fringe/small.fits");
    ProductHeader header = ProductHeader.ofImage(32, 32);
    header.add("FILTER", "V", "");
    try (ProductFile product = new ProductFile(new LocalStorage().create(master.toString()))) {
      product.add(header).write(ByteBuffer.allocate(4 * 32 * 32));
      product.finish(written -> {});
    }
    Path out = folder.resolve("out");
    Program run = Program.calibrate(small, out, "--fringe=" + master);

    assertEquals(0, run.status(), run.err());
    assertTrue(Program.header(out.resolve(V)).containsKey("NBFRGERR"));
    assertTrue(Double.isNaN(Program.header(out.resolve(V)).getDoubleValue("NBFRGERR", Double.NaN)));
    String history = Program.history(out.resolve(V));
    assertTrue(history.contains("Nightbeam: nothing subtracted: no fringes found"), history);
  }

  @Test
  void masterIsNotTrimmedAsRawFramesAre() throws Exception {
    addFringes("ScienceImages/field_V_001.fits");
    Path out = folder.resolve("out");
    String trim = "--trim=[1:" + WIDTH + ",1:" + (HEIGHT - 64) + "]";
    Program run = Program.calibrate(raw, out, "--fringe=" + master(HEIGHT - 64), trim);

    assertEquals(0, run.status(), run.err());
    assertEquals(AMPLITUDE, factor(out.resolve(V)), 0.05 * AMPLITUDE);
  }

  @Test
  void masterOfAnotherSizeIsRefused() throws Exception {
    Path out = folder.resolve("out");
    Program run = Program.calibrate(raw, out, "--fringe=" + master(HEIGHT / 2));

    assertEquals(ExitStatus.FRAMES_LEFT.code(), run.status(), run.err());
    String reason = Program.table(out).get("ScienceImages/field_V_001.fits").get("reason");
    assertTrue(reason.contains("320 x 128 pixels, expected 320 x 256"), reason);
    assertEquals(
        "calibrated", Program.table(out).get("ScienceImages/field_R_001.fits").get("status"));
  }

  @Test
  void masterThatIsNotThereCostsNoWork() {
    Program run =
        Program.calibrate(raw, folder.resolve("out"), "--fringe=" + folder.resolve("none.fits"));

    assertEquals(2, run.status());
    assertTrue(run.err().contains("--fringe="), run.err());
  }
}
