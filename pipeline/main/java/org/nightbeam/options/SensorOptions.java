package org.nightbeam.options;

import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.nightbeam.frame.Sensor;
import org.nightbeam.options.annotation.Heading;
import org.nightbeam.options.annotation.HeededBy;
import org.nightbeam.options.annotation.Range;
import org.nightbeam.options.annotation.Verb;

/** Facts of the sensor that are stated in place of those in headers. */
@Heading("Sensor")
@HeededBy({Verb.CALIBRATE, Verb.DEMO})
public interface SensorOptions extends PipelineOptions {
  @Description("Gain, instead of the value in the headers (EGAIN)")
  @Range(min = 0.000001, max = 100000, unit = "e-/ADU")
  Double getElectronsPerAdu();

  void setElectronsPerAdu(Double value);

  @Description("Read noise, instead of the value in the headers (RDNOISE)")
  @Range(min = 0, max = 100000, unit = "e-")
  Double getReadNoise();

  void setReadNoise(Double value);

  @Description(
      "Raw value at and above which a pixel is saturated, instead of the value in"
          + " the headers (SATURATE)")
  @Range(min = 1, max = 1000000000, unit = "ADU")
  Double getSaturation();

  void setSaturation(Double value);

  /** Returns what is stated; NaN where nothing is. */
  static Sensor sensor(SensorOptions options) {
    return new Sensor(
        orUnknown(options.getElectronsPerAdu()),
        orUnknown(options.getReadNoise()),
        orUnknown(options.getSaturation()));
  }

  private static double orUnknown(Double value) {
    return value == null ? Double.NaN : value;
  }
}
