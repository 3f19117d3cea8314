package org.nightbeam.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.nightbeam.combine.CombineMethod;
import org.nightbeam.combine.CombineSettings;
import org.nightbeam.options.annotation.Heading;
import org.nightbeam.options.annotation.HeededBy;
import org.nightbeam.options.annotation.Range;
import org.nightbeam.options.annotation.Verb;

/** How calibration frames become masters. */
@Heading("Combining masters")
@HeededBy({Verb.CALIBRATE, Verb.DEMO})
public interface CombineOptions extends PipelineOptions {
  /** What is done with calibration frames that do not belong with the others of their master. */
  enum Misfits {
    /** They are left out, and their rows say why. */
    EXCLUDE,
    /** They are used. */
    KEEP
  }

  @Description(
      "How calibration frames are combined into masters; AUTO takes MEDIAN for fewer than 5 frames,"
          + " WINSORIZED for up to 14, and SIGMA_CLIP for more")
  @Default.Enum("MEDIAN")
  CombineMethod getCombine();

  void setCombine(CombineMethod value);

  @Description(
      "What is done with calibration frames that clearly do not belong in their master: a"
          + " wrong level, light in a dark, a saturated or dark flat, a frame of a single value")
  @Default.Enum("EXCLUDE")
  Misfits getMisfits();

  void setMisfits(Misfits value);

  @Description("MIN_MAX: number of lowest values of each pixel that are rejected")
  @Default.Integer(1)
  @Range(min = 0, max = 1000)
  int getRejectLow();

  void setRejectLow(int value);

  @Description("MIN_MAX: number of highest values of each pixel that are rejected")
  @Default.Integer(1)
  @Range(min = 0, max = 1000)
  int getRejectHigh();

  void setRejectHigh(int value);

  @Description("SIGMA_CLIP, WINSORIZED: rejects values this far below the median")
  @Default.Double(3)
  @Range(min = 0, max = 100, unit = "standard deviations")
  double getSigmaLow();

  void setSigmaLow(double value);

  @Description("SIGMA_CLIP, WINSORIZED: rejects values this far above the median")
  @Default.Double(3)
  @Range(min = 0, max = 100, unit = "standard deviations")
  double getSigmaHigh();

  void setSigmaHigh(double value);

  @Description("SIGMA_CLIP, WINSORIZED: largest number of rejection iterations")
  @Default.Integer(5)
  @Range(min = 1, max = 100)
  int getClipIterations();

  void setClipIterations(int value);

  /** Returns how the values of one pixel are combined. */
  static CombineSettings combineSettings(CombineOptions options) {
    return new CombineSettings(
        options.getCombine(),
        options.getSigmaLow(),
        options.getSigmaHigh(),
        options.getClipIterations(),
        options.getRejectLow(),
        options.getRejectHigh());
  }
}
