package org.nightbeam.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.nightbeam.badpixels.BadPixelRules;
import org.nightbeam.badpixels.BadPixelSettings;
import org.nightbeam.options.annotation.Heading;
import org.nightbeam.options.annotation.HeededBy;
import org.nightbeam.options.annotation.Names;
import org.nightbeam.options.annotation.Place;
import org.nightbeam.options.annotation.Range;
import org.nightbeam.options.annotation.Verb;

/** Bad pixels of lights. */
@Heading("Bad pixels")
@HeededBy({Verb.CALIBRATE, Verb.DEMO})
public interface BadPixelOptions extends PipelineOptions {
  @Description(
      "What is done with the bad pixels of lights: hot ones by the master dark, cold and"
          + " dark ones by the master flat, and those of --badPixelMap. INVALIDATE makes them"
          + " invalid, INTERPOLATE replaces them by values from those around; --planes=MASK marks"
          + " them in any case")
  @Default.Enum("KEEP")
  BadPixelSettings.Treatment getBadPixels();

  void setBadPixels(BadPixelSettings.Treatment value);

  @Description(
      "Map of bad pixels: a FITS image that is not 0 at bad pixels, or a list as in IRAF"
          + " (x1 x2 y1 y2)")
  @Names(Place.FILE)
  String getBadPixelMap();

  void setBadPixelMap(String value);

  @Description("A pixel is hot if the master dark is this far above its surroundings")
  @Default.Double(10)
  @Range(min = 0.1, max = 1000000, unit = "standard deviations")
  double getHotSigma();

  void setHotSigma(double value);

  @Description("A pixel is cold if the master flat is this far below its surroundings")
  @Default.Double(10)
  @Range(min = 0.1, max = 1000000, unit = "standard deviations")
  double getColdSigma();

  void setColdSigma(double value);

  @Description("A pixel is dark if the master flat is below this fraction of the flat's level")
  @Default.Double(0.2)
  @Range(min = 0, max = 0.99)
  double getLowFlat();

  void setLowFlat(double value);

  @Description("--badPixels=INTERPOLATE: widest run of bad pixels that is interpolated")
  @Default.Integer(5)
  @Range(min = 1, max = 1000, unit = "pixels")
  int getWidestDefect();

  void setWidestDefect(int value);

  /**
   * Returns the settings of bad pixels.
   *
   * @throws UsageException if there is no map where one is named
   */
  static BadPixelSettings badPixelSettings(BadPixelOptions options) throws UsageException {
    String map = options.getBadPixelMap();
    return new BadPixelSettings(
        options.getBadPixels(),
        new BadPixelRules(options.getHotSigma(), options.getColdSigma(), options.getLowFlat()),
        map == null ? "" : PathChecks.absolute(map),
        map == null ? "" : PathChecks.state("badPixelMap", map),
        options.getWidestDefect());
  }
}
