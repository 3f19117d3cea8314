package org.nightbeam.combine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How many values a result is made of. */
class CombinedCountsTest {
  private static final int NONE = -7;

  @ParameterizedTest
  @EnumSource(
      value = CombineMethod.class,
      names = {"MEDIAN", "MEAN", "WEIGHTED_MEAN"})
  void withoutRejectionAllFiniteValuesCount(CombineMethod method) {
    float[][] stack = {
      {1, Float.NaN, Float.NaN, 4},
      {1, 2, Float.POSITIVE_INFINITY, 5},
      {900, 3, Float.NEGATIVE_INFINITY, Float.NaN}
    };
    CombineSettings settings = new CombineSettings(method, 1, 1, 5);
    assertArrayEquals(new int[] {3, 2, 0, 2}, counts(settings, stack, null));
    assertArrayEquals(new int[] {3, 2, 0, 2}, counts(settings, stack, new double[] {1, 2, 3}));
    assertArrayEquals(new int[] {4}, counts(settings, Stacks.column(1, 1, 900, 2)));
  }

  @ParameterizedTest
  @CsvSource({"0, 22", "1, 21", "2, 20", "9, 20"})
  void clippedValuesDoNotCount(int iterations, int expected) {
    // The first pass rejects 1000 alone; without it 30 is beyond 3 * 20 sqrt(20) / 21 = 12.8.
    int[] values = new int[22];
    Arrays.fill(values, 10);
    values[3] = 1000;
    values[12] = 30;
    CombineSettings settings = new CombineSettings(CombineMethod.SIGMA_CLIP, 3, 3, iterations);
    assertArrayEquals(new int[] {expected}, counts(settings, Stacks.column(values)));
    float[] floats = new float[23];
    floats[22] = Float.NaN;
    for (int k = 0; k < 22; k++) {
      floats[k] = values[k];
    }
    assertArrayEquals(new int[] {expected}, counts(settings, Stacks.column(floats), null));
  }

  @Test
  void minimaAndMaximaDoNotCount() {
    CombineSettings settings = new CombineSettings(CombineMethod.MIN_MAX, 3, 3, 5, 1, 2);
    assertArrayEquals(new int[] {2}, counts(settings, Stacks.column(900, 3, 4, -8, 700)));
    assertArrayEquals(new int[] {1}, counts(settings, Stacks.column(900, 3, -8)));
    assertArrayEquals(new int[] {2}, counts(settings, Stacks.column(3f, 1f), null));
    assertArrayEquals(new int[] {1}, counts(settings, Stacks.column(3f, 1, Float.NaN, 5, 6), null));
  }

