package org.nightbeam.resample;

/**
 * How far the pixels about a place differ beyond what noise makes of equal ones. Where stars have
 * few pixels, values of frames that lie otherwise on them differ by as much, and none is wrong.
 *
 * <p>Not safe for use by several threads: it keeps the ranges of the frame that was last looked at,
 * as places next to each other ask for the same.
 */
final class LocalRange {
  /** The range of nine equal pixels is less than that, in 19 of 20 cases. */
  private static final double NOISE = 4.5;

  private final int step;
  private final int placeX;
  private final int placeY;
  private FrameRows rows;
  private double sky;
  private float[][] ranges = new float[0][]; // [rows][columns], of the rows that are known
  private boolean[] known = new boolean[0];
  private float[] least = new float[0];
  private float[] most = new float[0];

  /**
   * @param step pixels from one to the next, 2 for those of one colour
   * @param placeX column of some of them
   * @param placeY row of it
   */
  LocalRange(int step, int placeX, int placeY) {
    this.step = step;
    this.placeX = placeX;
    this.placeY = placeY;
  }

  /**
   * Returns the difference of the largest and the smallest of 3 x 3 pixels, less that of noise; NaN
   * if fewer than 2 have a value.
   *
   * @param frame whose pixels do not change as long as it is asked for
   * @param u column on the frame
   * @param v row on the frame
   * @param level of the sky
   */
  float of(FrameRows frame, double u, double v, double level) {
    if (frame != rows || level != sky) {
      begin(frame, level);
    }
    int column = placeX + step * (int) Math.rint((u - placeX) / step) - frame.firstColumn();
    int row = placeY + step * (int) Math.rint((v - placeY) / step) - frame.firstRow();
    int columns = frame.values()[0].length;
    if (row < step || row >= known.length - step || column < step || column >= columns - step) {
      return one(column, row);
    }
    if (!known[row]) {
      find(row);
    }
    return ranges[row][column];
  }

  private void begin(FrameRows frame, double level) {
    rows = frame;
    sky = level;
    int count = frame.values().length;
    int columns = frame.values()[0].length;
    if (ranges.length < count || least.length != columns) {
      ranges = new float[count][];
      least = new float[columns];
      most = new float[columns];
    }
    known = new boolean[count];
  }

  /** Finds the ranges about the pixels of a row, but for those next to the first and last ones. */
  private void find(int row) {
    float[][] values = rows.values();
    int columns = least.length;
    if (ranges[row] == null) {
      ranges[row] = new float[columns];
    }
    extremes(values[row - step], values[row], values[row + step], least, most);
    float[] found = ranges[row];
    for (int i = step; i < columns - step; i++) {
      float low = Math.min(least[i], Math.min(least[i - step], least[i + step]));
      float high = Math.max(most[i], Math.max(most[i - step], most[i + step]));
      float range = high - low;
      // Where one has no value, or all the same, they have to be counted.
      found[i] = range > 0 && range - range == 0 ? beyondNoise(low, high) : one(i, row);
    }
    known[row] = true;
  }

  private static void extremes(float[] a, float[] b, float[] c, float[] least, float[] most) {
    for (int i = 0; i < least.length; i++) {
      least[i] = Math.min(a[i], Math.min(b[i], c[i]));
    }
    for (int i = 0; i < most.length; i++) {
      most[i] = Math.max(a[i], Math.max(b[i], c[i]));
    }
  }

  private float one(int column, int row) {
    float low = Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
    int count = 0;
    for (int j = row - step; j <= row + step; j += step) {
      if (j < 0 || j >= rows.values().length) {
        continue;
      }
      float[] of = rows.values()[j];
      for (int i = column - step; i <= column + step; i += step) {
        if (i >= 0 && i < of.length && of[i] - of[i] == 0) {
          low = Math.min(low, of[i]);
          high = Math.max(high, of[i]);
          count++;
        }
      }
    }
    return count < 2 ? Float.NaN : beyondNoise(low, high);
  }

  private float beyondNoise(float low, float high) {
    double variance = Resampler.variance(rows, (low + high) / 2 - sky);
    return (float) Math.max(0, high - low - NOISE * Math.sqrt(variance));
  }
}
