package org.nightbeam.cosmicrays;

/**
 * Parameters of the detection of cosmic rays by L.A.Cosmic. Names are those of {@code
 * ccdproc.cosmicray_lacosmic}; sigmas are those of the noise of a pixel, from Poisson statistics
 * and read noise.
 *
 * <p>Source: P. G. van Dokkum, PASP 113, 1420 (2001).
 *
 * @param sigmaClip a pixel is a candidate if its Laplacian, less its smooth part, is so many sigma;
 *     above 0
 * @param sigmaFraction neighbours of a hit are hit too from {@code sigmaFraction * sigmaClip} sigma
 *     on; above 0, at most 1
 * @param objectLimit a candidate is a hit if its Laplacian is so many times the fine structure that
 *     a star would have there; higher values keep the cores of sharper stars; not negative
 * @param gain electrons per unit of the image (1 if that is in electrons); above 0
 * @param readNoise in electrons; not negative
 * @param saturation in electrons: a star that reaches it is left out, with all within 4 pixels;
 *     above 0, infinite for none
 * @param iterations how often it is looked again for what the last round has left, at most; at
 *     least 1
 */
public record CosmicRaySettings(
    double sigmaClip,
    double sigmaFraction,
    double objectLimit,
    double gain,
    double readNoise,
    double saturation,
    int iterations) {
  /** Refuses what has no meaning. */
  public CosmicRaySettings {
    require(sigmaClip > 0 && sigmaClip < 1e6, "sigmaClip", sigmaClip, "above 0");
    require(
        sigmaFraction > 0 && sigmaFraction <= 1,
        "sigmaFraction",
        sigmaFraction,
        "above 0, at most 1");
    require(objectLimit >= 0 && objectLimit < 1e9, "objectLimit", objectLimit, "not negative");
    require(gain > 0 && gain < 1e6, "gain", gain, "above 0");
    require(readNoise >= 0 && readNoise < 1e6, "readNoise", readNoise, "not negative");
    require(saturation > 0, "saturation", saturation, "above 0");
    require(iterations >= 1, "iterations", iterations, "at least 1");
  }

  private static void require(boolean fulfilled, String name, double value, String range) {
    if (!fulfilled) {
      throw new IllegalArgumentException(
          String.format("%s is %s; it must be %s", name, value, range));
    }
  }
}
