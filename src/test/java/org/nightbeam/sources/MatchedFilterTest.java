package org.nightbeam.sources;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class MatchedFilterTest {
  private static final int SIZE = 300;
  private static final double SIGMA = 1.3;

  /** Runs it over a frame of signals and variances; a variance of 0 is a missing pixel. */
  private static float[][] filtered(float[][] signal, float[][] variance, boolean mayBeEven) {
    MatchedFilter filter = new MatchedFilter(SIZE, SIZE, SIGMA);
    float[][] out = new float[SIZE][SIZE];
    for (int y = 0; y < SIZE + filter.radius(); y++) {
      if (y < SIZE) {
        for (int x = 0; x < SIZE; x++) {
          float weight = variance[y][x] > 0 ? 1 / variance[y][x] : 0;
          filter.weight(y)[x] = weight;
          filter.signal(y)[x] = weight * signal[y][x];
        }
        filter.even(y, mayBeEven);
      }
      if (y >= filter.radius()) {
        filter.significance(y - filter.radius(), out[y - filter.radius()]);
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

  @Test
  void theShortWayGivesTheSameUpToTheEdges() {
    Random random = new Random(2);
    float[][] signal = new float[SIZE][SIZE];
    float[][] variance = new float[SIZE][SIZE];
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        variance[y][x] = 4;
        signal[y][x] = (float) (2 * random.nextGaussian());
      }
    }
    float[][] whole = filtered(signal, variance, false);
    float[][] even = filtered(signal, variance, true);
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        assertEquals(whole[y][x], even[y][x], 1e-4, "at " + x + ", " + y);
      }
    }
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
  }
}
