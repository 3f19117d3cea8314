package org.nightbeam.calibrate;

import java.io.Serializable;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.frame.Sensor;

/**
 * What is done about cosmic rays in lights.
 *
 * @param treatment of pixels that were hit
 * @param sigmaClip see {@link CosmicRaySettings}
 * @param sigmaFraction see {@link CosmicRaySettings}
 * @param objectLimit see {@link CosmicRaySettings}
 * @param iterations see {@link CosmicRaySettings}
 * @param electronsPerAdu in place of the header's; NaN to go by that
 * @param readNoise in electrons, in place of the header's; NaN to go by that
 * @param saturation in ADU, in place of the header's; NaN to go by that
 */
public record CosmicRayRule(
    Treatment treatment,
    double sigmaClip,
    double sigmaFraction,
    double objectLimit,
    int iterations,
    double electronsPerAdu,
    double readNoise,
    double saturation)
    implements Serializable {

  /** What becomes of pixels that were hit. */
  public enum Treatment {
    /** They are not looked for. */
    KEEP,
    /** They get the mean of the pixels around them that were not hit. */
    REPLACE,
    /** They become pixels without a valid value. */
    INVALIDATE
  }

  /** Nothing is done. */
  public static final CosmicRayRule NONE =
      new CosmicRayRule(Treatment.KEEP, 4.5, 0.3, 5, 4, Double.NaN, Double.NaN, Double.NaN);

  /** Whether they are looked for. */
  public boolean isOn() {
    return treatment != Treatment.KEEP;
  }

  /**
   * The parameters for a frame in ADU.
   *
   * @throws UnreadableFileException if the noise of the sensor is not known
   */
  CosmicRaySettings settings(Sensor sensor) throws UnreadableFileException {
    double gain = known(electronsPerAdu, sensor.electronsPerAdu());
    double noise = known(readNoise, sensor.readNoise());
    double full = known(saturation, sensor.saturation());
    if (Double.isNaN(gain)) {
      throw new UnreadableFileException(
          "--cosmicRays needs the electrons an ADU, and the header gives none (EGAIN, GAIN in e-/ADU);"
              + " say --electronsPerAdu");
    }
    if (Double.isNaN(noise)) {
      throw new UnreadableFileException(
          "--cosmicRays needs the read noise, and the header gives none (RDNOISE); say --readNoise");
    }
    return new CosmicRaySettings(
        sigmaClip,
        sigmaFraction,
        objectLimit,
        gain,
        noise,
        Double.isNaN(full) ? Double.POSITIVE_INFINITY : full * gain,
        iterations,
        CosmicRayFill.MEAN);
  }

  private static double known(double stated, double ofHeader) {
    return Double.isNaN(stated) ? ofHeader : stated;
  }
}
