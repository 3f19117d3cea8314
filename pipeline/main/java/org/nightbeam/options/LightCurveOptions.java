package org.nightbeam.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.nightbeam.options.annotation.Heading;
import org.nightbeam.options.annotation.HeededBy;
import org.nightbeam.options.annotation.Verb;

/** Light curves of the stars of a target. */
@Heading("Light curves")
@HeededBy({Verb.CALIBRATE, Verb.DEMO})
public interface LightCurveOptions extends PipelineOptions {
  @Description(
      "Register the lights of each target to one of them, as light curves need it:"
          + " registration/*.csv in the output; implies --sources")
  @Default.Boolean(false)
  boolean getLightCurves();

  void setLightCurves(boolean value);
}
