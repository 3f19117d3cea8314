package org.nightbeam.fits.product;

/**
 * The planes that a product may have, one extension each. Every difference between planes is
 * defined here.
 */
public enum Plane {
  /** The standard deviation of each pixel, in the unit of the pixels; NaN for no value. */
  UNCERT(ProductHeader.Pixels.FLOAT, true, true, Float.NaN) {
    @Override
    void describe(ProductHeader header, String bunit) {
      header.add("BUNIT", bunit, "unit of the pixels");
      header.add("UTYPE", "StdDevUncertainty", "standard deviation of each pixel");
    }

    @Override
    public boolean isInUnitOfPixels() {
      return true;
    }

    @Override
    public boolean needsNoise() {
      return true;
    }
  },
  /** What is wrong with each pixel, as bits that its header explains. */
  MASK(ProductHeader.Pixels.BYTE, true, false, PixelFlag.NO_DATA.bit()) {
    @Override
    void describe(ProductHeader header, String bunit) {
      for (PixelFlag flag : PixelFlag.values()) {
        header.add(flag.keyword(), flag.name(), flag.meaning());
      }
    }

    @Override
    public boolean needsFlags() {
      return true;
    }
  },
  /** The level of the sky at each pixel, in the unit of the pixels; NaN where it is not known. */
  BACKGROUND(ProductHeader.Pixels.FLOAT, true, false, Float.NaN) {
    @Override
    void describe(ProductHeader header, String bunit) {
      header.add("BUNIT", bunit, "unit of the pixels");
      header.addHistory("Nightbeam: level of the sky, which is not subtracted");
    }

    @Override
    public boolean isInUnitOfPixels() {
      return true;
    }

    @Override
    public boolean isOfWholeFrame() {
      return true;
    }
  },
  /** The number of values that each pixel is made of, without those rejected. */
  COUNT(ProductHeader.Pixels.SHORT, false, true, 0) {
    @Override
    void describe(ProductHeader header, String bunit) {
      header.addHistory("Nightbeam: of how many values each pixel is made");
    }
  };

  private final ProductHeader.Pixels pixels;
  private final boolean ofLights;
  private final boolean ofMasters;
  private final float none;

  /**
   * @param pixels what its values are stored as
   * @param ofLights whether calibrated lights may have it
   * @param ofMasters whether masters may have it
   * @param none its value where there is no pixel
   */
  Plane(ProductHeader.Pixels pixels, boolean ofLights, boolean ofMasters, float none) {
    this.pixels = pixels;
    this.ofLights = ofLights;
    this.ofMasters = ofMasters;
    this.none = none;
  }

  /** Returns what its values are stored as. */
  public ProductHeader.Pixels pixels() {
    return pixels;
  }

  /** Returns whether calibrated lights may have it. */
  public boolean isOfLights() {
    return ofLights;
  }

  /** Returns whether masters may have it. */
  public boolean isOfMasters() {
    return ofMasters;
  }

  /** Returns its value where there is no pixel. */
  public float none() {
    return none;
  }

  /** Returns whether its values are multiplied where pixels are. */
  public boolean isInUnitOfPixels() {
    return false;
  }

  /**
   * Returns whether it follows from the standard deviations of pixels, and so from the sensor's
   * noise.
   */
  public boolean needsNoise() {
    return false;
  }

  /** Returns whether it follows from the flags of pixels. */
  public boolean needsFlags() {
    return false;
  }

  /** Returns whether its first row follows from the last row of the light. */
  public boolean isOfWholeFrame() {
    return false;
  }

  /**
   * Returns the header of its extension.
   *
   * @param bunit unit of the pixels that it stands beside; blank for none
   */
  public ProductHeader header(int width, int height, String bunit) {
    return header(width, height, 1, bunit);
  }

  /**
   * Returns the header of its extension, of several planes such as colours.
   *
   * @param bunit unit of the pixels that it stands beside; blank for none
   */
  public ProductHeader header(int width, int height, int planes, String bunit) {
    return header(name(), "", width, height, planes, bunit);
  }

  /**
   * Returns the header of its extension in a file with several images.
   *
   * @param hdu of the raw file, from which the image is
   * @param bunit unit of the pixels that it stands beside; blank for none
   */
  public ProductHeader headerOf(int hdu, int width, int height, String bunit) {
    // astropy's CCDData takes any UNCERT and MASK of a file: of several images none must be so.
    return header(
        name() + "_" + hdu, "of the image from this HDU of the raw file", width, height, 1, bunit);
  }

  private ProductHeader header(
      String name, String comment, int width, int height, int planes, String bunit) {
    ProductHeader header = ProductHeader.ofExtension(pixels, width, height, planes);
    header.add("EXTNAME", name, comment);
    describe(header, bunit);
    return header;
  }

  /** Writes what its values mean. */
  abstract void describe(ProductHeader header, String bunit);
}
