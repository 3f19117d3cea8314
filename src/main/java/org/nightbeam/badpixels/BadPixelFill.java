package org.nightbeam.badpixels;

import java.util.BitSet;

/**
 * Replaces bad pixels by linear interpolation between the nearest good pixels on both sides, along
 * the row or the column, whichever way the defect is narrower; where it is as wide as high, by the
 * mean of both. So a bad column is bridged across, however long it is, an isolated pixel gets the
 * mean of its four neighbours, and a sky that is a plane comes out as it was; the mean or median of
 * all good pixels around is off on every slope.
 *
 * <p>A defect at the edge of the image that can only be bridged towards it gets the value of the
 * nearest good pixel. What is too wide both ways stays as it is: nothing is made up from far away.
 * If it is to have no value then, make it NaN before. Only good pixels are read, so the order does
 * not matter.
 *
 * <p>Source: IRAF's {@code fixpix}. It goes along the row where a defect is as wide as high; as
 * most defects are single pixels, the mean of both ways, with less noise, is worth the difference.
 */
public final class BadPixelFill {
  private static final int EDGE = 0;
  private static final int FAR = -1;

  /**
   * Added to the extent of a defect at the edge: any way with good pixels on both sides is better.
   */
  private static final int AT_EDGE = 1 << 29;

  private static final int TOO_WIDE = Integer.MAX_VALUE;

  private final float[][] values;
  private final int height;
  private final int width;
  private final int widest;
  private final int step;
  private final Replaced replaced;
  private final BitSet bad;

  /**
   * Counts of the bad pixels replaced and left.
   *
   * @param filled number of bad pixels replaced
   * @param left number of bad pixels left unchanged, because their defect is wider than allowed
   */
  public record Filled(int filled, int left) {}

  /** Listens to the replacement of pixels. */
  public interface Replaced {
    /** Takes a pixel that has another value now. */
    void at(int y, int x);
  }

  private BadPixelFill(
      float[][] values, boolean[][] mask, int widest, int step, Replaced replaced) {
    if (widest < 1 || step < 1) {
      throw new IllegalArgumentException(
          String.format("widest is %d and step %d; both must be at least 1", widest, step));
    }
    this.values = values;
    this.widest = widest;
    this.step = step;
    this.replaced = replaced;
    height = values.length;
    width = height == 0 ? 0 : values[0].length;
    check(mask);
    bad = find(mask);
  }

  private void check(boolean[][] mask) {
    if ((long) height * width > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          String.format("an image of %d x %d pixels is too large", height, width));
    }
    if (mask != null && mask.length != height) {
      throw new IllegalArgumentException(
          String.format("the mask of bad pixels has %d rows, the image %d", mask.length, height));
    }
    for (int y = 0; y < height; y++) {
      if (values[y].length != width || mask != null && mask[y].length != width) {
        throw new IllegalArgumentException("row " + y + " is not as long as the first one");
      }
    }
  }

  /**
   * Replaces bad pixels.
   *
   * @param values {@code [height][width]}, in any unit; a pixel that is NaN or infinite is bad. Bad
   *     pixels are changed, and no others
   * @param mask {@code [height][width]}, true for a pixel that is bad whatever its value; null if
   *     there are none
   * @param widest so many bad pixels in a row are bridged; at least 1
   * @param step from a pixel to the next one of the same colour: 1, or 2 for a sensor with a colour
   *     filter array
   * @param replaced called for each pixel that is replaced
   */
  static Filled fill(float[][] values, boolean[][] mask, int widest, int step, Replaced replaced) {
    return new BadPixelFill(values, mask, widest, step, replaced).fill();
  }

  private BitSet find(boolean[][] mask) {
    BitSet found = new BitSet(height * width);
    for (int y = 0; y < height; y++) {
      float[] row = values[y];
      for (int x = 0; x < width; x++) {
        if (!(Math.abs(row[x]) <= Float.MAX_VALUE) || mask != null && mask[y][x]) {
          found.set(y * width + x);
        }
      }
    }
    return found;
  }

  private Filled fill() {
    int filled = 0;
    for (int i = bad.nextSetBit(0); i >= 0; i = bad.nextSetBit(i + 1)) {
      if (fill(i / width, i % width)) {
        replaced.at(i / width, i % width);
        filled++;
      }
    }
    return new Filled(filled, bad.cardinality() - filled);
  }

  private boolean fill(int y, int x) {
    int left = distance(y, x, 0, -step);
    int right = distance(y, x, 0, step);
    int above = distance(y, x, -step, 0);
    int below = distance(y, x, step, 0);
    int ofRow = extent(left, right, x / step, (width - 1 - x) / step);
    int ofColumn = extent(above, below, y / step, (height - 1 - y) / step);
    if (ofRow == TOO_WIDE && ofColumn == TOO_WIDE) {
      return false;
    }
    double value;
    if (ofRow < ofColumn) {
      value = alongRow(y, x, left, right);
    } else if (ofColumn < ofRow) {
      value = alongColumn(y, x, above, below);
    } else {
      value = (alongRow(y, x, left, right) + alongColumn(y, x, above, below)) * 0.5;
    }
    values[y][x] = (float) value;
    return true;
  }

  /**
   * Returns the number of steps to the nearest good pixel in a direction, EDGE if there is none,
   * FAR if too many.
   */
  private int distance(int y, int x, int dy, int dx) {
    int v = y;
    int u = x;
    for (int steps = 1; steps <= widest; steps++) {
      v += dy;
      u += dx;
      if (v < 0 || v >= height || u < 0 || u >= width) {
        return EDGE;
      }
      if (!bad.get(v * width + u)) {
        return steps;
      }
    }
    return FAR;
  }

  /** Returns how wide the defect is, of pixels to be bridged. */
  private int extent(int before, int after, int toFirst, int toLast) {
    if (before == FAR || after == FAR || before == EDGE && after == EDGE) {
      return TOO_WIDE;
    }
    int pixels = (before == EDGE ? toFirst : before - 1) + 1 + (after == EDGE ? toLast : after - 1);
    if (pixels > widest) {
      return TOO_WIDE;
    }
    return before == EDGE || after == EDGE ? AT_EDGE + pixels : pixels;
  }

  private double alongRow(int y, int x, int left, int right) {
    return between(left, values[y][x - left * step], right, values[y][x + right * step]);
  }

  private double alongColumn(int y, int x, int above, int below) {
    return between(above, values[y - above * step][x], below, values[y + below * step][x]);
  }

  /**
   * Returns the value on the line through two others, or one of them where the other is beyond the
   * edge.
   */
  private static double between(int before, double first, int after, double last) {
    if (before == EDGE) {
      return last;
    }
    if (after == EDGE) {
      return first;
    }
    return first + (last - first) * before / (before + after);
  }
}
