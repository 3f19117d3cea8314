package org.nightbeam.registration;

import org.nightbeam.photometry.MeasuredSource;
import org.nightbeam.photometry.SourceFlag;

/**
 * A star used for registration.
 *
 * @param x column of its middle, from 0
 * @param y row of its middle, from 0
 * @param flux above the sky, in any unit
 * @param error standard deviation of x and of y, in pixels; NaN where the place is good enough to
 *     recognise a pattern, but not to fit a transform
 * @param whole whether its flux is that of the star: neither saturated, nor damaged, nor cut off by
 *     the edge
 */
public record Star(double x, double y, double flux, double error, boolean whole) {
  /** The middle of a star whose core is cut off, or damaged, is known no better than this. */
  private static final double OF_DAMAGED = 0.1;

  /** Makes a star whose flux is complete. */
  public Star(double x, double y, double flux, double error) {
    this(x, y, flux, error, true);
  }

  /** Returns whether a source may serve as a star: what is narrow as a cosmic ray may not. */
  public static boolean isOne(MeasuredSource source) {
    double sum = source.xWin() + source.yWin() + source.flux();
    return sum - sum == 0 && source.flux() > 0 && !source.is(SourceFlag.COSMIC_RAY);
  }

  /** Returns a source as a star. */
  public static Star of(MeasuredSource source) {
    double error = Math.hypot(source.xWinError(), source.yWinError()) / Math.sqrt(2);
    if (source.is(SourceFlag.EDGE)) {
      error = Double.NaN;
    } else if (source.is(SourceFlag.SATURATED) || source.is(SourceFlag.BAD_PIXEL)) {
      error = Math.hypot(error, OF_DAMAGED);
    }
    boolean whole = !SourceFlag.isSpoilt(source.flags());
    return new Star(source.xWin(), source.yWin(), source.flux(), error, whole);
  }
}
