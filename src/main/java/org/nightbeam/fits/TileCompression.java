package org.nightbeam.fits;

/** Lossless tile compressions, by the names of ZCMPTYPE (FITS 4.0, section 10.3). */
public enum TileCompression {
  /**
   * By gzip, after the pixels' first bytes were put before all second ones, and so on: for
   * floating-point pixels by far the best.
   */
  GZIP_2,
  /** By gzip, the bytes as they are. */
  GZIP_1
}
