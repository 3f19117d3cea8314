package org.nightbeam.photometry;

/** Origin of the sky level at a source. */
public enum SkyLevel {
  /** The pixels around it. */
  ANNULUS,
  /** The background map. */
  MAP
}
