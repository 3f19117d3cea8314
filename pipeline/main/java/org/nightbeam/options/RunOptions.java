package org.nightbeam.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.nightbeam.options.annotation.Heading;
import org.nightbeam.options.annotation.HeededBy;
import org.nightbeam.options.annotation.Names;
import org.nightbeam.options.annotation.Place;
import org.nightbeam.options.annotation.Range;
import org.nightbeam.options.annotation.Verb;
import org.nightbeam.preview.LightPreview;

/** How the program runs and what it shows. */
@Heading("Run")
@HeededBy({Verb.CALIBRATE, Verb.DEMO})
public interface RunOptions extends PipelineOptions {
  /** What {@code plan} prints. */
  enum Format {
    /** A summary per night, for people. */
    TEXT,
    /** The table of frames, for programs. */
    CSV,
    /** Counts, masters, reasons, warnings and frames, for programs: plan.schema.json. */
    JSON,
    /** The table of candidates for each match, for whoever asks why. */
    MATCHES,
    /** A draft of a file for {@code --facts}: frames whose type is unknown, by their names. */
    FACTS
  }

  @Description(
      "plan: print a readable summary (TEXT), the table of frames.csv (CSV), the same with"
          + " counts, masters and reasons (JSON), why each match was made or not (MATCHES), or a"
          + " draft for --facts (FACTS)")
  @Default.Enum("TEXT")
  @HeededBy(Verb.PLAN)
  Format getFormat();

  void setFormat(Format value);

  @Description(
      "Number of rows of a master that are combined as one unit of work; 0 chooses it by the width")
  @Default.Integer(0)
  @Range(min = 0, max = 1000000, unit = "rows")
  int getBandRows();

  void setBandRows(int value);

  @Description("Make all products again, even those that are up to date")
  @Default.Boolean(false)
  boolean getForce();

  void setForce(boolean value);

  @Description(
      "Wait until each product is on the disk, so that none is lost in a power cut; false is faster")
  @Default.Boolean(true)
  boolean getDurable();

  void setDurable(boolean value);

  @Description(
      "Largest number of pixels along the longer side of the image of a light in the report, for"
          + " lights calibrated from now on; larger images take longer")
  @Default.Integer(LightPreview.SIDE)
  @Range(min = 64, max = 2048, unit = "pixels")
  int getPreviewSize();

  void setPreviewSize(int value);

  @Description("Write previews and a visual report: report.html in the output")
  @Default.Boolean(true)
  boolean getReport();

  void setReport(boolean value);

  @Description(
      "Space that cached masters may take in the scratch folder; the oldest are deleted first")
  @Default.Double(20)
  @Range(min = 0, max = 100000, unit = "GB")
  double getMasterCacheLimit();

  void setMasterCacheLimit(double value);

  @Description(
      "Print nothing but warnings and failures: neither progress nor summary. For unattended runs")
  @Default.Boolean(false)
  boolean getQuiet();

  void setQuiet(boolean value);

  @Description(
      "File to which everything the run says is appended, each line with date, time and"
          + " zone; without a terminal, only the log shows progress")
  @Names(Place.FILE)
  String getLog();

  void setLog(String value);

  @Description("Show the log of the libraries, and stack traces of errors")
  @Default.Boolean(false)
  @HeededBy({
    Verb.CALIBRATE,
    Verb.PLAN,
    Verb.EXPLAIN,
    Verb.REPORT,
    Verb.NOISE,
    Verb.DEMO,
    Verb.EXPORT
  })
  boolean getVerbose();

  void setVerbose(boolean value);
}
