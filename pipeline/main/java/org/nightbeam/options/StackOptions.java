package org.nightbeam.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.nightbeam.options.annotation.Heading;
import org.nightbeam.options.annotation.HeededBy;
import org.nightbeam.options.annotation.Verb;

/** Stacks of the lights of a target. */
@Heading("Stacks")
@HeededBy({Verb.CALIBRATE, Verb.DEMO})
public interface StackOptions extends PipelineOptions {
  @Description(
      "Register the lights of each target to one of them, as stacks need it: registration/*.csv in"
          + " the output; implies --sources")
  @Default.Boolean(false)
  boolean getStack();

  void setStack(boolean value);
}
