package org.nightbeam.preview;

/**
 * A frame made smaller: each pixel is the mean of a square of the frame's, of which some rows are
 * taken. The last rows and columns, where they do not fill a square, are left out.
 */
final class BoxAverage {
  private static final int ROWS_OF_A_BOX = 2;

  private final int box;
  private final int width;
  private final int height;
  private final int rowsOfBox;
  private final int rowStep;
  private final float[] sums;
  private final int[] missing;

  /**
   * @param width of the frame
   * @param height of the frame
   * @param longest side of the small image at most
   * @param colour whether the sensor has a colour filter array: boxes hold whole cells of it
   */
  BoxAverage(int width, int height, int longest, boolean colour) {
    int smallest = Math.max(1, (Math.max(width, height) + longest - 1) / longest);
    int even = colour && smallest % 2 == 1 ? smallest + 1 : smallest;
    this.box = Math.max(1, Math.min(even, Math.min(width, height)));
    this.width = width / box;
    this.height = height / box;
    this.rowsOfBox = Math.min(box, ROWS_OF_A_BOX);
    this.rowStep = colour ? 1 : box / rowsOfBox;
    this.sums = new float[this.width * this.height];
    this.missing = new int[sums.length];
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** Whether a row of the frame is among those that are taken. */
  boolean takes(int y) {
    int inBox = y % box;
    return y < height * box && inBox % rowStep == 0 && inBox / rowStep < rowsOfBox;
  }

  /** Takes a row, in any order; values that are not finite are left out. */
  void add(int y, float[] row) {
    int at = y / box * width;
    int i = 0;
    for (int x = 0; x < width; x++, i += box) {
      float sum = 0;
      for (int k = i; k < i + box; k++) {
        sum += row[k];
      }
      if (sum - sum == 0) {
        sums[at + x] += sum;
      } else {
        addValid(at + x, row, i);
      }
    }
  }

  private void addValid(int cell, float[] row, int from) {
    for (int k = from; k < from + box; k++) {
      if (Float.isFinite(row[k])) {
        sums[cell] += row[k];
      } else {
        missing[cell]++;
      }
    }
  }

  /** The small image; NaN where no pixel is valid. */
  float[] pixels() {
    float[] pixels = new float[sums.length];
    int all = rowsOfBox * box;
    for (int i = 0; i < pixels.length; i++) {
      int valid = all - missing[i];
      pixels[i] = valid == 0 ? Float.NaN : sums[i] / valid;
    }
    return pixels;
  }
}
