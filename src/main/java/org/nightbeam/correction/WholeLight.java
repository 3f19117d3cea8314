package org.nightbeam.correction;

/**
 * All rows of a light at a time. A step may change the arrays, or put others in their places.
 *
 * @param values {@code [height][width]}, in ADU; NaN for no value
 * @param sigmas {@code [height][width]}, standard deviations in ADU; null if they are not wanted
 * @param flags {@code [height][width]}, bits of {@link org.nightbeam.fits.product.PixelFlag}; null
 *     if they are not wanted
 * @param threads number of threads that may work on it
 */
public record WholeLight(float[][] values, float[][] sigmas, byte[][] flags, int threads) {}
