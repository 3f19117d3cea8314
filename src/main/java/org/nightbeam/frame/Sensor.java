package org.nightbeam.frame;

/**
 * What a header says of the sensor.
 *
 * @param electronsPerAdu electrons an ADU; NaN if not known
 * @param readNoise in electrons; NaN if not known
 * @param saturation the ADU from which a pixel is saturated; NaN if not known
 */
public record Sensor(double electronsPerAdu, double readNoise, double saturation) {
  /** A sensor of which nothing is known. */
  public static final Sensor UNKNOWN = new Sensor(Double.NaN, Double.NaN, Double.NaN);
}
