package org.nightbeam.combine;

/** Statistic that combines the values of one pixel in several frames into one. */
public enum CombineMethod {
  /** The middle value; of an even number, the mean of the two middle ones. */
  MEDIAN,
  /** The arithmetic mean. */
  MEAN,
  /** The mean of what is left after values far from the median have been rejected. */
  SIGMA_CLIP,
  /** The mean of what is left without so many of the lowest and of the highest values. */
  MIN_MAX,
  /**
   * The mean of what is left after values far from the median have been rejected, by a standard
   * deviation in which outliers count for little.
   */
  WINSORIZED,
  /**
   * The arithmetic mean in which each frame counts by its weight; where weights are not given, or
   * all the same, {@link #MEAN}.
   */
  WEIGHTED_MEAN,
  /** One of these, by the number of frames: see {@link CombineSettings#forFrames}. */
  AUTO
}
