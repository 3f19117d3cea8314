package org.nightbeam.options;

import java.util.List;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.nightbeam.frame.ForeignDarks;
import org.nightbeam.plan.MatchingRules;

/** Which masters belong to which frame. */
public interface MatchingOptions extends PipelineOptions {
  @Description("By how much two exposures may differ and count as the same")
  @Default.Double(0.5)
  @Range(min = 0, max = 3600, unit = "s")
  double getExposureTolerance();

  void setExposureTolerance(double value);

  @Description("By how much the sensor temperatures of a dark and a frame may differ")
  @Default.Double(2)
  @Range(min = 0, max = 100, unit = "C")
  double getTemperatureTolerance();

  void setTemperatureTolerance(double value);

  @Description("Allow a dark to be scaled up to a longer exposure than its own")
  @Default.Boolean(false)
  boolean getScaleDarkUp();

  void setScaleDarkUp(boolean value);

  @Description("Nights between a frame and the bias that it may be given")
  @Default.Integer(90)
  @Range(min = 0, max = 36500, unit = "nights")
  int getBiasMaxAge();

  void setBiasMaxAge(int value);

  @Description("Nights between a frame and the dark that it may be given")
  @Default.Integer(365)
  @Range(min = 0, max = 36500, unit = "nights")
  int getDarkMaxAge();

  void setDarkMaxAge(int value);

  @Description("Nights between a frame and the flat that it may be given")
  @Default.Integer(30)
  @Range(min = 0, max = 36500, unit = "nights")
  int getFlatMaxAge();

  void setFlatMaxAge(int value);

  @Description(
      "Folder, glob or file of masters, of earlier runs or other software, to be used where they"
          + " match; may be repeated")
  List<String> getMasters();

  void setMasters(List<String> value);

  @Description(
      "What the darks of --masters are that other software made and whose headers do not say:"
          + " WITH_BIAS or BIAS_SUBTRACTED (ADU), PER_SECOND (ADU/s, bias subtracted); UNKNOWN ones"
          + " are not used")
  @Default.Enum("UNKNOWN")
  ForeignDarks getForeignDarks();

  void setForeignDarks(ForeignDarks value);

  @Description("On which side of a frame's night its masters may be; the same night always may")
  @Default.Enum("ANY")
  MatchingRules.MasterNights getMasterNights();

  void setMasterNights(MatchingRules.MasterNights value);

  @Description(
      "By how much the rotator of a flat and a frame may differ; 180 and more for any, which also"
          + " makes one master of flats of all angles")
  @Default.Double(180)
  @Range(min = 0, max = 360, unit = "degrees")
  double getRotatorTolerance();

  void setRotatorTolerance(double value);

  @Description(
      "Settings in which a frame and its masters need not agree, separated by commas: CAMERA, GAIN,"
          + " OFFSET, READOUT_MODE, ROW_ORDER, WINDOW, ORIENTATION, SERIAL_NUMBER, TELESCOPE (with the"
          + " focal length), PEDESTAL; those of one master always do")
  List<String> getIgnoreSettings();

  void setIgnoreSettings(List<String> value);

  @Description("Frames that a master must be made of; of fewer none is made")
  @Default.Integer(1)
  @Range(min = 1, max = 10000, unit = "frames")
  int getMinimumFrames();

  void setMinimumFrames(int value);

  @Description("What becomes of a frame that lacks a master; SKIP_STEP does without that step")
  @Default.Enum("LEAVE_UNCALIBRATED")
  MatchingRules.MissingMasters getMissingMasters();

  void setMissingMasters(MatchingRules.MissingMasters value);
}
