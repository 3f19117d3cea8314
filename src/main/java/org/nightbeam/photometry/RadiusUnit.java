package org.nightbeam.photometry;

/** Unit of aperture radii. */
public enum RadiusUnit {
  /** The width of the frame's stars at half their height. */
  FWHM,
  /** Pixels. */
  PIXEL
}
