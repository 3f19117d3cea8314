package org.nightbeam.photometry;

/** Where the level of the sky about a source is taken from. */
public enum SkyLevel {
  /** The pixels around it. */
  ANNULUS,
  /** The background map. */
  MAP
}
