package org.nightbeam.badpixels;

import java.io.Serializable;
import org.nightbeam.quality.MasterStatistics;

/**
 * Which pixels are bad, by master dark and master flat. Bits are set row by row in an array that
 * the caller clears.
 *
 * <p>A pixel is compared with its {@link org.nightbeam.statistics.LocalLevel}, as amplifiers glow
 * and flats have gradients. The default of 10 sigma is that of PixInsight's WBPP: of two darks of
 * one camera, what is 10 sigma above its surroundings in one is nearly always so in the other,
 * while of what is 3 sigma (Siril's default) up to half is noise, and 0.13 % of all pixels would be
 * even if none was hot. A pixel that is less hot has a dark current that can be taken off. The
 * limit for flats of 0.2 of the level is BANZAI's: there is little light below it, and what there
 * is may be reflected.
 *
 * @param hotSigma a pixel of the dark is hot so many times the dark's scatter above its
 *     surroundings; above 0
 * @param coldSigma a pixel of the flat is cold so many times the flat's scatter below its
 *     surroundings; above 0
 * @param lowFlat the flat is too low at a pixel below this part of its level; 0 to 1
 */
public record BadPixelRules(double hotSigma, double coldSigma, double lowFlat)
    implements Serializable {
  /** The dark is too high, or has no value. */
  public static final byte HOT = 1;

  /** The flat is far below its surroundings. */
  public static final byte COLD = 2;

  /** The flat is too low to divide by, or has no value. */
  public static final byte LOW_FLAT = 4;

  /** Defaults: 10 sigma, 10 sigma, 0.2. */
  public static final BadPixelRules DEFAULTS = new BadPixelRules(10, 10, 0.2);

  /** Refuses what has no meaning. */
  public BadPixelRules {
    require(hotSigma > 0, "hotSigma", hotSigma, "above 0");
    require(coldSigma > 0, "coldSigma", coldSigma, "above 0");
    require(lowFlat >= 0 && lowFlat < 1, "lowFlat", lowFlat, "at least 0, below 1");
  }

  private static void require(boolean fulfilled, String name, double value, String range) {
    if (!fulfilled) {
      throw new IllegalArgumentException(
          String.format("%s is %s; it must be %s", name, value, range));
    }
  }

  /**
   * Finds hot pixels in a row of a master dark.
   *
   * @param dark {@code [>= length]} in ADU/s
   * @param local {@code [>= length]} their local level in ADU/s; what is below the dark's level
   *     counts as that
   * @param statistics of the dark
   * @param bits {@code [>= length]}, {@link #HOT} is added
   */
  void markHot(float[] dark, float[] local, MasterStatistics statistics, int length, byte[] bits) {
    float level = (float) statistics.level();
    float above = (float) (hotSigma * statistics.scatter());
    for (int i = 0; i < length; i++) {
      // A NaN is not within any limit.
      if (!(dark[i] <= Math.max(level, local[i]) + above)) {
        bits[i] |= HOT;
      }
    }
  }

  /**
   * Finds cold pixels, and those where there is hardly any light, in a row of a master flat.
   *
   * @param flat {@code [>= length]}
   * @param local {@code [>= length]} its local level
   * @param level of the whole flat, about 1
   * @param scatter of its pixels about their local level, see {@link
   *     org.nightbeam.statistics.LocalLevel#relativeScatter}
   * @param bits {@code [>= length]}, {@link #COLD} and {@link #LOW_FLAT} are added
   */
  void markFlat(
      float[] flat, float[] local, double level, double scatter, int length, byte[] bits) {
    float low = (float) (lowFlat * level);
    float cold = (float) (1 - coldSigma * scatter);
    for (int i = 0; i < length; i++) {
      if (flat[i] < cold * local[i]) {
        bits[i] |= COLD;
      }
      if (!(flat[i] >= low)) {
        bits[i] |= LOW_FLAT;
      }
    }
  }
}
