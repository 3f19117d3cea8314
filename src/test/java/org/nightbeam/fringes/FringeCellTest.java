package org.nightbeam.fringes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FringeCellTest {
  private static final int HEIGHT = 14;
  private static final int WIDTH = 11;

  private final float[][] light = new float[HEIGHT][WIDTH];
  private final float[][] one = new float[HEIGHT][WIDTH];
  private final float[][] other = new float[HEIGHT][WIDTH];

  /** With one half of the pattern for both, it is ordinary least squares. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void factorIsThatOfLeastSquares(long seed) {
    fill(seed);
    light[5][4] = Float.NaN;
    FringeCell cell = new FringeCell(2, 13, 1, 11);
    cell.start(light, one, new float[200]);
    cell.sum(light, one, one, 0);
    double[] expected = leastSquares(one);
    assertEquals(109, cell.boxes());
    assertEquals(expected[3], cell.lightPattern() / cell.patternPattern(), 1e-9);
    double squares = 0;
    for (int y = 2; y < 13; y++) {
      for (int x = 1; x < 11; x++) {
        if (!Float.isNaN(light[y][x])) {
          double model = expected[0] + expected[1] * y + expected[2] * x + expected[3] * one[y][x];
          squares += Math.pow(light[y][x] - model, 2);
        }
      }
    }
    assertEquals(squares / (109 - 4), cell.variance(expected[3]), 1e-6);
    assertEquals(cell.patternPattern(), cell.square(), 1e-9);
  }

  @Test
  void noiseOfTheHalvesDoesNotCount() {
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        one[y][x] = x % 2 == 0 ? 1 : -1;
        other[y][x] = y % 2 == 0 ? 1 : -1;
        light[y][x] = 7 + x + 2 * y;
      }
    }
    FringeCell cell = new FringeCell(0, 10, 0, 10);
    cell.start(light, one, new float[200]);
    cell.sum(light, one, other, 0);
    assertEquals(100, cell.boxes());
    // Each is 1 squared, 100 times, less the little that a plane has of it; the product is 0.
    assertEquals(97, cell.square(), 1);
    assertEquals(0, cell.patternPattern(), 1e-9);
    assertEquals(97, Math.sqrt(cell.varianceOfNoise() * 100), 1);
    // The light is nothing but plane.
    assertEquals(0, cell.lightPattern(), 1e-9);
  }

  @Test
  void boxesThatAreTooBrightAreLeftOutWithAllAroundThem() {
    fill(4);
    FringeCell cell = new FringeCell(0, HEIGHT, 0, WIDTH);
    cell.start(light, one, new float[200]);
    cell.sum(light, one, one, 0);
    assertEquals(HEIGHT * WIDTH, cell.boxes());
    light[3][3] += 1000;
    light[0][10] += 1000;
    light[9][9] -= 1000; // nothing spreads from what is dark
    cell.start(light, one, new float[200]);
    cell.sum(light, one, one, 0);
    assertEquals(HEIGHT * WIDTH - 9 - 4 - 1, cell.boxes());
  }

  @Test
  void cellWithTooFewBoxesIsOfNoUse() {
    fill(5);
    for (int y = 2; y < HEIGHT; y++) {
      Arrays.fill(light[y], Float.NaN);
    }
    FringeCell cell = new FringeCell(0, HEIGHT, 0, WIDTH);
    cell.start(light, one, new float[200]);
    cell.sum(light, one, one, 0);
    assertFalse(cell.isUsable());
    fill(5);
    cell.start(light, one, new float[200]);
    cell.sum(light, one, one, 0);
    assertTrue(cell.isUsable());
  }

  @Test
  void boxesInALineHaveNoPlane() {
    fill(6);
    FringeCell cell = new FringeCell(0, 1, 0, WIDTH);
    cell.start(light, one, new float[200]);
    cell.sum(light, one, one, 0);
    assertFalse(cell.isUsable());
  }

  private void fill(long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        one[y][x] = (float) Math.sin(x + 0.4 * y);
        light[y][x] = (float) (500 + 0.5 * x - 0.3 * y + 3 * one[y][x] + random.nextDouble());
      }
    }
  }

  /** Level, slopes and factor by the normal equations. */
  private double[] leastSquares(float[][] pattern) {
    double[][] equations = new double[4][5];
    for (int y = 2; y < 13; y++) {
      for (int x = 1; x < 11; x++) {
        if (!Float.isNaN(light[y][x])) {
          double[] row = {1, y, x, pattern[y][x], light[y][x]};
          for (int i = 0; i < 4; i++) {
            for (int k = 0; k < 5; k++) {
              equations[i][k] += row[i] * row[k];
            }
          }
        }
      }
    }
    for (int i = 0; i < 4; i++) {
      for (int other = 0; other < 4; other++) {
        double multiple = equations[other][i] / equations[i][i];
        for (int k = 0; k < 5 && other != i; k++) {
          equations[other][k] -= multiple * equations[i][k];
        }
      }
    }
    double[] solution = new double[4];
    for (int i = 0; i < 4; i++) {
      solution[i] = equations[i][4] / equations[i][i];
    }
    return solution;
  }
}
