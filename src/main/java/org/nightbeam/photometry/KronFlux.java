package org.nightbeam.photometry;

import org.nightbeam.sources.DetectedSource;
import org.nightbeam.sources.SkySubtracted;

/**
 * The flux in an ellipse that is as large as the source (Kron 1980, ApJS 43, 305; as {@code
 * FLUX_AUTO} of SExtractor): 2.5 times the first radial moment, and at least 3.5 times the standard
 * deviations of the footprint along its axes. Pixels at the border count by 5 x 5 parts of them.
 *
 * <p>Not safe for use by several threads: it keeps what it found.
 */
final class KronFlux {
  private static final double FACTOR = 2.5;
  private static final double LEAST = 3.5;

  /** The moment is taken within so many standard deviations. */
  private static final double REACH = 6;

  /** No ellipse is longer, in pixels. */
  private static final double LONGEST = 200;

  private static final int PARTS = 5;

  private double radius;
  private double flux;
  private double variance;
  private boolean beyond;

  /** The radius of the ellipse, in its standard deviations. */
  double radius() {
    return radius;
  }

  /** The flux; NaN if the ellipse reaches beyond the frame. */
  double flux() {
    return flux;
  }

  /** The standard deviation of the flux; NaN if there is none. */
  double error() {
    return Math.sqrt(variance);
  }

  /** Whether the ellipse reaches beyond the frame. */
  boolean beyond() {
    return beyond;
  }

  /**
   * Measures a source.
   *
   * @param x its middle, from 0
   * @param y its middle, from 0
   * @param sigma the least standard deviation along an axis, in pixels
   */
  void measure(
      SkySubtracted frame,
      DetectedSource source,
      double x,
      double y,
      double sigma,
      double level,
      double levelVariance,
      double skyVariance) {
    double least = sigma * sigma;
    double xx = Double.isNaN(source.xx()) ? least : Math.max(least, source.xx());
    double yy = Double.isNaN(source.yy()) ? least : Math.max(least, source.yy());
    double xy = Double.isNaN(source.xy()) ? 0 : source.xy();
    double determinant = xx * yy - xy * xy;
    if (!(determinant >= least * least)) {
      xy = 0;
      determinant = xx * yy;
    }
    double cxx = yy / determinant;
    double cyy = xx / determinant;
    double cxy = -xy / determinant;
    double longest = Math.sqrt((xx + yy) / 2 + Math.hypot((xx - yy) / 2, xy));
    double reach = Math.min(REACH, LONGEST / longest);
    double moment = firstMoment(frame, x, y, level, cxx, cyy, cxy, reach, xx, yy);
    radius = Math.max(LEAST, Math.min(FACTOR * moment, reach * FACTOR / 2));
    if (Double.isNaN(radius)) {
      radius = LEAST;
    }
    radius = Math.min(radius, Math.max(LEAST, LONGEST / longest));
    sum(frame, x, y, level, levelVariance, skyVariance, cxx, cyy, cxy, xx, yy);
  }

  private static double firstMoment(
      SkySubtracted frame,
      double x,
      double y,
      double level,
      double cxx,
      double cyy,
      double cxy,
      double reach,
      double xx,
      double yy) {
    double sum = 0;
    double moment = 0;
    int top = Math.max(0, (int) Math.ceil(y - reach * Math.sqrt(yy)));
    int bottom = Math.min(frame.height() - 1, (int) Math.floor(y + reach * Math.sqrt(yy)));
    int left = Math.max(0, (int) Math.ceil(x - reach * Math.sqrt(xx)));
    int right = Math.min(frame.width() - 1, (int) Math.floor(x + reach * Math.sqrt(xx)));
    for (int j = top; j <= bottom; j++) {
      double dy = j - y;
      for (int i = left; i <= right; i++) {
        double dx = i - x;
        double r = cxx * dx * dx + 2 * cxy * dx * dy + cyy * dy * dy;
        if (r <= reach * reach && frame.isUsable(j, i)) {
          double signal = frame.pixels()[j][i] - level;
          sum += signal;
          moment += Math.sqrt(r) * signal;
        }
      }
    }
    return sum > 0 && moment > 0 ? moment / sum : Double.NaN;
  }

  private void sum(
      SkySubtracted frame,
      double x,
      double y,
      double level,
      double levelVariance,
      double skyVariance,
      double cxx,
      double cyy,
      double cxy,
      double xx,
      double yy) {
    double reachX = radius * Math.sqrt(xx);
    double reachY = radius * Math.sqrt(yy);
    beyond =
        x - reachX < -0.5
            || y - reachY < -0.5
            || x + reachX > frame.width() - 0.5
            || y + reachY > frame.height() - 0.5;
    double sum = 0;
    double area = 0;
    double squares = 0;
    double noise = 0;
    // A pixel whose middle is so far inside or outside is not at the border.
    double margin = Math.sqrt(0.5) * Math.sqrt(Math.max(cxx, cyy) + Math.abs(cxy));
    double within = Math.max(0, radius - margin);
    double without = radius + margin;
    int bottom = Math.min(frame.height() - 1, (int) Math.floor(y + reachY + 1));
    int right = Math.min(frame.width() - 1, (int) Math.floor(x + reachX + 1));
    for (int j = Math.max(0, (int) Math.ceil(y - reachY - 1)); j <= bottom; j++) {
      for (int i = Math.max(0, (int) Math.ceil(x - reachX - 1)); i <= right; i++) {
        double dx = i - x;
        double dy = j - y;
        double r = cxx * dx * dx + 2 * cxy * dx * dy + cyy * dy * dy;
        if (r >= without * without || !frame.isUsable(j, i)) {
          continue;
        }
        double part = r <= within * within ? 1 : part(dx, dy, cxx, cyy, cxy, radius * radius);
        double signal = frame.pixels()[j][i] - level;
        double own = frame.sigmas() == null ? 0 : frame.sigmas()[j][i];
        sum += part * signal;
        area += part;
        squares += part * part * signal;
        noise += part * part * (own > 0 ? own * own : skyVariance);
      }
    }
    double photons = frame.sigmas() == null ? frame.photonVariance() : 0;
    flux = beyond ? Double.NaN : sum;
    variance =
        beyond ? Double.NaN : noise + Math.max(0, squares) * photons + area * area * levelVariance;
  }

  private static double part(
      double dx, double dy, double cxx, double cyy, double cxy, double limit) {
    int in = 0;
    for (int v = 0; v < PARTS; v++) {
      double y = dy + (v + 0.5) / PARTS - 0.5;
      for (int u = 0; u < PARTS; u++) {
        double x = dx + (u + 0.5) / PARTS - 0.5;
        in += cxx * x * x + 2 * cxy * x * y + cyy * y * y <= limit ? 1 : 0;
      }
    }
    return in / (double) (PARTS * PARTS);
  }
}
