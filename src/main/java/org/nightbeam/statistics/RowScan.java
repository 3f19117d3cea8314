package org.nightbeam.statistics;

import java.util.Arrays;

/**
 * Tells whether a row has a pixel of a kind that few rows have, without a look at each: pieces of
 * the row are laid upon each other, in loops that the JVM vectorises.
 *
 * <p>Not safe for use by several threads: it keeps work space.
 */
public final class RowScan {
  private static final int PIECE = 256;

  private final float[] piece = new float[PIECE];
  private final float[] folded = new float[PIECE];

  /**
   * Returns whether a value of a row may reach a limit: false if none does. A value that is NaN
   * may.
   *
   * @param length values of the row
   * @param limit not NaN
   */
  public boolean mayReach(float[] values, int length, float limit) {
    Arrays.fill(folded, Float.NEGATIVE_INFINITY);
    int from = 0;
    for (; from + PIECE <= length; from += PIECE) {
      System.arraycopy(values, from, piece, 0, PIECE);
      raise(folded, piece);
    }
    boolean reached = false;
    for (float value : folded) {
      reached |= !(value < limit);
    }
    for (int i = from; i < length; i++) {
      reached |= !(values[i] < limit);
    }
    return reached;
  }

  /**
   * Returns whether all values of a row are finite.
   *
   * @param length values of the row
   */
  public boolean isFinite(float[] values, int length) {
    Arrays.fill(folded, 0);
    int from = 0;
    for (; from + PIECE <= length; from += PIECE) {
      System.arraycopy(values, from, piece, 0, PIECE);
      addNothing(folded, piece);
    }
    float sum = 0;
    for (float value : folded) {
      sum += value;
    }
    for (int i = from; i < length; i++) {
      sum += values[i] * 0;
    }
    return sum == 0;
  }

  private static void raise(float[] highest, float[] values) {
    for (int i = 0; i < highest.length; i++) {
      highest[i] = Math.max(highest[i], values[i]);
    }
  }

  /** Adds 0 for each finite value, and NaN for others. */
  private static void addNothing(float[] sums, float[] values) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += values[i] * 0;
    }
  }
}
