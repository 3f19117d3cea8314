package org.nightbeam.photometry;

/** What the radii of apertures are counted in. */
public enum RadiusUnit {
  /** The width of the frame's stars at half their height. */
  FWHM,
  /** Pixels. */
  PIXEL
}
