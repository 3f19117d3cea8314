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

  /** Half of a pixel's diagonal, and a little more. */
  private static final double HALF_DIAGONAL = Math.sqrt(0.5) + 1e-9;

  private final double[] radii;
  private final double[] inside; // squares of distances up to which pixels are wholly in
  private final double[] outside; // squares of distances from which pixels are wholly out
  private final double[][] partial = new double[SUMS][]; // of pixels partly in each circle
  private final double[][] ring = new double[SUMS][]; // of those wholly in it, but in no smaller
  private final double[] flux;
  private final double[] variance;
  private int pixelFlags;
  private boolean substituted;
  private boolean incomplete;

  private double value; // of the last pixel
  private double noise;

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
      partial[i] = new double[radii.length];
      ring[i] = new double[radii.length];
    }
    this.flux = new double[radii.length];
    this.variance = new double[radii.length];
  }

  /** How many apertures there are. */
  int count() {
    return radii.length;
  }

  /** The radius of the largest aperture. */
  double largest() {
    return radii[radii.length - 1];
  }

  /** The flux in an aperture; NaN if it reaches beyond the frame. */
  double flux(int k) {
    return flux[k];
  }

  /** The standard deviation of the flux in an aperture; NaN if there is none. */
  double error(int k) {
    return Math.sqrt(variance[k]);
  }

  /** All bits of {@link PixelFlag} of the pixels of the largest aperture. */
  int pixelFlags() {
    return pixelFlags;
  }

  /** Whether a pixel of the largest aperture has no value that means something. */
  boolean substituted() {
    return substituted;
  }

  /** Whether an aperture reaches beyond the frame. */
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
    for (int i = 0; i < SUMS; i++) {
      Arrays.fill(partial[i], 0);
      Arrays.fill(ring[i], 0);
    }
    pixelFlags = 0;
    substituted = false;
    incomplete = false;
    addPixels(frame, x, y, level, skyVariance);
    double photons = frame.photonsBesideVariance();
    double[] whole = new double[SUMS];
    for (int k = 0; k < radii.length; k++) {
      for (int i = 0; i < SUMS; i++) {
        whole[i] += ring[i][k];
      }
      double area = whole[AREA] + partial[AREA][k];
      // Photons of all pixels together: noise alone may be negative, and must not be cut off.
      double ofPhotons = Math.max(0, whole[SQUARES] + partial[SQUARES][k]) * photons;
      flux[k] = whole[SIGNAL] + partial[SIGNAL][k];
      variance[k] = whole[NOISE] + partial[NOISE][k] + ofPhotons + area * area * levelVariance;
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
      double dy = j - y;
      double chord = Math.sqrt(Math.max(0, furthest - dy * dy));
      int left = Math.max(0, (int) Math.ceil(x - chord));
      int right = Math.min(frame.width() - 1, (int) Math.floor(x + chord));
      for (int i = left; i <= right; i++) {
        look(frame, i, j, level, skyVariance);
        double dx = i - x;
        if (value - value != 0 || frame.flags() != null && frame.flags()[j][i] != 0) {
          if (CircleOverlap.area(dx, dy, largest()) > 0) {
            flag(frame, i, j, x, y, level, skyVariance);
          } else {
            continue; // whatever it is, it is in no aperture
          }
        }
        add(dx, dy);
      }
    }
  }

  /** Takes the value and the variance of a pixel. */
  private void look(SkySubtracted frame, int i, int j, double level, double skyVariance) {
    value = frame.pixels()[j][i] - level;
    noise = frame.variance(j, i, skyVariance);
  }

  /** Takes what is said of a pixel, and the opposite one's value if its own means nothing. */
  private void flag(
      SkySubtracted frame, int i, int j, double x, double y, double level, double skyVariance) {
    pixelFlags |= frame.flags() == null ? 0 : frame.flags()[j][i] & 0xff;
    if (frame.isUsable(j, i)) {
      return;
    }
    substituted = true;
    int oppositeX = (int) Math.rint(2 * x - i);
    int oppositeY = (int) Math.rint(2 * y - j);
    boolean there =
        oppositeX >= 0
            && oppositeX < frame.width()
            && oppositeY >= 0
            && oppositeY < frame.height()
            && frame.isUsable(oppositeY, oppositeX);
    if (there) {
      look(frame, oppositeX, oppositeY, level, skyVariance);
      noise *= 3; // the same value twice: (1 + 1)^2 of its variance, of which it has 1 itself
    } else {
      value = 0;
      noise = skyVariance;
    }
  }

  /** Adds the last pixel to the circles that it is in. */
  private void add(double dx, double dy) {
    double distance = dx * dx + dy * dy;
    int wholeIn = radii.length;
    for (int k = radii.length - 1; k >= 0 && distance < outside[k]; k--) {
      if (distance <= inside[k]) {
        wholeIn = k;
      } else {
        double part = CircleOverlap.area(dx, dy, radii[k]);
        partial[SIGNAL][k] += part * value;
        partial[AREA][k] += part;
        partial[SQUARES][k] += part * part * value;
        partial[NOISE][k] += part * part * noise;
      }
    }
    if (wholeIn < radii.length) {
      ring[SIGNAL][wholeIn] += value;
      ring[AREA][wholeIn]++;
      ring[SQUARES][wholeIn] += value;
      ring[NOISE][wholeIn] += noise;
    }
  }
}
