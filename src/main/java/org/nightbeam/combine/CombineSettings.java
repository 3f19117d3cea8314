package org.nightbeam.combine;

import java.io.Serializable;

/**
 * Settings for combining frames.
 *
 * @param method the statistic
 * @param sigmaLow values further below the median than this many standard deviations are rejected
 * @param sigmaHigh values further above the median than this many standard deviations are rejected
 * @param clipIterations how often at most values are rejected
 * @param rejectLow how many of the lowest values MIN_MAX rejects
 * @param rejectHigh how many of the highest values MIN_MAX rejects
 */
public record CombineSettings(
    CombineMethod method,
    double sigmaLow,
    double sigmaHigh,
    int clipIterations,
    int rejectLow,
    int rejectHigh)
    implements Serializable {
  private static final int FEWEST_TO_WINSORIZE = 5;
  private static final int FEWEST_TO_CLIP = 15;

  /** With one value rejected at each end by MIN_MAX. */
  public CombineSettings(
      CombineMethod method, double sigmaLow, double sigmaHigh, int clipIterations) {
    this(method, sigmaLow, sigmaHigh, clipIterations, 1, 1);
  }

  /** Returns settings for the median, without a choice. */
  public static CombineSettings median() {
    return new CombineSettings(CombineMethod.MEDIAN, 3, 3, 5);
  }

  /**
   * Returns the settings for so many frames, with AUTO decided: the median of fewer than 5, from
   * which nothing can be rejected with reason; WINSORIZED from 5, as one outlier of so few widens a
   * plain deviation until it hides itself; SIGMA_CLIP from 15.
   */
  public CombineSettings forFrames(int frames) {
    if (method != CombineMethod.AUTO) {
      return this;
    }
    CombineMethod chosen =
        frames < FEWEST_TO_WINSORIZE
            ? CombineMethod.MEDIAN
            : frames < FEWEST_TO_CLIP ? CombineMethod.WINSORIZED : CombineMethod.SIGMA_CLIP;
    return new CombineSettings(chosen, sigmaLow, sigmaHigh, clipIterations, rejectLow, rejectHigh);
  }

  /** Returns the settings in words, for a header. */
  public String description() {
    return switch (method) {
      case SIGMA_CLIP, WINSORIZED ->
          String.format(
              "%s sigmaLow=%s sigmaHigh=%s clipIterations=%d",
              method, sigmaLow, sigmaHigh, clipIterations);
      case MIN_MAX -> String.format("MIN_MAX rejectLow=%d rejectHigh=%d", rejectLow, rejectHigh);
      default -> method.name();
    };
  }
}
