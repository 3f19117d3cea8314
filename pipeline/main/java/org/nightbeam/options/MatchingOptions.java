package org.nightbeam.options;

import java.util.List;
import java.util.TreeSet;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.ForeignDarks;
import org.nightbeam.header.FrameReader;
import org.nightbeam.options.annotation.Heading;
import org.nightbeam.options.annotation.HeededBy;
import org.nightbeam.options.annotation.ListOf;
import org.nightbeam.options.annotation.Names;
import org.nightbeam.options.annotation.Place;
import org.nightbeam.options.annotation.Range;
import org.nightbeam.options.annotation.Verb;
import org.nightbeam.plan.MatchingRules;

/** Which masters belong to which frame. */
@Heading("Matching")
@HeededBy({Verb.CALIBRATE, Verb.PLAN, Verb.DEMO})
public interface MatchingOptions extends PipelineOptions {
  @Description("Largest difference of two exposures that count as the same")
  @Default.Double(0.5)
  @Range(min = 0, max = 3600, unit = "s")
  double getExposureTolerance();

  void setExposureTolerance(double value);

  @Description("Largest difference between the sensor temperatures of a frame and its dark")
  @Default.Double(2)
  @Range(min = 0, max = 100, unit = "C")
  double getTemperatureTolerance();

  void setTemperatureTolerance(double value);

  @Description("Allow a dark to be scaled up to a longer exposure than its own")
  @Default.Boolean(false)
  boolean getScaleDarkUp();

  void setScaleDarkUp(boolean value);

  @Description("Largest number of nights between a frame and its bias")
  @Default.Integer(90)
  @Range(min = 0, max = 36500, unit = "nights")
  int getBiasMaxAge();

  void setBiasMaxAge(int value);

  @Description("Largest number of nights between a frame and its dark")
  @Default.Integer(365)
  @Range(min = 0, max = 36500, unit = "nights")
  int getDarkMaxAge();

  void setDarkMaxAge(int value);

  @Description("Largest number of nights between a frame and its flat")
  @Default.Integer(30)
  @Range(min = 0, max = 36500, unit = "nights")
  int getFlatMaxAge();

  void setFlatMaxAge(int value);

  @Description(
      "Folder, glob or file of masters from earlier runs or other software, which are used"
          + " if they match, or exported; may be repeated")
  @Names(Place.PATH)
  @HeededBy({Verb.CALIBRATE, Verb.PLAN, Verb.DEMO, Verb.EXPORT})
  List<String> getMasters();

  void setMasters(List<String> value);

  @Description(
      "What darks of --masters made by other software contain, if their headers do not say"
          + " so: WITH_BIAS or BIAS_SUBTRACTED (ADU), PER_SECOND (ADU/s, bias subtracted);"
          + " UNKNOWN ones are not used")
  @Default.Enum("UNKNOWN")
  ForeignDarks getForeignDarks();

  void setForeignDarks(ForeignDarks value);

  @Description(
      "Whether masters may come from nights before or after that of the frame; the same"
          + " night is always allowed")
  @Default.Enum("ANY")
  MatchingRules.MasterNights getMasterNights();

  void setMasterNights(MatchingRules.MasterNights value);

  @Description(
      "Largest difference between the rotator angles of a frame and its flat; 180 and more allows any,"
          + " and combines flats of all angles into one master")
  @Default.Double(180)
  @Range(min = 0, max = 360, unit = "degrees")
  double getRotatorTolerance();

  void setRotatorTolerance(double value);

  @Description(
      "Settings that may differ between a frame and its masters, separated by commas:"
          + " CAMERA, GAIN, OFFSET, READOUT_MODE, ROW_ORDER, WINDOW, ORIENTATION, SERIAL_NUMBER,"
          + " TELESCOPE (with the focal length), PEDESTAL; the frames of one master always agree"
          + " in them")
  @ListOf(CameraConfiguration.Setting.class)
  List<String> getIgnoreSettings();

  void setIgnoreSettings(List<String> value);

  @Description("Smallest number of frames that a master is made from")
  @Default.Integer(1)
  @Range(min = 1, max = 10000, unit = "frames")
  int getMinimumFrames();

  void setMinimumFrames(int value);

  @Description(
      "What is done with a frame that lacks a master; SKIP_STEP calibrates it without that step")
  @Default.Enum("LEAVE_UNCALIBRATED")
  MatchingRules.MissingMasters getMissingMasters();

  void setMissingMasters(MatchingRules.MissingMasters value);

  /**
   * Returns which masters belong to which frame.
   *
   * @throws UsageException if a setting is not known
   */
  static MatchingRules matchingRules(MatchingOptions options) throws UsageException {
    return new MatchingRules(
        options.getExposureTolerance(),
        options.getTemperatureTolerance(),
        options.getScaleDarkUp(),
        options.getBiasMaxAge(),
        options.getDarkMaxAge(),
        options.getFlatMaxAge(),
        options.getMissingMasters(),
        options.getMasterNights(),
        options.getMinimumFrames(),
        new TreeSet<>(
            Choices.of(
                "ignoreSettings", options.getIgnoreSettings(), CameraConfiguration.Setting.class)),
        options.getRotatorTolerance());
  }

  /**
   * Returns a reader of the headers of masters that other software made.
   *
   * @throws UsageException if an option, or a file that one names, is wrong
   */
  static FrameReader masterReader(ProgramOptions options) throws UsageException {
    return FrameReader.ofMasters(HeaderOptions.headerRules(options), options.getForeignDarks());
  }
}
