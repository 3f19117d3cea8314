package org.nightbeam.combine;

import java.io.Serializable;

/**
 * How frames are combined.
 *
 * @param method the statistic
 * @param sigmaLow values further below the median than this many standard deviations are rejected
 * @param sigmaHigh values further above the median than this many standard deviations are rejected
 * @param clipIterations how often at most values are rejected
 */
public record CombineSettings(
    CombineMethod method, double sigmaLow, double sigmaHigh, int clipIterations)
    implements Serializable {

  /** Median, without a choice. */
  public static CombineSettings median() {
    return new CombineSettings(CombineMethod.MEDIAN, 3, 3, 5);
  }

  /** The settings in words, for a header. */
  public String description() {
    return method == CombineMethod.SIGMA_CLIP
        ? String.format(
            "SIGMA_CLIP sigmaLow=%s sigmaHigh=%s clipIterations=%d",
            sigmaLow, sigmaHigh, clipIterations)
        : method.name();
  }
}
