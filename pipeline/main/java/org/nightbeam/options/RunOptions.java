package org.nightbeam.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/** How the program runs and what it shows. */
public interface RunOptions extends PipelineOptions {
  /** What {@code plan} prints. */
  enum Format {
    /** A summary per night, for people. */
    TEXT,
    /** The table of frames, for programs. */
    CSV,
    /** The table of candidates for each match, for whoever asks why. */
    MATCHES,
    /** A draft of a file for {@code --facts}: frames whose type is unknown, by their names. */
    FACTS
  }

  @Description(
      "plan: a summary for people, the table of frames.csv, why each match was made or not, or a"
          + " draft for --facts")
  @Default.Enum("TEXT")
  Format getFormat();

  void setFormat(Format value);

  @Description("Rows of a master that are combined as one unit of work; 0 chooses by the width")
  @Default.Integer(0)
  @Range(min = 0, max = 1000000, unit = "rows")
  int getBandRows();

  void setBandRows(int value);

  @Description("Make all products again, also those that are there and up to date")
  @Default.Boolean(false)
  boolean getForce();

  void setForce(boolean value);

  @Description(
      "Wait until the disk has each product, so that none is lost with the power; false is faster")
  @Default.Boolean(true)
  boolean getDurable();

  void setDurable(boolean value);

  @Description("Write previews, and a report to look at: report.html in the output")
  @Default.Boolean(true)
  boolean getReport();

  void setReport(boolean value);

  @Description("Room that cached masters may take in the scratch folder; the oldest go first")
  @Default.Double(20)
  @Range(min = 0, max = 100000, unit = "GB")
  double getMasterCacheLimit();

  void setMasterCacheLimit(double value);

  @Description(
      "Stay, and calibrate each frame that comes into the input once it is complete, until Ctrl-C")
  @Default.Boolean(false)
  boolean getWatch();

  void setWatch(boolean value);

  @Description(
      "watch: masters are made, or made anew, when no new calibration frame has come for so long")
  @Default.Double(10)
  @Range(min = 0, max = 86400, unit = "s")
  double getMasterDelay();

  void setMasterDelay(double value);

  @Description("Show the log of the libraries, and stack traces of errors")
  @Default.Boolean(false)
  boolean getVerbose();

  void setVerbose(boolean value);
}
