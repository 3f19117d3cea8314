package org.nightbeam.colour;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DemosaicTest {
  private static final int WIDTH = 12;
  private static final int HEIGHT = 10;

  private interface Scene {
    double of(char colour, double x, double y);
  }

  private static float[][] mosaic(String pattern, Scene scene) {
    ColourPattern colours = new ColourPattern(pattern);
    float[][] mosaic = new float[HEIGHT][WIDTH];
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        mosaic[y][x] = (float) scene.of(colours.at(x, y), x, y);
      }
    }
    return mosaic;
  }

  private static float[] row(Demosaic planes, char colour, int y) {
    float[] row = new float[WIDTH];
    planes.row(colour, y, row);
    return row;
  }

  @ParameterizedTest
  @ValueSource(strings = {"RGGB", "BGGR", "GRBG", "GBRG"})
  void evenColoursAreFoundEverywhere(String pattern) {
    Scene even = (colour, x, y) -> 10 * (1 + "RGB".indexOf(colour));
    for (ColourMethod method : ColourMethod.values()) {
      if (method == ColourMethod.NONE || method == ColourMethod.MALVAR) {
        continue; // Malvar's takes its detail from other colours, see below
      }
      Demosaic planes = method.of(mosaic(pattern, even), WIDTH, new ColourPattern(pattern));
      for (char colour : ColourPattern.COLOURS.toCharArray()) {
        for (int y = 0; y < planes.height(); y++) {
          float[] row = row(planes, colour, y);
          for (int x = 0; x < planes.width(); x++) {
            assertEquals(even.of(colour, x, y), row[x], method + " " + colour + " " + x + "," + y);
          }
        }
      }
    }
  }

  /** No filter has an error in what is linear; Malvar's and ratios for grey. */
  @ParameterizedTest
  @ValueSource(strings = {"RGGB", "BGGR", "GRBG", "GBRG"})
  void slopesAreKeptInsideTheFrame(String pattern) {
    Scene slope = (colour, x, y) -> 100 + 3 * x - 2 * y;
    for (ColourMethod method :
        new ColourMethod[] {ColourMethod.BILINEAR, ColourMethod.MALVAR, ColourMethod.RCD}) {
      Demosaic planes = method.of(mosaic(pattern, slope), WIDTH, new ColourPattern(pattern));
      for (char colour : ColourPattern.COLOURS.toCharArray()) {
        for (int y = 1; y < HEIGHT - 1; y++) {
          float[] row = row(planes, colour, y);
          for (int x = 1; x < WIDTH - 1; x++) {
            assertEquals(slope.of(colour, x, y), row[x], 1e-4, method + " " + x + "," + y);
          }
        }
      }
    }
  }

  /** A difference of colours that is the same everywhere is no detail. */
  @Test
  void malvarKeepsColoursThatDoNotChange() {
    Scene even = (colour, x, y) -> 10 * (1 + "RGB".indexOf(colour));
    Demosaic planes =
        ColourMethod.MALVAR.of(mosaic("RGGB", even), WIDTH, new ColourPattern("RGGB"));
    for (char colour : ColourPattern.COLOURS.toCharArray()) {
      float[] row = row(planes, colour, 5);
      for (int x = 2; x < WIDTH - 2; x++) {
        assertEquals(even.of(colour, x, 5), row[x], 1e-5, colour + " " + x);
      }
    }
  }

  /** Each response to one bright pixel is a filter of the paper, times 8. */
  @Test
  void malvarsFiltersAreThoseOfThePaper() {
    // A red pixel of RGGB at (4, 4): what it gives the greens, and the blues, around it.
    float[][] mosaic = new float[HEIGHT][WIDTH];
    mosaic[4][4] = 8;
    Demosaic planes = ColourMethod.MALVAR.of(mosaic, WIDTH, new ColourPattern("RGGB"));
    assertEquals(4, row(planes, 'G', 4)[4]);
    assertEquals(-1, row(planes, 'G', 4)[6], "green of the next red in the row");
    assertEquals(-1, row(planes, 'G', 6)[4]);
    assertEquals(6, row(planes, 'B', 4)[4]);
    assertEquals(-1.5f, row(planes, 'B', 4)[6]);
    assertEquals(4, row(planes, 'R', 4)[5], "red of a green beside it");
    assertEquals(4, row(planes, 'R', 5)[4], "red of a green below it");
    assertEquals(2, row(planes, 'R', 5)[5], "red of the blue across");
    // A green pixel in the row of reds, at (5, 4).
    mosaic[4][4] = 0;
    mosaic[4][5] = 8;
    assertEquals(2, row(planes, 'G', 4)[4]);
    assertEquals(5, row(planes, 'R', 4)[5]);
    assertEquals(5, row(planes, 'B', 4)[5]);
    assertEquals(-1, row(planes, 'R', 4)[7], "far in the row of reds");
    assertEquals(0.5f, row(planes, 'R', 6)[5], "far in the column of blues");
    assertEquals(-1, row(planes, 'R', 5)[6], "on the diagonal of a green");
  }

  @ParameterizedTest
  @EnumSource(names = {"BILINEAR", "MALVAR", "RCD"})
  void invalidPixelsAreMissingInTheirColourOnly(ColourMethod method) {
    Scene slope = (colour, x, y) -> 100 + 3 * x - 2 * y;
    float[][] mosaic = mosaic("RGGB", slope);
    mosaic[4][4] = Float.NaN; // red
    Demosaic planes = method.of(mosaic, WIDTH, new ColourPattern("RGGB"));
    assertTrue(Float.isNaN(row(planes, 'R', 4)[4]));
    assertEquals(slope.of('G', 4, 4), row(planes, 'G', 4)[4], 1e-4);
    assertEquals(slope.of('B', 4, 4), row(planes, 'B', 4)[4], 1e-4);
    assertEquals(slope.of('R', 6, 4), row(planes, 'R', 4)[5], 1e-4, "the one neighbour there is");
    int missing = 0;
    for (char colour : ColourPattern.COLOURS.toCharArray()) {
      for (int y = 0; y < HEIGHT; y++) {
        for (float value : row(planes, colour, y)) {
          missing += Float.isNaN(value) ? 1 : 0;
        }
      }
    }
    assertEquals(1, missing);
  }

  @Test
  void superPixelsAreTheCellsThemselves() {
    float[][] mosaic = {{1, 2, 3, 4, 99}, {5, 6, 7, Float.NaN, 99}, {9, 9, 9, 9, 99}};
    Demosaic grbg = ColourMethod.SUPERPIXEL.of(mosaic, 5, new ColourPattern("grbg"));
    assertEquals(2, grbg.width());
    assertEquals(1, grbg.height());
    float[] row = new float[2];
    grbg.row('R', 0, row);
    assertArrayEquals(new float[] {2, 4}, row);
    grbg.row('G', 0, row);
    assertArrayEquals(new float[] {3.5f, 3}, row, "of two, or of the one that is valid");
    grbg.row('B', 0, row);
    assertArrayEquals(new float[] {5, 7}, row);
  }

  @Test
  void onlyPatternsOfThreeColoursAreOnes() {
    assertTrue(ColourPattern.isOne("rggb"));
    assertFalse(ColourPattern.isOne(""));
    assertFalse(ColourPattern.isOne("GGRB"), "greens beside each other");
    assertFalse(ColourPattern.isOne("CYGM"));
    assertThrows(IllegalArgumentException.class, () -> new ColourPattern("RGBG"));
  }
}
