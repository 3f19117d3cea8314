package org.nightbeam.registration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ratio of the fluxes of two frames, of stars whose fluxes have noise. */
class FluxRatioTest {
  private final Random random = new Random(21);

  private static TransformFit.Pair pair(double ofReference, double ofFrame) {
    return new TransformFit.Pair(new Star(0, 0, ofReference, 0.1), new Star(0, 0, ofFrame, 0.1));
  }

  private double noisy(double flux, double ofSky) {
    return flux + Math.sqrt(flux + ofSky * ofSky) * random.nextGaussian();
  }

  /**
   * Photons of stars from 1 to 30 times the faintest, and of the sky. The variance of the logarithm
   * cannot be less than the inverse of what all stars know of it.
   */
  @ParameterizedTest
  @CsvSource({
    "24, 2000, 1, 0",
    "5, 2000, 1, 0",
    "60, 400, 1, 10",
    "24, 2000, 0.2, 0",
    "24, 2000, 4, 20"
  })
  void itHasNoBiasAndHardlyMoreNoiseThanItMust(
      int stars, double faintest, double ratio, double sky) {
    int trials = 20_000;
    double sum = 0;
    double squares = 0;
    double expected = 0;
    for (int trial = 0; trial < trials; trial++) {
      List<TransformFit.Pair> pairs = new ArrayList<>();
      double known = 0;
      for (int i = 0; i < stars; i++) {
        double flux = faintest * Math.pow(30, random.nextDouble());
        pairs.add(pair(noisy(flux, sky), noisy(ratio * flux, sky)));
        double square = ratio * flux;
        known += 1 / ((flux + sky * sky) / flux / flux + (square + sky * sky) / square / square);
      }
      expected += 1 / known;
      double off = FluxRatio.of(pairs) / ratio - 1;
      sum += off;
      squares += off * off;
    }
    double error = Math.sqrt(squares) / trials;
    assertEquals(0, sum / trials, Math.max(1e-4, 4 * error), "bias");
    assertTrue(4 * error < 5e-4, "the bias is seen: " + error);
    double scatter = Math.sqrt(squares / expected);
    assertTrue(scatter < (stars < 10 ? 1.2 : 1.06), scatter + " times the least noise");
  }

  /** One frame on the other, or the other on the one. */
  @Test
  void itIsTheInverseWithFramesExchanged() {
    for (int trial = 0; trial < 100; trial++) {
      List<TransformFit.Pair> pairs = new ArrayList<>();
      List<TransformFit.Pair> exchanged = new ArrayList<>();
      for (int i = 0; i < 3 + trial % 8; i++) {
        double flux = 2000 * Math.pow(30, random.nextDouble());
        double a = noisy(flux, 0);
        double b = noisy(0.7 * flux, 0);
        pairs.add(pair(a, b));
        exchanged.add(pair(b, a));
      }
      assertEquals(1, FluxRatio.of(pairs) * FluxRatio.of(exchanged), 1e-8);
    }
  }

  /** The brightest star has most of the light, and is half as bright on the frame. */
  @Test
  void aStarThatVariesHardlyCounts() {
    List<TransformFit.Pair> pairs = new ArrayList<>();
    pairs.add(pair(5e6, 0.5 * 5e6));
    for (int i = 0; i < 12; i++) {
      pairs.add(pair(noisy(50_000, 0), noisy(50_000, 0)));
    }
    assertEquals(1, FluxRatio.of(pairs), 4 * Math.sqrt(2.0 / 12 / 50_000));
  }

  @Test
  void withoutNoiseItIsExactAndWithoutStarsItIsNotKnown() {
    List<TransformFit.Pair> pairs = new ArrayList<>();
    assertTrue(Double.isNaN(FluxRatio.of(pairs)));
    pairs.add(pair(1000, 300));
    assertEquals(0.3, FluxRatio.of(pairs), 1e-15);
    pairs.add(pair(77_000, 23_100));
    pairs.add(pair(500, 150));
    assertEquals(0.3, FluxRatio.of(pairs), 1e-15);
  }
}
