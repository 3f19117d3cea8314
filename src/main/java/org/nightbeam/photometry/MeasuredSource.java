package org.nightbeam.photometry;

/**
 * A source and its measurements. Positions count from 0, the centre of the first pixel; fluxes are
 * in the unit of the frame. Values that could not be measured are NaN.
 *
 * @param x mean of the pixels of its footprint
 * @param y the same down the rows
 * @param xWin its middle
 * @param yWin its middle
 * @param xWinError standard deviation
 * @param yWinError standard deviation
 * @param xPeak column of its brightest pixel
 * @param yPeak row of its brightest pixel
 * @param peak its brightest pixel, less the sky
 * @param significance of its detection, in standard deviations
 * @param flux in its Kron ellipse
 * @param fluxError standard deviation
 * @param apertures fluxes in circles
 * @param apertureErrors standard deviations
 * @param background the level of the sky at its place, that was subtracted
 * @param fwhm its width at half its height, in pixels
 * @param a standard deviation of its footprint along the long axis, in pixels
 * @param b the same along the short axis
 * @param theta angle from the rows to the long axis, in degrees
 * @param elongation of the Gaussian it is like, its long axis over the short one
 * @param elongationTheta angle from the rows to the long axis of that Gaussian, in degrees
 * @param kronRadius of its ellipse, in a and b
 * @param pixels of its footprint
 * @param flat sensitivity of the pixels about it, relative to the mean; NaN if not known
 * @param cell its place in the cell of a colour filter array, from 1, row by row; 0 without
 * @param flags bits of {@link SourceFlag}
 */
public record MeasuredSource(
    double x,
    double y,
    double xWin,
    double yWin,
    double xWinError,
    double yWinError,
    int xPeak,
    int yPeak,
    double peak,
    double significance,
    double flux,
    double fluxError,
    double[] apertures,
    double[] apertureErrors,
    double background,
    double fwhm,
    double a,
    double b,
    double theta,
    double elongation,
    double elongationTheta,
    double kronRadius,
    int pixels,
    double flat,
    int cell,
    int flags) {
  /**
   * Returns the same source in the pixels of a whole frame, of which every n-th pixel was measured.
   *
   * @param number of the place in the cell, from 1
   * @param column of the place in the cell, from 0
   * @param row of the place in the cell, from 0
   * @param size of the cell
   */
  MeasuredSource inCell(int number, int column, int row, int size) {
    return new MeasuredSource(
        size * x + column,
        size * y + row,
        size * xWin + column,
        size * yWin + row,
        size * xWinError,
        size * yWinError,
        size * xPeak + column,
        size * yPeak + row,
        peak,
        significance,
        flux,
        fluxError,
        apertures,
        apertureErrors,
        background,
        size * fwhm,
        size * a,
        size * b,
        theta,
        elongation,
        elongationTheta,
        kronRadius,
        pixels,
        flat,
        number,
        flags);
  }

  /** Returns whether something may be wrong with it. */
  public boolean is(SourceFlag flag) {
    return (flags & flag.bit()) != 0;
  }
}
