package org.nightbeam.sources;

import java.io.Serializable;

/**
 * Settings for detecting sources.
 *
 * @param sigmas significance in the matched filter from which on there is a source, in standard
 *     deviations
 * @param fewestPixels of a source
 * @param contrast the part of the flux of what is connected that a source in it has at least
 */
public record DetectionSettings(double sigmas, int fewestPixels, double contrast)
    implements Serializable {
  /** The defaults. */
  public static final DetectionSettings DEFAULT = new DetectionSettings(5, 3, 0.005);

  /** Checks them. */
  public DetectionSettings {
    if (!(sigmas > 0) || fewestPixels < 1 || !(contrast >= 0 && contrast < 1)) {
      throw new IllegalArgumentException(
          "sigmas > 0, pixels >= 1 and 0 <= contrast < 1 expected, found "
              + sigmas
              + ", "
              + fewestPixels
              + " and "
              + contrast);
    }
  }

  /**
   * Returns the significance down to which pixels belong to a source: around a source that is just
   * found there are some, and of pixels of noise there are few.
   */
  float footprint() {
    return (float) Math.min(sigmas, Math.max(FOOTPRINT_SIGMAS, FOOTPRINT_PART * sigmas));
  }

  private static final double FOOTPRINT_SIGMAS = 2.5;
  private static final double FOOTPRINT_PART = 0.5;
}
