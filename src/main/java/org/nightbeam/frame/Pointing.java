package org.nightbeam.frame;

/**
 * Target and site of a light, from its header.
 *
 * @param object name of the target; empty if not known
 * @param rightAscension in degrees, as the header has it: equinox and aberration are not told; NaN
 *     if not known
 * @param declination in degrees; NaN if not known
 * @param airmass 1 in the zenith; NaN if not known
 * @param longitude of the telescope in degrees east; NaN if not known
 * @param latitude of the telescope in degrees north; NaN if not known
 * @param pixelScale arcseconds per pixel; NaN if not known
 */
public record Pointing(
    String object,
    double rightAscension,
    double declination,
    double airmass,
    double longitude,
    double latitude,
    double pixelScale) {
  /** Of a frame whose header says nothing of it, or that is no light. */
  public static final Pointing UNKNOWN =
      new Pointing("", Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
}
