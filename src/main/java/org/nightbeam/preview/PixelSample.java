package org.nightbeam.preview;

import java.util.Arrays;
import org.nightbeam.statistics.SampleSort;
import org.nightbeam.statistics.Selection;
import org.nightbeam.statistics.Spread;

/**
 * Pixels of a frame on a grid, for its level and noise. The noise is that between pixels two
 * columns apart, of one colour on a sensor with a filter array: gradients and nebulae are none.
 */
public final class PixelSample {
  private static final double MAD_TO_SIGMA = 1.482602218505602;

  private static final int CLIPPINGS = 5;
  private static final double CLIPPED_SIGMA = 3;
  private static final int PAIR = 2;

  private final int width;
  private final int height;
  private final int side;
  private final float[] values;
  private final float[] differences;
  private int next;
  private int size;
  private int pairs;

  /**
   * @param side rows and columns of the grid, at most
   */
  public PixelSample(int width, int height, int side) {
    this.width = width;
    this.height = height;
    this.side = side;
    this.values = new float[Math.min(side, height) * Math.min(side, width)];
    this.differences = new float[values.length];
  }

  /** Returns the next row that is taken; -1 if there is none left. */
  public int nextRow() {
    int rows = Math.min(side, height);
    return next < rows ? (int) ((2L * next + 1) * height / (2L * rows)) : -1;
  }

  /** Takes of a row what is wanted; rows must come in order. */
  public void add(int y, float[] row) {
    if (y != nextRow()) {
      return;
    }
    next++;
    int columns = Math.min(side, width);
    for (int i = 0; i < columns; i++) {
      int x = (int) ((2L * i + 1) * width / (2L * columns));
      float value = row[x];
      if (Float.isFinite(value)) {
        values[size++] = value;
        int other = x + PAIR < width ? x + PAIR : x - PAIR;
        if (other >= 0 && Float.isFinite(row[other])) {
          differences[pairs++] = Math.abs(value - row[other]);
        }
      }
    }
  }

  /** Returns the median; NaN if no pixel is valid. */
  public double median() {
    return quantile(0.5);
  }

  /** Returns the value below which a part of the valid pixels lies; NaN if there are none. */
  double quantile(double part) {
    return quantile(values, size, part);
  }

  /**
   * Returns the level of the sky: the median without what stars add, clipped above 3 standard
   * deviations, which are taken from the values below it; NaN if no pixel is valid.
   */
  public double sky() {
    int left = size;
    double level = quantile(values, left, 0.5);
    for (int i = 0; i < CLIPPINGS; i++) {
      double limit =
          level + CLIPPED_SIGMA * (level - quantile(values, left, Spread.BELOW_ONE_SIGMA));
      int kept = toFront(limit, values, left);
      if (kept == left || kept == 0) {
        break;
      }
      left = kept;
      level = quantile(values, left, 0.5);
    }
    return level;
  }

  /** Moves the values up to a limit before the others; returns how many they are. */
  private static int toFront(double limit, float[] values, int count) {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      float value = values[i];
      if (value <= limit) {
        values[i] = values[kept];
        values[kept++] = value;
      }
    }
    return kept;
  }

  /**
   * Returns the standard deviation of a pixel by the median of differences; NaN if there are too
   * few.
   */
  public double noise() {
    return MAD_TO_SIGMA * quantile(differences, pairs, 0.5) / Math.sqrt(2);
  }

  /** Returns the valid values, in order of their size. */
  float[] sorted() {
    float[] sorted = Arrays.copyOf(values, size);
    SampleSort.sort(sorted, size);
    return sorted;
  }

  /** Returns a quantile of values, whose order it changes. */
  private static double quantile(float[] values, int size, double part) {
    if (size == 0) {
      return Double.NaN;
    }
    double at = part * (size - 1);
    int below = (int) at;
    float lower = Selection.select(values, size, below);
    float upper = below + 1 < size ? Selection.next(values, size, below) : lower;
    return lower + (at - below) * (upper - lower);
  }
}
