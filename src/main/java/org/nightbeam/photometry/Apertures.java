package org.nightbeam.photometry;

import java.util.Arrays;
import org.nightbeam.fits.product.PixelFlag;
import org.nightbeam.sources.SkySubtracted;

/**
 * Fluxes in circular apertures about one place, with exact overlaps of circles and pixels. The
 * variance is {@code sum(f^2 v) + (sum f)^2 v(sky)} with the part f of a pixel that is in the
 * circle and the pixel's variance v (Merline and Howell 1995, ExA 6, 163, with the squares that
 * partial pixels need). A pixel without a value has that of the pixel opposite to it, which in a
 * round star is the same; if that has none either, it is taken for sky. An aperture that reaches
 * beyond the frame has no flux.
 *
 * <p>Not safe for use by several threads: it keeps work space.
 */
final class Apertures {
  /** Sums over pixels: f d, f, f^2 d, f^2 v. */
  private static final int SIGNAL = 0;

  private static final int AREA = 1;
  private static final int SQUARES = 2;
  private static final int NOISE = 3;
  private static final int SUMS = 4;

  /** A value from the pixels around says nothing of a star that is narrower. */
  private static final int MADE_UP = PixelFlag.INTERPOLATED.bit();

  /** Half of a pixel's diagonal, and a little more. */
  private static final double HALF_DIAGONAL = Math.sqrt(0.5) + 1e-9;

  private final double[] radii;
  private final double[] inside; // squares of distances up to which pixels are wholly in
  private final double[] outside; // squares of distances from which pixels are wholly out
  private final double[][] sums = new double[SUMS][]; // of each circle
  private final double[] flux;
  private final double[] variance;
  private int pixelFlags;
  private boolean substituted;
  private boolean incomplete;

  private final double[] values; // of the pixels of a row, from the first one in reach
  private final double[] noises; // their variances
  private final double[] valuesBefore; // sums
  private final double[] noisesBefore;

  /**
   * @param radii in pixels, ascending
   */
  Apertures(double[] radii) {
    this.radii = radii.clone();
    this.inside =
        Arrays.stream(radii)
            .map(r -> r > HALF_DIAGONAL ? (r - HALF_DIAGONAL) * (r - HALF_DIAGONAL) : -1)
            .toArray();
    this.outside =
        Arrays.stream(radii).map(r -> (r + HALF_DIAGONAL) * (r + HALF_DIAGONAL)).toArray();
    for (int i = 0; i < SUMS; i++) {
      sums[i] = new double[radii.length];
    }
    this.flux = new double[radii.length];
    this.variance = new double[radii.length];
    int reach = 2 * (int) Math.ceil(radii[radii.length - 1] + 1) + 2;
    this.values = new double[reach];
    this.noises = new double[reach];
    this.valuesBefore = new double[reach + 1];
    this.noisesBefore = new double[reach + 1];
  }

  /** Returns how many apertures there are. */
  int count() {
    return radii.length;
  }

  /** Returns the radius of the largest aperture. */
  double largest() {
    return radii[radii.length - 1];
  }

  /** Returns the flux in an aperture; NaN if it reaches beyond the frame. */
  double flux(int k) {
    return flux[k];
  }

  /** Returns the standard deviation of the flux in an aperture; NaN if there is none. */
  double error(int k) {
    return Math.sqrt(variance[k]);
  }

  /** Returns all bits of {@link PixelFlag} of the pixels of the largest aperture. */
  int pixelFlags() {
    return pixelFlags;
  }

  /**
   * Returns whether a pixel of the largest aperture has no value that means something, or one that
   * was interpolated.
   */
  boolean substituted() {
    return substituted;
  }

  /** Returns whether an aperture reaches beyond the frame. */
  boolean incomplete() {
    return incomplete;
  }

  /**
   * Measures the fluxes about a place.
   *
   * @param x column, from 0
   * @param y row, from 0
   * @param level of the sky that the map has left
   * @param levelVariance the variance of the level of the sky
   * @param skyVariance of a pixel, where the frame has no standard deviations of its own
   */
  void measure(
      SkySubtracted frame,
      double x,
      double y,
      double level,
      double levelVariance,
      double skyVariance) {
    for (double[] sum : sums) {
      Arrays.fill(sum, 0);
    }
    pixelFlags = 0;
    substituted = false;
    incomplete = false;
    addPixels(frame, x, y, level, skyVariance);
    double photons = frame.photonsBesideVariance(x, y);
    for (int k = 0; k < radii.length; k++) {
      // Photons of all pixels together: noise alone may be negative, and must not be cut off.
      double ofPhotons = Math.max(0, sums[SQUARES][k]) * photons;
      flux[k] = sums[SIGNAL][k];
      variance[k] = sums[NOISE][k] + ofPhotons + sums[AREA][k] * sums[AREA][k] * levelVariance;
      if (frame.isBeyond(x, y, radii[k], radii[k])) {
        flux[k] = Double.NaN;
        variance[k] = Double.NaN;
        incomplete = true;
      }
    }
  }

