package org.nightbeam.stack;

import org.nightbeam.registration.Transform;
import org.nightbeam.resample.Mosaic;

/**
 * A frame that goes into a stack; sums are taken in the order of the frames.
 *
 * @param transform where places of the reference are on it
 * @param width pixels per row of it
 * @param height rows of it
 * @param sky level of its sky, which is subtracted, in its own unit
 * @param scale that its fluxes are multiplied by, to be those of the stack
 * @param weight that it counts for, above 0
 * @param mosaic its pixels that count; null for all
 */
public record StackedFrame(
    Transform transform,
    int width,
    int height,
    double sky,
    double scale,
    double weight,
    Mosaic mosaic) {
  /** Checks what would make every pixel invalid. */
  public StackedFrame {
    double sum = sky + scale + weight;
    if (sum - sum != 0 || scale <= 0 || weight <= 0) {
      throw new IllegalArgumentException(
          "finite sky, scale and weight above 0 expected, found "
              + sky
              + ", "
              + scale
              + ", "
              + weight);
    }
  }

  /** Makes a frame all of whose pixels count. */
  public StackedFrame(
      Transform transform, int width, int height, double sky, double scale, double weight) {
    this(transform, width, height, sky, scale, weight, null);
  }

  /** Returns the same frame, of which some pixels count. */
  public StackedFrame of(Mosaic some) {
    return new StackedFrame(transform, width, height, sky, scale, weight, some);
  }

  /**
   * Returns a frame with the weight that follows from what it is.
   *
   * @param noise standard deviation of a pixel of its sky, in its own unit
   * @param fwhm of its stars, in its pixels
   * @param exposure in seconds
   */
  public static StackedFrame of(
      Transform transform,
      int width,
      int height,
      double sky,
      double scale,
      StackWeight by,
      double noise,
      double fwhm,
      double exposure) {
    return new StackedFrame(
        transform, width, height, sky, scale, weight(transform, scale, by, noise, fwhm, exposure));
  }

  /**
   * Returns the weight of a frame. Where its pixels are finer than the reference's, one pixel of
   * the stack covers several of them.
   */
  private static double weight(
      Transform transform,
      double scale,
      StackWeight by,
      double noise,
      double fwhm,
      double exposure) {
    double finer = transform.scale();
    return by.of(scale, noise * finer * finer, fwhm / finer, exposure);
  }
}
