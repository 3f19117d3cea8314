package org.nightbeam.preview;

import java.util.Arrays;

/**
 * A frame made smaller: each pixel is the mean of a square of the frame's, of which some rows and
 * columns are taken. A column of the square with a value that is not finite is left out; so are the
 * last rows and columns of the frame, where they do not fill a square.
 */
final class BoxAverage {
  private static final int ROWS_OF_A_BOX = 2;
  private static final int COLUMNS_OF_A_BOX = 4;

  private final int box;
  private final int width;
  private final int height;
  private final int rowsOfBox;
  private final int rowStep;
  private final float[] columns; // sums over the rows of one box
  private final float[] pixels;
  private int rows;

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
    this.columns = new float[this.width * box];
    this.pixels = new float[this.width * this.height];
    Arrays.fill(pixels, Float.NaN);
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** Returns whether a row of the frame is among those that are taken. */
  boolean takes(int y) {
    int inBox = y % box;
    return y < height * box && inBox % rowStep == 0 && inBox / rowStep < rowsOfBox;
  }

  /** Returns whether a row is the first of its boxes. */
  boolean begins(int y) {
    return takes(y) && y % box == 0;
  }

  /** Takes a row; rows must come in order. */
  void add(int y, float[] row) {
    if (rows == 0) {
      System.arraycopy(row, 0, columns, 0, columns.length);
    } else {
      addTo(columns, row);
    }
    if (++rows == rowsOfBox) {
      rows = 0;
      average(y / box * width);
    }
  }

  private static void addTo(float[] sums, float[] row) {
    for (int x = 0; x < sums.length; x++) {
      sums[x] += row[x];
    }
  }

  private void average(int at) {
    int taken = Math.min(box, COLUMNS_OF_A_BOX);
    float part = 1f / (taken * rowsOfBox);
    for (int x = 0, from = 0; x < width; x++, from += box) {
      float sum = 0;
      for (int k = from; k < from + taken; k++) {
        sum += columns[k];
      }
      pixels[at + x] = sum - sum == 0 ? sum * part : averageOfValid(from);
    }
  }

  private float averageOfValid(int from) {
    float sum = 0;
    int valid = 0;
    for (int k = from; k < from + box; k++) {
      if (Float.isFinite(columns[k])) {
        sum += columns[k];
        valid++;
      }
    }
    return sum / (valid * rowsOfBox); // NaN if there is none
  }

  /** Returns the small image, {@code [height * width]}; NaN where no pixel is valid. */
  float[] pixels() {
    return pixels;
  }
}
