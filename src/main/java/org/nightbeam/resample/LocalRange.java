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

  /** Variances whose root is less than that of noise, however it is rounded. */
  private static final double SURELY_NOISE = 0.999 * NOISE * NOISE;

  private final int step;
  private final int placeX;
  private final int placeY;
  private FrameRows rows;
  private double sky;
  private float[][] ranges = new float[0][]; // [rows][columns], of the rows that are known
  private boolean[] known = new boolean[0];
  private float[] least = new float[0]; // of a column of 3 pixels
  private float[] most = new float[0];
  private float[] low = new float[0]; // of 3 such columns
  private float[] high = new float[0];
  private float[] left = new float[0];
  private float[] right = new float[0];

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
      low = new float[columns];
      high = new float[columns];
      left = new float[columns];
      right = new float[columns];
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
    smallest(values[row - step], values[row], values[row + step], least);
    largest(values[row - step], values[row], values[row + step], most);
    // Moved, so that the same index is that of a neighbour: such loops are vectorised.
    System.arraycopy(least, 0, left, step, columns - step);
    System.arraycopy(least, step, right, 0, columns - step);
    smallest(left, least, right, low);
    System.arraycopy(most, 0, left, step, columns - step);
    System.arraycopy(most, step, right, 0, columns - step);
    largest(left, most, right, high);
    float[] found = ranges[row];
    for (int i = step; i < columns - step; i++) {
      float range = high[i] - low[i];
      // Where one has no value, or all the same, they have to be counted.
      found[i] = range > 0 && range - range == 0 ? beyondNoise(low[i], high[i]) : one(i, row);
    }
    known[row] = true;
  }

  private static void smallest(float[] a, float[] b, float[] c, float[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = Math.min(a[i], Math.min(b[i], c[i]));
    }
  }

  private static void largest(float[] a, float[] b, float[] c, float[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = Math.max(a[i], Math.max(b[i], c[i]));
    }
  }

  private float one(int column, int row) {
    float smallest = Float.POSITIVE_INFINITY;
    float largest = Float.NEGATIVE_INFINITY;
    int count = 0;
    for (int j = row - step; j <= row + step; j += step) {
      if (j < 0 || j >= rows.values().length) {
        continue;
      }
      float[] of = rows.values()[j];
      for (int i = column - step; i <= column + step; i += step) {
        if (i >= 0 && i < of.length && of[i] - of[i] == 0) {
          smallest = Math.min(smallest, of[i]);
          largest = Math.max(largest, of[i]);
          count++;
        }
      }
    }
    return count < 2 ? Float.NaN : beyondNoise(smallest, largest);
  }

  private float beyondNoise(float smallest, float largest) {
    double variance = Resampler.variance(rows, (smallest + largest) / 2 - sky);
    float range = largest - smallest;
    if ((double) range * range < SURELY_NOISE * variance) {
      return 0; // as nearly everywhere: without a square root
    }
    return (float) Math.max(0, range - NOISE * Math.sqrt(variance));
  }
}
