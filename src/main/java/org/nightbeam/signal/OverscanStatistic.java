package org.nightbeam.signal;

/** Statistic that reduces several levels to one. */
public enum OverscanStatistic {
  /** The arithmetic mean. */
  MEAN,
  /** The middle one; of an even number, the mean of the two middle ones. */
  MEDIAN
}
