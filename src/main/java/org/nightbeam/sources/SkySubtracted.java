package org.nightbeam.sources;

import org.nightbeam.background.BackgroundMap;
import org.nightbeam.fits.product.PixelFlag;

/**
 * A calibrated frame from which the level of the sky is subtracted, in ADU or electrons, with what
 * is known of its noise and of its pixels.
 *
 * @param pixels {@code [height][width]}; NaN is no value, or one that means nothing
 * @param sigmas {@code [height][width]}, the standard deviation of each pixel, its source's photons
 *     included; null where only the noise of the sky is known
 * @param flags {@code [height][width]}, bits of {@link PixelFlag}; null, or a row null, where there
 *     are none
 * @param sky that was subtracted, and its noise
 * @param gain electrons per unit of the pixels; NaN if not known
 * @param whole of each row, whether all its pixels are known to have a value
 */
public record SkySubtracted(
    float[][] pixels,
    float[][] sigmas,
    byte[][] flags,
    BackgroundMap sky,
    double gain,
    boolean[] whole) {
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
   * @param pixels the calibrated frame, which changes: what means nothing becomes NaN
   * @param mesh pixels along each side of a mesh of the background map
   */
  public static SkySubtracted of(
      float[][] pixels, float[][] sigmas, byte[][] flags, double gain, int mesh) {
    if (flags != null) {
      for (int y = 0; y < pixels.length; y++) {
        if (flags[y] != null) {
          dropUnusable(pixels[y], flags[y]);
        }
      }
    }
    BackgroundMap sky = BackgroundMap.of(pixels, mesh);
    boolean[] whole = new boolean[pixels.length];
    float[] level = new float[pixels[0].length];
    for (int y = 0; y < pixels.length; y++) {
      sky.level(y, level);
      subtract(pixels[y], level);
      whole[y] = isWhole(pixels[y]);
    }
    return new SkySubtracted(pixels, sigmas, flags, sky, gain, whole);
  }

  private static void dropUnusable(float[] row, byte[] flags) {
    for (int x = 0; x < row.length; x++) {
      if ((flags[x] & UNUSABLE) != 0 && (flags[x] & PixelFlag.INTERPOLATED.bit()) == 0) {
        row[x] = Float.NaN;
      }
    }
  }

  private static void subtract(float[] row, float[] level) {
    for (int x = 0; x < row.length; x++) {
      row[x] -= level[x];
    }
  }

  /** Four sums at a time, as each addition awaits the one before. */
  private static boolean isWhole(float[] row) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    int x = 0;
    for (; x + 3 < row.length; x += 4) {
      a += row[x] * 0;
      b += row[x + 1] * 0;
      c += row[x + 2] * 0;
      d += row[x + 3] * 0;
    }
    for (; x < row.length; x++) {
      a += row[x] * 0;
    }
    return a + b + c + d == 0;
  }

  /** Rows. */
  public int height() {
    return pixels.length;
  }

  /** Pixels a row. */
  public int width() {
    return pixels[0].length;
  }

  /** Returns whether a pixel of the frame has a value that means something. */
  public boolean isUsable(int y, int x) {
    float value = pixels[y][x];
    return value - value == 0;
  }

  /** Returns whether pixels of a row may have flags. */
  public boolean hasFlags(int y) {
    return flags != null && flags[y] != null;
  }

  /** Returns the flags of a pixel, bits of {@link PixelFlag}. */
  public int flags(int y, int x) {
    return hasFlags(y) ? flags[y][x] & 0xff : 0;
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

  /** Returns the photons' variance per unit of signal; 0 where the gain is not known. */
  public double photonVariance() {
    return gain > 0 ? 1 / gain : 0;
  }
}
