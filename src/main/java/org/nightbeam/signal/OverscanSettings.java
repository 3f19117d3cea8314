package org.nightbeam.signal;

import java.io.Serializable;

/**
 * Settings for finding the overscan level. Names are those of IRAF's {@code ccdproc}, where {@code
 * iterations} is {@code niterate}.
 *
 * @param statistic how the overscan pixels of a line become one level, and for {@link
 *     OverscanFunction#CONSTANT} the levels of the lines too; IRAF has MEAN alone
 * @param function what is fitted along the lines
 * @param order number of terms of a polynomial (1 for a constant), or of pieces of a spline;
 *     without meaning for EACH_LINE and CONSTANT
 * @param lowReject lines further below the fit than this many standard deviations are rejected; 0
 *     for none
 * @param highReject lines further above the fit than this many standard deviations are rejected; 0
 *     for none
 * @param iterations how often at most lines are rejected and the fit is made again; 0 for never.
 *     Nothing is rejected for EACH_LINE
 * @param grow how many lines before and after a rejected one are rejected with it
 */
public record OverscanSettings(
    OverscanStatistic statistic,
    OverscanFunction function,
    int order,
    double lowReject,
    double highReject,
    int iterations,
    int grow)
    implements Serializable {
  /** The defaults of IRAF's {@code ccdproc}: the mean of all lines but outliers. */
  public static final OverscanSettings DEFAULTS =
      new OverscanSettings(OverscanStatistic.MEAN, OverscanFunction.LEGENDRE, 1, 3, 3, 1, 0);

  /**
   * Polynomials of many terms swing between evenly spaced lines. With as many lines as terms, 50 of
   * them cost nine digits of sixteen, 100 all.
   */
  private static final int MOST_TERMS = 50;

  private static final int MOST_PIECES = 10_000;

  /** Refuses what has no meaning. */
  public OverscanSettings {
    int most =
        switch (function) {
          case LEGENDRE, CHEBYSHEV -> MOST_TERMS;
          default -> MOST_PIECES;
        };
    require(order >= 1 && order <= most, "order", order, "1 to " + most + " for " + function);
    require(lowReject >= 0 && lowReject < 1e6, "lowReject", lowReject, "not negative");
    require(highReject >= 0 && highReject < 1e6, "highReject", highReject, "not negative");
    require(iterations >= 0, "iterations", iterations, "not negative");
    require(grow >= 0 && grow < 1_000_000, "grow", grow, "not negative, and below a million");
  }

  private static void require(boolean fulfilled, String name, Number value, String range) {
    if (!fulfilled) {
      throw new IllegalArgumentException(
          String.format("%s is %s; it must be %s", name, value, range));
    }
  }

  /** Returns the settings in words, for a header. */
  public String description() {
    String rejection =
        String.format(
            " lowReject=%s highReject=%s iterations=%d grow=%d",
            lowReject, highReject, iterations, grow);
    return switch (function) {
      case EACH_LINE -> statistic + " EACH_LINE";
      case CONSTANT -> statistic + " CONSTANT" + rejection;
      default -> statistic + " " + function + " order=" + order + rejection;
    };
  }
}
