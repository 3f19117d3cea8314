package org.nightbeam.fits.product;

import org.nightbeam.storage.NewFile;

/** Compression of a product, always lossless. */
public enum ProductCompression {
  /** Not at all. */
  NONE(""),
  /** Tile by tile within the file (FITS 4.0, section 10), as fpack does it: {@code .fits.fz}. */
  TILES(".fz"),
  /** As a whole: {@code .fits.gz}. */
  GZIP(".gz");

  private final String suffix;

  ProductCompression(String suffix) {
    this.suffix = suffix;
  }

  /** Returns what the name of such a file has behind that of a plain one. */
  public String suffix() {
    return suffix;
  }

  /** Begins a file. */
  public ProductWriter begin(NewFile file) {
    return switch (this) {
      case NONE -> new ProductFile(file);
      case TILES -> new TiledProductFile(file);
      case GZIP -> new GzippedProductFile(file);
    };
  }
}
