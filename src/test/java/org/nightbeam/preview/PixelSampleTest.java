package org.nightbeam.preview;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PixelSampleTest {
  private static final int SIDE = 60;

  private static PixelSample of(float[] pixels) {
    PixelSample sample = new PixelSample(SIDE, SIDE, SIDE);
    for (int y = 0; y < SIDE; y++) {
      sample.add(y, Arrays.copyOfRange(pixels, y * SIDE, (y + 1) * SIDE));
    }
    return sample;
  }

  /** The same by a sort, step by step as {@link PixelSample#sky} says. */
  private static double sky(float[] sorted) {
    int left = sorted.length;
    double level = quantile(sorted, left, 0.5);
    for (int round = 0; round < 5; round++) {
      double limit = level + 3 * (level - quantile(sorted, left, 0.15866));
      int kept = 0;
      while (kept < left && sorted[kept] <= limit) {
        kept++;
      }
      if (kept == left || kept == 0) {
        break;
      }
      left = kept;
      level = quantile(sorted, left, 0.5);
    }
    return level;
  }

  private static double quantile(float[] sorted, int size, double part) {
    double at = part * (size - 1);
    int below = (int) at;
    int above = Math.min(size - 1, below + 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  @Test
  void statisticsAreThoseOfSortedValues() {
    Random random = new Random(5);
    for (int run = 0; run < 50; run++) {
      float[] pixels = new float[SIDE * SIDE];
      for (int i = 0; i < pixels.length; i++) {
        double star = random.nextInt(10) == 0 ? 300 * random.nextDouble() : 0;
        double value = 1000 + 20 * random.nextGaussian() + star;
        pixels[i] = (float) (run % 2 == 0 ? Math.rint(value) : value); // many equal ones, too
      }
      float[] sorted = pixels.clone();
      Arrays.sort(sorted);
      PixelSample sample = of(pixels);

      assertEquals(sky(sorted), sample.sky());
      for (double part : new double[] {0.995, 0, 0.005, 1, 0.5}) {
        assertEquals(quantile(sorted, sorted.length, part), sample.quantile(part));
      }
      assertArrayEquals(sorted, sample.sorted());
    }
  }

  @Test
  void pixelsWithoutAValueAreLeftOut() {
    float[] pixels = new float[SIDE * SIDE];
    Arrays.fill(pixels, Float.NaN);
    assertTrue(Double.isNaN(of(pixels).median()));
    assertTrue(Double.isNaN(of(pixels).sky()));
    pixels[100] = 7;
    assertEquals(7, of(pixels).median());
    assertTrue(Double.isNaN(of(pixels).noise()));
  }
}
