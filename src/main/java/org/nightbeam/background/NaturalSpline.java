package org.nightbeam.background;

/**
 * A natural cubic spline through values at whole numbers 0, 1, 2, …; beyond the first and the last
 * it continues as a straight line.
 */
final class NaturalSpline {
  private final double[] pivot;

  /**
   * @param nodes how many values, at least 1
   */
  NaturalSpline(int nodes) {
    this.pivot = new double[nodes];
    for (int i = 1; i < nodes - 1; i++) {
      pivot[i] = 1 / (4 - (i == 1 ? 0 : pivot[i - 1]));
    }
  }

  /**
   * Computes second derivatives at the nodes: {@code s[i-1] + 4 s[i] + s[i+1] = 6 (v[i-1] - 2 v[i]
   * + v[i+1])}, and 0 at both ends.
   *
   * @param values {@code [nodes]}
   * @param second {@code [nodes]}, receives them
   */
  void second(double[] values, double[] second) {
    int last = values.length - 1;
    second[0] = 0;
    second[last] = 0;
    for (int i = 1; i < last; i++) {
      double right = 6 * (values[i - 1] - 2 * values[i] + values[i + 1]);
      second[i] = (right - second[i - 1]) * pivot[i];
    }
    for (int i = last - 1; i > 0; i--) {
      second[i] -= pivot[i] * second[i + 1];
    }
  }

  /**
   * The polynomial from one node to the next, in the distance t from the first.
   *
   * @param i the first of both
   * @param out {@code [4]}, receives the coefficients of 1, t, t^2, t^3
   */
  static void polynomial(double[] values, double[] second, int i, double[] out) {
    out[0] = values[i];
    out[1] = values[i + 1] - values[i] - (2 * second[i] + second[i + 1]) / 6;
    out[2] = second[i] / 2;
    out[3] = (second[i + 1] - second[i]) / 6;
  }

  /** Returns the slope at the last node. */
  static double endSlope(double[] values, double[] second) {
    int last = values.length - 1;
    return values[last] - values[last - 1] + (second[last - 1] + 2 * second[last]) / 6;
  }
}
