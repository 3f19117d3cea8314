package org.nightbeam.pipeline;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.nightbeam.calibrate.InvalidPixels;
import org.nightbeam.combine.CombineMethod;

/** What is computed. */
public interface CalibrationOptions extends PipelineOptions {
  @Description(
      "How calibration frames are combined into masters; AUTO takes the median of fewer than 5,"
          + " WINSORIZED up to 14, SIGMA_CLIP of more")
  @Default.Enum("MEDIAN")
  CombineMethod getCombine();

  void setCombine(CombineMethod value);

  @Description("MIN_MAX: reject so many of the lowest values of a pixel")
  @Default.Integer(1)
  @Range(min = 0, max = 1000)
  int getRejectLow();

  void setRejectLow(int value);

  @Description("MIN_MAX: reject so many of the highest values of a pixel")
  @Default.Integer(1)
  @Range(min = 0, max = 1000)
  int getRejectHigh();

  void setRejectHigh(int value);

  @Description("SIGMA_CLIP, WINSORIZED: reject values this far below the median")
  @Default.Double(3)
  @Range(min = 0, max = 100, unit = "standard deviations")
  double getSigmaLow();

  void setSigmaLow(double value);

  @Description("SIGMA_CLIP, WINSORIZED: reject values this far above the median")
  @Default.Double(3)
  @Range(min = 0, max = 100, unit = "standard deviations")
  double getSigmaHigh();

  void setSigmaHigh(double value);

  @Description("SIGMA_CLIP, WINSORIZED: how often at most values are rejected")
  @Default.Integer(5)
  @Range(min = 1, max = 100)
  int getClipIterations();

  void setClipIterations(int value);

  @Description(
      "What a pixel without a valid value becomes; MINUS_ONE makes every negative pixel -1 as well")
  @Default.Enum("NAN")
  InvalidPixels getInvalidPixels();

  void setInvalidPixels(InvalidPixels value);
}
