package org.nightbeam.stack;

/**
 * A row of a stack.
 *
 * @param values {@code [width]}, fluxes of the reference above the sky; NaN where there is no value
 * @param sigmas {@code [width]}, standard deviations of the single pixels
 * @param coverage {@code [width]}, of how many frames each pixel is made
 * @param rejected {@code [width]}, how many more had a value, which was rejected
 * @param saturated {@code [width]}, in how many the nearest pixel is saturated
 */
public record StackedRow(
    float[] values, float[] sigmas, int[] coverage, int[] rejected, int[] saturated) {
  StackedRow(int width) {
    this(new float[width], new float[width], new int[width], new int[width], new int[width]);
  }
}
