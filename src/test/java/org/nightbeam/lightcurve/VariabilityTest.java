package org.nightbeam.lightcurve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VariabilityTest {
  private static final int LIGHTS = 60;

  private static double[] noise(long seed, int count, double sigma) {
    Random random = new Random(seed);
    return random.doubles(count).map(any -> sigma * random.nextGaussian()).toArray();
  }

  private static double[] variances(double sigma) {
    double[] variances = new double[LIGHTS];
    Arrays.fill(variances, sigma * sigma);
    return variances;
  }

  @Test
  void theIndexOfNoiseIsThatOfNormalValues() {
    double[] indices =
        IntStream.range(0, 2000)
            .mapToDouble(i -> Variability.index(noise(i, LIGHTS, 2), variances(2), 0))
            .toArray();
    double mean = Arrays.stream(indices).average().orElseThrow();
    double square = Arrays.stream(indices).map(i -> i * i).average().orElseThrow();
    assertEquals(0, mean, 0.07);
    assertEquals(1, Math.sqrt(square - mean * mean), 0.05);
  }

  @Test
  void oneValueFarOutIsNoVariable() {
    double[] residuals = noise(1, LIGHTS, 1);
    residuals[20] = 500;
    assertTrue(Variability.index(residuals, variances(1), 0) < 6);
    for (int t = 0; t < LIGHTS; t++) {
      residuals[t] += 3 * Math.sin(t / 8.0);
    }
    assertTrue(Variability.index(residuals, variances(1), 0) > 6);
  }

  @Test
  void whatFollowsTheWidthOfStarsIsTold() {
    double[] widths =
        IntStream.range(0, LIGHTS).mapToDouble(t -> 2.5 + 0.3 * Math.sin(t / 9.0)).toArray();
    widths[30] = 9; // out of focus
    double[] blend = noise(2, LIGHTS, 0.01);
    double[] other = noise(3, LIGHTS, 0.01);
    for (int t = 0; t < LIGHTS; t++) {
      blend[t] += 0.3 * widths[t];
      other[t] += 0.1 * Math.cos(t / 2.0);
    }
    assertTrue(Variability.followsWidths(blend, widths));
    assertFalse(Variability.followsWidths(other, widths));
    blend[5] = Double.NaN;
    widths[6] = Double.NaN;
    assertTrue(Variability.followsWidths(blend, widths));
    assertTrue(
        Variability.followsWidths(Arrays.stream(blend).map(v -> 1 / v).toArray(), widths),
        "light lost from the aperture, too");
  }

  @Test
  void widthsThatAreAllTheSameTellNothing() {
    double[] widths = new double[LIGHTS];
    assertFalse(Variability.followsWidths(noise(4, LIGHTS, 1), widths));
    Arrays.fill(widths, Double.NaN);
    assertFalse(Variability.followsWidths(noise(4, LIGHTS, 1), widths));
  }

  @Test
  void noiseDoesNotFollowWidths() {
    long follows =
        IntStream.range(0, 2000)
            .filter(i -> Variability.followsWidths(noise(i, 10, 1), noise(-i - 1, 10, 1)))
            .count();
    assertTrue(follows > 80 && follows < 190, follows + " of 2000 fields of 10 lights");
  }
}
