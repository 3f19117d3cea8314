package org.nightbeam.resample;

/**
 * A rectangle of pixels of a frame in memory.
 *
 * @param firstRow of the frame, from 0
 * @param firstColumn of the frame, from 0
 * @param values {@code [rows][columns]}; NaN is no value
 * @param variances {@code [rows][columns]}, the squares of the standard deviations of the values;
 *     null if pixels have none of their own
 * @param variance of every pixel, where it is the same, or that of a pixel of the sky
 * @param variancePerUnit what a unit of light above the sky adds to it, of a pixel without a
 *     variance of its own: one over the gain; 0 if not known
 * @param saturated {@code [rows][columns]}, which pixels are; null, or a row of it, for none
 * @param frameWidth pixels per row of the whole frame
 * @param frameHeight rows of the whole frame
 */
public record FrameRows(
    int firstRow,
    int firstColumn,
    float[][] values,
    float[][] variances,
    double variance,
    double variancePerUnit,
    boolean[][] saturated,
    int frameWidth,
    int frameHeight) {
  /** Makes whole rows of a frame whose pixels each have a variance, or all the same one. */
  public FrameRows(
      int firstRow, float[][] values, float[][] variances, double variance, int frameHeight) {
    this(
        firstRow,
        0,
        values,
        variances,
        variance,
        0,
        null,
        values.length == 0 ? 0 : values[0].length,
        frameHeight);
  }

  /** Returns whether a row is among them. */
  boolean has(int row) {
    return row >= firstRow && row < firstRow + values.length;
  }
}