  @Test
  void valuesRejectedByAWinsorizedDeviationDoNotCount() {
    CombineSettings settings = new CombineSettings(CombineMethod.WINSORIZED, 3, 3, 5);
    assertArrayEquals(
        new int[] {6}, counts(settings, Stacks.column(100, 101, 99, 100, 102, 98, 5000)));
    assertArrayEquals(
        new int[] {6},
        counts(settings, Stacks.column(Float.NaN, 100, 101, 99, 100, 102, 98, 5000), null));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 5, 9, 15, 30, 101})
  void resultIsTheMeanOfSoManyNeighboursInOrder(int frames) {
    RandomGenerator random = new SplittableRandom(40_000 + frames);
    for (CombineMethod method : CombineMethod.values()) {
      CombineSettings settings = new CombineSettings(method, 1.9, 1.6, 4).forFrames(frames);
      if (settings.method() == CombineMethod.MEDIAN) {
        continue; // it is made of all of them, but not their mean
      }
      float[][] floats = Stacks.floats(frames, 400, () -> outlying(random, true));
      check(settings, floats, combined(settings, floats), counts(settings, floats, null));
      int[][] ints = Stacks.ints(frames, 400, () -> (int) outlying(random, false));
      float[] ofInts = new float[400];
      new Combiner(settings).combine(Stacks.copy(ints), frames, 400, null, ofInts, null);
      float[][] same = new float[frames][400];
      for (int k = 0; k < frames; k++) {
        for (int i = 0; i < 400; i++) {
          same[k][i] = ints[k][i];
        }
      }
      check(settings, same, ofInts, counts(settings, ints));
    }
  }

  private static void check(CombineSettings settings, float[][] stack, float[] out, int[] counts) {
    for (int i = 0; i < out.length; i++) {
      int pixel = i;
      double[] sorted =
          Arrays.stream(stack)
              .mapToDouble(row -> row[pixel])
              .filter(Double::isFinite)
              .sorted()
              .toArray();
      if (sorted.length == 0) {
        assertEquals(0, counts[i]);
        continue;
      }
      assertTrue(counts[i] > 0 && counts[i] <= sorted.length);
      boolean found = false;
      for (int from = 0; from + counts[i] <= sorted.length; from++) {
        double mean = Arrays.stream(sorted, from, from + counts[i]).average().orElseThrow();
        found |= Math.abs(mean - out[i]) <= 1e-6 * Math.abs(mean);
      }
      assertTrue(found, settings + " of " + Arrays.toString(sorted) + ": " + counts[i]);
    }
  }

  @ParameterizedTest
  @EnumSource(CombineMethod.class)
  void resultIsTheSameWithAndWithoutCounts(CombineMethod method) {
    RandomGenerator random = new SplittableRandom(41_000);
    CombineSettings settings = new CombineSettings(method, 1.7, 1.9, 3);
    float[][] floats = Stacks.floats(21, 300, () -> outlying(random, true));
    float[] out = new float[300];
    new Combiner(settings).combine(Stacks.copy(floats), 21, 300, null, out, new int[300]);
    assertArrayEquals(combined(settings, floats), out);
  }

  @ParameterizedTest
  @EnumSource(CombineMethod.class)
  void countsBeyondTheLengthStayAsTheyAre(CombineMethod method) {
    CombineSettings settings = new CombineSettings(method, 3, 3, 5);
    int[] counts = {NONE, NONE, NONE};
    float[][] floats = {{1, Float.NaN, 5}, {1, 3, 5}};
    new Combiner(settings).combine(floats, 2, 2, null, new float[3], counts);
    assertArrayEquals(new int[] {2, 1, NONE}, counts);
    int[][] ints = {{1, 2, 5}, {1, 3, 5}};
    new Combiner(settings).combine(ints, 2, 2, null, new float[3], counts);
    assertArrayEquals(new int[] {2, 2, NONE}, counts);
  }

  private static double outlying(RandomGenerator random, boolean gaps) {
    return switch (random.nextInt(12)) {
      case 0 -> gaps ? Double.NaN : 1000;
      case 1 -> 1000 + 3000 * random.nextDouble();
      case 2 -> 1000 - 500 * random.nextDouble();
      default -> 1000 + 30 * random.nextGaussian();
    };
  }

  private static float[] combined(CombineSettings settings, float[][] stack) {
    float[] out = new float[stack[0].length];
    new Combiner(settings).combine(Stacks.copy(stack), stack.length, out.length, out);
    return out;
  }

  private static int[] counts(CombineSettings settings, float[][] stack, double[] weights) {
    float[] out = new float[stack[0].length];
    int[] counts = new int[out.length];
    Arrays.fill(counts, NONE);
    new Combiner(settings)
        .combine(Stacks.copy(stack), stack.length, out.length, weights, out, counts);
    return counts;
  }

  private static int[] counts(CombineSettings settings, int[][] stack) {
    float[] out = new float[stack[0].length];
    int[] counts = new int[out.length];
    Arrays.fill(counts, NONE);
    new Combiner(settings).combine(Stacks.copy(stack), stack.length, out.length, null, out, counts);
    return counts;
  }
}
