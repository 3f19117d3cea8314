package org.nightbeam.sources;

import java.util.Arrays;

/**
 * The pixels of one footprint, in the smallest rectangle around it with a margin of one pixel,
 * which is 0. Its arrays are used for one after the other.
 */
final class Patch {
  private float[] values = new float[1 << 10];
  private int left;
  private int top;
  private int width;
  private int height;
  private int pixels;

  /**
   * Makes it empty.
   *
   * @param x column of the frame where the footprint begins
   * @param y row of the frame where the footprint begins
   * @param count pixels it will have
   */
  void reset(int x, int y, int columns, int rows, int count) {
    left = x - 1;
    top = y - 1;
    width = columns + 2;
    height = rows + 2;
    pixels = count;
    int size = Math.multiplyExact(width, height);
    if (values.length < size) {
      values = new float[size];
    } else {
      Arrays.fill(values, 0, size, 0);
    }
  }

  /** Makes it empty, at the place of another. */
  void resetLike(Patch other) {
    reset(other.left + 1, other.top + 1, other.width - 2, other.height - 2, other.pixels);
  }

  /** Puts the values of pixels of a row of the frame. */
  void put(int x, int y, float[] from, int at, int count) {
    System.arraycopy(from, at, values, (y - top) * width + x - left, count);
  }

  /** Returns the values, 0 outside the footprint. */
  float[] values() {
    return values;
  }

  /** Columns, with those of the margin. */
  int width() {
    return width;
  }

  /** Pixels of the rectangle. */
  int size() {
    return width * height;
  }

  /** Pixels of the footprint. */
  int pixels() {
    return pixels;
  }

  /** Column of the frame of a place in the patch. */
  int x(int at) {
    return left + at % width;
  }

  /** Row of the frame of a place in the patch. */
  int y(int at) {
    return top + at / width;
  }
}
