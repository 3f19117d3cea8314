package org.nightbeam.options;

import java.util.ArrayList;
import java.util.List;
import org.nightbeam.calibrate.BiasAndDark;
import org.nightbeam.calibrate.FlatField;
import org.nightbeam.calibrate.Gain;
import org.nightbeam.calibrate.LightSettings;
import org.nightbeam.calibrate.OverscanSubtraction;
import org.nightbeam.correction.Correction;
import org.nightbeam.correction.Measurement;
import org.nightbeam.header.HeaderRules;

/** What is done to lights, in which order, and in which form they are written. */
public interface LightOptions
    extends BadPixelOptions,
        FringeOptions,
        CosmicRayOptions,
        SensorOptions,
        ProductOptions,
        SourceOptions,
        ColourOptions {

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
        corrections(options, headers),
        measurements(options),
        SensorOptions.sensor(options));
  }

  private static List<Measurement> measurements(LightOptions options) throws UsageException {
    List<Measurement> measurements =
        new ArrayList<>(SourceOptions.measurements(options, ProductOptions.planes(options)));
    measurements.addAll(ColourOptions.measurements(options));
    return measurements;
  }

  /**
   * Returns the corrections of lights in the order in which they are done: the whole reduction on
   * one page. What is done to raw rows of masters as well, overscan, trim and linearity, is {@link
   * org.nightbeam.signal.Preparation}; its place among the corrections of a light is here. Those
   * that no option switches on are left out by {@link LightSettings}.
   */
  private static List<Correction> corrections(LightOptions options, HeaderRules headers)
      throws UsageException {
    return List.of(
        new OverscanSubtraction(), // of raw values
        new BiasAndDark(), // and linearity between the two
        new FlatField(),
        new Gain(), // noise, while what it follows from is at hand
        BadPixelOptions.badPixelSettings(options), // before what looks around a pixel
        FringeOptions.fringeSettings(options, headers),
        CosmicRayOptions.cosmicRaySettings(options), // at last: it wants an even sky
        ProductOptions.pedestal(options)); // as rows are written
  }
}
