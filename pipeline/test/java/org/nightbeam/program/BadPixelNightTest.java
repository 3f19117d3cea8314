package org.nightbeam.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import nom.tam.fits.Fits;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.cli.Program;
import org.nightbeam.synthetic.SyntheticNight;

/** Bad pixels of a map, from the option to what the product says of them. */
class BadPixelNightTest {
  private static final int WIDTH = 96;
  private static final int HEIGHT = 80;
  private static final String LIGHT = "calibrated/ScienceImages/field_V_001.fits";
  private static final int INTERPOLATED = 128;

  @TempDir Path folder;
  private Path raw;
  private Path map;

  @BeforeEach
  void makeANight() throws Exception {
    raw = folder.resolve("raw");
    new SyntheticNight(WIDTH, HEIGHT, 5, 5, 5, 1, List.of("V"), 5).writeTo(raw);
    map = folder.resolve("bad.txt");
    // A pixel, a column, and a square that is too wide to be bridged.
    Files.writeString(map, "11 21\n41 41 1 " + HEIGHT + "\n61 80 31 50\n");
  }

  @Test
  void productSaysHowManyWereInterpolatedAndWhich() throws Exception {
    Path out = folder.resolve("out");
    Program run =
        Program.calibrate(
            raw,
            out,
            "--badPixels=INTERPOLATE",
            "--badPixelMap=" + map,
            "--hotSigma=1000",
            "--coldSigma=1000",
            "--widestDefect=5",
            "--planes=MASK");

    assertEquals(0, run.status(), run.err());
    var header = Program.header(out.resolve(LIGHT));
    assertEquals(1 + HEIGHT + 400, header.getIntValue("NBBADPIX"));
    assertEquals(1 + HEIGHT, header.getIntValue("NBBADFIL"));
    assertEquals(400, header.getIntValue("NBBADLFT"));
    String history = Program.history(out.resolve(LIGHT));
    assertTrue(
        history.contains(
            "Nightbeam: bad pixels, and those without a value: 81 interpolated, 400 left, where the"
                + " defect is wider than 5"),
        history);
    byte[][] mask = mask(out.resolve(LIGHT));
    int flagged = 0;
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        boolean expected = x == 40 || x == 10 && y == 20;
        assertEquals(expected ? INTERPOLATED : 0, mask[y][x] & INTERPOLATED, y + ", " + x);
        flagged += expected ? 1 : 0;
      }
    }
    assertEquals(1 + HEIGHT, flagged);
  }

  @Test
  void anotherMapGivesAnotherFingerprint() throws Exception {
    String[] fingerprints = new String[2];
    for (int i = 0; i < 2; i++) {
      Files.writeString(map, (11 + i) + " 21\n");
      Path out = folder.resolve("out" + i);
      Program run = Program.calibrate(raw, out, "--badPixels=INTERPOLATE", "--badPixelMap=" + map);
      assertEquals(0, run.status(), run.err());
      fingerprints[i] = Program.header(out.resolve(LIGHT)).getStringValue("NBFPRINT");
    }
    assertNotEquals(fingerprints[0], fingerprints[1]);
  }

  private static byte[][] mask(Path product) throws Exception {
    try (Fits fits = new Fits(product.toFile())) {
      fits.read();
      return (byte[][]) fits.getHDU(1).getKernel();
    }
  }
}
