package org.nightbeam.calibrate;

/** What a calibrated frame may hold beside its pixels, an extension each. */
public enum Plane {
  /** The standard deviation of each pixel, in the unit of the pixels; NaN where they are. */
  UNCERT,
  /** What is wrong with each pixel, as bits: see {@link PixelFlag}. */
  MASK
}
