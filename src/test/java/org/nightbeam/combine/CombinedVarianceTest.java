package org.nightbeam.combine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CombinedVarianceTest {
  /** Of a variance: 0.5 % as a standard deviation. */
  private static final double PRECISION = 0.01;

  private static CombineSettings by(CombineMethod method) {
    return new CombineSettings(method, 3, 3, 5);
  }

  private static CombineSettings minMax(int low, int high) {
    return new CombineSettings(CombineMethod.MIN_MAX, 3, 3, 5, low, high);
  }

  private static void assertVariance(double expected, CombineSettings settings, int frames) {
    assertEquals(expected, CombinedVariance.of(settings, frames), PRECISION * expected);
  }

  /**
   * Exact values, by integrating over the joint density of order statistics: of odd numbers in one
   * dimension, of even ones in two.
   */
  @ParameterizedTest
  @CsvSource({
    "2, 0.5",
    "3, 0.448671",
    "4, 0.298201",
    "5, 0.286834",
    "6, 0.214745",
    "7, 0.210447",
    "10, 0.138331",
    "15, 0.101695",
    "20, 0.0734483",
    "50, 0.0305559",
    "99, 0.0157977",
    "100, 0.0154942",
    "101, 0.0154862",
    "200, 0.00781123",
    "401, 0.00391300"
  })
  void medianAsExact(int frames, double variance) {
    assertVariance(variance, CombineSettings.median(), frames);
  }

  @Test
  void medianOfManyIsTheAsymptote() {
    assertEquals(
        Math.PI / 2, 1_000_000 * CombinedVariance.of(CombineSettings.median(), 1_000_000), 1e-5);
  }

  /** Exact values, by covariances of order statistics. */
  @ParameterizedTest
  @CsvSource({
    "2, 1, 0, 0.681690",
    "3, 1, 1, 0.448671",
    "5, 1, 1, 0.227056",
    "6, 1, 1, 0.184034",
    "10, 1, 1, 0.105346",
    "10, 2, 2, 0.113309",
    "10, 3, 0, 0.114330",
    "20, 1, 1, 0.0511478"
  })
  void minMaxAsExact(int frames, int low, int high, double variance) {
    assertVariance(variance, minMax(low, high), frames);
  }

  /** The same part of the values rejected: P. J. Bickel, Ann. Math. Stat. 36, 847 (1965). */
  @Test
  void minMaxOfManyIsThatOfFewerInProportion() {
    // Trimmed by 10 % at each end: 1.0604 / n.
    assertVariance(1.0604 / 1000, minMax(100, 100), 1000);
    assertVariance(1.0 / 5000, minMax(1, 1), 5000);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 99, 1000})
  void meanIsOneOverN(int frames) {
    assertEquals(1.0 / frames, CombinedVariance.of(by(CombineMethod.MEAN), frames));
  }

  @ParameterizedTest
  @EnumSource(CombineMethod.class)
  void oneFrameKeepsItsNoise(CombineMethod method) {
    assertEquals(1, CombinedVariance.of(by(method), 1));
  }

  @ParameterizedTest
  @CsvSource({"5, 2, 2", "8, 3, 3", "8, 2, 3", "25, 3, 3", "25, 2, 2.5", "60, 2, 2"})
  void clippedMeanAsTheTextbooks(int frames, double low, double high) {
    CombineSettings settings = new CombineSettings(CombineMethod.SIGMA_CLIP, low, high, 5);
    assertVariance(
        measured(frames, values -> PlainStatistics.sigmaClippedMean(values, low, high, 5)),
        settings,
        frames);
  }

  @ParameterizedTest
  @CsvSource({"5, 3, 3", "14, 3, 3", "14, 2, 3", "40, 3, 3"})
  void winsorizedMeanAsTheTextbooks(int frames, double low, double high) {
    CombineSettings settings = new CombineSettings(CombineMethod.WINSORIZED, low, high, 5);
    assertVariance(
        measured(frames, values -> PlainStatistics.winsorizedMean(values, low, high, 5, 0)),
        settings,
        frames);
  }

  /** Plainly: combine stacks, and take the variance of the results, to 0.45 %. */
  private static double measured(int frames, ToDoubleFunction<double[]> statistic) {
    int stacks = 100_000;
    Random random = new Random(frames);
    double[] values = new double[frames];
    double sum = 0;
    double squares = 0;
    for (int k = 0; k < stacks; k++) {
      for (int i = 0; i < frames; i++) {
        values[i] = random.nextGaussian();
      }
      double combined = statistic.applyAsDouble(values);
      sum += combined;
      squares += combined * combined;
    }
    return squares / stacks - (sum / stacks) * (sum / stacks);
  }

  /** The mean has the least variance of all that follow a shift: for more frames, less noise. */
  @ParameterizedTest
  @EnumSource(CombineMethod.class)
  void neverBelowTheMeanAndFallsFromMoreToMore(CombineMethod method) {
    double before = Double.POSITIVE_INFINITY;
    for (int frames = 1; frames <= 240; frames += 1 + frames / 4 * 2) {
      double variance = CombinedVariance.of(by(method), frames);
      assertTrue(variance >= 1.0 / frames, method + " of " + frames);
      assertTrue(variance < before, method + " of " + frames);
      before = variance;
    }
  }

  /** Where measuring ends there is no step: of a clipped mean, of a trimmed one. */
  @ParameterizedTest
  @EnumSource(
      value = CombineMethod.class,
      names = {"SIGMA_CLIP", "WINSORIZED", "MIN_MAX", "MEAN"})
  void goesAsOneOverNBeyondAHundred(CombineMethod method) {
    assertEquals(
        100 * CombinedVariance.of(by(method), 100),
        101 * CombinedVariance.of(by(method), 101),
        1e-12);
  }

  @Test
  void autoIsWhatItDecidesFor() {
    for (int frames : new int[] {4, 5, 14, 15}) {
      CombineSettings auto = by(CombineMethod.AUTO);
      assertEquals(
          CombinedVariance.of(auto.forFrames(frames), frames), CombinedVariance.of(auto, frames));
    }
  }

  /** The same digits everywhere: products may depend on them. */
  @Test
  void sameOnEveryMachine() {
    assertEquals(MEDIAN_OF_9, CombinedVariance.of(CombineSettings.median(), 9));
    assertEquals(CLIPPED_OF_30, CombinedVariance.of(by(CombineMethod.SIGMA_CLIP), 30));
  }

  private static final double MEDIAN_OF_9 = 0.1664460184448805;
  private static final double CLIPPED_OF_30 = 0.03416275971035359;

  @Test
  void noFramesAreRefused() {
    Exception refused =
        assertThrows(
            IllegalArgumentException.class, () -> CombinedVariance.of(CombineSettings.median(), 0));
    assertEquals("0 frames; expected at least 1", refused.getMessage());
  }
}
