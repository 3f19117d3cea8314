package org.nightbeam.badpixels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BadPixelFillTest {
  private static final float BAD = Float.NaN;

  /** Fills, and checks that just those pixels are reported that are counted and have a value. */
  private static BadPixelFill.Filled fill(
      float[][] values, boolean[][] mask, int widest, int step) {
    Set<List<Integer>> replaced = new HashSet<>();
    BadPixelFill.Filled filled =
        BadPixelFill.fill(
            values,
            mask,
            widest,
            step,
            (y, x) -> {
              assertTrue(replaced.add(List.of(y, x)), "twice: " + y + ", " + x);
              assertTrue(Float.isFinite(values[y][x]), "no value yet: " + y + ", " + x);
            });
    assertEquals(filled.filled(), replaced.size());
    return filled;
  }

  // By hand.

  @Test
  void pixelThatGetsTheValueItHadIsReplacedToo() {
    float[][] image = {{5, 5, 5}, {5, 5, 5}, {5, 5, 5}};
    boolean[][] mask = {{false, false, false}, {false, true, false}, {false, false, false}};
    assertEquals(new BadPixelFill.Filled(1, 0), fill(image, mask, 1, 1));
  }

  @Test
  void isolatedPixelIsTheMeanOfItsFourNeighbours() {
    float[][] image = {{1, 20, 3}, {40, BAD, 70}, {5, 90, 6}};
    assertEquals(new BadPixelFill.Filled(1, 0), fill(image, null, 1, 1));
    assertArrayEquals(new float[][] {{1, 20, 3}, {40, 55, 70}, {5, 90, 6}}, image);
  }

  @Test
  void badColumnsAreBridgedAcross() {
    float[][] image = {
      {10, BAD, BAD, 40, 1}, {20, BAD, BAD, 5, 1}, {0, BAD, BAD, 9, 1}, {7, BAD, BAD, 7, 1}
    };
    assertEquals(new BadPixelFill.Filled(8, 0), fill(image, null, 2, 1));
    assertArrayEquals(
        new float[][] {{10, 20, 30, 40, 1}, {20, 15, 10, 5, 1}, {0, 3, 6, 9, 1}, {7, 7, 7, 7, 1}},
        image);
  }

  @Test
  void badRowIsBridgedAcross() {
    float[][] image = {{10, 20, 0}, {BAD, BAD, BAD}, {40, 5, 9}};
    fill(image, null, 1, 1);
    assertArrayEquals(new float[] {25, 12.5f, 4.5f}, image[1]);
  }

  @Test
  void clusterAsWideAsHighIsTheMeanOfBothWays() {
    float[][] image = {{0, 3, 6, 0}, {30, BAD, BAD, 60}, {90, BAD, BAD, 0}, {0, 33, 66, 0}};
    fill(image, null, 2, 1);
    // Upper left: 40 along the row, 13 along the column; and so on.
    assertArrayEquals(new float[] {30, 26.5f, 38, 60}, image[1]);
    assertArrayEquals(new float[] {90, 41.5f, 38, 0}, image[2]);
  }

  @Test
  void atTheEdgeGoodPixelsOnBothSidesAreBetterThanOneSide() {
    float[][] image = {{1, 2, 3}, {BAD, 5, 6}, {7, 8, 9}};
    fill(image, null, 3, 1);
    assertEquals(4, image[1][0]); // and not 5, nor the mean of both
  }

  @Test
  void atTheEdgeTheNearestGoodPixelCounts() {
    float[][] image = {{BAD, 2, BAD}, {4, 5, 16}, {BAD, 8, BAD}};
    fill(image, null, 3, 1);
    assertArrayEquals(new float[] {3, 2, 9}, image[0]);
    assertArrayEquals(new float[] {6, 8, 12}, image[2]);
    float[][] columns = {{BAD, BAD, 2, BAD}, {BAD, BAD, 5, BAD}, {BAD, BAD, 8, BAD}};
    fill(columns, null, 2, 1);
    assertArrayEquals(new float[][] {{2, 2, 2, 2}, {5, 5, 5, 5}, {8, 8, 8, 8}}, columns);
  }

  /**
   * The example of IRAF's help of fixpix, with the pixels it names as those used; the example has a
   * single pixel too, where the rules differ, and a line whose pixels do not belong to it.
   */
  @ParameterizedTest
  @CsvSource({
    "1, 2, 1, 1, 1, 1, 1, 2, 1, 2",
    "1, 2, 1, 1, 2, 1, 2, 2, 2, 2",
    "20, 21, 20, 20, 20, 20, 20, 19, 20, 21",
    "20, 21, 20, 20, 21, 20, 21, 19, 21, 21",
    "25, 26, 25, 25, 25, 25, 25, 24, 25, 26",
    "49, 50, 50, 50, 49, 50, 49, 49, 49, 49",
    "49, 50, 50, 50, 50, 50, 50, 49, 50, 49"
  })
  void pixelsUsedAreThoseOfFixpix(
      int x1, int x2, int y1, int y2, int x, int y, int xa, int ya, int xb, int yb) {
    float[][] image = random(50, 50, 1);
    float[][] before = copy(image);
    for (int v = y1; v <= y2; v++) {
      Arrays.fill(image[v - 1], x1 - 1, x2, BAD);
    }
    fill(image, null, 10, 1);
    float expected = (float) ((before[ya - 1][xa - 1] + (double) before[yb - 1][xb - 1]) / 2);
    assertEquals(expected, image[y - 1][x - 1]);
  }

  // Widest.

  @Test
  void whatIsTooWideStaysAsItIs() {
    float[][] image = random(9, 9, 2);
    boolean[][] mask = new boolean[9][9];
    for (int y = 3; y < 6; y++) {
      Arrays.fill(mask[y], 3, 6, true);
    }
    image[4][4] = Float.POSITIVE_INFINITY;
    float[][] before = copy(image);
    assertEquals(new BadPixelFill.Filled(0, 9), fill(image, mask, 2, 1));
    assertArrayEquals(before, image);
    assertEquals(new BadPixelFill.Filled(9, 0), fill(image, mask, 3, 1));
    assertTrue(Float.isFinite(image[4][4]));
  }

  @Test
  void whatIsTooWideOneWayIsBridgedTheOther() {
    float[][] image = random(9, 9, 3);
    Arrays.fill(image[4], BAD);
    image[5][2] = BAD;
    float expected = (float) (image[3][2] + (image[6][2] - (double) image[3][2]) / 3);
    assertEquals(new BadPixelFill.Filled(10, 0), fill(image, null, 2, 1));
    assertEquals(expected, image[4][2]);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 100})
  void imageWithoutAGoodPixelStaysAsItIs(int widest) {
    float[][] image = new float[5][7];
    for (float[] row : image) {
      Arrays.fill(row, BAD);
    }
    assertEquals(new BadPixelFill.Filled(0, 35), fill(image, null, widest, 1));
    assertTrue(Float.isNaN(image[2][3]));
  }

  // A plane comes out as it was.

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void planeIsReproducedExactly(int step) {
    RandomGenerator random = new SplittableRandom(4);
    for (int round = 0; round < 50; round++) {
      int height = 30 + random.nextInt(30);
      int width = 30 + random.nextInt(30);
      float[][] plane = planes(height, width, step);
      float[][] image = copy(plane);
      boolean[][] mask = new boolean[height][width];
      // A column, a row, and what is between them; none at an edge.
      int column = 5 * step + random.nextInt(width - 10 * step);
      for (int y = 0; y < height; y++) {
        mask[y][column] = true;
      }
      int row = 5 * step + random.nextInt(height - 10 * step);
      for (int x = 0; x < width; x++) {
        mask[row][x] |= Math.abs(x - column) > 4 * step;
      }
      for (int k = 0; k < 10; k++) {
        mask[step + random.nextInt(height - 2 * step)][step + random.nextInt(width - 2 * step)] =
            true;
      }
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          image[y][x] = !mask[y][x] ? image[y][x] : x % 2 == 0 ? BAD : 1e6f;
        }
      }
      BadPixelFill.Filled filled = fill(image, mask, 40, step);
      assertEquals(0, filled.left());
      for (int y = step; y < height - step; y++) {
        for (int x = step; x < width - step; x++) {
          assertEquals(plane[y][x], image[y][x], "pixel " + y + ", " + x);
        }
      }
    }
  }

  /** A plane for each colour, with slopes that are whole numbers. */
  private static float[][] planes(int height, int width, int step) {
    float[][] planes = new float[height][width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int colour = y % step * step + x % step;
        planes[y][x] = 1000 * colour + (3 + colour) * y - (5 + colour) * x;
      }
    }
    return planes;
  }

  // Invariants.

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void onlyBadPixelsChangeAndOnlyGoodOnesAreUsed(int step) {
    for (int seed = 0; seed < 30; seed++) {
      float[][] image = random(40, 51, seed);
      boolean[][] mask = mask(40, 51, seed);
      float[][] filled = copy(image);
      BadPixelFill.Filled counted = fill(filled, mask, 3, step);
      float[][] other = copy(image);
      int bad = 0;
      for (int y = 0; y < 40; y++) {
        for (int x = 0; x < 51; x++) {
          if (mask[y][x]) {
            other[y][x] = (x + y) % 3 == 0 ? BAD : -image[y][x];
            bad++;
          } else {
            assertEquals(image[y][x], filled[y][x]);
          }
        }
      }
      assertEquals(bad, counted.filled() + counted.left());
      float[][] filledOther = copy(other);
      assertEquals(counted, fill(filledOther, mask, 3, step));
      int left = 0;
      for (int y = 0; y < 40; y++) {
        for (int x = 0; x < 51; x++) {
          if (mask[y][x] && Float.compare(filledOther[y][x], other[y][x]) == 0) {
            assertEquals(image[y][x], filled[y][x]);
            left++;
          } else {
            assertEquals(filled[y][x], filledOther[y][x]);
          }
        }
      }
      assertEquals(counted.left(), left);
    }
  }

  @Test
  void imageOnItsSideOrUpsideDownGivesTheSame() {
    for (int seed = 100; seed < 130; seed++) {
      float[][] image = random(33, 33, seed);
      boolean[][] mask = mask(33, 33, seed);
      float[][] transposed = new float[33][33];
      boolean[][] transposedMask = new boolean[33][33];
      float[][] turned = new float[33][33];
      boolean[][] turnedMask = new boolean[33][33];
      for (int y = 0; y < 33; y++) {
        for (int x = 0; x < 33; x++) {
          transposed[x][y] = image[y][x];
          transposedMask[x][y] = mask[y][x];
          turned[32 - y][32 - x] = image[y][x];
          turnedMask[32 - y][32 - x] = mask[y][x];
        }
      }
      fill(image, mask, 4, 1);
      fill(transposed, transposedMask, 4, 1);
      fill(turned, turnedMask, 4, 1);
      for (int y = 0; y < 33; y++) {
        for (int x = 0; x < 33; x++) {
          assertEquals(image[y][x], transposed[x][y]);
          assertEquals(image[y][x], turned[32 - y][32 - x], 1e-3f); // interpolated from the right
        }
      }
    }
  }

  @Test
  void coloursDoNotSeeEachOther() {
    float[][] image = random(20, 20, 5);
    boolean[][] mask = mask(20, 20, 5);
    float[][] quarter = new float[10][10];
    boolean[][] quarterMask = new boolean[10][10];
    for (int y = 0; y < 10; y++) {
      for (int x = 0; x < 10; x++) {
        quarter[y][x] = image[2 * y + 1][2 * x];
        quarterMask[y][x] = mask[2 * y + 1][2 * x];
      }
    }
    fill(image, mask, 3, 2);
    fill(quarter, quarterMask, 3, 1);
    for (int y = 0; y < 10; y++) {
      for (int x = 0; x < 10; x++) {
        assertEquals(quarter[y][x], image[2 * y + 1][2 * x]);
      }
    }
  }

  // What is wrong.

  @Test
  void imageAndMaskMustBeRectanglesOfTheSameSize() {
    float[][] image = new float[4][5];
    assertRefused(image, new boolean[3][5], 1, 1);
    assertRefused(image, new boolean[4][6], 1, 1);
    assertRefused(new float[][] {new float[3], new float[2]}, null, 1, 1);
    assertRefused(image, null, 0, 1);
    assertRefused(image, null, 1, 0);
    assertEquals(new BadPixelFill.Filled(0, 0), fill(new float[0][0], new boolean[0][0], 1, 1));
  }

  private static void assertRefused(float[][] image, boolean[][] mask, int widest, int step) {
    assertThrows(IllegalArgumentException.class, () -> fill(image, mask, widest, step));
  }

  private static float[][] random(int height, int width, long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    float[][] image = new float[height][width];
    for (float[] row : image) {
      for (int x = 0; x < width; x++) {
        row[x] = (float) (1000 + 100 * random.nextGaussian());
      }
    }
    return image;
  }

  /** Single pixels, columns, rows and blocks. */
  private static boolean[][] mask(int height, int width, long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    boolean[][] mask = new boolean[height][width];
    for (int k = 0; k < 40; k++) {
      mask[random.nextInt(height)][random.nextInt(width)] = true;
    }
    for (int k = 0; k < 6; k++) {
      int y = random.nextInt(height);
      int x = random.nextInt(width);
      int down = random.nextInt(1, k % 3 == 0 ? height : 6);
      int across = random.nextInt(1, k % 3 == 1 ? width : 6);
      for (int v = y; v < Math.min(height, y + down); v++) {
        Arrays.fill(mask[v], x, Math.min(width, x + across), true);
      }
    }
    return mask;
  }

  private static float[][] copy(float[][] image) {
    return Arrays.stream(image).map(float[]::clone).toArray(float[][]::new);
  }
}
