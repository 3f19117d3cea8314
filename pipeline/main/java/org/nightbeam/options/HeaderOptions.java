package org.nightbeam.options;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.nightbeam.header.FrameReader;
import org.nightbeam.header.HeaderRules;
import org.nightbeam.header.NightRule;
import org.nightbeam.header.StatedFacts;
import org.nightbeam.header.TypeFrom;
import org.nightbeam.header.dialect.HeaderRulesException;
import org.nightbeam.options.annotation.Heading;
import org.nightbeam.options.annotation.HeededBy;
import org.nightbeam.options.annotation.Names;
import org.nightbeam.options.annotation.Place;
import org.nightbeam.options.annotation.Range;
import org.nightbeam.options.annotation.Verb;

/** How headers are read. */
@Heading("Headers")
@HeededBy({Verb.CALIBRATE, Verb.PLAN, Verb.NOISE, Verb.EXPLAIN})
public interface HeaderOptions extends PipelineOptions {
  @Description(
      "Where the type of a frame is looked for: in its header, in the name of its folder, or in both")
  @Default.Enum("AUTO")
  TypeFrom getTypeFrom();

  void setTypeFrom(TypeFrom value);

  @Description(
      "YAML file with the keywords and words of your headers, which take precedence over the shipped"
          + " ones")
  @Names(Place.FILE)
  String getDialect();

  void setDialect(String value);

  @Description(
      "YAML file with facts stated by hand: for each path pattern, what headers lack or have wrong")
  @Names(Place.FILE)
  String getFacts();

  void setFacts(String value);

  @Description(
      "Reject a frame whose pixels or header disagree with its DATASUM or CHECKSUM, if it has them")
  @Default.Boolean(true)
  boolean getVerifyChecksums();

  void setVerifyChecksums(boolean value);

  @Description(
      "Longitude of telescopes whose headers give none; a night begins at local" + " noon there")
  @Range(min = -180, max = 360, unit = "degrees east")
  Double getLongitude();

  void setLongitude(Double value);

  @Description("Time zone of the site, such as Europe/Berlin, if no longitude is known")
  String getTimeZone();

  void setTimeZone(String value);

  @Description(
      "How far the dates of nights are behind UTC if neither longitude nor time zone is known")
  @Default.Double(10)
  @Range(min = -24, max = 24, unit = "h")
  double getNightOffset();

  void setNightOffset(double value);

  /**
   * Returns how headers are read.
   *
   * @throws UsageException if an option, or a file that one names, is wrong
   */
  static HeaderRules headerRules(ProgramOptions options) throws UsageException {
    HeaderRules rules =
        new HeaderRules(
            options.getTypeFrom(),
            new NightRule(
                options.getLongitude() == null ? Double.NaN : options.getLongitude(),
                zone(options.getTimeZone()),
                Duration.ofSeconds(Math.round(options.getNightOffset() * 3600))),
            name(options.getDialect()),
            text("dialect", options.getDialect()),
            name(options.getFacts()),
            text("facts", options.getFacts()),
            options.getVerifyChecksums(),
            PreparationOptions.preparation(options));
    try {
      new FrameReader(rules);
      return rules;
    } catch (HeaderRulesException wrong) {
      throw new UsageException(wrong.getMessage());
    }
  }

  /**
   * Returns the facts stated by hand; there may be none.
   *
   * @throws UsageException if their file cannot be read
   */
  static StatedFacts statedFacts(HeaderOptions options) throws UsageException {
    return StatedFacts.read(text("facts", options.getFacts()), name(options.getFacts()));
  }

  private static ZoneId zone(String name) throws UsageException {
    try {
      return name == null ? null : ZoneId.of(name);
    } catch (DateTimeException unknown) {
      throw new UsageException(
          "--timeZone=" + name + ": expected a time zone such as Europe/Berlin or UTC-10");
    }
  }

  private static String name(String file) {
    return file == null ? "" : file.replaceFirst(".*/", "");
  }

  private static String text(String option, String file) throws UsageException {
    return file == null ? "" : PathChecks.text(option, file);
  }
}
