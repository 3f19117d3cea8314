package org.nightbeam.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.nightbeam.options.annotation.Heading;
import org.nightbeam.options.annotation.HeededBy;
import org.nightbeam.options.annotation.Range;
import org.nightbeam.options.annotation.Verb;

/** How frames are calibrated as they arrive. */
@Heading("Watching")
@HeededBy(Verb.CALIBRATE)
public interface WatchOptions extends PipelineOptions {
  @Description(
      "Keep running until Ctrl-C, and calibrate each frame that arrives in the input once"
          + " it is complete")
  @Default.Boolean(false)
  boolean getWatch();

  void setWatch(boolean value);

  @Description("Time after the last new calibration frame until masters are made, or made again")
  @Default.Double(10)
  @Range(min = 0, max = 86400, unit = "s")
  double getMasterDelay();

  void setMasterDelay(double value);
}
