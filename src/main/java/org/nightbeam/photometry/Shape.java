package org.nightbeam.photometry;

import org.nightbeam.sources.SkySubtracted;
import org.nightbeam.statistics.Spread;

/**
 * The shape of a source: the elliptical Gaussian that it is like, by its second moments under a
 * weight that is adapted to it (Bernstein and Jarvis 2002, AJ 123, 583), which noise and neighbours
 * far from it do not touch.
 *
 * <p>Not safe for use by several threads: it keeps what it found.
 */
final class Shape {
  private static final int MOST_ROUNDS = 20;
  private static final double SETTLED = 2e-3;
  private static final double WINDOW = 3; // standard deviations
  private static final double NARROWEST = 0.3; // pixels
  private static final double WIDEST = 12; // pixels

  private double xx;
  private double yy;
  private double xy;
  private double sum;
  private double meanX;
  private double meanY;
  private double momentXx;
  private double momentYy;
  private double momentXy;

  /** Its width at half its height, in pixels, of the circle of the same area. */
  double fwhm() {
    return Spread.FWHM_OF_SIGMA * Math.sqrt(Math.sqrt(moments().determinant()));
  }

  /** The standard deviation along the long axis, in pixels. */
  double a() {
    return moments().a();
  }

  /** The standard deviation along the short axis, in pixels. */
  double b() {
    return moments().b();
  }

  /** The angle from the rows to the long axis, towards higher rows, in degrees from -90 to 90. */
  double theta() {
    return moments().theta();
  }

  private SecondMoments moments() {
    return new SecondMoments(xx, yy, xy);
  }

  /**
   * Measures a source.
   *
   * @param x its middle, from 0
   * @param y its middle, from 0
   * @param level of the sky that the map has left
   * @param sigma of a first guess
   * @return whether it has a shape
   */
  boolean measure(SkySubtracted frame, double x, double y, double level, double sigma) {
    xx = sigma * sigma;
    yy = xx;
    xy = 0;
    double centreX = x;
    double centreY = y;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      moments(frame, centreX, centreY, level);
      double determinant = momentXx * momentYy - momentXy * momentXy;
      double ofWeight = xx * yy - xy * xy;
      // The source is what must be multiplied by the weight to have these moments.
      double inverseXx = momentYy / determinant - yy / ofWeight;
      double inverseYy = momentXx / determinant - xx / ofWeight;
      double inverseXy = -momentXy / determinant + xy / ofWeight;
      double inverse = inverseXx * inverseYy - inverseXy * inverseXy;
      if (!(sum > 0) || !(determinant > 0) || !(momentXx > 0)) {
        return false;
      }
      double nextXx;
      double nextYy;
      double nextXy;
      if (inverse > 0 && inverseXx > 0) {
        nextXx = inverseYy / inverse;
        nextYy = inverseXx / inverse;
        nextXy = -inverseXy / inverse;
      } else { // it is much wider than the weight
        nextXx = 2 * xx;
        nextYy = 2 * yy;
        nextXy = 2 * xy;
      }
      double size = Math.sqrt(Math.sqrt(nextXx * nextYy - nextXy * nextXy));
      double before = Math.sqrt(Math.sqrt(ofWeight));
      if (!(size > NARROWEST) || Math.hypot(meanX, meanY) > size + 1) {
        return false;
      }
      double shrink = Math.min(1, WIDEST / size);
      xx = nextXx * shrink * shrink;
      yy = nextYy * shrink * shrink;
      xy = nextXy * shrink * shrink;
      centreX += 2 * meanX;
      centreY += 2 * meanY;
      if (!(Math.hypot(centreX - x, centreY - y) < 2 * size + 1)) {
        return false;
      }
      if (Math.abs(size - before) < SETTLED * size) {
        return true;
      }
    }
    return false;
  }

  /** Moments under the weight of the present shape. */
  private void moments(SkySubtracted frame, double x, double y, double level) {
    double determinant = xx * yy - xy * xy;
    double weightXx = yy / determinant;
    double weightYy = xx / determinant;
    double weightXy = -xy / determinant;
    double reachX = WINDOW * Math.sqrt(xx) + 0.5;
    double reachY = WINDOW * Math.sqrt(yy) + 0.5;
    int left = Math.max(0, (int) Math.ceil(x - reachX));
    int right = Math.min(frame.width() - 1, (int) Math.floor(x + reachX));
    int top = Math.max(0, (int) Math.ceil(y - reachY));
    int bottom = Math.min(frame.height() - 1, (int) Math.floor(y + reachY));
    double limit = WINDOW * WINDOW;
    sum = 0;
    double sumX = 0;
    double sumY = 0;
    double sumXx = 0;
    double sumYy = 0;
    double sumXy = 0;
    for (int j = top; j <= bottom; j++) {
      double dy = j - y;
      float[] row = frame.pixels()[j];
      for (int i = left; i <= right; i++) {
        double dx = i - x;
        double r = weightXx * dx * dx + 2 * weightXy * dx * dy + weightYy * dy * dy;
        if (r > limit || !frame.isUsable(j, i)) {
          continue;
        }
        double light = Math.exp(-r / 2) * (row[i] - level);
        sum += light;
        sumX += light * dx;
        sumY += light * dy;
        sumXx += light * dx * dx;
        sumYy += light * dy * dy;
        sumXy += light * dx * dy;
      }
    }
    meanX = sumX / sum;
    meanY = sumY / sum;
    momentXx = sumXx / sum - meanX * meanX;
    momentYy = sumYy / sum - meanY * meanY;
    momentXy = sumXy / sum - meanX * meanY;
  }
}
