package org.nightbeam.photometry;

import org.nightbeam.fits.product.PixelFlag;
import org.nightbeam.sources.Sensitivity;

/** Measures the sky and the sources of a frame. */
public interface PixelMeasurer {
  /**
   * Finds and measures the sources of a frame.
   *
   * @param pixels {@code [height][width]}, NaN is no value; they may change
   * @param sigmas {@code [height][width]}, standard deviations in the unit of the pixels; null if
   *     they are not known
   * @param flags {@code [height][width]}, bits of {@link PixelFlag}; null for none, also as a row
   * @param gain in electrons per unit of a pixel of mean sensitivity; NaN if it is not known
   * @param sensitivity of the pixels
   */
  MeasuredFrame measure(
      float[][] pixels, float[][] sigmas, byte[][] flags, double gain, Sensitivity sensitivity);

  /** Finds and measures the sources of a frame whose pixels are alike. */
  default MeasuredFrame measure(float[][] pixels, float[][] sigmas, byte[][] flags, double gain) {
    return measure(pixels, sigmas, flags, gain, Sensitivity.EVEN);
  }

  /**
   * Estimates the sky of a frame, and finds no sources.
   *
   * @param pixels {@code [height][width]}, NaN is no value; they may change
   * @param flags {@code [height][width]}, bits of {@link PixelFlag}; null for none, also as a row
   */
  void measureSky(float[][] pixels, byte[][] flags);

  /**
   * Computes the level of the sky in a row of the last frame; NaN where it is not known.
   *
   * @param y row
   * @param out {@code [>= width]}, receives it, in the unit of the pixels
   */
  void sky(int y, float[] out);
}
