package org.nightbeam.signal;

/** How several levels become one. */
public enum OverscanStatistic {
  /** The arithmetic mean. */
  MEAN,
  /** The middle one; of an even number, the mean of the two middle ones. */
  MEDIAN
}
