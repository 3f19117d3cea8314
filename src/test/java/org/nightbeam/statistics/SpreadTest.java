package org.nightbeam.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void medianAndMadByHand() {
    // Distances from 4: 3, 2, 0, 1, 96; their median is 2.
    Spread odd = Spread.of(new float[] {1, 2, 4, 5, 100}, 5);
    assertEquals(4, odd.level());
    assertEquals(1.4826 * 2, odd.scatter(), 1e-12);
    // Distances from 3: 2, 1, 1, 97; their median is 1.5.
    Spread even = Spread.of(new double[] {100, 4, 1, 2});
    assertEquals(3, even.level());
    assertEquals(1.4826 * 1.5, even.scatter(), 1e-12);
    assertEquals(7, Spread.of(new float[] {7}, 1).level());
  }

  @Test
  void medianIsThatOfASort() {
    Random random = new Random(1);
    for (int run = 0; run < 2000; run++) {
      int count = 1 + random.nextInt(run % 10 == 0 ? 3000 : 40);
      int values = run % 3 == 0 ? 4 : 1 << 20; // many equal ones, too
      float[] sample = new float[count + 3];
      for (int i = 0; i < sample.length; i++) {
        sample[i] = random.nextInt(values) - values / 2;
      }
      float[] sorted = Arrays.copyOf(sample, count);
      if (run % 7 == 0) {
        Arrays.sort(sample, 0, count);
      }
      Arrays.sort(sorted);
      float expected = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
      assertEquals(expected, Spread.median(sample, count));
      float[] after = Arrays.copyOf(sample, count);
      Arrays.sort(after);
      assertArrayEquals(sorted, after, "values are only moved");
    }
  }

  @Test
  void nothingHasNoLevel() {
    assertTrue(Double.isNaN(Spread.of(new double[0]).level()));
  }

  @Test
  void clippedMomentsOfNormalValuesWithOutliers() {
    Random random = new Random(2);
    float[] values = new float[100_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (1000 + 7 * random.nextGaussian() + (i % 50 == 0 ? 500 : 0));
    }
    ClippedMoments moments = ClippedMoments.of(values, values.length, 0);
    assertEquals(1000, moments.mean(), 0.1);
    assertEquals(7, Math.sqrt(moments.variance()), 0.07);
    assertEquals(98_000, moments.count(), 3);
  }

  /** The variance of digitised values is that of the noise and step^2 / 12, down to 0.3 steps. */
  @Test
  void noiseBelowTheStepIsResolved() {
    for (double noise : new double[] {0.3, 0.5, 0.8, 2}) {
      Random random = new Random(3);
      float[] values = new float[200_000];
      for (int i = 0; i < values.length; i++) {
        // Anywhere between two steps, as pixels are.
        double level = random.nextDouble();
        values[i] = (float) (Math.rint(level + noise * random.nextGaussian()) - level);
      }
      double variance = ClippedMoments.of(values, values.length, 1).variance();
      assertEquals(noise, Math.sqrt(variance - 1 / 12.0), 0.02 * noise, "noise " + noise);
    }
    // Nearly all are one value: a median of distances would be 0.
    float[] values = new float[1000];
    for (int i = 0; i < 30; i++) {
      values[i] = i % 2 * 2 - 1;
    }
    assertEquals(30 / 999.0, ClippedMoments.of(values, 1000, 1).variance(), 1e-9);
  }

  @Test
  void momentsOfEqualValues() {
    float[] values = new float[100];
    Arrays.fill(values, 5);
    assertEquals(new ClippedMoments(5, 0, 100), ClippedMoments.of(values, 100, 0));
  }
}
