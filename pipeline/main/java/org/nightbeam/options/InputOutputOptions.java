package org.nightbeam.options;

import java.util.List;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.nightbeam.header.TypeFrom;

/** What is read and where products go. */
public interface InputOutputOptions extends PipelineOptions {
  @Description(
      "Folder (searched with its subfolders), glob or FITS file to read; may be repeated, or several"
          + " separated by commas")
  List<String> getInput();

  void setInput(List<String> value);

  @Description("Folder for the products")
  String getOutput();

  void setOutput(String value);

  @Description("Local folder for cache and temporary files (default: nightbeam in the system's)")
  String getScratch();

  void setScratch(String value);

  @Description("Where the type of a frame is looked for: in its header, its folder's name, or both")
  @Default.Enum("AUTO")
  TypeFrom getTypeFrom();

  void setTypeFrom(TypeFrom value);

  @Description(
      "YAML file with keywords and words of your headers, which go before the shipped ones")
  String getDialect();

  void setDialect(String value);

  @Description(
      "YAML file with facts stated by hand: for each pattern of paths what the headers lack or have"
          + " wrong")
  String getFacts();

  void setFacts(String value);

  @Description(
      "Reject a frame whose pixels or header do not agree with its DATASUM or CHECKSUM, where it has"
          + " them")
  @Default.Boolean(true)
  boolean getVerifyChecksums();

  void setVerifyChecksums(boolean value);

  @Description("Longitude of telescopes whose headers give none: nights begin at its noon")
  @Range(min = -180, max = 360, unit = "degrees east")
  Double getLongitude();

  void setLongitude(Double value);

  @Description("Time zone of the site, such as Europe/Berlin, where no longitude is known")
  String getTimeZone();

  void setTimeZone(String value);

  @Description("How far the dates of nights are behind UTC where neither of these is known")
  @Default.Double(10)
  @Range(min = -24, max = 24, unit = "h")
  double getNightOffset();

  void setNightOffset(double value);
}
