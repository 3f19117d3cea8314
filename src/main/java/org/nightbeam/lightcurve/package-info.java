/**
 * Light curves from measured lights: {@link org.nightbeam.lightcurve.LightMeasurer} measures the
 * stars of a field in one light, {@link org.nightbeam.lightcurve.Ensemble} solves for the zero
 * points of lights, {@link org.nightbeam.lightcurve.FieldSolver} makes the curves of a field from
 * both. Start with {@link org.nightbeam.lightcurve.LightCurves}, which also writes the files. It
 * neither knows Beam nor finds sources.
 */
package org.nightbeam.lightcurve;
