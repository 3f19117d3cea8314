package org.nightbeam.registration;

import java.util.Arrays;

/** Small systems of normal equations, and those of their first unknowns, by Cholesky's method. */
final class Cholesky {
  /** A pivot smaller than this, relative to what it was, is nothing but rounding. */
  private static final double SINGULAR = 1e-10;

  private Cholesky() {}

  /**
   * Decomposes a matrix in place, as far as it is positive definite.
   *
   * @param lower the lower triangle; becomes L of {@code L L^T}
   * @return how many of the first unknowns are settled: the first rows of L are what they would be
   *     without the others
   */
  static int decompose(double[][] lower) {
    int n = lower.length;
    for (int r = 0; r < n; r++) {
      double own = lower[r][r];
      for (int c = 0; c < r; c++) {
        double sum = lower[r][c];
        for (int k = 0; k < c; k++) {
          sum -= lower[r][k] * lower[c][k];
        }
        lower[r][c] = sum / lower[c][c];
        lower[r][r] -= lower[r][c] * lower[r][c];
      }
      if (!(lower[r][r] > SINGULAR * own)) {
        return r;
      }
      lower[r][r] = Math.sqrt(lower[r][r]);
    }
    return n;
  }

  private static double[] forward(double[][] lower, double[] right, int n) {
    double[] z = Arrays.copyOf(right, n);
    for (int r = 0; r < n; r++) {
      for (int k = 0; k < r; k++) {
        z[r] -= lower[r][k] * z[k];
      }
      z[r] /= lower[r][r];
    }
    return z;
  }

  /** Returns the solution of {@code L L^T x = right} for the first n unknowns alone. */
  static double[] solve(double[][] lower, double[] right, int n) {
    double[] z = forward(lower, right, n);
    for (int r = n - 1; r >= 0; r--) {
      for (int k = r + 1; k < n; k++) {
        z[r] -= lower[k][r] * z[k];
      }
      z[r] /= lower[r][r];
    }
    return z;
  }

  /** Returns {@code t^T (L L^T)^-1 t} of the first n unknowns. */
  static double norm(double[][] lower, double[] t, int n) {
    double sum = 0;
    for (double z : forward(lower, t, n)) {
      sum += z * z;
    }
    return sum;
  }
}
