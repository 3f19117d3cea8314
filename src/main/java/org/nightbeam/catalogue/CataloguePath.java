package org.nightbeam.catalogue;

import org.nightbeam.storage.OutputLayout;

/** Where catalogues are, below the output. */
final class CataloguePath {
  private static final String PRODUCTS = OutputLayout.CALIBRATED + "/";
  private static final String PRODUCT = ".fits";

  private CataloguePath() {}

  /**
   * Returns the catalogue of a calibrated frame; one product may hold several.
   *
   * @param product its path below the output, such as {@code calibrated/field_001.fits}
   * @param hdu of the raw frame
   * @return such as {@code sources/field_001.cat.fits}
   */
  static String of(String product, int hdu) {
    String name = product.startsWith(PRODUCTS) ? product.substring(PRODUCTS.length()) : product;
    String stem =
        name.endsWith(PRODUCT) ? name.substring(0, name.length() - PRODUCT.length()) : name;
    return OutputLayout.SOURCES + "/" + stem + (hdu == 0 ? "" : "-hdu" + hdu) + ".cat.fits";
  }
}
