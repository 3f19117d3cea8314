package org.nightbeam.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsException;
import nom.tam.fits.Header;
import nom.tam.util.ArrayFuncs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.cli.Program;
import org.nightbeam.synthetic.SyntheticNight;

/** A night of a one-shot-colour camera, with pictures in colour. */
class ColourNightTest {
  private static final int WIDTH = 41;
  private static final int HEIGHT = 30;
  private static final String LIGHT = "ScienceImages/field_V_001.fits";

  @TempDir Path folder;
  private Path raw;
  private Path output;
  private Path facts;

  @BeforeEach
  void makeTheNight() throws IOException {
    raw = folder.resolve("raw");
    output = folder.resolve("reduced");
    new SyntheticNight(WIDTH, HEIGHT, 3, 3, 3, 3, List.of("V"), 5).writeTo(raw);
    facts = Files.writeString(folder.resolve("facts.yaml"), "\"**\": {cfaPattern: GRBG}\n");
  }

  private Program run(String method, Object... more) {
    Object[] options = new Object[more.length + 2];
    options[0] = "--facts=" + facts;
    options[1] = "--colour=" + method;
    System.arraycopy(more, 0, options, 2, more.length);
    return Program.calibrate(raw, output, options);
  }

  private static float[][][] planes(Path file) throws IOException {
    try (Fits fits = new Fits(file.toFile())) {
      BasicHDU<?> hdu = fits.getHDU(0);
      assertTrue(hdu.verifyIntegrity(), "sums");
      return (float[][][]) ArrayFuncs.convertArray(hdu.getKernel(), float.class, false);
    } catch (FitsException e) {
      throw new IOException(file.toString(), e);
    }
  }

  @Test
  void cellsBecomePixelsOfThreeColours() throws IOException {
    Program program = run("SUPERPIXEL");
    assertEquals(0, program.status(), program.err());
    assertTrue(program.out().contains("colour/"), program.out());
    double[][] mosaic = Program.pixels(output.resolve("calibrated").resolve(LIGHT));
    float[][][] planes = planes(output.resolve("colour").resolve(LIGHT));
    assertEquals(3, planes.length);
    assertEquals(HEIGHT / 2, planes[0].length);
    assertEquals(WIDTH / 2, planes[0][0].length);
    for (int y = 0; y < HEIGHT / 2; y++) {
      for (int x = 0; x < WIDTH / 2; x++) {
        double green = (mosaic[2 * y][2 * x] + mosaic[2 * y + 1][2 * x + 1]) / 2;
        assertEquals((float) mosaic[2 * y][2 * x + 1], planes[0][y][x]);
        assertEquals(green, planes[1][y][x], 1e-3);
        assertEquals((float) mosaic[2 * y + 1][2 * x], planes[2][y][x]);
      }
    }
    Header header = Program.header(output.resolve("colour").resolve(LIGHT));
    assertEquals("adu", header.getStringValue("BUNIT"));
    assertEquals("SUPERPIXEL", header.getStringValue("NBCOLOUR"));
    assertEquals("BDF", header.getStringValue("CALSTAT"));
    assertFalse(header.containsKey("BAYERPAT"));
  }

  @Test
  void picturesDoNotChangeTheLightsAndAreMadeAgainWhereTheyAreGone() throws IOException {
    assertEquals(0, run("NONE").status());
    byte[] light = Files.readAllBytes(output.resolve("calibrated").resolve(LIGHT));
    assertFalse(Files.exists(output.resolve("colour")));
    assertEquals(0, run("MALVAR").status());
    assertArrayEquals(light, Files.readAllBytes(output.resolve("calibrated").resolve(LIGHT)));
    Map<String, Path> pictures = Program.files(output.resolve("colour"));
    assertEquals(3, pictures.size());
    byte[] picture = Files.readAllBytes(pictures.get(LIGHT));
    Program again = run("MALVAR");
    assertTrue(again.out().contains("up to date    3 of 3 lights"), again.out());
    Files.delete(pictures.get(LIGHT));
    Program third = run("MALVAR");
    assertTrue(third.out().contains("up to date    2 of 3 lights"), third.out());
    assertArrayEquals(picture, Files.readAllBytes(pictures.get(LIGHT)));
  }

  @Test
  void lightsWithoutColoursAreNamed() throws IOException {
    Program program = Program.calibrate(raw, output, "--colour=BILINEAR");
    assertEquals(0, program.status(), program.err());
    assertTrue(program.out().contains("no colour pattern (BAYERPAT)"), program.out());
    assertFalse(Files.exists(output.resolve("colour")));
    Program again = Program.calibrate(raw, output, "--colour=BILINEAR");
    assertTrue(again.out().contains("up to date    3 of 3 lights"), again.out());
  }

  @Test
  void aPatternOfOtherColoursIsNamed() throws IOException {
    Files.writeString(facts, "\"**\": {cfaPattern: CYGM}\n");
    Program program = run("BILINEAR");
    assertEquals(0, program.status(), program.err());
    assertTrue(program.out().contains("the colour pattern is CYGM"), program.out());
  }
}
