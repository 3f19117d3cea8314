package org.nightbeam.stack;

/**
 * The sky of a light in one colour of its sensor.
 *
 * @param level in the unit of the light
 * @param noise standard deviation of a pixel
 */
public record ColourSky(double level, double noise) {}
