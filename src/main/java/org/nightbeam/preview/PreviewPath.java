package org.nightbeam.preview;

import org.nightbeam.storage.OutputLayout;

/** Paths of product previews below the output. */
public final class PreviewPath {
  private PreviewPath() {}

  /**
   * Returns the picture of a product.
   *
   * @param product its path below the output, such as {@code calibrated/field_001.fits}
   */
  public static String picture(String product) {
    return OutputLayout.PREVIEWS + "/" + product + ".jpg";
  }

  /**
   * Returns the picture of a calibrated frame; one product may hold several.
   *
   * @param product its path below the output
   * @param hdu of the raw frame
   */
  public static String picture(String product, int hdu) {
    return picture(hdu == 0 ? product : product + "-hdu" + hdu);
  }

  /**
   * Returns the picture of the centre and the corners of a calibrated frame, see {@link Crops}.
   *
   * @param product its path below the output
   * @param hdu of the raw frame
   */
  public static String crops(String product, int hdu) {
    return crops(picture(product, hdu));
  }

  /** Returns the path of the crops that go with a picture. */
  static String crops(String picture) {
    return picture.substring(0, picture.length() - ".jpg".length()) + ".crops.jpg";
  }

  /** Returns the statistics of a master. */
  public static String statistics(String master) {
    return OutputLayout.PREVIEWS + "/" + master + ".json";
  }
}
