package org.nightbeam.options;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.nightbeam.catalogue.SourceMeasurement;
import org.nightbeam.correction.Measurement;
import org.nightbeam.fits.product.Plane;
import org.nightbeam.options.annotation.Heading;
import org.nightbeam.options.annotation.HeededBy;
import org.nightbeam.options.annotation.Range;
import org.nightbeam.options.annotation.Verb;
import org.nightbeam.photometry.PhotometrySettings;
import org.nightbeam.photometry.RadiusUnit;
import org.nightbeam.photometry.SkyLevel;
import org.nightbeam.sources.DetectionSettings;

/** What is measured in calibrated lights. */
@Heading("Sources")
@HeededBy({Verb.CALIBRATE, Verb.DEMO})
public interface SourceOptions extends RegistrationOptions {
  @Description(
      "Write a catalogue of the sources in each calibrated light: sources/*.cat.fits in the"
          + " output, a FITS binary table")
  @Default.Boolean(false)
  boolean getSources();

  void setSources(boolean value);

  @Description(
      "Sources: detection limit above the noise, after filtering with the width of" + " the stars")
  @Default.Double(5)
  @Range(min = 2, max = 1000, unit = "standard deviations")
  double getSourceSigma();

  void setSourceSigma(double value);

  @Description("Sources: pixels along each side of a mesh of the sky map")
  @Default.Integer(64)
  @Range(min = 8, max = 4096, unit = "pixels")
  int getSkyMesh();

  void setSkyMesh(int value);

  @Description(
      "Sources: radii of the circular apertures, ascending, separated by commas; by default"
          + " 0.75,1,1.5,2,2.5,3")
  List<String> getApertures();

  void setApertures(List<String> value);

  @Description(
      "Sources: unit of the radii: FWHM, that of the frame's stars, so that no flux is lost"
          + " to the seeing, or PIXEL")
  @Default.Enum("FWHM")
  RadiusUnit getApertureUnit();

  void setApertureUnit(RadiusUnit value);

  @Description(
      "Sources: where the sky level at a source comes from: ANNULUS, the pixels around it,"
          + " or MAP, which is better in crowded fields")
  @Default.Enum("ANNULUS")
  SkyLevel getSourceSky();

  void setSourceSky(SkyLevel value);

  /**
   * Returns what is measured in lights; nothing unless catalogues or their sky are wanted.
   *
   * @param planes written beside the pixels
   * @throws UsageException if radii are not such
   */
  static List<Measurement> measurements(SourceOptions options, List<Plane> planes)
      throws UsageException {
    PhotometrySettings settings =
        new PhotometrySettings(
            new DetectionSettings(
                options.getSourceSigma(),
                DetectionSettings.DEFAULT.fewestPixels(),
                DetectionSettings.DEFAULT.contrast()),
            options.getSkyMesh(),
            radii(options.getApertures()),
            options.getApertureUnit(),
            options.getSourceSky());
    boolean sources = options.getSources() || RegistrationOptions.registers(options);
    if (!sources) {
      refuse("sourceSigma", options.getSourceSigma(), DetectionSettings.DEFAULT.sigmas());
      refuse("apertures", settings.radii(), PhotometrySettings.DEFAULT.radii());
      refuse("apertureUnit", options.getApertureUnit(), PhotometrySettings.DEFAULT.unit());
      refuse("sourceSky", options.getSourceSky(), PhotometrySettings.DEFAULT.sky());
      GradingOptions.refuse(options.as(GradingOptions.class));
    }
    return sources || planes.contains(Plane.BACKGROUND)
        ? List.of(new SourceMeasurement(settings, sources))
        : List.of();
  }

  /**
   * Refuses an option that does nothing, as no catalogues are made.
   *
   * @param without what it is if nobody gives it
   * @throws UsageException if it is something else
   */
  static void refuse(String option, Object value, Object without) throws UsageException {
    if (!value.equals(without)) {
      throw new UsageException(
          String.format(
              "--%s=%s: does nothing without catalogues of sources; add --sources (--stack"
                  + " and --lightCurves imply it), or leave it out",
              option,
              value instanceof List<?> list
                  ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
                  : value));
    }
  }

  private static List<Double> radii(List<String> given) throws UsageException {
    if (given == null) {
      return PhotometrySettings.DEFAULT.radii();
    }
    try {
      List<Double> radii = given.stream().map(radius -> Double.valueOf(radius.trim())).toList();
      PhotometrySettings.checkRadii(radii);
      return radii;
    } catch (IllegalArgumentException wrong) {
      throw new UsageException(
          "--apertures="
              + String.join(",", given)
              + ": expected up to "
              + PhotometrySettings.MOST_RADII
              + " radii above 0, ascending, such as 1,1.5,2");
    }
  }
}
