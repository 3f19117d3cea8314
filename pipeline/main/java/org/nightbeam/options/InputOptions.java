package org.nightbeam.options;

import java.util.List;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.nightbeam.options.annotation.Heading;
import org.nightbeam.options.annotation.HeededBy;
import org.nightbeam.options.annotation.Names;
import org.nightbeam.options.annotation.Place;
import org.nightbeam.options.annotation.Verb;

/** What is read and where products go. */
@Heading("Input and output")
@HeededBy({Verb.CALIBRATE, Verb.PLAN, Verb.NOISE})
public interface InputOptions extends PipelineOptions {
  @Description(
      "Folder (searched with its subfolders), glob or FITS file to read; may be repeated,"
          + " or list several separated by commas")
  @Names(Place.PATH)
  List<String> getInput();

  void setInput(List<String> value);

  @Description("Folder for the products")
  @Names(Place.FOLDER)
  @HeededBy({Verb.CALIBRATE, Verb.PLAN, Verb.NOISE, Verb.DEMO, Verb.EXPORT})
  String getOutput();

  void setOutput(String value);

  @Description(
      "Local folder for the cache and temporary files; if not given, nightbeam-USER in the"
          + " system's temporary folder")
  @Names(Place.FOLDER)
  @HeededBy({Verb.CALIBRATE, Verb.DEMO})
  String getScratch();

  void setScratch(String value);
}
