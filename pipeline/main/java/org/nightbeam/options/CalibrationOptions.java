package org.nightbeam.options;

import java.util.List;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.nightbeam.badpixels.BadPixelSettings;
import org.nightbeam.calibrate.Assembly;
import org.nightbeam.calibrate.InvalidPixels;
import org.nightbeam.calibrate.PixelUnit;
import org.nightbeam.combine.CombineMethod;
import org.nightbeam.cosmicrays.CosmicRayRule;
import org.nightbeam.fits.product.ProductCompression;
import org.nightbeam.signal.OverscanFunction;
import org.nightbeam.signal.OverscanStatistic;

/** What is computed. */
public interface CalibrationOptions extends PipelineOptions {
  @Description(
      "How calibration frames are combined into masters; AUTO takes the median of fewer than 5,"
          + " WINSORIZED up to 14, SIGMA_CLIP of more")
  @Default.Enum("MEDIAN")
  CombineMethod getCombine();

  void setCombine(CombineMethod value);

  @Description(
      "What becomes of calibration frames that plainly do not belong to their master: a wrong level,"
          + " light in a dark, a saturated or dark flat, a frame of one value")
  @Default.Enum("EXCLUDE")
  MisfitRule getMisfits();

  void setMisfits(MisfitRule value);

  @Description("MIN_MAX: reject so many of the lowest values of a pixel")
  @Default.Integer(1)
  @Range(min = 0, max = 1000)
  int getRejectLow();

  void setRejectLow(int value);

  @Description("MIN_MAX: reject so many of the highest values of a pixel")
  @Default.Integer(1)
  @Range(min = 0, max = 1000)
  int getRejectHigh();

  void setRejectHigh(int value);

  @Description("SIGMA_CLIP, WINSORIZED: reject values this far below the median")
  @Default.Double(3)
  @Range(min = 0, max = 100, unit = "standard deviations")
  double getSigmaLow();

  void setSigmaLow(double value);

  @Description("SIGMA_CLIP, WINSORIZED: reject values this far above the median")
  @Default.Double(3)
  @Range(min = 0, max = 100, unit = "standard deviations")
  double getSigmaHigh();

  void setSigmaHigh(double value);

  @Description("SIGMA_CLIP, WINSORIZED: how often at most values are rejected")
  @Default.Integer(5)
  @Range(min = 1, max = 100)
  int getClipIterations();

  void setClipIterations(int value);

  @Description(
      "The overscan whose level is subtracted from every frame: NONE, HEADER (BIASSEC, OVERSEC), or"
          + " a section such as [768:795,1:511], columns and rows from 1. A strip across most of"
          + " the width gives a level a column, else a level a row")
  @Default.String("NONE")
  String getOverscan();

  void setOverscan(String value);

  @Description("What is kept of every frame: NONE for all, HEADER (TRIMSEC, DATASEC), or a section")
  @Default.String("NONE")
  String getTrim();

  void setTrim(String value);

  @Description("How the overscan pixels of a row become one value")
  @Default.Enum("MEAN")
  OverscanStatistic getOverscanStatistic();

  void setOverscanStatistic(OverscanStatistic value);

  @Description("What is fitted to the overscan along the rows")
  @Default.Enum("LEGENDRE")
  OverscanFunction getOverscanFunction();

  void setOverscanFunction(OverscanFunction value);

  @Description("Terms of a polynomial, or pieces of a spline, that is fitted to the overscan")
  @Default.Integer(1)
  @Range(min = 1, max = 10000)
  int getOverscanOrder();

  void setOverscanOrder(int value);

  @Description("Overscan: rows this far below the fit are rejected; 0 for none")
  @Default.Double(3)
  @Range(min = 0, max = 1000, unit = "standard deviations")
  double getOverscanRejectLow();

  void setOverscanRejectLow(double value);

  @Description("Overscan: rows this far above the fit are rejected; 0 for none")
  @Default.Double(3)
  @Range(min = 0, max = 1000, unit = "standard deviations")
  double getOverscanRejectHigh();

  void setOverscanRejectHigh(double value);

  @Description("Overscan: how often at most rows are rejected")
  @Default.Integer(1)
  @Range(min = 0, max = 1000)
  int getOverscanIterations();

  void setOverscanIterations(int value);

  @Description("Overscan: how many rows before and after a rejected one are rejected with it")
  @Default.Integer(0)
  @Range(min = 0, max = 1000)
  int getOverscanGrow();

  void setOverscanGrow(int value);

  @Description(
      "Coefficients c0,c1,c2,... that make c0 + c1 x + c2 x^2 + ... of the counts x above bias, for"
          + " sensors that are not linear")
  List<String> getLinearity();

  void setLinearity(List<String> value);

