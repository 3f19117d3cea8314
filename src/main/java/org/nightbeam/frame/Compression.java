package org.nightbeam.frame;

/** Compression of a frame's pixels. */
public enum Compression {
  /** Not at all: they can be read from any row on. */
  NONE,
  /** The file as a whole, by gzip. */
  GZIP,
  /** The image, tile by tile (FITS 4.0, section 10). */
  TILES
}
