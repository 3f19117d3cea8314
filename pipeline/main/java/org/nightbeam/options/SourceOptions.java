package org.nightbeam.options;

import java.util.List;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.nightbeam.photometry.RadiusUnit;
import org.nightbeam.photometry.SkyLevel;

/** What is measured in calibrated lights. */
public interface SourceOptions extends PipelineOptions {
  @Description(
      "Write a catalogue of the sources of each light that is calibrated: sources/….cat.fits in the"
          + " output, a FITS binary table")
  @Default.Boolean(false)
  boolean getSources();

  void setSources(boolean value);

  @Description("Sources: how far above the noise a source is, in a filter of the stars' width")
  @Default.Double(5)
  @Range(min = 2, max = 1000, unit = "standard deviations")
  double getSourceSigma();

  void setSourceSigma(double value);

  @Description("Sources: pixels along each side of a mesh of the map of the sky")
  @Default.Integer(64)
  @Range(min = 8, max = 4096, unit = "pixels")
  int getSkyMesh();

  void setSkyMesh(int value);

  @Description(
      "Sources: radii of the circular apertures, ascending, with commas; by default"
          + " 0.75,1,1.5,2,2.5,3")
  List<String> getApertures();

  void setApertures(List<String> value);

  @Description(
      "Sources: what radii are counted in: FWHM, that of the frame's stars, so that the seeing takes"
          + " no light away, or PIXEL")
  @Default.Enum("FWHM")
  RadiusUnit getApertureUnit();

  void setApertureUnit(RadiusUnit value);

  @Description(
      "Sources: where the level of the sky about a source is from: ANNULUS, the pixels around it, or"
          + " MAP, which is better where stars are close together")
  @Default.Enum("ANNULUS")
  SkyLevel getSourceSky();

  void setSourceSky(SkyLevel value);
}
