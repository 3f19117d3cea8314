package org.nightbeam.resample;

import java.util.Arrays;

/**
 * Part of a row of a frame on the grid of its reference.
 *
 * @param values above the sky, per pixel of the grid; NaN where there is none
 * @param variances of the values
 * @param parts of the weight of a frame that each value has, on average 1 where all pixels of the
 *     frame count; null where that is so everywhere
 * @param ranges how far pixels about the place differ beyond noise: so much may values of other
 *     frames differ that are of other places in a pixel; null where these can be compared as they
 *     are
 */
public record ResampledRow(float[] values, float[] variances, float[] parts, float[] ranges) {
  /** Returns a row without any value. */
  static void clear(ResampledRow row) {
    Arrays.fill(row.values, Float.NaN);
    Arrays.fill(row.variances, Float.NaN);
    if (row.parts != null) {
      Arrays.fill(row.parts, 0);
    }
    if (row.ranges != null) {
      Arrays.fill(row.ranges, Float.NaN);
    }
  }
}
