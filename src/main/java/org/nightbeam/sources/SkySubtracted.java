package org.nightbeam.sources;

import java.util.Arrays;
import org.nightbeam.background.BackgroundMap;
import org.nightbeam.background.PhotonSkew;
import org.nightbeam.fits.product.PixelFlag;

/**
 * A sky-subtracted calibrated frame, in ADU or electrons, with its noise and the flags of its
 * pixels.
 *
 * @param pixels {@code [height][width]}; NaN is no value, or one that means nothing
 * @param sigmas {@code [height][width]}, the standard deviation of each pixel, its source's photons
 *     included; null where only the noise of the sky is known
 * @param flags {@code [height][width]}, bits of {@link PixelFlag}; null, or a row null, where there
 *     are none
 * @param sky that was subtracted, and its noise
 * @param gain electrons per unit of a pixel of mean sensitivity; NaN if not known
 * @param sensitivity of the pixels
 * @param missing {@code [height]}, of each row the columns of the pixels without a value,
 *     ascending; null for none
 */
public record SkySubtracted(
    float[][] pixels,
    float[][] sigmas,
    byte[][] flags,
    BackgroundMap sky,
    double gain,
    Sensitivity sensitivity,
    int[][] missing) {
  /** Pixels whose values mean nothing, unless they were given another. */
  private static final int UNUSABLE =
      PixelFlag.BAD.bit()
          | PixelFlag.HOT.bit()
          | PixelFlag.COLD.bit()
          | PixelFlag.LOW_FLAT.bit()
          | PixelFlag.NO_DATA.bit();

  /** So many rows at a time are looked through for pixels without a value. */
  private static final int ROWS_AT_ONCE = 16;

  /**
   * Estimates the sky of a frame whose pixels are alike, and subtracts it.
   *
   * @param pixels the calibrated frame, which changes: what means nothing becomes NaN
   * @param mesh pixels along each side of a mesh of the background map
   */
  public static SkySubtracted of(
      float[][] pixels, float[][] sigmas, byte[][] flags, double gain, int mesh) {
    return of(pixels, sigmas, flags, gain, Sensitivity.EVEN, mesh);
  }

  /**
   * Estimates the sky and subtracts it.
   *
   * @param pixels the calibrated frame, which changes: what means nothing becomes NaN
   * @param mesh pixels along each side of a mesh of the background map
   */
  public static SkySubtracted of(
      float[][] pixels,
      float[][] sigmas,
      byte[][] flags,
      double gain,
      Sensitivity sensitivity,
      int mesh) {
    byte[] none = new byte[pixels[0].length];
    for (int from = 0; from < pixels.length && flags != null; from += ROWS_AT_ONCE) {
      dropUnusable(pixels, flags, from, Math.min(pixels.length, from + ROWS_AT_ONCE), none);
    }
    BackgroundMap sky = BackgroundMap.of(pixels, mesh, gain);
    int[][] missing = new int[pixels.length][];
    float[] level = new float[pixels[0].length];
    float[] check = new float[pixels[0].length];
    int[] suspects = new int[pixels[0].length];
    for (int from = 0; from < pixels.length; from += ROWS_AT_ONCE) {
      int to = Math.min(pixels.length, from + ROWS_AT_ONCE);
      Arrays.fill(check, 0);
      subtract(pixels, from, to, sky, level, check);
      int count = othersThanZero(check, suspects);
      for (int y = from; y < to && count > 0; y++) {
        missing[y] = missing(pixels[y], suspects, count);
      }
    }
    return new SkySubtracted(pixels, sigmas, flags, sky, gain, sensitivity, missing);
  }

  // Loops over rows are methods of their own: one over all rows of a frame would make the JVM's
  // second compiler take up its caller, with all that this calls, amid a run.
  private static void dropUnusable(
      float[][] pixels, byte[][] flags, int from, int to, byte[] none) {
    for (int y = from; y < to; y++) {
      if (flags[y] != null) {
        dropUnusable(pixels[y], flags[y], none);
      }
    }
  }

  private static void subtract(
      float[][] pixels, int from, int to, BackgroundMap sky, float[] level, float[] check) {
    for (int y = from; y < to; y++) {
      sky.level(y, level);
      subtract(pixels[y], level, check);
    }
  }

  private static void dropUnusable(float[] row, byte[] flags, byte[] none) {
    int length = row.length;
    for (int x = 0; x < length; x++) {
      int next = Arrays.mismatch(flags, x, length, none, x, length); // most have no flag
      if (next < 0) {
        return;
      }
      x += next;
      if ((flags[x] & UNUSABLE) != 0 && (flags[x] & PixelFlag.INTERPOLATED.bit()) == 0) {
        row[x] = Float.NaN;
      }
    }
  }

  /** Subtracts the level; what is no number becomes none in the check of its column too. */
  private static void subtract(float[] row, float[] level, float[] check) {
    for (int x = 0; x < row.length; x++) {
      float value = row[x] - level[x];
      row[x] = value;
      check[x] += value * 0;
    }
  }

  private static int othersThanZero(float[] values, int[] found) {
    int count = 0;
    for (int x = 0; x < values.length; x++) {
      if (values[x] != 0) {
        found[count++] = x;
      }
    }
    return count;
  }

  /** Returns those of some columns where a row has no value; null for none. */
  private static int[] missing(float[] row, int[] columns, int count) {
    int[] found = null;
    int size = 0;
    for (int i = 0; i < count; i++) {
      if (!Float.isFinite(row[columns[i]])) {
        found = found == null ? new int[count] : found;
        found[size++] = columns[i];
      }
    }
    return found == null ? null : Arrays.copyOf(found, size);
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

  /** Returns whether all pixels of a row have a value. */
  public boolean isWhole(int y) {
    return missing[y] == null;
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

  /**
   * Returns the place of the pixel opposite to one, as seen from the middle of a star: in a round
   * star it has the same value.
   *
   * @return {@code row * width + column}; -1 if there is none, or it is not usable
   */
  public int opposite(int y, int x, double middleY, double middleX) {
    int j = (int) Math.rint(2 * middleY - y);
    int i = (int) Math.rint(2 * middleX - x);
    boolean there = j >= 0 && j < height() && i >= 0 && i < width() && isUsable(j, i);
    return there ? j * width() + i : -1;
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

  /**
   * Returns the photons' variance per unit of signal about a place that {@link #variance} does not
   * have.
   */
  public double photonsBesideVariance(double x, double y) {
    return sigmas == null ? photonVariance(x, y) : 0;
  }

  /**
   * Returns the photons' variance per unit of signal about a place: after flat-fielding, the
   * electrons per unit are the gain times the flat. 0 where the gain is not known.
   */
  public double photonVariance(double x, double y) {
    return gain > 0 ? 1 / (gain * sensitivity.about(x, y)) : 0;
  }

  /** Returns the third moment of a pixel of the sky of that variance over its variance. */
  public double skewOfSky(double variance) {
    return PhotonSkew.thirdMoment(variance, sky.typicalLevel(), gain);
  }

  /**
   * Returns the photons' variance per unit of signal of a pixel of mean sensitivity; 0 where the
   * gain is not known.
   */
  public double photonVariance() {
    return gain > 0 ? 1 / gain : 0;
  }
}
