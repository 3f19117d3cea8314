package org.nightbeam.catalogue;

import java.util.regex.Pattern;
import org.nightbeam.storage.OutputLayout;

/** Where catalogues are, below the output. */
public final class CataloguePath {
  private static final String PRODUCTS = OutputLayout.CALIBRATED + "/";
  private static final Pattern PRODUCT = Pattern.compile("\\.fits(\\.[fg]z)?$");

  private CataloguePath() {}

  /**
   * Returns the catalogue of a calibrated frame; one product may hold several.
   *
   * @param product its path below the output, such as {@code calibrated/field_001.fits}, compressed
   *     or not
   * @param hdu of the raw frame
   * @return such as {@code sources/field_001.cat.fits}
   */
  public static String of(String product, int hdu) {
    String name = product.startsWith(PRODUCTS) ? product.substring(PRODUCTS.length()) : product;
    String stem = PRODUCT.matcher(name).replaceFirst("");
    return OutputLayout.SOURCES + "/" + stem + (hdu == 0 ? "" : "-hdu" + hdu) + ".cat.fits";
  }
}