  @Description(
      "What becomes of bad pixels of lights: hot ones by the master dark, cold and dark ones by the"
          + " master flat, and those of --badPixelMap. INVALIDATE makes them invalid, INTERPOLATE"
          + " gives them a value from those around; --planes=MASK shows them in any case")
  @Default.Enum("KEEP")
  BadPixelSettings.Treatment getBadPixels();

  void setBadPixels(BadPixelSettings.Treatment value);

  @Description(
      "A map of bad pixels: a FITS image that is not 0 where they are, or a list as IRAF has it"
          + " (x1 x2 y1 y2)")
  String getBadPixelMap();

  void setBadPixelMap(String value);

  @Description("A pixel is hot if the master dark is so far above its surroundings")
  @Default.Double(10)
  @Range(min = 0.1, max = 1000000, unit = "standard deviations")
  double getHotSigma();

  void setHotSigma(double value);

  @Description("A pixel is cold if the master flat is so far below its surroundings")
  @Default.Double(10)
  @Range(min = 0.1, max = 1000000, unit = "standard deviations")
  double getColdSigma();

  void setColdSigma(double value);

  @Description("The flat is too low at a pixel below this part of its level")
  @Default.Double(0.2)
  @Range(min = 0, max = 0.99)
  double getLowFlat();

  void setLowFlat(double value);

  @Description("--badPixels=INTERPOLATE bridges so many bad pixels in a row, not more")
  @Default.Integer(5)
  @Range(min = 1, max = 1000)
  int getWidestDefect();

  void setWidestDefect(int value);

  @Description(
      "Fringe masters: FITS files, folders or globs. Of the one of a light's filter so much is"
          + " subtracted as is in it")
  List<String> getFringe();

  void setFringe(List<String> value);

  @Description(
      "What becomes of pixels of lights that were hit by cosmic rays, found by L.A.Cosmic: REPLACE"
          + " gives them the mean of those around, INVALIDATE makes them invalid")
  @Default.Enum("KEEP")
  CosmicRayRule.Treatment getCosmicRays();

  void setCosmicRays(CosmicRayRule.Treatment value);

  @Description("L.A.Cosmic: how sharp an edge has to be, in sigma of its noise")
  @Default.Double(4.5)
  @Range(min = 0.1, max = 1000, unit = "sigma")
  double getCosmicRaySigma();

  void setCosmicRaySigma(double value);

  @Description("L.A.Cosmic: neighbours of a hit are hit from this part of that on")
  @Default.Double(0.3)
  @Range(min = 0.001, max = 1)
  double getCosmicRayFraction();

  void setCosmicRayFraction(double value);

  @Description("L.A.Cosmic: how much sharper than a star a hit has to be; more spares sharp stars")
  @Default.Double(5)
  @Range(min = 0, max = 1000000)
  double getCosmicRayObjectLimit();

  void setCosmicRayObjectLimit(double value);

  @Description("L.A.Cosmic: how often at most it is looked again")
  @Default.Integer(4)
  @Range(min = 1, max = 100)
  int getCosmicRayIterations();

  void setCosmicRayIterations(int value);

  @Description("Electrons an ADU, in place of what headers say (EGAIN)")
  @Range(min = 0.000001, max = 100000, unit = "e-/ADU")
  Double getElectronsPerAdu();

  void setElectronsPerAdu(Double value);

  @Description("Read noise of the sensor, in place of what headers say (RDNOISE)")
  @Range(min = 0, max = 100000, unit = "e-")
  Double getReadNoise();

  void setReadNoise(Double value);

  @Description("From where on a pixel is saturated, in place of what headers say (SATURATE)")
  @Range(min = 1, max = 1000000000, unit = "ADU")
  Double getSaturation();

  void setSaturation(Double value);

  @Description("Unit of calibrated pixels; ELECTRON multiplies by the electrons an ADU")
  @Default.Enum("ADU")
  PixelUnit getUnit();

  void setUnit(PixelUnit value);

  @Description(
      "What is written beside the pixels, an extension each: UNCERT the standard deviation; MASK, of"
          + " lights, what is wrong with a pixel, as bits that its header explains; COUNT, of masters,"
          + " how many values a pixel is made of. Several with commas: UNCERT,MASK")
  List<String> getPlanes();

  void setPlanes(List<String> value);

  @Description(
      "How calibrated frames are compressed, always without loss: TILES as fpack does it (.fits.fz),"
          + " GZIP as a whole (.fits.gz)")
  @Default.Enum("NONE")
  ProductCompression getCompress();

  void setCompress(ProductCompression value);

  @Description(
      "Puts the amplifiers of a file with several images together to one image, where DETSEC or"
          + " CCDSEC says; NONE leaves each an extension")
  @Default.Enum("NONE")
  Assembly getAssemble();

  void setAssemble(Assembly value);

  @Description(
      "What a pixel without a valid value becomes; MINUS_ONE makes every negative pixel -1 as well")
  @Default.Enum("NAN")
  InvalidPixels getInvalidPixels();

  void setInvalidPixels(InvalidPixels value);
}
