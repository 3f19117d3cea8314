package org.nightbeam.signal;

/**
 * Function fitted to the overscan level along the lines of a frame. Polynomials and splines are
 * those of IRAF's {@code curfit}; ccdproc has polynomials as a {@code model}.
 */
public enum OverscanFunction {
  /** Each line has its own level, without a fit: {@code model=None} of ccdproc. */
  EACH_LINE,
  /** One level for all lines: their mean or median. */
  CONSTANT,
  /** A polynomial as a sum of Legendre's; the order is the number of terms. */
  LEGENDRE,
  /**
   * A polynomial as a sum of Chebyshev's; the order is the number of terms. But for rounding it is
   * the same curve as that of LEGENDRE.
   */
  CHEBYSHEV,
  /** Straight pieces that join; the order is the number of pieces, all of one length. */
  SPLINE1,
  /** Cubic pieces that join smoothly; the order is the number of pieces, all of one length. */
  SPLINE3
}
