package org.nightbeam.options;

import java.util.List;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.nightbeam.header.dialect.HeaderRulesException;
import org.nightbeam.lightcurve.CurveSettings;
import org.nightbeam.lightcurve.Targets;
import org.nightbeam.options.annotation.Heading;
import org.nightbeam.options.annotation.HeededBy;
import org.nightbeam.options.annotation.ListOf;
import org.nightbeam.options.annotation.Names;
import org.nightbeam.options.annotation.Place;
import org.nightbeam.options.annotation.Range;
import org.nightbeam.options.annotation.Verb;

/** Light curves of the stars of a target. */
@Heading("Light curves")
@HeededBy({Verb.CALIBRATE, Verb.DEMO})
public interface LightCurveOptions extends PipelineOptions {
  @Description(
      "Make light curves of the stars of each field: lightcurves/*.csv in the output, for the targets"
          + " and the most variable stars, and lightcurves/stars.fits for all; implies --sources")
  @Default.Boolean(false)
  boolean getLightCurves();

  void setLightCurves(boolean value);

  @Description(
      "Light curves: YAML file of the stars whose curves are wanted, one line each: NAME:"
          + " {ra: \"02 04 10.28\", dec: \"+46 41 16.2\", frame: NAME-OF-A-LIGHT.fits, x: 424, y:"
          + " 287}")
  @Names(Place.FILE)
  String getTargets();

  void setTargets(String value);

  @Description("Light curves: how many of the brightest stars of a field are measured")
  @Default.Integer(1000)
  @Range(min = 2, max = 100_000, unit = "stars")
  int getCurveStars();

  void setCurveStars(int value);

  @Description(
      "Light curves: largest number of certainly variable stars of a field that" + " get a curve")
  @Default.Integer(10)
  @Range(min = 0, max = 10_000, unit = "stars")
  int getVariables();

  void setVariables(int value);

  @Description(
      "Light curves: quantities against which curves are detrended, separated by commas, if"
          + " that predicts held-out values better: AIRMASS, FWHM, X, Y, SKY")
  @ListOf(CurveSettings.Trend.class)
  List<String> getDetrend();

  void setDetrend(List<String> value);

  @Description("Light curves: diameter of the telescope; errors then include scintillation")
  @Range(min = 0.01, max = 100, unit = "m")
  Double getTelescopeDiameter();

  void setTelescopeDiameter(Double value);

  @Description(
      "Light curves: your observer code at the AAVSO; writes lightcurves/*.aavso.txt in its extended"
          + " format")
  String getAavsoObserver();

  void setAavsoObserver(String value);

  @Description(
      "Light curves: also write lightcurves/*.exoclock.txt: time, flux and error, as"
          + " ExoClock and the ETD take them")
  @Default.Boolean(false)
  boolean getExoClock();

  void setExoClock(boolean value);

  /**
   * Checks the options before anything runs.
   *
   * @throws UsageException if an option, or the file of targets, is wrong, or an option has no
   *     effect
   */
  static void checkCurves(LightCurveOptions options) throws UsageException {
    if (options.getLightCurves()) {
      curveSettings(options);
    } else if (options.getTargets() != null) {
      throw new UsageException("--targets: expected together with --lightCurves");
    }
  }

  /**
   * Returns how light curves are made.
   *
   * @throws UsageException if an option, or the file of targets, is wrong
   */
  static CurveSettings curveSettings(LightCurveOptions options) throws UsageException {
    String file = options.getTargets();
    String text = file == null ? "" : PathChecks.text("targets", file);
    String name = file == null ? "" : file.replaceFirst(".*/", "");
    String observer = options.getAavsoObserver() == null ? "" : options.getAavsoObserver().strip();
    if (!observer.matches("[A-Za-z0-9]{0,8}")) {
      throw new UsageException(
          "--aavsoObserver="
              + observer
              + ": expected the code that the AAVSO gave you, such as ABC");
    }
    try {
      Targets.read(text, name);
    } catch (HeaderRulesException wrong) {
      throw new UsageException(wrong.getMessage());
    }
    return new CurveSettings(
        text,
        name,
        options.getCurveStars(),
        options.getVariables(),
        options.getTelescopeDiameter() == null ? Double.NaN : options.getTelescopeDiameter(),
        Choices.of("detrend", options.getDetrend(), CurveSettings.Trend.class),
        observer,
        options.getExoClock());
  }
}
