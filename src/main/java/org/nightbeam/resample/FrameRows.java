package org.nightbeam.resample;

/**
 * Some rows of a frame in memory.
 *
 * @param firstRow of them, from 0
 * @param values {@code [rows][width]}; NaN is no value
 * @param variances {@code [rows][width]}, the squares of the standard deviations of the values;
 *     null if every pixel has the same
 * @param variance of every pixel, where it is the same
 * @param frameHeight rows of the whole frame
 */
public record FrameRows(
    int firstRow, float[][] values, float[][] variances, double variance, int frameHeight) {
  /** Returns whether a row is among them. */
  boolean has(int row) {
    return row >= firstRow && row < firstRow + values.length;
  }
}
