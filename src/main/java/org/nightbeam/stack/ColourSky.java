package org.nightbeam.stack;

/**
 * The sky of a light in one colour of its sensor, and the scale of its fluxes: air, clouds and the
 * Moon are not of the same colour in all lights.
 *
 * @param level in the unit of the light; NaN before its product is looked at
 * @param noise standard deviation of a pixel; NaN before its product is looked at
 * @param scale that fluxes are multiplied by, to be those of the stack
 * @param asGreen whether the scale is that of green, as the light has too few stars in this colour
 *     in common with the reference
 */
public record ColourSky(double level, double noise, double scale, boolean asGreen) {
  /** Returns the scale of a colour, whose sky is not known yet. */
  static ColourSky scaled(double ratio, double ofGreen) {
    boolean asGreen = !(ratio > 0);
    return new ColourSky(Double.NaN, Double.NaN, 1 / (asGreen ? ofGreen : ratio), asGreen);
  }

  ColourSky at(double ofSky, double ofPixel) {
    return new ColourSky(ofSky, ofPixel, scale, asGreen);
  }

  ColourSky scaled(double by) {
    return new ColourSky(level, noise, by, asGreen);
  }
}
