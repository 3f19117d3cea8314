package org.nightbeam.background;

/**
 * Skewness of the noise of the sky: photons that are few are distributed as Poisson's law has it,
 * so that their mode is less than their mean, and the fainter ones scatter less than the brighter.
 */
public final class PhotonSkew {
  /**
   * The noise of the fainter half of values whose third moment is {@code g} times the cube of their
   * standard deviation is {@code 1 - 0.33 g} of it, about their mode by Pearson's rule and within 3
   * standard deviations: by Poisson numbers of 10 to 2000, with readout noise or without.
   */
  private static final double OF_SKEW = 0.33;

  private static final double MOST_SKEWED = 0.3;

  private PhotonSkew() {}

  /**
   * Returns the standard deviation of a pixel of the sky.
   *
   * @param fainter that of the pixels fainter than the mode, about it
   * @param level of the sky
   * @param gain electrons per unit of the pixels; NaN if not known
   */
  static double noise(double fainter, double level, double gain) {
    double skew = thirdMoment(fainter * fainter, level, gain) / fainter;
    return skew > 0 ? fainter * (1 + OF_SKEW * Math.min(skew, MOST_SKEWED)) : fainter;
  }

  /**
   * Returns the third moment of a pixel of the sky over its variance: that of the photons, which
   * can be no more of the noise than there is. 0 if the gain is not known.
   *
   * @param variance of the pixel
   * @param level of the sky
   * @param gain electrons per unit of the pixels; NaN if not known
   */
  public static double thirdMoment(double variance, double level, double gain) {
    if (!(gain > 0) || !(variance > 0) || !(level > 0)) {
      return 0;
    }
    return Math.min(level / gain, variance) / variance / gain;
  }
}
