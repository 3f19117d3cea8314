package org.nightbeam.photometry;

import org.nightbeam.sources.SkySubtracted;
import org.nightbeam.statistics.Spread;

/**
 * Measures fluxes at given positions, whether or not a source was found there: the sky around each,
 * the centroid if the star is bright enough to give a better position, and circular apertures
 * around that. It is a measurement of the pixels as they are; nothing is resampled.
 *
 * <p>Not safe for use by several threads: it keeps work space.
 */
public final class ForcedPhotometry {
  /** A middle that is known no better than this, in pixels, is worse than the given place. */
  private static final double FAINT = 0.1;

  /** The middle may be so far from the given place, in FWHM: a neighbour is further away. */
  private static final double REACH = 0.35;

  /** Places are known no worse than this, in pixels. */
  private static final double LEAST_REACH = 0.5;

  private final double fwhm;
  private final Apertures apertures;
  private final Centroid centroid = new Centroid();
  private final LocalSky localSky = new LocalSky();
  private final double inner;
  private double x;
  private double y;
  private double background;
  private int flags;

  /**
   * @param radii of the apertures in pixels, ascending
   * @param fwhm of the stars of the frame, in pixels
   */
  public ForcedPhotometry(double[] radii, double fwhm) {
    this.fwhm = fwhm;
    this.apertures = new Apertures(radii);
    this.inner = Math.max(PhotometrySettings.ANNULUS_FROM * fwhm, apertures.largest() + 1);
  }

  /**
   * Measures a place.
   *
   * @param givenX column, from 0
   * @param givenY row, from 0
   * @param centre whether to look for the middle of the star
   * @return whether it is on the frame; else nothing was measured
   */
  public boolean measure(SkySubtracted frame, double givenX, double givenY, boolean centre) {
    x = givenX;
    y = givenY;
    flags = 0;
    if (frame.isBeyond(x, y, 0, 0)) {
      flags = SourceFlag.EDGE.bit() | SourceFlag.INCOMPLETE.bit();
      return false;
    }
    int row = Math.min(frame.height() - 1, (int) Math.rint(y));
    int column = Math.min(frame.width() - 1, (int) Math.rint(x));
    double deviation = frame.sky().noise(row, column);
    double variance = deviation * deviation;
    double outer = inner + PhotometrySettings.ANNULUS_WIDTH * fwhm;
    localSky.measureBesideStars(frame, x, y, inner, outer, variance);
    double level = localSky.level();
    if (centre) {
      centre(frame, level, variance);
    }
    apertures.measure(frame, x, y, level, localSky.variance(), variance);
    background = level;
    flags =
        (apertures.substituted() ? SourceFlag.BAD_PIXEL.bit() : 0)
            | (apertures.incomplete() ? SourceFlag.EDGE.bit() | SourceFlag.INCOMPLETE.bit() : 0);
    return true;
  }

  private void centre(SkySubtracted frame, double level, double variance) {
    double reach = Math.max(LEAST_REACH, REACH * fwhm);
    boolean found =
        !frame.isBeyond(x, y, 0.5, 0.5)
            && centroid.find(frame, x, y, fwhm / Spread.FWHM_OF_SIGMA, level, variance);
    if (found
        && Math.max(centroid.errorX(), centroid.errorY()) < FAINT
        && Math.hypot(centroid.x() - x, centroid.y() - y) < reach
        && !frame.isBeyond(centroid.x(), centroid.y(), 0.5, 0.5)) {
      x = centroid.x();
      y = centroid.y();
    }
  }

  /** Returns the column of the middle of the apertures, from 0. */
  public double x() {
    return x;
  }

  /** Returns the row of the middle of the apertures, from 0. */
  public double y() {
    return y;
  }

  /** Returns the level of the sky about the place, above that of the map. */
  public double background() {
    return background;
  }

  /** Returns the flux in an aperture; NaN if it reaches beyond the frame. */
  public double flux(int aperture) {
    return apertures.flux(aperture);
  }

  /** Returns the standard deviation of the flux in an aperture; NaN if there is none. */
  public double error(int aperture) {
    return apertures.error(aperture);
  }

  /** Returns bits of {@link SourceFlag}: what the pixels in the largest aperture say. */
  public int flags() {
    return flags;
  }
}