  private void addPixels(
      SkySubtracted frame, double x, double y, double level, double skyVariance) {
    double furthest = outside[radii.length - 1];
    double reach = Math.sqrt(furthest);
    int top = Math.max(0, (int) Math.ceil(y - reach));
    int bottom = Math.min(frame.height() - 1, (int) Math.floor(y + reach));
    for (int j = top; j <= bottom; j++) {
      double chord = Math.sqrt(Math.max(0, furthest - (j - y) * (j - y)));
      int left = Math.max(0, (int) Math.ceil(x - chord));
      int right = Math.min(frame.width() - 1, (int) Math.floor(x + chord));
      if (left <= right) {
        take(frame, j, left, right, level, skyVariance);
        if (!frame.isWhole(j) || frame.hasFlags(j)) {
          replace(frame, j, left, right, x, y, level, skyVariance);
        }
        sumUp(values, valuesBefore, right - left + 1);
        sumUp(noises, noisesBefore, right - left + 1);
        for (int k = 0; k < radii.length; k++) {
          addRow(k, j - y, x, left, right);
        }
      }
    }
  }

  /** Takes the values and the variances of pixels of a row. */
  private void take(
      SkySubtracted frame, int j, int left, int right, double level, double skyVariance) {
    float[] row = frame.pixels()[j];
    for (int i = left; i <= right; i++) {
      values[i - left] = row[i] - level;
    }
    if (frame.sigmas() == null) {
      Arrays.fill(noises, 0, right - left + 1, skyVariance);
      return;
    }
    for (int i = left; i <= right; i++) {
      noises[i - left] = frame.variance(j, i, skyVariance);
    }
  }

  private static void sumUp(double[] values, double[] before, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += values[i];
      before[i + 1] = sum;
    }
  }

  /** Takes what is said of pixels in the largest circle, and other values where theirs are none. */
  private void replace(
      SkySubtracted frame,
      int j,
      int left,
      int right,
      double x,
      double y,
      double level,
      double skyVariance) {
    for (int i = left; i <= right; i++) {
      boolean usable = frame.isUsable(j, i);
      if (usable && frame.flags(j, i) == 0) {
        continue;
      }
      boolean within = CircleOverlap.area(i - x, j - y, largest()) > 0;
      pixelFlags |= within ? frame.flags(j, i) : 0;
      substituted |= within && (!usable || (frame.flags(j, i) & MADE_UP) != 0);
      if (!usable) {
        substitute(frame, j, i, i - left, x, y, level, skyVariance);
      }
    }
  }

  /** Gives a pixel the value of the opposite one, or that of the sky. */
  private void substitute(
      SkySubtracted frame,
      int j,
      int i,
      int at,
      double x,
      double y,
      double level,
      double skyVariance) {
    int opposite = frame.opposite(j, i, y, x);
    if (opposite >= 0) {
      int row = opposite / frame.width();
      int column = opposite % frame.width();
      values[at] = frame.pixels()[row][column] - level;
      // The same value twice: (1 + 1)^2 of its variance, of which it has 1 itself, and its signal
      // counts for the photons of another 1.
      noises[at] =
          3 * frame.variance(row, column, skyVariance)
              + 2 * Math.max(0, values[at]) * frame.photonsBesideVariance(x, y);
    } else {
      values[at] = 0;
      noises[at] = skyVariance;
    }
  }

  /** Adds the pixels of a row to a circle: first those that are wholly in it, as one sum. */
  private void addRow(int k, double dy, double x, int left, int right) {
    double outer = outside[k] - dy * dy;
    if (outer <= 0) {
      return;
    }
    double chord = Math.sqrt(outer);
    int from = Math.max(left, (int) Math.ceil(x - chord));
    int to = Math.min(right, (int) Math.floor(x + chord));
    int firstIn = to + 1;
    int behindIn = to + 1;
    double inner = inside[k] - dy * dy;
    if (inner >= 0) {
      double innerChord = Math.sqrt(inner);
      firstIn = Math.max(from, (int) Math.ceil(x - innerChord));
      behindIn = Math.min(to, (int) Math.floor(x + innerChord)) + 1;
      if (behindIn > firstIn) {
        double signal = valuesBefore[behindIn - left] - valuesBefore[firstIn - left];
        sums[SIGNAL][k] += signal;
        sums[AREA][k] += behindIn - firstIn;
        sums[SQUARES][k] += signal;
        sums[NOISE][k] += noisesBefore[behindIn - left] - noisesBefore[firstIn - left];
      } else {
        behindIn = firstIn;
      }
    }
    addBorder(k, dy, x, left, from, Math.min(firstIn, to + 1));
    addBorder(k, dy, x, left, behindIn, to + 1);
  }

  /** Adds pixels that the circle crosses. */
  private void addBorder(int k, double dy, double x, int left, int from, int to) {
    for (int i = from; i < to; i++) {
      double part = CircleOverlap.area(i - x, dy, radii[k]);
      sums[SIGNAL][k] += part * values[i - left];
      sums[AREA][k] += part;
      sums[SQUARES][k] += part * part * values[i - left];
      sums[NOISE][k] += part * part * noises[i - left];
    }
  }
}
