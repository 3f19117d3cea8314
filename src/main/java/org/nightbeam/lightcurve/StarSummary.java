package org.nightbeam.lightcurve;

/**
 * Statistics of a star over all lights of its field; NaN where not known.
 *
 * @param star its number among those of the field, from 0
 * @param flux median, in the unit of the lights, as in a light whose zero point is 0
 * @param scatter robust standard deviation relative to the flux
 * @param expected the standard deviation that its errors lead to
 * @param index how surely it varies, see {@link Variability}
 * @param points lights in which it was measured
 * @param comparison whether it is a comparison star
 * @param aperture in which it was measured
 */
public record StarSummary(
    int star,
    double flux,
    double scatter,
    double expected,
    double index,
    int points,
    boolean comparison,
    int aperture) {}
