package org.nightbeam.photometry;

import java.util.Arrays;
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
  private final double[] sums = new double[6]; // of light: 1, x, y, xx, yy, xy
  private double sum;
  private double meanX;
  private double meanY;
  private double momentXx;
  private double momentYy;
  private double momentXy;

  /** Returns its width at half its height, in pixels, of the circle of the same area. */
  double fwhm() {
    return Spread.FWHM_OF_SIGMA * Math.sqrt(Math.sqrt(moments().determinant()));
  }

  /** Returns the standard deviation along the long axis, in pixels. */
  double a() {
    return moments().a();
  }

  /** Returns the standard deviation along the short axis, in pixels. */
  double b() {
    return moments().b();
  }

  /**
   * Returns the angle from the rows to the long axis, towards higher rows, in degrees from -90 to
   * 90.
   */
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
    double reach = WINDOW * Math.sqrt(yy);
    int top = Math.max(0, (int) Math.ceil(y - reach));
    int bottom = Math.min(frame.height() - 1, (int) Math.floor(y + reach));
    double step = Math.exp(-weightXx);
    Arrays.fill(sums, 0);
    for (int j = top; j <= bottom; j++) {
      double dy = j - y;
      double middle = x + xy / yy * dy;
      double square = (WINDOW * WINDOW - dy * dy / yy) / weightXx;
      double chord = Math.sqrt(Math.max(0, square));
      int left = Math.max(0, (int) Math.ceil(middle - chord));
      int right = Math.min(frame.width() - 1, (int) Math.floor(middle + chord));
      double dx = left - x;
      double r = weightXx * dx * dx + 2 * weightXy * dx * dy + weightYy * dy * dy;
      double ratio = Math.exp(-weightXx * (dx + 0.5) - weightXy * dy);
      addRow(frame.pixels()[j], left, right, dx, dy, level, Math.exp(-r / 2), ratio, step);
    }
    sum = sums[0];
    meanX = sums[1] / sum;
    meanY = sums[2] / sum;
    momentXx = sums[3] / sum - meanX * meanX;
    momentYy = sums[4] / sum - meanY * meanY;
    momentXy = sums[5] / sum - meanX * meanY;
  }

  /**
   * Adds the pixels of a row.
   *
   * @param firstX of the first pixel, from the middle
   * @param first weight
   * @param firstRatio of the second weight to the first
   * @param step ratio of a ratio to the one before: weights are a Gaussian
   */
  private void addRow(
      float[] row,
      int left,
      int right,
      double firstX,
      double dy,
      double level,
      double first,
      double firstRatio,
      double step) {
    double light = 0;
    double ofX = 0;
    double ofXx = 0;
    double weight = first;
    double ratio = firstRatio;
    for (int i = left; i <= right; i++) {
      double value = row[i] - level;
      if (value - value == 0) {
        double dx = firstX + (i - left);
        double own = weight * value;
        light += own;
        ofX += own * dx;
        ofXx += own * dx * dx;
      }
      weight *= ratio;
      ratio *= step;
    }
    sums[0] += light;
    sums[1] += ofX;
    sums[2] += light * dy;
    sums[3] += ofXx;
    sums[4] += light * dy * dy;
    sums[5] += ofX * dy;
  }
}
