package org.nightbeam.badpixels;

import java.util.Arrays;
import java.util.BitSet;

/** Bad pixels of an image, one bit per pixel. Immutable. */
public final class BadPixelMap {
  private final int width;
  private final int height;
  private final BitSet bad;

  /**
   * @param bad of pixel x of row y the bit {@code y * width + x}; not to be changed any more
   */
  BadPixelMap(int width, int height, BitSet bad) {
    this.width = width;
    this.height = height;
    this.bad = bad;
  }

  /** Returns the number of pixels per row. */
  int width() {
    return width;
  }

  /** Returns the number of rows. */
  int height() {
    return height;
  }

  /**
   * Tells of each pixel of a row whether it is bad.
   *
   * @param y the row, from 0 on
   * @param flags {@code [>= width]}, receives true for a bad pixel and false for a good one
   */
  void row(int y, boolean[] flags) {
    Arrays.fill(flags, 0, width, false);
    int start = y * width;
    int end = start + width;
    for (int i = bad.nextSetBit(start); i >= 0 && i < end; i = bad.nextSetBit(i + 1)) {
      flags[i - start] = true;
    }
  }

  /**
   * Returns a part of the map.
   *
   * @param x first column to keep, from 0 on
   * @param y first row to keep, from 0 on
   * @param keptWidth columns to keep
   * @param keptHeight rows to keep
   */
  BadPixelMap cropped(int x, int y, int keptWidth, int keptHeight) {
    if (keptWidth == width && keptHeight == height) {
      return this;
    }
    BitSet kept = new BitSet(keptWidth * keptHeight);
    for (int v = 0; v < keptHeight; v++) {
      int start = (y + v) * width + x;
      int end = start + keptWidth;
      for (int i = bad.nextSetBit(start); i >= 0 && i < end; i = bad.nextSetBit(i + 1)) {
        kept.set(v * keptWidth + i - start);
      }
    }
    return new BadPixelMap(keptWidth, keptHeight, kept);
  }
}
