package org.nightbeam.photometry;

import java.util.Arrays;
import org.nightbeam.sources.DetectedSource;
import org.nightbeam.sources.SkySubtracted;

/**
 * The flux in an ellipse that is as large as the source (Kron 1980, ApJS 43, 305; as {@code
 * FLUX_AUTO} of SExtractor): 2.5 times the first radial moment, and at least 3.5 times the standard
 * deviations of the footprint along its axes. Pixels at the border count by 5 x 5 parts of them; a
 * pixel without a value has that of the opposite one, or is left out if that has none either.
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

  /** Sums over pixels, with the part f of one and its variance v: f d, f, f^2 d, f^2 v. */
  private static final int SIGNAL = 0;

  private static final int AREA = 1;
  private static final int SQUARES = 2;
  private static final int NOISE = 3;
  private static final int MOMENT = 4;

  private final double[] sums = new double[5];
  private double radius;
  private double flux;
  private double variance;
  private boolean beyond;

  /** Returns the radius of the ellipse, in its standard deviations. */
  double radius() {
    return radius;
  }

  /** Returns the flux; NaN if the ellipse reaches beyond the frame. */
  double flux() {
    return flux;
  }

  /** Returns the standard deviation of the flux; NaN if there is none. */
  double error() {
    return Math.sqrt(variance);
  }

  /** Returns whether the ellipse reaches beyond the frame. */
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
    SecondMoments moments = new SecondMoments(xx, yy, xy);
    if (!(moments.determinant() >= least * least)) {
      moments = new SecondMoments(xx, yy, 0);
    }
    Ellipse ellipse = Ellipse.of(x, y, moments);
    double reach = Math.min(REACH, LONGEST / moments.a());
    double moment = firstMoment(frame, ellipse, level, reach);
    radius = Math.max(LEAST, Math.min(FACTOR * moment, reach * FACTOR / 2));
    if (Double.isNaN(radius)) {
      radius = LEAST;
    }
    radius = Math.min(radius, Math.max(LEAST, LONGEST / moments.a()));
    sum(frame, ellipse, level, levelVariance, skyVariance);
  }

  /**
   * The ellipses about one place that have the same shape.
   *
   * @param x the middle, from 0
   * @param y the middle, from 0
   * @param cxx factor of the square of the distance along the rows
   * @param cyy factor of the square of the distance down the columns
   * @param cxy factor of twice their product
   * @param sigmaX half of the width of the ellipse of radius 1, in pixels
   * @param sigmaY half of its height
   */
  private record Ellipse(
      double x, double y, double cxx, double cyy, double cxy, double sigmaX, double sigmaY) {
    static Ellipse of(double x, double y, SecondMoments moments) {
      double determinant = moments.determinant();
      return new Ellipse(
          x,
          y,
          moments.yy() / determinant,
          moments.xx() / determinant,
          -moments.xy() / determinant,
          Math.sqrt(moments.xx()),
          Math.sqrt(moments.yy()));
    }

    /** Returns the column in the middle of a row. */
    double middle(double dy) {
      return x - cxy / cxx * dy;
    }

    /** Returns the half of the chord of a row in the ellipse of a radius; 0 for none. */
    double chord(double dy, double radius) {
      double square = (radius * radius - (cyy - cxy * cxy / cxx) * dy * dy) / cxx;
      return square > 0 ? Math.sqrt(square) : 0;
    }

    /** Returns the square of the radius of the ellipse that a place is on. */
    double square(double dx, double dy) {
      return cxx * dx * dx + 2 * cxy * dx * dy + cyy * dy * dy;
    }
  }

  private double firstMoment(SkySubtracted frame, Ellipse ellipse, double level, double reach) {
    Arrays.fill(sums, 0);
    int top = Math.max(0, (int) Math.ceil(ellipse.y - reach * ellipse.sigmaY));
    int bottom = Math.min(frame.height() - 1, (int) Math.floor(ellipse.y + reach * ellipse.sigmaY));
    for (int j = top; j <= bottom; j++) {
      double dy = j - ellipse.y;
      double middle = ellipse.middle(dy);
      double chord = ellipse.chord(dy, reach);
      int left = Math.max(0, (int) Math.ceil(middle - chord));
      int right = Math.min(frame.width() - 1, (int) Math.floor(middle + chord));
      addMoment(frame.pixels()[j], left, right, dy, ellipse, level);
    }
    double sum = sums[SIGNAL];
    double moment = sums[MOMENT];
    return sum > 0 && moment > 0 ? moment / sum : Double.NaN;
  }

  private void addMoment(
      float[] row, int left, int right, double dy, Ellipse ellipse, double level) {
    double sum = 0;
    double moment = 0;
    for (int i = left; i <= right; i++) {
      double signal = row[i] - level;
      if (signal - signal == 0) {
        sum += signal;
        moment += Math.sqrt(Math.max(0, ellipse.square(i - ellipse.x, dy))) * signal;
      }
    }
    sums[SIGNAL] += sum;
    sums[MOMENT] += moment;
  }

  private void sum(
      SkySubtracted frame,
      Ellipse ellipse,
      double level,
      double levelVariance,
      double skyVariance) {
    double x = ellipse.x;
    double y = ellipse.y;
    double reachX = radius * ellipse.sigmaX;
    double reachY = radius * ellipse.sigmaY;
    beyond = frame.isBeyond(x, y, reachX, reachY);
    Arrays.fill(sums, 0);
    // A pixel whose middle is so far inside or outside is not at the border.
    double margin =
        Math.sqrt(0.5) * Math.sqrt(Math.max(ellipse.cxx, ellipse.cyy) + Math.abs(ellipse.cxy));
    double within = Math.max(0, radius - margin);
    double without = radius + margin;
    int bottom = Math.min(frame.height() - 1, (int) Math.floor(y + without * ellipse.sigmaY));
    for (int j = Math.max(0, (int) Math.ceil(y - without * ellipse.sigmaY)); j <= bottom; j++) {
      double dy = j - y;
      double middle = ellipse.middle(dy);
      double chord = ellipse.chord(dy, without);
      double inner = ellipse.chord(dy, within);
      int left = Math.max(0, (int) Math.ceil(middle - chord));
      int right = Math.min(frame.width() - 1, (int) Math.floor(middle + chord));
      int wholeFrom = inner > 0 ? Math.max(left, (int) Math.ceil(middle - inner)) : right + 1;
      int wholeTo = inner > 0 ? Math.min(right, (int) Math.floor(middle + inner)) : right;
      for (int i = left; i <= right; i++) {
        boolean whole = i >= wholeFrom && i <= wholeTo;
        double part = whole ? 1 : part(i - x, dy, ellipse, radius * radius);
        add(frame, j, i, part, ellipse, level, skyVariance);
      }
    }
    double photons = frame.photonsBesideVariance(x, y);
    double ofLevel = sums[AREA] * sums[AREA] * levelVariance;
    flux = beyond ? Double.NaN : sums[SIGNAL];
    variance = beyond ? Double.NaN : sums[NOISE] + Math.max(0, sums[SQUARES]) * photons + ofLevel;
  }

  /** Adds a pixel; one without a value has that of the opposite one, as in circles. */
  private void add(
      SkySubtracted frame,
      int j,
      int i,
      double part,
      Ellipse ellipse,
      double level,
      double skyVariance) {
    boolean usable = frame.isUsable(j, i);
    int at = usable ? j * frame.width() + i : frame.opposite(j, i, ellipse.y, ellipse.x);
    if (at >= 0) {
      int row = at / frame.width();
      int column = at % frame.width();
      double signal = frame.pixels()[row][column] - level;
      double times = usable ? 1 : 3; // the same value twice: 4 in all
      sums[SIGNAL] += part * signal;
      sums[AREA] += part;
      sums[SQUARES] += times * part * part * signal;
      sums[NOISE] += times * part * part * frame.variance(row, column, skyVariance);
    }
  }

  private static double part(double dx, double dy, Ellipse ellipse, double limit) {
    int in = 0;
    for (int v = 0; v < PARTS; v++) {
      double y = dy + (v + 0.5) / PARTS - 0.5;
      for (int u = 0; u < PARTS; u++) {
        double x = dx + (u + 0.5) / PARTS - 0.5;
        in += ellipse.square(x, y) <= limit ? 1 : 0;
      }
    }
    return in / (double) (PARTS * PARTS);
  }
}
