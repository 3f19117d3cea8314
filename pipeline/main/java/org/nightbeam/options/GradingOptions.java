package org.nightbeam.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.nightbeam.grading.GradingLimits;
import org.nightbeam.options.annotation.Heading;
import org.nightbeam.options.annotation.HeededBy;
import org.nightbeam.options.annotation.Range;
import org.nightbeam.options.annotation.Verb;

/** From where on a light is odd. */
@Heading("Grading")
@HeededBy({Verb.CALIBRATE, Verb.DEMO})
public interface GradingOptions extends PipelineOptions {
  @Description(
      "Grading, with --sources: a light is marked cloud if its stars are fainter by this"
          + " much than in the best lights of the same field and filter, beyond what the airmass"
          + " explains")
  @Default.Double(0.4)
  @Range(min = 0.01, max = 10, unit = "mag")
  double getCloudLimit();

  void setCloudLimit(double value);

  @Description(
      "Grading, with --sources: a light is marked trailed if its stars are elongated by"
          + " this much, relative to their shape in the rounder lights of its night")
  @Default.Double(1.08)
  @Range(min = 1.01, max = 10, unit = "long axis over short axis")
  double getTrailedLimit();

  void setTrailedLimit(double value);

  @Description(
      "Grading, with --sources: a light is marked out of focus if its stars are wider by"
          + " this factor than in the sharper lights of its night; the limit is higher if the"
          + " seeing varies much")
  @Default.Double(1.5)
  @Range(min = 1.01, max = 100, unit = "times the FWHM of sharper lights")
  double getFocusLimit();

  void setFocusLimit(double value);

  @Description(
      "Grading, with --sources: a light is marked bright sky if its sky is brighter by this"
          + " factor than in the darker lights of its night and exposure; the limit is higher if"
          + " the sky varies much")
  @Default.Double(2.5)
  @Range(min = 1.01, max = 1000, unit = "times the sky of darker lights")
  double getSkyLimit();

  void setSkyLimit(double value);

  @Description(
      "Grading, with --sources: a light is marked satellite trail if it has a straight line"
          + " of this length that the other lights of the target do not have")
  @Default.Double(0.1)
  @Range(min = 0.01, max = 1, unit = "of the diagonal")
  double getSatelliteLimit();

  void setSatelliteLimit(double value);

  @Description(
      "Grading, with --sources: a light is marked saturated if more than this fraction of"
          + " its raw pixels are")
  @Default.Double(0.005)
  @Range(min = 0, max = 1, unit = "of the pixels")
  double getSaturatedLimit();

  void setSaturatedLimit(double value);

  /** Returns from where on lights are odd. */
  static GradingLimits gradingLimits(GradingOptions options) {
    return new GradingLimits(
        options.getCloudLimit(),
        options.getTrailedLimit(),
        options.getFocusLimit(),
        options.getSkyLimit(),
        options.getSatelliteLimit(),
        options.getSaturatedLimit());
  }

  /**
   * Refuses limits of lights that are not graded: they would do nothing.
   *
   * @throws UsageException if there is one
   */
  static void refuse(GradingOptions options) throws UsageException {
    GradingLimits none = GradingLimits.DEFAULT;
    SourceOptions.refuse("cloudLimit", options.getCloudLimit(), none.cloud());
    SourceOptions.refuse("trailedLimit", options.getTrailedLimit(), none.elongation());
    SourceOptions.refuse("focusLimit", options.getFocusLimit(), none.width());
    SourceOptions.refuse("skyLimit", options.getSkyLimit(), none.sky());
    SourceOptions.refuse("satelliteLimit", options.getSatelliteLimit(), none.trail());
    SourceOptions.refuse("saturatedLimit", options.getSaturatedLimit(), none.saturated());
  }
}
