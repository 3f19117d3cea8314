package org.nightbeam.combine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CombinerTest {
  private static final int[] LENGTHS = {1, 7, 256, 1000};
  private static final CombineSettings MEAN = new CombineSettings(CombineMethod.MEAN, 3, 3, 5);
  private static final CombineSettings CLIP =
      new CombineSettings(CombineMethod.SIGMA_CLIP, 2.3, 1.9, 4);

  static IntStream frameCounts() {
    // Every small stack, and those around the powers of two at which sorting networks grow.
    return IntStream.concat(
        IntStream.rangeClosed(1, 20),
        IntStream.of(31, 32, 33, 63, 64, 65, 100, 127, 128, 129, 130));
  }

  // Medians: exact, to the bit.

  @ParameterizedTest
  @MethodSource("frameCounts")
  void medianOfUnsigned16BitValuesIsThatOfASort(int frames) {
    RandomGenerator random = new SplittableRandom(1000 + frames);
    checkInts(CombineSettings.median(), frames, () -> random.nextInt(65536));
  }

  @ParameterizedTest
  @MethodSource("frameCounts")
  void medianOfIntegersWithManyTiesIsThatOfASort(int frames) {
    RandomGenerator random = new SplittableRandom(2000 + frames);
    checkInts(CombineSettings.median(), frames, () -> 300 + random.nextInt(3));
  }

  @ParameterizedTest
  @MethodSource("frameCounts")
  void medianOfTheExtremeIntegersIsThatOfASort(int frames) {
    RandomGenerator random = new SplittableRandom(3000 + frames);
    int[] extremes = {0, 1, 65534, 65535, -32768, 32767, -(1 << 22), 1 << 22};
    checkInts(CombineSettings.median(), frames, () -> extremes[random.nextInt(extremes.length)]);
  }

  @ParameterizedTest
  @MethodSource("frameCounts")
  void medianOfFloatsIsThatOfASort(int frames) {
    RandomGenerator random = new SplittableRandom(4000 + frames);
    checkFloats(CombineSettings.median(), frames, () -> 500 + 100 * random.nextGaussian());
  }

  @ParameterizedTest
  @MethodSource("frameCounts")
  void medianOfFloatsLeavesOutWhatIsNotFinite(int frames) {
    RandomGenerator random = new SplittableRandom(5000 + frames);
    checkFloats(CombineSettings.median(), frames, () -> oftenNotFinite(random));
  }

  @ParameterizedTest
  @MethodSource("frameCounts")
  void medianOfTheLargestFloatsDoesNotOverflow(int frames) {
    RandomGenerator random = new SplittableRandom(6000 + frames);
    float[] extremes = {Float.MAX_VALUE, Math.nextDown(Float.MAX_VALUE), -Float.MAX_VALUE};
    checkFloats(CombineSettings.median(), frames, () -> extremes[random.nextInt(3)]);
  }

  @ParameterizedTest
  @MethodSource("frameCounts")
  void medianKeepsTheSignOfZeroThatASortPutsInTheMiddle(int frames) {
    RandomGenerator random = new SplittableRandom(7000 + frames);
    float[] zeros = {-0f, 0f, -Float.MIN_VALUE, Float.MIN_VALUE};
    checkFloats(CombineSettings.median(), frames, () -> zeros[random.nextInt(4)]);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 10, 31, 64, 130})
  void medianDoesNotDependOnTheOrderOfTheFrames(int frames) {
    RandomGenerator random = new SplittableRandom(8000 + frames);
    float[][] floats = Stacks.floats(frames, 50, () -> oftenNotFinite(random));
    int[][] ints = Stacks.ints(frames, 50, () -> random.nextInt(65536));
    float[] ofFloats = combined(CombineSettings.median(), floats);
    float[] ofInts = combined(CombineSettings.median(), ints);

    Random order = new Random(frames);
    for (int shuffle = 0; shuffle < 5; shuffle++) {
      List<float[]> floatRows = Arrays.asList(floats);
      Collections.shuffle(floatRows, order);
      List<int[]> intRows = Arrays.asList(ints);
      Collections.shuffle(intRows, order);
      assertArrayEquals(ofFloats, combined(CombineSettings.median(), floats));
      assertArrayEquals(ofInts, combined(CombineSettings.median(), ints));
    }
  }

  @Test
  void medianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
    assertEquals(2.5f, combined(CombineSettings.median(), Stacks.column(4, 1, 65535, 1, 4, 0))[0]);
    assertEquals(15f, combined(CombineSettings.median(), Stacks.column(40f, 10f, 20f, -7f))[0]);
  }

  @Test
  void medianOfIntegersIsRoundedToFloatOnce() {
    // (16777217 + 16777218) / 2 = 16777217.5, between the floats 16777216 and 16777218. Each of the
    // two rounded to float before would give 16777216.
    assertEquals(
        16777218f, combined(CombineSettings.median(), Stacks.column(16777218, 16777217))[0]);
  }

  @Test
  void medianOfAPixelWithGapsIsThatOfItsOtherValues() {
    float[][] stack =
        Stacks.column(Float.NaN, 3f, Float.POSITIVE_INFINITY, 8f, Float.NEGATIVE_INFINITY);
    assertEquals(5.5f, combined(CombineSettings.median(), stack)[0]);
  }

  // Means.

  @ParameterizedTest
  @MethodSource("frameCounts")
  void meanOfIntegersIsThatOfAPlainSum(int frames) {
    RandomGenerator random = new SplittableRandom(9000 + frames);
    checkInts(MEAN, frames, () -> random.nextInt(1 << 22) - random.nextInt(65536));
  }

  @ParameterizedTest
  @MethodSource("frameCounts")
  void meanOfFloatsLeavesOutWhatIsNotFinite(int frames) {
    RandomGenerator random = new SplittableRandom(10_000 + frames);
    checkFloats(MEAN, frames, () -> oftenNotFinite(random));
  }

  @Test
  void meanOfFloatsDoesNotLoseSmallValuesBesideLargeOnes() {
    // In float arithmetic 2^25 + 1 = 2^25, and the ones would be lost.
    assertEquals(2f, combined(MEAN, Stacks.column(0x1p25f, 1f, 3f, -0x1p25f + 4f))[0]);
  }

  @Test
  void meanOfTheLargestFloatsDoesNotOverflow() {
    assertEquals(
        Float.MAX_VALUE,
        combined(MEAN, Stacks.column(Float.MAX_VALUE, Float.MAX_VALUE, Float.MAX_VALUE))[0]);
  }

  // Sigma clipping.

  @ParameterizedTest
  @MethodSource("frameCounts")
  void clippedMeanOfIntegersIsThatOfThePlainLoop(int frames) {
    RandomGenerator random = new SplittableRandom(11_000 + frames);
    checkInts(
        CLIP,
        frames,
        () ->
            random.nextInt(12) == 0
                ? random.nextInt(65536)
                : 1000 + (int) (20 * random.nextGaussian()));
  }

  @ParameterizedTest
  @MethodSource("frameCounts")
  void clippedMeanOfIntegersFarApartIsThatOfThePlainLoop(int frames) {
    RandomGenerator random = new SplittableRandom(11_500 + frames);
    int[] extremes = {0, 1, 65535, -32768, 32767, -(1 << 22), 1 << 22};
    checkInts(CLIP, frames, () -> random.nextInt(65536));
    checkInts(CLIP, frames, () -> extremes[random.nextInt(extremes.length)]);
  }

  @ParameterizedTest
  @MethodSource("frameCounts")
  void clippedMeanOfFloatsIsThatOfThePlainLoop(int frames) {
    RandomGenerator random = new SplittableRandom(12_000 + frames);
    checkFloats(CLIP, frames, () -> noiseWithOutliers(random));
  }

  @ParameterizedTest
  @MethodSource("frameCounts")
  void clippedMeanOfFloatsLeavesOutWhatIsNotFinite(int frames) {
    RandomGenerator random = new SplittableRandom(13_000 + frames);
    checkFloats(
        CLIP,
        frames,
        () -> random.nextInt(5) == 0 ? oftenNotFinite(random) : noiseWithOutliers(random));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 1.5, 2, 2.5, 3, 5})
  void everyLowLimitGivesWhatThePlainLoopGives(double sigmaLow) {
    RandomGenerator random = new SplittableRandom(14_000 + (int) (10 * sigmaLow));
    CombineSettings settings = new CombineSettings(CombineMethod.SIGMA_CLIP, sigmaLow, 2.7, 5);
    checkFloats(settings, 25, () -> noiseWithOutliers(random));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 1.5, 2, 2.5, 3, 5})
  void everyHighLimitGivesWhatThePlainLoopGives(double sigmaHigh) {
    RandomGenerator random = new SplittableRandom(15_000 + (int) (10 * sigmaHigh));
    CombineSettings settings = new CombineSettings(CombineMethod.SIGMA_CLIP, 2.7, sigmaHigh, 5);
    checkInts(settings, 25, () -> (int) noiseWithOutliers(random));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 10, 100})
  void everyNumberOfIterationsGivesWhatThePlainLoopGives(int iterations) {
    RandomGenerator random = new SplittableRandom(16_000 + iterations);
    CombineSettings settings = new CombineSettings(CombineMethod.SIGMA_CLIP, 1.6, 1.4, iterations);
    checkFloats(settings, 40, () -> noiseWithOutliers(random));
  }

  @Test
  void clippingRejectsAnOutlierBeyondTheLimit() {
    // Ten times 10 and one 100: median 10, deviation 90 sqrt(10) / 11 = 25.87, three of them 77.6.
    int[][] ints = Stacks.column(10, 10, 10, 100, 10, 10, 10, 10, 10, 10, 10);
    float[][] floats = Stacks.column(10f, 10, 10, 100, 10, 10, 10, 10, 10, 10, 10);
    CombineSettings settings = new CombineSettings(CombineMethod.SIGMA_CLIP, 3, 3, 5);

    assertEquals(10f, combined(settings, ints)[0]);
    assertEquals(10f, combined(settings, floats)[0]);
  }

  @Test
  void clippingKeepsWhatIsWithinItsOwnSideOfTheLimits() {
    // As above: 100 is 3.48 deviations above the median, and -80 would be as far below.
    float[][] above = Stacks.column(10f, 10, 10, 100, 10, 10, 10, 10, 10, 10, 10);
    float[][] below = Stacks.column(10f, 10, 10, -80, 10, 10, 10, 10, 10, 10, 10);
    CombineSettings lenientAbove = new CombineSettings(CombineMethod.SIGMA_CLIP, 3, 3.5, 5);
    CombineSettings lenientBelow = new CombineSettings(CombineMethod.SIGMA_CLIP, 3.5, 3, 5);

    assertEquals((float) (200 / 11.0), combined(lenientAbove, above)[0]);
    assertEquals(10f, combined(lenientAbove, below)[0]);
    assertEquals(10f, combined(lenientBelow, above)[0]);
    assertEquals((float) (20 / 11.0), combined(lenientBelow, below)[0]);
  }

  @Test
  void clippingStopsAfterItsIterations() {
    // The first pass rejects 1000 alone; without it 30 is beyond 3 * 20 sqrt(20) / 21 = 12.8.
    int[] values = new int[22];
    Arrays.fill(values, 10);
    values[3] = 1000;
    values[12] = 30;

    assertEquals(
        (float) (1230 / 22.0),
        combined(new CombineSettings(CombineMethod.SIGMA_CLIP, 3, 3, 0), Stacks.column(values))[0]);
    assertEquals(
        (float) (230 / 21.0),
        combined(new CombineSettings(CombineMethod.SIGMA_CLIP, 3, 3, 1), Stacks.column(values))[0]);
    assertEquals(
        10f,
        combined(new CombineSettings(CombineMethod.SIGMA_CLIP, 3, 3, 2), Stacks.column(values))[0]);
  }

  @Test
  void clippingKeepsValuesThatAreExactlyAtTheLimit() {
    // Median 0 and deviation 1: every value is one deviation away.
    CombineSettings settings = new CombineSettings(CombineMethod.SIGMA_CLIP, 1, 1, 5);

    assertEquals(0f, combined(settings, Stacks.column(-1, 1, 1, -1))[0]);
    assertEquals(0f, combined(settings, Stacks.column(-1f, 1f, 1f, -1f))[0]);
    assertEquals(0f, combined(settings, Stacks.column(-1f, 1f, Float.NaN, 1f, -1f))[0]);
  }

  @Test
  void clippingThatWouldRejectEveryValueRejectsNone() {
    // With limits of 0 around the median 2, both values are outside.
    CombineSettings settings = new CombineSettings(CombineMethod.SIGMA_CLIP, 0, 0, 5);

    assertEquals(2f, combined(settings, Stacks.column(1, 3))[0]);
    assertEquals(2f, combined(settings, Stacks.column(1f, 3f))[0]);
  }

  @Test
  void clippingKeepsEqualValuesThatAreNoBinaryFractions() {
    CombineSettings settings = new CombineSettings(CombineMethod.SIGMA_CLIP, 1, 1, 5);

    assertEquals(0.1f, combined(settings, Stacks.column(0.1f, 0.1f, 0.1f, 0.1f, 0.1f))[0]);
  }

  // Digitised values.

  /** Most values are the same number, so the deviation is nearly 0: the others are no outliers. */
  @Test
  void valueNextToTheMedianIsNotRejected() {
    CombineSettings settings = new CombineSettings(CombineMethod.WINSORIZED, 3, 3, 5);
    int[][] most = Stacks.column(100, 100, 101, 100, 101, 100, 101, 100, 100);
    assertEquals((float) (903 / 9.0), combined(settings, most)[0]);
    int[] oneOf15 = new int[15];
    Arrays.fill(oneOf15, 100);
    oneOf15[3] = 99;
    assertEquals((float) (1499 / 15.0), combined(settings, Stacks.column(oneOf15))[0]);
    oneOf15[8] = 5000;
    assertEquals((float) (1399 / 14.0), combined(settings, Stacks.column(oneOf15))[0]);
  }

  /** A bias of 100.3 ADU whose noise is less than a step of the converter. */
  @ParameterizedTest
  @ValueSource(ints = {9, 14})
  void noiseBelowADigitalStepLeavesTheMeanAsItIs(int frames) {
    RandomGenerator random = new SplittableRandom(19_000 + frames);
    int pixels = 4000;
    int[][] stack =
        Stacks.ints(frames, pixels, () -> (int) Math.rint(100.3 + 0.35 * random.nextGaussian()));
    double all = Arrays.stream(stack).flatMapToInt(Arrays::stream).average().orElseThrow();
    double sum = 0;
    for (float value : combined(new CombineSettings(CombineMethod.WINSORIZED, 3, 3, 5), stack)) {
      sum += value;
    }
    assertEquals(all, sum / pixels, 0.01);
  }

  // Minima and maxima.

  @ParameterizedTest
  @MethodSource("frameCounts")
  void meanWithoutExtremesIsThatOfASort(int frames) {
    RandomGenerator random = new SplittableRandom(18_000 + frames);
    for (int[] reject : new int[][] {{1, 1}, {0, 2}, {3, 0}, {0, 0}, {40, 40}}) {
      CombineSettings settings =
          new CombineSettings(CombineMethod.MIN_MAX, 3, 3, 5, reject[0], reject[1]);
      checkInts(settings, frames, () -> random.nextInt(65536));
      checkFloats(settings, frames, () -> oftenNotFinite(random));
    }
  }

  @Test
  void extremesAreLeftOut() {
    CombineSettings settings = new CombineSettings(CombineMethod.MIN_MAX, 3, 3, 5, 1, 2);
    assertEquals(3.5f, combined(settings, Stacks.column(900, 3, 4, -8, 700))[0]);
    assertEquals(3f, combined(settings, Stacks.column(900, 3, -8))[0]); // too few: the median
    assertEquals(2f, combined(settings, Stacks.column(3f, 1f))[0]);
  }

  // Winsorised clipping.

  @ParameterizedTest
  @MethodSource("frameCounts")
  void winsorizedMeanIsThatOfThePlainLoop(int frames) {
    RandomGenerator random = new SplittableRandom(19_000 + frames);
    CombineSettings settings = new CombineSettings(CombineMethod.WINSORIZED, 2.5, 2.2, 6);
    checkInts(settings, frames, () -> (int) noiseWithOutliers(random));
    checkFloats(settings, frames, () -> noiseWithOutliers(random));
    checkFloats(settings, frames, () -> oftenNotFinite(random));
  }

  @Test
  void outlierThatHidesInAPlainDeviationIsFoundByAWinsorizedOne() {
    // Of seven values one can be no more than 7 / sqrt(6) = 2.86 deviations from the median.
    int[] values = {100, 101, 99, 100, 102, 98, 5000};
    assertEquals(800f, combined(new CombineSettings(CombineMethod.SIGMA_CLIP, 3, 3, 5), values)[0]);
    assertEquals(100f, combined(new CombineSettings(CombineMethod.WINSORIZED, 3, 3, 5), values)[0]);
  }

  private static float[] combined(CombineSettings settings, int[] column) {
    return combined(settings, Stacks.column(column));
  }

  @Test
  void autoGoesByTheNumberOfFrames() {
    CombineSettings auto = new CombineSettings(CombineMethod.AUTO, 3, 3, 5);
    assertEquals(CombineMethod.MEDIAN, auto.forFrames(4).method());
    assertEquals(CombineMethod.WINSORIZED, auto.forFrames(5).method());
    assertEquals(CombineMethod.WINSORIZED, auto.forFrames(14).method());
    assertEquals(CombineMethod.SIGMA_CLIP, auto.forFrames(15).method());
    RandomGenerator random = new SplittableRandom(20_000);
    for (int frames : new int[] {1, 4, 5, 14, 15, 40}) {
      float[][] stack = Stacks.floats(frames, 100, () -> noiseWithOutliers(random));
      assertArrayEquals(combined(auto.forFrames(frames), stack), combined(auto, stack));
    }
  }

  // Shapes.

  @ParameterizedTest
  @EnumSource(CombineMethod.class)
  void pixelWithoutAnyValueIsNaN(CombineMethod method) {
    float[][] stack = {
      {Float.NaN, 1, Float.POSITIVE_INFINITY},
      {Float.NaN, 3, Float.NEGATIVE_INFINITY},
      {Float.NaN, 2, Float.NaN}
    };
    float[] out = combined(new CombineSettings(CombineMethod.WINSORIZED, 3, 3, 5), stack);

    assertArrayEquals(new float[] {Float.NaN, 2, Float.NaN}, out);
  }

  @ParameterizedTest
  @EnumSource(CombineMethod.class)
  void pixelsBeyondTheLengthDoNotCount(CombineMethod method) {
    CombineSettings settings = new CombineSettings(method, 3, 3, 5);
    float[] ofFloats = {-1, -1, -1, -1};
    float[][] floats = {{1, 20, Float.NaN, 9}, {3, 40, 7, Float.NaN}};
    new Combiner(settings).combine(floats, 2, 2, ofFloats);
    float[] ofInts = {-1, -1, -1, -1};
    int[][] ints = {{1, 20, 5, 9}, {3, 40, 7, 8}};
    new Combiner(settings).combine(ints, 2, 2, null, ofInts, null);

    assertArrayEquals(new float[] {2, 30, -1, -1}, ofFloats);
    assertArrayEquals(new float[] {2, 30, -1, -1}, ofInts);
  }

  @ParameterizedTest
  @EnumSource(CombineMethod.class)
  void framesBeyondTheirNumberDoNotCount(CombineMethod method) {
    CombineSettings settings = new CombineSettings(method, 3, 3, 5);
    float[] ofFloats = new float[1];
    new Combiner(settings).combine(Stacks.column(1f, 3f, Float.NaN, 900f), 2, 1, ofFloats);
    float[] ofInts = new float[1];
    new Combiner(settings).combine(Stacks.column(1, 3, 900, 900), 2, 1, null, ofInts, null);

    assertEquals(2f, ofFloats[0]);
    assertEquals(2f, ofInts[0]);
  }

  @ParameterizedTest
  @EnumSource(CombineMethod.class)
  void combinerCanBeUsedForStacksOfAnySizeOneAfterAnother(CombineMethod method) {
    RandomGenerator random = new SplittableRandom(17_000);
    CombineSettings asked = new CombineSettings(method, 1.7, 1.9, 3);
    Combiner used = new Combiner(asked);
    for (int[] shape : new int[][] {{40, 300}, {3, 5}, {90, 2}, {1, 700}, {20, 20}}) {
      CombineSettings settings = asked.forFrames(shape[0]);
      float[][] stack = Stacks.floats(shape[0], shape[1], () -> oftenNotFinite(random));
      double[] expected = Stacks.expected(stack, shape[0], shape[1], statistic(settings, 0));
      float[] out = new float[shape[1]];
      used.combine(stack, shape[0], shape[1], out);
      assertClose(expected, out, 1e4);
    }
  }

  private static double oftenNotFinite(RandomGenerator random) {
    return switch (random.nextInt(8)) {
      case 0 -> Double.NaN;
      case 1 -> Double.POSITIVE_INFINITY;
      case 2 -> Double.NEGATIVE_INFINITY;
      case 3 -> -0.0;
      default -> 1000 * random.nextGaussian();
    };
  }

  private static double noiseWithOutliers(RandomGenerator random) {
    double noise = 100 + 5 * random.nextGaussian();
    return switch (random.nextInt(15)) {
      case 0 -> noise + 2000 * random.nextDouble();
      case 1 -> noise - 300 * random.nextDouble();
      default -> noise;
    };
  }

  private static ToDoubleFunction<double[]> statistic(CombineSettings settings, double step) {
    return switch (settings.method()) {
      case MEDIAN -> PlainStatistics::median;
      case MEAN, WEIGHTED_MEAN -> PlainStatistics::mean; // weights are not given here
      case SIGMA_CLIP ->
          values ->
              PlainStatistics.sigmaClippedMean(
                  values, settings.sigmaLow(), settings.sigmaHigh(), settings.clipIterations());
      case MIN_MAX ->
          values -> PlainStatistics.minMaxMean(values, settings.rejectLow(), settings.rejectHigh());
      case WINSORIZED ->
          values ->
              PlainStatistics.winsorizedMean(
                  values,
                  settings.sigmaLow(),
                  settings.sigmaHigh(),
                  settings.clipIterations(),
                  step);
      case AUTO -> throw new IllegalArgumentException("depends on the number of frames");
    };
  }

  private static void checkInts(CombineSettings settings, int frames, IntSupplier values) {
    for (int length : LENGTHS) {
      int[][] stack = Stacks.ints(frames, length, values);
      double[] expected = Stacks.expected(stack, frames, length, statistic(settings, 1));
      check(settings, expected, combined(settings, stack));
    }
  }

  private static void checkFloats(CombineSettings settings, int frames, DoubleSupplier values) {
    for (int length : LENGTHS) {
      float[][] stack = Stacks.floats(frames, length, values);
      double[] expected = Stacks.expected(stack, frames, length, statistic(settings, 0));
      check(settings, expected, combined(settings, stack));
    }
  }

  private static void check(CombineSettings settings, double[] expected, float[] actual) {
    if (settings.method() == CombineMethod.MEDIAN) {
      assertArrayEquals(Stacks.rounded(expected), actual);
    } else {
      assertClose(expected, actual, 1e4);
    }
  }

  /** Within one unit in the last place, and the rounding of double sums of that magnitude. */
  private static void assertClose(double[] expected, float[] actual, double magnitude) {
    for (int i = 0; i < expected.length; i++) {
      float rounded = (float) expected[i];
      float tolerance = Float.isNaN(rounded) ? 1 : Math.ulp(rounded) + (float) (magnitude * 1e-14);
      assertEquals(rounded, actual[i], tolerance, "pixel " + i);
    }
  }

  private static float[] combined(CombineSettings settings, int[][] stack) {
    float[] out = new float[stack[0].length];
    new Combiner(settings).combine(Stacks.copy(stack), stack.length, out.length, null, out, null);
    return out;
  }

  private static float[] combined(CombineSettings settings, float[][] stack) {
    float[] out = new float[stack[0].length];
    new Combiner(settings).combine(Stacks.copy(stack), stack.length, out.length, out);
    return out;
  }
}
