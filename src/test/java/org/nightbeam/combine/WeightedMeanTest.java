package org.nightbeam.combine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightedMeanTest {
  private static final CombineSettings WEIGHTED =
      new CombineSettings(CombineMethod.WEIGHTED_MEAN, 3, 3, 5);
  private static final CombineSettings MEAN = new CombineSettings(CombineMethod.MEAN, 3, 3, 5);

  @Test
  void eachFrameCountsByItsWeight() {
    // (1 * 10 + 2 * 20 + 5 * 40) / 8 = 31.25
    double[] weights = {1, 2, 5};
    assertArrayEquals(new float[] {31.25f}, combined(Stacks.column(10, 20, 40), weights));
    assertArrayEquals(new float[] {31.25f}, combined(Stacks.column(10f, 20f, 40f), weights));
    assertArrayEquals(new float[] {-31.25f}, combined(Stacks.column(-10f, -20f, -40f), weights));
  }

  @Test
  void weightOfAMissingValueDoesNotCount() {
    float[][] stack = {
      {10, Float.NaN, 10, Float.NaN},
      {Float.NaN, Float.NEGATIVE_INFINITY, 20, Float.NaN},
      {40, 40, 40, Float.POSITIVE_INFINITY}
    };
    // (1 * 10 + 5 * 40) / 6 = 35
    assertArrayEquals(
        new float[] {35, 40, 31.25f, Float.NaN}, combined(stack, new double[] {1, 2, 5}));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 64, 600, 1100})
  void isThatOfAPlainSum(int frames) {
    RandomGenerator random = new SplittableRandom(30_000 + frames);
    double[] weights = weights(frames, random);
    int[][] ints = Stacks.ints(frames, 300, () -> random.nextInt(1 << 22) - random.nextInt(65536));
    float[][] floats =
        Stacks.floats(
            frames,
            300,
            () -> random.nextInt(50 * frames) == 0 ? Double.NaN : 1e6 * random.nextGaussian());
    assertClose(plain(floats, weights), combined(floats, weights));
    float[][] sameAsInts = new float[frames][300];
    for (int k = 0; k < frames; k++) {
      for (int i = 0; i < 300; i++) {
        sameAsInts[k][i] = ints[k][i];
      }
    }
    assertClose(plain(sameAsInts, weights), combined(ints, weights));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10, 57})
  void framesThatAreTheSameGiveTheirValues(int frames) {
    RandomGenerator random = new SplittableRandom(31_000 + frames);
    float[] one = new float[200];
    for (int i = 0; i < one.length; i++) {
      one[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(-30, 38)));
    }
    float[][] stack = new float[frames][];
    Arrays.fill(stack, one);
    assertArrayEquals(one, combined(stack, weights(frames, random)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.001, 1 / 3.0, 2, 1e20})
  void unitOfTheWeightsDoesNotMatter(double unit) {
    RandomGenerator random = new SplittableRandom(32_000);
    double[] weights = weights(20, random);
    double[] scaled = Arrays.stream(weights).map(weight -> unit * weight).toArray();
    float[][] stack = Stacks.floats(20, 500, () -> 1000 * random.nextGaussian());
    assertClose(plain(stack, weights), combined(stack, scaled));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10, 33})
  void equalWeightsGiveTheMeanToTheBit(int frames) {
    RandomGenerator random = new SplittableRandom(33_000 + frames);
    double[] weights = new double[frames];
    Arrays.fill(weights, 0.3);
    int[][] ints = Stacks.ints(frames, 500, () -> random.nextInt(65536));
    float[][] floats =
        Stacks.floats(
            frames, 500, () -> random.nextInt(5) == 0 ? Double.NaN : 1000 * random.nextGaussian());
    for (double[] equal : new double[][] {null, weights}) {
      assertArrayEquals(combined(MEAN, ints, null), combined(ints, equal));
      assertArrayEquals(combined(MEAN, floats, null), combined(floats, equal));
    }
  }

  @Test
  void weightByExposureSquaredIsTheBestForRatesOfReadNoise() {
    // Rates (d - b) / t with read noise r have the error r / t: weights t^2 give r / sqrt(sum t^2).
    double[] exposures = {30, 60, 300, 600};
    double[] weights = Arrays.stream(exposures).map(t -> t * t).toArray();
    RandomGenerator random = new SplittableRandom(34_000);
    int pixels = 20_000;
    float[][] rates = new float[4][pixels];
    for (int k = 0; k < 4; k++) {
      for (int i = 0; i < pixels; i++) {
        rates[k][i] = (float) (0.05 + 8 * random.nextGaussian() / exposures[k]);
      }
    }
    double expected = 8 / Math.sqrt(Arrays.stream(weights).sum());
    assertEquals(expected, deviation(combined(rates, weights)), 0.02 * expected);
    assertTrue(deviation(combined(MEAN, rates, null)) > 5 * expected);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void weightThatIsNoneIsRefused(double weight) {
    double[] weights = {1, weight, 2};
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> combined(Stacks.column(1, 2, 3), weights));
    assertTrue(refused.getMessage().contains("frame 1 is " + weight), refused.getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> combined(Stacks.column(1f, 2f, 3f), weights));
  }

  @Test
  void eachFrameNeedsAWeight() {
    assertThrows(
        IllegalArgumentException.class,
        () -> combined(Stacks.column(1f, 2f, 3f), new double[] {1, 2}));
    // More are those of another stack.
    assertArrayEquals(
        new float[] {2.5f}, combined(Stacks.column(1f, 3f), new double[] {1, 3, 0, -7}));
  }

  @ParameterizedTest
  @EnumSource(value = CombineMethod.class, names = "WEIGHTED_MEAN", mode = EnumSource.Mode.EXCLUDE)
  void otherMethodsDoNotLookAtWeights(CombineMethod method) {
    CombineSettings settings = new CombineSettings(method, 2, 2, 5);
    RandomGenerator random = new SplittableRandom(35_000);
    float[][] floats =
        Stacks.floats(9, 100, () -> random.nextInt(9) == 0 ? Double.NaN : random.nextGaussian());
    int[][] ints = Stacks.ints(9, 100, () -> random.nextInt(99));
    double[] weights = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    assertArrayEquals(combined(settings, floats, null), combined(settings, floats, weights));
    assertArrayEquals(combined(settings, ints, null), combined(settings, ints, weights));
  }

  private static double[] weights(int frames, RandomGenerator random) {
    return random.doubles(frames, 0.1, 100).toArray();
  }

  private static double[] plain(float[][] stack, double[] weights) {
    double[] means = new double[stack[0].length];
    for (int i = 0; i < means.length; i++) {
      double sum = 0;
      double total = 0;
      for (int k = 0; k < stack.length; k++) {
        if (Float.isFinite(stack[k][i])) {
          sum += weights[k] * stack[k][i];
          total += weights[k];
        }
      }
      means[i] = sum / total;
    }
    return means;
  }

  private static double deviation(float[] values) {
    double sum = 0;
    double squares = 0;
    for (float value : values) {
      sum += value;
      squares += (double) value * value;
    }
    double mean = sum / values.length;
    return Math.sqrt(squares / values.length - mean * mean);
  }

  private static void assertClose(double[] expected, float[] actual) {
    for (int i = 0; i < expected.length; i++) {
      float rounded = (float) expected[i];
      float tolerance = Float.isNaN(rounded) ? 1 : Math.ulp(rounded);
      assertEquals(rounded, actual[i], tolerance, "pixel " + i);
    }
  }

  private static float[] combined(float[][] stack, double[] weights) {
    return combined(WEIGHTED, stack, weights);
  }

  private static float[] combined(int[][] stack, double[] weights) {
    return combined(WEIGHTED, stack, weights);
  }

  private static float[] combined(CombineSettings settings, float[][] stack, double[] weights) {
    float[] out = new float[stack[0].length];
    new Combiner(settings)
        .combine(Stacks.copy(stack), stack.length, out.length, weights, out, null);
    return out;
  }

  private static float[] combined(CombineSettings settings, int[][] stack, double[] weights) {
    float[] out = new float[stack[0].length];
    new Combiner(settings)
        .combine(Stacks.copy(stack), stack.length, out.length, weights, out, null);
    return out;
  }
}
