package org.nightbeam.catalogue;

/** Where catalogues are, below the output. */
public final class CataloguePath {
  /** The folder of all of them. */
  public static final String FOLDER = "sources";

  private static final String PRODUCTS = "calibrated/";
  private static final String PRODUCT = ".fits";

  private CataloguePath() {}

  /**
   * The catalogue of a calibrated frame; one product may hold several.
   *
   * @param product its path below the output, such as {@code calibrated/field_001.fits}
   * @param hdu of the raw frame
   * @return such as {@code sources/field_001.cat.fits}
   */
  public static String of(String product, int hdu) {
    String name = product.startsWith(PRODUCTS) ? product.substring(PRODUCTS.length()) : product;
    String stem =
        name.endsWith(PRODUCT) ? name.substring(0, name.length() - PRODUCT.length()) : name;
    return FOLDER + "/" + stem + (hdu == 0 ? "" : "-hdu" + hdu) + ".cat.fits";
  }
}
