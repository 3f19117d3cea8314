package org.nightbeam.stack;

/** Rule for the weight of a frame in a stack. */
public enum StackWeight {
  /** The inverse of the variance of its sky, at the scale of the stack: least noise. */
  NOISE {
    @Override
    double of(double scale, double noise, double fwhm, double exposure) {
      return 1 / square(scale * noise);
    }
  },
  /**
   * The inverse variance over the square of the width of its stars: the best signal-to-noise for
   * stars.
   */
  SEEING {
    @Override
    double of(double scale, double noise, double fwhm, double exposure) {
      return 1 / square(scale * noise * fwhm);
    }
  },
  /** Its exposure. */
  EXPOSURE {
    @Override
    double of(double scale, double noise, double fwhm, double exposure) {
      return exposure;
    }
  },
  /** All frames count the same. */
  NONE {
    @Override
    double of(double scale, double noise, double fwhm, double exposure) {
      return 1;
    }
  };

  private static double square(double value) {
    return value * value;
  }

  /**
   * Returns the weight of a frame, not yet divided by that of all.
   *
   * @param scale that its fluxes are multiplied by
   * @param noise standard deviation of a pixel of its sky on the grid of the stack, in its own unit
   * @param fwhm of its stars, in pixels of the stack
   * @param exposure in seconds
   */
  abstract double of(double scale, double noise, double fwhm, double exposure);
}
