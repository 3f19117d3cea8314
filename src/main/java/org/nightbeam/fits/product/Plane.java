package org.nightbeam.fits.product;

/** What a product may hold beside its pixels, an extension each. */
public enum Plane {
  /** The standard deviation of each pixel, in the unit of the pixels. */
  UNCERT,
  /** Of lights: what is wrong with each pixel, as bits that its header explains. */
  MASK,
  /** Of masters: of how many values each pixel is made, those that were rejected left out. */
  COUNT
}
