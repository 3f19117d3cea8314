package org.nightbeam.combine;

/** How the values of one pixel in several frames become one. */
public enum CombineMethod {
  /** The middle value; of an even number, the mean of the two middle ones. */
  MEDIAN,
  /** The arithmetic mean. */
  MEAN,
  /** The mean of what is left after values far from the median have been rejected. */
  SIGMA_CLIP
}
