package org.nightbeam.registration;

/**
 * How much brighter stars are on a light than on the reference in the colours of a sensor other
 * than green: air and clouds do not dim all colours alike.
 *
 * @param red NaN of a monochrome sensor, or if too few stars have their whole flux in it on both
 * @param blue the same
 */
public record ColourRatios(double red, double blue) {
  /** Nothing is known of other colours, or there are none. */
  public static final ColourRatios NONE = new ColourRatios(Double.NaN, Double.NaN);
}
