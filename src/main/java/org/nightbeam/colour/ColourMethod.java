package org.nightbeam.colour;

/** Method of finding the two colours that a pixel does not have. */
public enum ColourMethod {
  /** No picture in colour is made. */
  NONE(1) {
    @Override
    Demosaic of(float[][] mosaic, int width, ColourPattern pattern) {
      throw new IllegalStateException("no picture in colour is wanted");
    }
  },
  /** A cell of 2 x 2 pixels becomes one pixel: nothing is interpolated. */
  SUPERPIXEL(2) {
    @Override
    Demosaic of(float[][] mosaic, int width, ColourPattern pattern) {
      return new SuperPixel(mosaic, width, pattern);
    }
  },
  /** The mean of the nearest neighbours. */
  BILINEAR(1) {
    @Override
    Demosaic of(float[][] mosaic, int width, ColourPattern pattern) {
      return new Bilinear(mosaic, width, pattern);
    }
  },
  /** The filters of Malvar, He and Cutler. */
  MALVAR(1) {
    @Override
    Demosaic of(float[][] mosaic, int width, ColourPattern pattern) {
      return new Malvar(mosaic, width, pattern);
    }
  },
  /** Along edges, by ratios. */
  RCD(1) {
    @Override
    Demosaic of(float[][] mosaic, int width, ColourPattern pattern) {
      return new RatioCorrected(mosaic, width, pattern);
    }
  };

  private final int pixels;

  ColourMethod(int pixels) {
    this.pixels = pixels;
  }

  /** Returns how many pixels of the mosaic are one of a plane, along each axis. */
  int pixels() {
    return pixels;
  }

  /**
   * Returns the work on a mosaic.
   *
   * @param mosaic {@code [height][>= width]}; NaN for no value
   */
  abstract Demosaic of(float[][] mosaic, int width, ColourPattern pattern);
}
