package org.nightbeam.lightcurve;

/**
 * A light of which it is known what its stars measure.
 *
 * @param night of the light; empty if not known
 * @param file that has what they measure, below the output
 */
public record KeptLight(String night, String file) {}
