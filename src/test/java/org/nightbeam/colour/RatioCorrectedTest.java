package org.nightbeam.colour;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RatioCorrectedTest {
  private static final int WIDTH = 93;
  private static final int HEIGHT = 86;
  private static final int EDGE = 6;

  /** A scene in three colours, {@code [colour][row][column]}, in the order of the planes. */
  private final float[][][] truth = new float[3][HEIGHT][WIDTH];

  private final Random random = new Random(5);

  private void add(int colour, double x0, double y0, double peak, double sigma) {
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        double square = (x - x0) * (x - x0) + (y - y0) * (y - y0);
        truth[colour][y][x] += (float) (peak * Math.exp(-square / 2 / sigma / sigma));
      }
    }
  }

  private void sky(double red, double green, double blue) {
    double[] levels = {red, green, blue};
    for (int c = 0; c < 3; c++) {
      for (float[] row : truth[c]) {
        Arrays.fill(row, (float) levels[c]);
      }
    }
  }

  /** Stars of all colours. */
  private void stars(double sigma) {
    for (int k = 0; k < 40; k++) {
      double x = WIDTH * random.nextDouble();
      double y = HEIGHT * random.nextDouble();
      double peak = 300 * Math.pow(30, random.nextDouble());
      double colour = 0.5 + random.nextDouble();
      add(0, x, y, peak * colour, sigma);
      add(1, x, y, peak, sigma);
      add(2, x, y, peak / colour, sigma);
    }
  }

  /** The Moon's limb, and a ruling that turns through all angles. */
  private void edges() {
    double[] colours = {0.8, 1, 0.6};
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        double fromLimb = 30 - Math.hypot(x - 30, y - 40);
        double rings = Math.hypot(x - 70, y - 60);
        double value =
            2000 / (1 + Math.exp(-fromLimb / 0.5)) + (rings < 22 ? 400 * Math.sin(1.2 * rings) : 0);
        for (int c = 0; c < 3; c++) {
          truth[c][y][x] += (float) (colours[c] * (500 + value));
        }
      }
    }
  }

  private float[][] mosaic(ColourPattern pattern) {
    float[][] mosaic = new float[HEIGHT][WIDTH];
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        mosaic[y][x] = truth[ColourPattern.COLOURS.indexOf(pattern.at(x, y))][y][x];
      }
    }
    return mosaic;
  }

  private static float[][][] planes(ColourMethod method, float[][] mosaic, ColourPattern pattern) {
    Demosaic work = method.of(mosaic, WIDTH, pattern);
    float[][][] planes = new float[3][HEIGHT][WIDTH];
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < HEIGHT; y++) {
        work.row(ColourPattern.COLOURS.charAt(c), y, planes[c][y]);
      }
    }
    return planes;
  }

  /** Returns the root mean square error of the values that are interpolated. */
  private double error(ColourMethod method, ColourPattern pattern) {
    float[][][] planes = planes(method, mosaic(pattern), pattern);
    double squares = 0;
    int count = 0;
    for (int c = 0; c < 3; c++) {
      for (int y = EDGE; y < HEIGHT - EDGE; y++) {
        for (int x = EDGE; x < WIDTH - EDGE; x++) {
          if (pattern.at(x, y) != ColourPattern.COLOURS.charAt(c)) {
            double off = planes[c][y][x] - truth[c][y][x];
            squares += off * off;
            count++;
          }
        }
      }
    }
    return Math.sqrt(squares / count);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RGGB", "BGGR", "GRBG", "GBRG"})
  void starsAndEdgesAreMuchNearerToTheTruthThanBilinear(String cell) {
    ColourPattern pattern = new ColourPattern(cell);
    sky(200, 300, 250);
    stars(1.2);
    double ofStars = error(ColourMethod.RCD, pattern) / error(ColourMethod.BILINEAR, pattern);
    sky(0, 0, 0);
    edges();
    double ofEdges = error(ColourMethod.RCD, pattern) / error(ColourMethod.BILINEAR, pattern);
    assertTrue(ofStars < 0.3, "stars " + ofStars);
    assertTrue(ofEdges < 0.4, "edges " + ofEdges);
  }

  /** What all colours have in proportion is found without error, however steep it is. */
  @ParameterizedTest
  @ValueSource(strings = {"RGGB", "BGGR", "GRBG", "GBRG"})
  void aSlopeOfOneColourIsExact(String cell) {
    double[] colours = {0.4, 1, 2.5};
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
          truth[c][y][x] = (float) (colours[c] * (900 + 7 * x - 3 * y));
        }
      }
    }
    assertEquals(0, error(ColourMethod.RCD, new ColourPattern(cell)), 1e-3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RGGB", "BGGR", "GRBG", "GBRG"})
  void measuredPixelsKeepTheirBits(String cell) {
    ColourPattern pattern = new ColourPattern(cell);
    sky(0, 0, 0);
    for (float[][] plane : truth) {
      for (float[] row : plane) {
        for (int x = 0; x < WIDTH; x++) {
          row[x] = (float) (10 * random.nextGaussian()); // also below 0
        }
      }
    }
    float[][] mosaic = mosaic(pattern);
    mosaic[20][31] = Float.NaN;
    float[][][] planes = planes(ColourMethod.RCD, mosaic, pattern);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        for (int c = 0; c < 3; c++) {
          boolean own = pattern.at(x, y) == ColourPattern.COLOURS.charAt(c);
          if (own) {
            assertEquals(mosaic[y][x], planes[c][y][x], 0f);
          } else {
            // A sky of noise about 0 has no ratio to go astray by.
            assertTrue(Math.abs(planes[c][y][x]) < 200, x + "," + y + ": " + planes[c][y][x]);
          }
        }
      }
    }
  }

  /** No value that bilinear interpolation finds is lost, whatever is missing. */
  @Test
  void whatIsMissingIsNotSpread() {
    ColourPattern pattern = new ColourPattern("RGGB");
    sky(200, 300, 250);
    stars(1.5);
    float[][] mosaic = mosaic(pattern);
    for (int k = 0; k < 300; k++) {
      mosaic[random.nextInt(HEIGHT)][random.nextInt(WIDTH)] = Float.NaN;
    }
    float[][][] rcd = planes(ColourMethod.RCD, mosaic, pattern);
    float[][][] bilinear = planes(ColourMethod.BILINEAR, mosaic, pattern);
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
          assertEquals(Float.isNaN(bilinear[c][y][x]), Float.isNaN(rcd[c][y][x]), x + "," + y);
        }
      }
    }
  }

  /** Rows may be asked for in any order, and of a frame of any size. */
  @Test
  void rowsDoNotDependOnTheirOrder() {
    ColourPattern pattern = new ColourPattern("GBRG");
    sky(200, 300, 250);
    stars(1.5);
    float[][][] planes = planes(ColourMethod.RCD, mosaic(pattern), pattern);
    Demosaic work = ColourMethod.RCD.of(mosaic(pattern), WIDTH, pattern);
    for (int k = 0; k < 400; k++) {
      int c = random.nextInt(3);
      int y = random.nextInt(HEIGHT);
      float[] row = new float[WIDTH];
      work.row(ColourPattern.COLOURS.charAt(c), y, row);
      assertArrayEquals(planes[c][y], row, c + " " + y);
    }
    for (int size = 2; size < 9; size++) {
      Demosaic small = ColourMethod.RCD.of(new float[size][size], size, pattern);
      for (int y = 0; y < size; y++) {
        float[] row = new float[size];
        small.row('R', y, row);
        assertArrayEquals(new float[size], row, "of " + size);
      }
    }
  }
}
