package org.nightbeam.correction;

/**
 * A row of a light that is being calibrated. Arrays may be longer than the row, and are used again
 * for the next one.
 *
 * @param y number of the row, from 0, among those that are kept
 * @param width pixels of the row
 * @param values {@code [>= width]}, in ADU until the light is written; NaN for no value
 * @param sigma {@code [>= width]}, standard deviations in the unit of the values, from the step
 *     {@code Gain} on; null if they are not wanted
 * @param flags {@code [>= width]}, bits of {@link org.nightbeam.fits.product.PixelFlag}; null if
 *     they are not wanted
 * @param masters the same row of the masters
 */
public record LightRow(
    int y, int width, float[] values, float[] sigma, byte[] flags, MasterRow masters) {

  /**
   * A row of the masters of a light. All are null in steps after one that needs the whole frame.
   *
   * @param pedestal bias and dark current, in ADU; null for none
   * @param bias in ADU; null for none, or if it is not wanted by itself
   * @param dark dark current in the exposure of the light, in ADU; null for none, or if it is not
   *     wanted by itself
   * @param flat flat field; null for none
   */
  public record MasterRow(float[] pedestal, float[] bias, float[] dark, float[] flat) {
    /** No masters. */
    public static final MasterRow NONE = new MasterRow(null, null, null, null);
  }

  /** Multiplies values and standard deviations. */
  public void multiply(float factor) {
    multiply(values, factor, width);
    if (sigma != null) {
      multiply(sigma, factor, width);
    }
  }

  private static void multiply(float[] values, float factor, int length) {
    for (int i = 0; i < length; i++) {
      values[i] *= factor;
    }
  }
}
