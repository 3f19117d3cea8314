package org.nightbeam.colour;

/**
 * Makes planes of one colour each from a mosaic. A pixel without a valid value (NaN) stays NaN in
 * its own colour, and is not used for interpolation. Used by one thread.
 */
abstract class Demosaic {
  /** The pixels, {@code [height][>= width]}; NaN for no value. */
  final float[][] mosaic;

  final int mosaicWidth;
  final ColourPattern pattern;

  Demosaic(float[][] mosaic, int mosaicWidth, ColourPattern pattern) {
    this.mosaic = mosaic;
    this.mosaicWidth = mosaicWidth;
    this.pattern = pattern;
  }

  /** Returns the pixels per row of a plane. */
  int width() {
    return mosaicWidth;
  }

  /** Returns the rows of a plane. */
  int height() {
    return mosaic.length;
  }

  /**
   * Computes a row of a plane.
   *
   * @param colour one of {@link ColourPattern#COLOURS}
   * @param y number of the row, from 0
   * @param out {@code [>= width]}, receives it, in the unit of the mosaic; NaN for no value
   */
  abstract void row(char colour, int y, float[] out);

  /** Returns the value of a pixel; NaN outside the frame. */
  final float pixel(int x, int y) {
    return y < 0 || y >= mosaic.length || x < 0 || x >= mosaicWidth ? Float.NaN : mosaic[y][x];
  }

  /** Returns the mean of the values that there are; NaN if there are none. */
  static float mean(float... values) {
    float sum = 0;
    int count = 0;
    for (float value : values) {
      if (value - value == 0) {
        sum += value;
        count++;
      }
    }
    return count == 0 ? Float.NaN : sum / count;
  }
}
