package org.nightbeam.sources;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MatchedFilterTest {
  private static final int SIZE = 300;
  private static final double SIGMA = 1.3;

  /**
   * Runs it over a frame of signals and variances; a variance of 0 is a missing pixel.
   *
   * @param smooth whether it may take the variance to be that of the first pixel everywhere
   */
  private static float[][] filtered(float[][] signal, float[][] variance, boolean smooth) {
    MatchedFilter filter = new MatchedFilter(SIZE, SIZE, SIGMA, !smooth);
    float[][] out = new float[SIZE][SIZE];
    float[] noise = new float[SIZE];
    Arrays.fill(noise, (float) Math.sqrt(variance[0][0]));
    for (int y = 0; y < SIZE + filter.radius(); y++) {
      if (y < SIZE) {
        int row = y;
        int[] missing = IntStream.range(0, SIZE).filter(x -> variance[row][x] == 0).toArray();
        if (smooth) {
          filter.put(y, signal[y], missing.length == 0 ? null : missing);
        } else {
          float[] inverses = new float[SIZE];
          for (int x = 0; x < SIZE; x++) {
            inverses[x] = 1 / variance[y][x]; // also of what is missing
          }
          filter.put(y, signal[y], inverses, missing.length == 0 ? null : missing);
        }
      }
      if (y >= filter.radius()) {
        filter.significance(y - filter.radius(), noise, out[y - filter.radius()]);
      }
    }
    return out;
  }

  private static double rms(float[][] values, int from, int to) {
    double squares = 0;
    for (int y = from; y < to; y++) {
      for (int x = from; x < to; x++) {
        squares += values[y][x] * values[y][x];
      }
    }
    return Math.sqrt(squares / ((to - from) * (double) (to - from)));
  }

  @Test
  void ofNoiseItIsNormalWhateverTheVarianceAndWhateverIsMissing() {
    Random random = new Random(1);
    float[][] signal = new float[SIZE][SIZE];
    float[][] variance = new float[SIZE][SIZE];
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        double sigma = random.nextInt(10) == 0 ? 30 : 3;
        variance[y][x] = random.nextInt(20) == 0 ? 0 : (float) (sigma * sigma);
        signal[y][x] = (float) (variance[y][x] > 0 ? sigma * random.nextGaussian() : 1e6);
      }
    }
    float[][] found = filtered(signal, variance, false);
    assertEquals(1, rms(found, 0, SIZE), 0.03);
    assertEquals(1, rms(found, 100, 200), 0.06);
  }

  /**
   * One pixel in so many is missing, or none; and in some rows half of them, as in a gap.
   *
   * @param variance of all others
   */
  private static float[][] variances(Random random, int oneIn, float variance) {
    float[][] result = new float[SIZE][SIZE];
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        boolean gap = oneIn > 0 && y / 20 % 3 == 1 && x / 50 % 2 == 1;
        boolean missing = gap || oneIn > 0 && random.nextInt(oneIn) == 0;
        result[y][x] = missing && x + y > 0 ? 0 : variance;
      }
    }
    return result;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1000, 50, 4, 2})
  void theShortWayGivesTheSameUpToTheEdgesAndAboutWhatIsMissing(int oneIn) {
    Random random = new Random(2);
    float[][] signal = new float[SIZE][SIZE];
    float[][] variance = variances(random, oneIn, 4);
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        signal[y][x] = (float) (variance[y][x] > 0 ? 2 * random.nextGaussian() : Double.NaN);
      }
    }
    float[][] weighted = filtered(signal, variance, false);
    float[][] smooth = filtered(signal, variance, true);
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        if (shareLeft(variance, y, x) > 0.005) { // with less, it gives up
          assertEquals(weighted[y][x], smooth[y][x], 2e-3, "at " + x + ", " + y);
        }
        assertTrue(Float.isFinite(smooth[y][x]), "at " + x + ", " + y);
      }
    }
  }

  /** Returns the part of the squares of the kernel that is not missing about a pixel. */
  private static double shareLeft(float[][] variance, int y, int x) {
    double left = 0;
    double all = 0;
    for (int j = Math.max(0, y - 4); j <= Math.min(SIZE - 1, y + 4); j++) {
      for (int i = Math.max(0, x - 4); i <= Math.min(SIZE - 1, x + 4); i++) {
        double square = Math.exp(-((i - x) * (i - x) + (j - y) * (j - y)) / (SIGMA * SIGMA));
        all += square;
        left += variance[j][i] > 0 ? square : 0;
      }
    }
    return left / all;
  }

  @Test
  void aStarOfTheKernelsWidthHasItsSignalToNoiseRatio() {
    float[][] signal = new float[SIZE][SIZE];
    float[][] variance = new float[SIZE][SIZE];
    double squares = 0;
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        double r2 = (x - 150) * (x - 150) + (y - 150) * (y - 150);
        signal[y][x] = (float) (40 * Math.exp(-r2 / (2 * SIGMA * SIGMA)));
        variance[y][x] = 16;
        squares += signal[y][x] * (double) signal[y][x] / 16;
      }
    }
    float[][] found = filtered(signal, variance, true);
    assertEquals(Math.sqrt(squares), found[150][150], 0.01 * found[150][150]);
    assertTrue(found[150][150] > found[150][151] && found[150][150] > found[149][150]);
  }

  @Test
  void whereAllIsMissingThereIsNothing() {
    float[][] signal = new float[SIZE][SIZE];
    float[][] variance = new float[SIZE][SIZE];
    assertEquals(0, rms(filtered(signal, variance, false), 0, SIZE));
    assertEquals(0, rms(filtered(signal, variance, true), 0, SIZE));
  }
}
