package org.nightbeam.frame;

/**
 * Facts that a header may give about a frame. The keywords of each are in the {@link
 * org.nightbeam.header.dialect.Dialect}.
 */
public enum Fact {
  /** Type of the frame. */
  TYPE("type"),
  /** Exposure time in seconds. */
  EXPOSURE("exposure"),
  /** Filters in the beam. */
  FILTER("filter"),
  /** Temperature asked of the sensor, in degrees Celsius. */
  SET_TEMPERATURE("setTemperature"),
  /** Temperature of the sensor as it was measured, in degrees Celsius. */
  MEASURED_TEMPERATURE("measuredTemperature"),
  /** Pixels of the sensor in one of the image, along a row. */
  X_BINNING("xbinning"),
  /** Pixels of the sensor in one of the image, along a column. */
  Y_BINNING("ybinning"),
  /** Both binnings in one value. */
  BINNING("binning"),
  /** The camera, or the instrument. */
  CAMERA("camera"),
  /** Gain as it was set, in units of the camera. */
  GAIN("gain"),
  /** Offset as it was set, in units of the camera. */
  OFFSET("offset"),
  /** Readout mode. */
  READOUT_MODE("readoutMode"),
  /** Whether rows go up or down. */
  ROW_ORDER("rowOrder"),
  /** Angle of the rotator, in degrees. */
  ROTATOR("rotator"),
  /** Colours of the first four pixels of a colour sensor. */
  CFA_PATTERN("cfaPattern"),
  /** Start of the exposure: its date, most often with the time. */
  DATE("date"),
  /** Start of the exposure: its time. */
  TIME("time"),
  /** Start of the exposure as a modified Julian date. */
  MODIFIED_JULIAN_DATE("modifiedJulianDate"),
  /** Start of the exposure as a Julian date. */
  JULIAN_DATE("julianDate"),
  /** Start of the exposure by the clock of the site. */
  LOCAL_DATE("localDate"),
  /** Time zone of the site. */
  TIME_ZONE("timeZone"),
  /** End of the exposure, as a date or a day number. */
  END_DATE("endDate"),
  /** Middle of the exposure, as a date or a day number. */
  MIDDLE_DATE("middleDate"),
  /** Longitude of the telescope, in degrees east. */
  LONGITUDE("longitude"),
  /** Latitude of the telescope, in degrees north. */
  LATITUDE("latitude"),
  /** Name of the target. */
  OBJECT("object"),
  /** Right ascension of the target, in degrees. */
  RIGHT_ASCENSION("rightAscension"),
  /** Declination of the target, in degrees. */
  DECLINATION("declination"),
  /** Airmass: 1 at the zenith. */
  AIRMASS("airmass"),
  /** Altitude of the target above the horizon, in degrees. */
  ALTITUDE("altitude"),
  /** Arcseconds per pixel. */
  PIXEL_SCALE("pixelScale"),
  /** Micrometres of a pixel of the image, along a row. */
  IMAGE_PIXEL_SIZE("imagePixelSize"),
  /** Micrometres of a pixel of the sensor, along a row. */
  SENSOR_PIXEL_SIZE("sensorPixelSize"),
  /** Gain in e-/ADU. */
  ELECTRONS_PER_ADU("electronsPerAdu"),
  /** Read noise in electrons. */
  READ_NOISE("readNoise"),
  /** The ADU from which a pixel is saturated. */
  SATURATION("saturation"),
  /** Overscan columns or rows, as a FITS section. */
  BIAS_SECTION("biasSection"),
  /** Pixels that see light, as a FITS section. */
  TRIM_SECTION("trimSection"),
  /** Window of the chip: its origin, or a section of the chip. */
  WINDOW("window"),
  /** Whether the image was flipped or turned after it was read. */
  ORIENTATION("orientation"),
  /** Serial number of the camera or its chip. */
  SERIAL_NUMBER("serialNumber"),
  /** Settings of the readout other than gain, offset and readout mode. */
  READOUT_SETTING("readoutSetting"),
  /** Name of one of several images of a file, such as that of its amplifier. */
  IMAGE_NAME("imageName"),
  /** The telescope. */
  TELESCOPE("telescope"),

  /** Other optics that change the light on the chip, such as a focal reducer. */
  OPTICS("optics"),
  /** Focal length of the telescope, in millimetres. */
  FOCAL_LENGTH("focalLength"),
  /** A constant that the camera program has added to the pixels, in ADU. */
  PEDESTAL("pedestal"),
  /** Columns by which the colour pattern is shifted. */
  X_BAYER_OFFSET("xBayerOffset"),
  /** Rows by which the colour pattern is shifted. */
  Y_BAYER_OFFSET("yBayerOffset");

  private final String label;

  Fact(String label) {
    this.label = label;
  }

  /** Returns the name in dialect files. */
  public String label() {
    return label;
  }

  /**
   * Returns whether it describes a frame and decides nothing: what is wrong with it harms no
   * product.
   */
  public boolean onlyDescribes() {
    return switch (this) {
      case LATITUDE,
          OBJECT,
          RIGHT_ASCENSION,
          DECLINATION,
          AIRMASS,
          ALTITUDE,
          PIXEL_SCALE,
          IMAGE_PIXEL_SIZE,
          SENSOR_PIXEL_SIZE ->
          true;
      default -> false;
    };
  }

  /** Returns whether it is a temperature of the sensor. */
  public boolean isTemperature() {
    return this == SET_TEMPERATURE || this == MEASURED_TEMPERATURE;
  }

  /** Returns the quantity that this is one of, whose units the dialect knows; null for none. */
  public String quantity() {
    return switch (this) {
      case EXPOSURE, TIME -> "time";
      case SET_TEMPERATURE, MEASURED_TEMPERATURE -> "temperature";
      case WINDOW -> "origin";
      case FOCAL_LENGTH -> "length";
      case RIGHT_ASCENSION, DECLINATION, LATITUDE -> "angle";
      default -> null;
    };
  }
}
