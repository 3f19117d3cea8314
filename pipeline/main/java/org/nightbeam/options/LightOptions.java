package org.nightbeam.options;

import org.nightbeam.calibrate.Corrections;
import org.nightbeam.calibrate.LightSettings;
import org.nightbeam.header.HeaderRules;

/** What is done to lights, and in which form they are written. */
public interface LightOptions
    extends BadPixelOptions,
        FringeOptions,
        CosmicRayOptions,
        SensorOptions,
        ProductOptions,
        SourceOptions {

  /**
   * Returns the settings of the calibration of lights.
   *
   * @param headers by which the headers of other files than frames are read
   * @throws UsageException if options contradict each other, or a file that they name is wrong
   */
  static LightSettings lightSettings(LightOptions options, HeaderRules headers)
      throws UsageException {
    return new LightSettings(
        options.getInvalidPixels(),
        options.getUnit(),
        ProductOptions.planes(options),
        options.getCompress(),
        ProductOptions.assembly(options),
        Corrections.with(
            BadPixelOptions.badPixelSettings(options),
            FringeOptions.fringeSettings(options, headers),
            CosmicRayOptions.cosmicRaySettings(options)),
        SourceOptions.measurements(options),
        SensorOptions.sensor(options));
  }
}
