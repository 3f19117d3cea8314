package org.nightbeam.background;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nightbeam.MadeUpSky;

class BackgroundMapTest {
  private static final int MESH = 64;

  private static float[][] normal(int height, int width, double level, double sigma) {
    Random random = new Random(7);
    float[][] frame = new float[height][width];
    for (float[] row : frame) {
      for (int x = 0; x < width; x++) {
        row[x] = (float) (level + sigma * random.nextGaussian());
      }
    }
    return frame;
  }

  /** The mean and the root mean square of the map's error. */
  private static double[] error(BackgroundMap map, int height, int width, double[] plane) {
    double sum = 0;
    double squares = 0;
    float[] row = new float[width];
    for (int y = 0; y < height; y++) {
      map.level(y, row);
      for (int x = 0; x < width; x++) {
        double error = row[x] - plane[0] - plane[1] * x - plane[2] * y;
        sum += error;
        squares += error * error;
      }
    }
    double pixels = (double) width * height;
    return new double[] {sum / pixels, Math.sqrt(squares / pixels)};
  }

  @ParameterizedTest
  @CsvSource({"256, 256", "200, 330", "700, 100", "20, 1000", "30, 20"})
  void levelAndNoiseOfSkyAlone(int height, int width) {
    BackgroundMap map = BackgroundMap.of(normal(height, width, 1000, 5), MESH);
    double ofMean = 5 / Math.sqrt((double) height * width);
    double[] error = error(map, height, width, new double[] {1000, 0, 0});
    assertEquals(0, error[0], 10 * ofMean);
    assertTrue(error[1] < 5 * Math.sqrt(9 * map.levelVariance(1)), "rms " + error[1]);
    assertEquals(5, map.typicalNoise(), 0.05 + 20 * ofMean);
  }

  @Test
  void theVarianceOfTheLevelIsWhatIsSaid() {
    double squares = 0;
    int count = 0;
    float[] row = new float[768];
    for (int seed = 0; seed < 5; seed++) {
      BackgroundMap map = BackgroundMap.of(new MadeUpSky(768, 768, 400, 1, 0).exposed(seed), MESH);
      for (int y = MESH; y < 768 - MESH; y += 16) { // the level at the edge is less certain
        map.level(y, row);
        for (int x = MESH; x < 768 - MESH; x += 16) {
          squares += (row[x] - 400) * (row[x] - 400);
          count++;
        }
      }
    }
    double said = BackgroundMap.of(normal(768, 768, 0, 1), MESH).levelVariance(400);
    assertEquals(1, squares / count / said, 0.3);
  }

  @Test
  void aSlopeIsFollowedToTheEdges() {
    float[][] frame = new MadeUpSky(512, 640, 300, 1, 0).plane(0.2, -0.1).exposed(3);
    BackgroundMap map = BackgroundMap.of(frame, MESH);
    float[] row = new float[640];
    for (int y : new int[] {0, 100, 511}) {
      map.level(y, row);
      for (int x : new int[] {0, 31, 320, 639}) {
        // In a corner one mesh alone is gone on from: 0.2 of the noise of a pixel.
        assertEquals(300 + 0.2 * x - 0.1 * y, row[x], 3.5, "at " + x + ", " + y);
      }
    }
  }

  @Test
  void starsAndBadPixelsDoNotRaiseIt() {
    MadeUpSky sky = new MadeUpSky(512, 512, 400, 1, 0);
    Random random = new Random(5);
    for (int i = 0; i < 300; i++) {
      sky.star(random.nextDouble(512), random.nextDouble(512), 20_000, 3);
    }
    float[][] frame = sky.exposed(1);
    for (int i = 0; i < 3000; i++) {
      frame[random.nextInt(512)][random.nextInt(512)] = 60_000;
    }
    BackgroundMap map = BackgroundMap.of(frame, MESH);
    assertEquals(0, error(map, 512, 512, new double[] {400, 0, 0})[0], 0.1 * 20);
    assertEquals(20, map.typicalNoise(), 0.6);
  }

  @Test
  void aMeshFilledByOneSourceIsLikeThoseAround() {
    float[][] frame = normal(512, 512, 100, 2);
    for (int y = 192; y < 256; y++) {
      Arrays.fill(frame[y], 192, 256, 5000);
    }
    BackgroundMap map = BackgroundMap.of(frame, MESH);
    float[] row = new float[512];
    map.level(224, row);
    assertEquals(100, row[224], 0.5);
    assertEquals(2, map.noise(224, 224), 0.2);
  }

  @Test
  void invalidPixelsAreLeftOut() {
    float[][] frame = normal(300, 300, 50, 3);
    for (int y = 0; y < 300; y++) {
      Arrays.fill(frame[y], 0, y < 150 ? 300 : 60, Float.NaN);
      for (int x = y % 10; x < 300; x += 10) {
        frame[y][x] = -1e30f;
      }
      frame[y][299] = Float.POSITIVE_INFINITY;
    }
    for (int y = 0; y < 150; y++) {
      Arrays.fill(frame[y], Float.NaN);
    }
    BackgroundMap map = BackgroundMap.of(frame, MESH);
    float[] row = new float[300];
    for (int y : new int[] {0, 299}) {
      map.level(y, row);
      assertEquals(50, row[0], 1.5, "row " + y);
      assertEquals(50, row[299], 1.5, "row " + y);
    }
  }

  @ParameterizedTest
  @CsvSource({"0.3", "0.6", "1", "3", "20"})
  void wholeNumbersHaveTheirMeanToo(double sigma) {
    float[][] frame = normal(256, 256, 100.3, sigma);
    for (float[] row : frame) {
      for (int x = 0; x < row.length; x++) {
        row[x] = Math.round(row[x]);
      }
    }
    BackgroundMap map = BackgroundMap.of(frame, MESH);
    double withRounding = Math.sqrt(sigma * sigma + 1.0 / 12);
    assertEquals(100.3, map.typicalLevel(), 0.05 + 0.1 * withRounding);
    assertEquals(withRounding, map.typicalNoise(), 0.15 * withRounding);
  }

  @Test
  void ofOneValueOrNoneNothingIsMadeUp() {
    float[][] same = new float[100][100];
    for (float[] row : same) {
      Arrays.fill(row, 7);
    }
    BackgroundMap flat = BackgroundMap.of(same, MESH);
    assertTrue(flat.isKnown());
    assertEquals(7, flat.typicalLevel());
    assertEquals(0, flat.typicalNoise());
    for (float[] row : same) {
      Arrays.fill(row, Float.NaN);
    }
    BackgroundMap none = BackgroundMap.of(same, MESH);
    assertFalse(none.isKnown());
    assertTrue(Double.isNaN(none.typicalNoise()));
  }

  @Test
  void theMapIsContinuous() {
    float[][] frame = new MadeUpSky(256, 384, 1000, 2, 5).plane(1, 2).exposed(9);
    BackgroundMap map = BackgroundMap.of(frame, 32);
    float[] row = new float[384];
    float[] next = new float[384];
    for (int y = 0; y < 255; y++) {
      map.level(y, row);
      map.level(y + 1, next);
      for (int x = 1; x < 384; x++) {
        assertEquals(1, row[x] - row[x - 1], 2);
        assertEquals(2, next[x] - row[x], 2);
      }
    }
    float[] again = new float[384];
    map.level(100, again);
    BackgroundMap.of(frame, 32).level(100, next);
    assertArrayEquals(next, again);
  }
}
