package org.nightbeam.catalogue;

import org.nightbeam.storage.OutputLayout;

/** Paths of catalogues below the output. */
public final class CataloguePath {
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
    return OutputLayout.beside(OutputLayout.SOURCES, product, hdu, ".cat.fits");
  }
}
