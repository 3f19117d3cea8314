package org.nightbeam.registration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ChanceAgreementTest {
  /** The binomial tail, summed. */
  private static double exact(int n, int k, double p) {
    double sum = 0;
    for (int i = k; i <= n; i++) {
      double term = 1;
      for (int j = 0; j < i; j++) {
        term *= (double) (n - j) / (i - j) * p;
      }
      sum += term * Math.pow(1 - p, n - i);
    }
    return sum;
  }

  @Test
  void boundsTheBinomialTailFromAbove() {
    for (int n : new int[] {3, 10, 40}) {
      for (int k = 1; k <= n; k++) {
        for (double p : new double[] {1e-4, 0.01, 0.2}) {
          double bound = ChanceAgreement.logProbability(n + 2, k + 2, p);
          double log = Math.log10(exact(n, k, p));
          assertTrue(bound >= log - 1e-9, n + " " + k + " " + p);
          assertTrue(bound <= Math.max(0, log) + 2 || k <= n * p || bound <= log + 2, "loose");
        }
      }
    }
    assertEquals(-8, ChanceAgreement.logProbability(4, 4, 1e-4), 1e-12);
  }

  /** Pairs of 4 stars, ordered pairs of 3, mirrored or not, in two ways. */
  @Test
  void transformsAreCounted() {
    assertEquals(Math.log10(6 * 6 * 2 * 2), ChanceAgreement.logTransforms(4, 3, 2), 1e-12);
    assertEquals(0, ChanceAgreement.logTransforms(1, 0, 2), 1e-12);
  }
}
