package org.nightbeam.lightcurve;

/**
 * A light whose stars have been measured.
 *
 * @param night of the light; empty if not known
 * @param file that has what they measure, below the output
 */
public record KeptLight(String night, String file) {}
