package org.nightbeam.cosmicrays;

import org.nightbeam.correction.Correction;
import org.nightbeam.correction.Corrector;
import org.nightbeam.correction.LightServices;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.frame.Sensor;

/**
 * Treatment of cosmic rays in lights.
 *
 * @param treatment of pixels that were hit
 * @param sigmaClip see {@link CosmicRaySettings}
 * @param sigmaFraction see {@link CosmicRaySettings}
 * @param objectLimit see {@link CosmicRaySettings}
 * @param iterations see {@link CosmicRaySettings}
 */
public record CosmicRayRule(
    Treatment treatment, double sigmaClip, double sigmaFraction, double objectLimit, int iterations)
    implements Correction {

  /** Treatment of pixels that were hit. */
  public enum Treatment {
    /** They are not looked for. */
    KEEP,
    /** They get the mean of the pixels around them that were not hit. */
    REPLACE,
    /** They become pixels without a valid value. */
    INVALIDATE
  }

  /** Returns whether cosmic rays are looked for. */
  @Override
  public boolean isOn() {
    return treatment != Treatment.KEEP;
  }

  @Override
  public boolean needsWholeFrame() {
    return true;
  }

  @Override
  public boolean needsFlags() {
    return true;
  }

  @Override
  public Corrector begin(LightServices on) {
    return light ->
        new CosmicRayStep(this, settings(light.sensor()), light.frame().configuration().isColour());
  }

  /**
   * Returns the parameters for a frame in ADU.
   *
   * @throws UnreadableFileException if the noise of the sensor is not known
   */
  CosmicRaySettings settings(Sensor sensor) throws UnreadableFileException {
    double gain = sensor.requireElectronsPerAdu("--cosmicRays");
    double noise = sensor.requireReadNoise("--cosmicRays");
    double full = sensor.saturation();
    return new CosmicRaySettings(
        sigmaClip,
        sigmaFraction,
        objectLimit,
        gain,
        noise,
        Double.isNaN(full) ? Double.POSITIVE_INFINITY : full * gain,
        iterations);
  }
}
