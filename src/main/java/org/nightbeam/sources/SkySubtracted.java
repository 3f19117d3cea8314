package org.nightbeam.sources;

import org.nightbeam.background.BackgroundMap;
import org.nightbeam.fits.product.PixelFlag;

/**
 * A calibrated frame from which the level of the sky is subtracted, in ADU or electrons, with what
 * is known of its noise and of its pixels.
 *
 * @param pixels {@code [height][width]}; NaN is no value
 * @param sigmas {@code [height][width]}, the standard deviation of each pixel, its source's photons
 *     included; null where only the noise of the sky is known
 * @param flags {@code [height][width]}, bits of {@link PixelFlag}; null where there are none
 * @param sky that was subtracted, and its noise
 * @param gain electrons per unit of the pixels; NaN if not known
 */
public record SkySubtracted(
    float[][] pixels, float[][] sigmas, byte[][] flags, BackgroundMap sky, double gain) {
  /** Pixels whose values mean nothing, unless they were given another. */
  private static final int UNUSABLE =
      PixelFlag.BAD.bit()
          | PixelFlag.HOT.bit()
          | PixelFlag.COLD.bit()
          | PixelFlag.LOW_FLAT.bit()
          | PixelFlag.NO_DATA.bit();

  /**
   * Estimates the sky and subtracts it.
   *
   * @param pixels the calibrated frame, which changes
   * @param mesh pixels along each side of a mesh of the background map
   */
  public static SkySubtracted of(
      float[][] pixels, float[][] sigmas, byte[][] flags, double gain, int mesh) {
    BackgroundMap sky = BackgroundMap.of(pixels, mesh);
    float[] level = new float[pixels[0].length];
    for (int y = 0; y < pixels.length; y++) {
      sky.level(y, level);
      subtract(pixels[y], level);
    }
    return new SkySubtracted(pixels, sigmas, flags, sky, gain);
  }

  private static void subtract(float[] row, float[] level) {
    for (int x = 0; x < row.length; x++) {
      row[x] -= level[x];
    }
  }

  /** Rows. */
  public int height() {
    return pixels.length;
  }

  /** Pixels a row. */
  public int width() {
    return pixels[0].length;
  }

  /** Whether a pixel of the frame has a value that means something. */
  public boolean isUsable(int y, int x) {
    float value = pixels[y][x];
    return value - value == 0 && (flags == null || isUsable(flags[y][x]));
  }

  /** Whether the value of a pixel of these flags means something. */
  static boolean isUsable(byte flags) {
    return (flags & UNUSABLE) == 0 || (flags & PixelFlag.INTERPOLATED.bit()) != 0;
  }

  /**
   * Returns the place of the brightest usable pixel of the 3 x 3 about one, the first of equals.
   *
   * @return {@code row * width + column}; -1 if none is usable
   */
  public int brightestAround(int y, int x) {
    int best = -1;
    float most = 0;
    for (int j = Math.max(0, y - 1); j <= Math.min(height() - 1, y + 1); j++) {
      for (int i = Math.max(0, x - 1); i <= Math.min(width() - 1, x + 1); i++) {
        if (isUsable(j, i) && (best < 0 || pixels[j][i] > most)) {
          best = j * width() + i;
          most = pixels[j][i];
        }
      }
    }
    return best;
  }

  /** Returns whether what reaches so far from a place, in pixels, is not all within the frame. */
  public boolean isBeyond(double x, double y, double reachX, double reachY) {
    return x - reachX < -0.5
        || y - reachY < -0.5
        || x + reachX > width() - 0.5
        || y + reachY > height() - 0.5;
  }

  /**
   * Returns the variance of a pixel.
   *
   * @param ofSky what it is where the pixel has no standard deviation of its own
   */
  public double variance(int y, int x, double ofSky) {
    double own = sigmas == null ? 0 : sigmas[y][x];
    return own > 0 ? own * own : ofSky;
  }

  /** Returns the photons' variance per unit of signal that {@link #variance} does not have. */
  public double photonsBesideVariance() {
    return sigmas == null ? photonVariance() : 0;
  }

  /** The photons' variance per unit of signal; 0 where the gain is not known. */
  public double photonVariance() {
    return gain > 0 ? 1 / gain : 0;
  }
}
