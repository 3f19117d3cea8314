package org.nightbeam.resample;

import java.io.Serializable;

/**
 * Settings for resampling frames onto the grid of their reference.
 *
 * @param kernel by which values between pixels follow from those about them; null where each pixel
 *     is a drop instead, see {@link Drizzle}
 * @param pixfrac side of a drop, in pixels of the frame
 */
public record Resampling(Kernel kernel, double pixfrac) implements Serializable {
  /** Returns that by a kernel. */
  public static Resampling by(Kernel kernel) {
    return new Resampling(kernel, 1);
  }

  /** Returns that by drops. */
  public static Resampling drizzle(double pixfrac) {
    return new Resampling(null, pixfrac);
  }

  /** Returns whether pixels are drops. */
  public boolean isDrizzle() {
    return kernel == null;
  }

  /** Returns the name that users know. */
  public String title() {
    return isDrizzle() ? "DRIZZLE" : kernel.name();
  }

  /**
   * Returns what does it.
   *
   * @param mosaic the pixels of a frame that count; null for all
   */
  public RowResampler rows(Mosaic mosaic) {
    if (isDrizzle()) {
      return new Drizzle(pixfrac, mosaic);
    }
    return mosaic == null ? new Resampler(kernel) : new MosaicResampler(kernel, mosaic);
  }
}
