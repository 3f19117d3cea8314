package org.nightbeam.signal;

/**
 * Coefficients of functions, only some neighbouring ones of which are not 0 in an observation, by
 * least squares. Each observation is rotated into a triangular matrix as it comes (Givens), which,
 * unlike the normal equations, does not square the condition.
 *
 * <p>Source: C. de Boor, A Practical Guide to Splines (1978), on the band; G. H. Golub and C. F.
 * Van Loan, Matrix Computations, 5.2, on the rotations.
 */
final class BandedLeastSquares {
  /** A diagonal element this much smaller than its column says nothing but noise. */
  private static final double SMALLEST = 1e-8;

  private final int width;

  /** The triangular matrix: {@code [i][k]} is its element in row i and column i + k. */
  private final double[][] triangle;

  private final double[] right;

  /**
   * @param functions how many
   * @param width how many neighbouring ones are not 0 in an observation
   */
  BandedLeastSquares(int functions, int width) {
    this.width = width;
    triangle = new double[functions][width];
    right = new double[functions];
  }

  /**
   * Adds an observation.
   *
   * @param row {@code [width]}, the functions that are not 0; used as work space
   * @param first index of the first of them
   * @param value what is observed
   */
  void add(double[] row, int first, double value) {
    double left = value;
    for (int k = 0; k < width; k++) {
      if (row[k] != 0) {
        int i = first + k;
        double[] target = triangle[i];
        double length = Math.hypot(target[0], row[k]);
        double cosine = target[0] / length;
        double sine = row[k] / length;
        target[0] = length;
        for (int j = 1; j < width - k; j++) {
          double above = target[j];
          target[j] = cosine * above + sine * row[k + j];
          row[k + j] = cosine * row[k + j] - sine * above;
        }
        double above = right[i];
        right[i] = cosine * above + sine * left;
        left = cosine * left - sine * above;
      }
    }
  }

  /**
   * Returns the first function whose coefficient the observations do not determine; -1 if there is
   * none.
   */
  int undetermined() {
    for (int i = 0; i < triangle.length; i++) {
      double squares = 0;
      for (int k = 0; k < Math.min(width, i + 1); k++) {
        squares += triangle[i - k][k] * triangle[i - k][k];
      }
      if (triangle[i][0] <= SMALLEST * Math.sqrt(squares)) {
        return i;
      }
    }
    return -1;
  }

  /** Returns the coefficients, if all are determined. */
  double[] solve() {
    double[] coefficients = new double[triangle.length];
    for (int i = triangle.length - 1; i >= 0; i--) {
      double rest = right[i];
      for (int k = 1; k < Math.min(width, triangle.length - i); k++) {
        rest -= triangle[i][k] * coefficients[i + k];
      }
      coefficients[i] = rest / triangle[i][0];
    }
    return coefficients;
  }
}
