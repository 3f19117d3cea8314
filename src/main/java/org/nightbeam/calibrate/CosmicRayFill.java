package org.nightbeam.calibrate;

/**
 * What takes the place of a pixel hit by a cosmic ray: a statistic of the pixels in the 5 x 5
 * around it that are neither hit nor bad, or the median of the frame where there are none.
 */
public enum CosmicRayFill {
  /** Their mean. astroscrappy calls it {@code meanmask}. */
  MEAN,
  /** Their median, the smaller of the middle two of an even number. {@code medmask}. */
  MEDIAN,
  /** Their mean with the weight 1 / distance, centre to centre. {@code idw}. */
  INVERSE_DISTANCE
}
