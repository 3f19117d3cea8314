package org.nightbeam.signal;

/**
 * The functions that make up a curve along the lines: Legendre's or Chebyshev's polynomials over -1
 * to 1, or B-splines with knots at equal distances, the outermost on the first and the last line.
 */
final class LineFunctions {
  private static final int CUBIC = 3;

  private final OverscanFunction function;
  private final int order;
  private final int lines;
  private final double lastLine;

  /**
   * @param function a polynomial or a spline
   * @param order number of terms or pieces
   * @param lines how many, from line 0 on
   */
  LineFunctions(OverscanFunction function, int order, int lines) {
    this.function = function;
    this.order = order;
    this.lines = lines;
    lastLine = lines - 1;
  }

  /** Returns how many there are: as many lines at least are needed. */
  int count() {
    return order + degree();
  }

  /** Returns how many neighbouring ones are not 0 on a line. */
  int width() {
    return isSpline() ? degree() + 1 : order;
  }

  /** Returns how many functions a spline has more than pieces; 0 of a polynomial. */
  private int degree() {
    return switch (function) {
      case SPLINE1 -> 1;
      case SPLINE3 -> CUBIC;
      default -> 0;
    };
  }

  private boolean isSpline() {
    return degree() > 0;
  }

  /**
   * Returns the lines on which a function is not 0.
   *
   * @return the first and the last one
   */
  int[] support(int index) {
    if (!isSpline()) {
      return new int[] {0, lines - 1};
    }
    double length = lastLine / order;
    double first = Math.max(0, (index - degree()) * length);
    double last = Math.min(lastLine, (index + 1) * length);
    return new int[] {(int) Math.ceil(first), (int) Math.floor(last)};
  }

  /**
   * Returns the functions on a line.
   *
   * @param values {@code [width()]}, receives those that are not 0
   * @return the index of the first of them
   */
  int at(int line, double[] values) {
    if (!isSpline()) {
      polynomials(lines == 1 ? 0 : 2 * line / lastLine - 1, values);
      return 0;
    }
    double place = order * (line / lastLine);
    int piece = Math.min((int) place, order - 1);
    double s = place - piece;
    double t = 1 - s;
    if (function == OverscanFunction.SPLINE1) {
      values[0] = t;
      values[1] = s;
    } else {
      values[0] = t * t * t / 6;
      values[1] = (4 - 3 * s * s * (1 + t)) / 6;
      values[2] = (4 - 3 * t * t * (1 + s)) / 6;
      values[3] = s * s * s / 6;
    }
    return piece;
  }

  private void polynomials(double x, double[] values) {
    double before = 0;
    double last = 1;
    for (int n = 0; n < order; n++) {
      values[n] = last;
      double next =
          function == OverscanFunction.LEGENDRE
              ? ((2 * n + 1) * x * last - n * before) / (n + 1)
              : (n == 0 ? x : 2 * x) * last - before;
      before = last;
      last = next;
    }
  }
}
