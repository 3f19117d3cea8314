package org.nightbeam.resample;

/**
 * How far the pixels about a place differ beyond what noise makes of equal ones. Where stars have
 * few pixels, values of frames that lie otherwise on them differ by as much, and none is wrong.
 */
final class LocalRange {
  /** The range of nine equal pixels is less than that, in 19 of 20 cases. */
  private static final double NOISE = 4.5;

  private LocalRange() {}

  /**
   * Returns the difference of the largest and the smallest of 3 x 3 pixels, less that of noise; NaN
   * if fewer than 2 have a value.
   *
   * @param u column on the frame
   * @param v row on the frame
   * @param step pixels from one to the next, 2 for those of one colour
   * @param placeX column of some of them
   * @param placeY row of it
   */
  static float of(
      FrameRows rows, double u, double v, int step, int placeX, int placeY, double sky) {
    int column = placeX + step * (int) Math.rint((u - placeX) / step) - rows.firstColumn();
    int row = placeY + step * (int) Math.rint((v - placeY) / step) - rows.firstRow();
    float least = Float.POSITIVE_INFINITY;
    float most = Float.NEGATIVE_INFINITY;
    int count = 0;
    for (int j = row - step; j <= row + step; j += step) {
      if (j < 0 || j >= rows.values().length) {
        continue;
      }
      float[] of = rows.values()[j];
      for (int i = column - step; i <= column + step; i += step) {
        if (i >= 0 && i < of.length && of[i] - of[i] == 0) {
          least = Math.min(least, of[i]);
          most = Math.max(most, of[i]);
          count++;
        }
      }
    }
    if (count < 2) {
      return Float.NaN;
    }
    double variance = Resampler.variance(rows, (least + most) / 2 - sky);
    return (float) Math.max(0, most - least - NOISE * Math.sqrt(variance));
  }
}
