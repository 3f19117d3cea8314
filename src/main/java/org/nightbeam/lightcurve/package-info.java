/**
 * From measured lights to light curves: zero points of lights and means of comparison stars by
 * {@link org.nightbeam.lightcurve.Ensemble}, the aperture by the comparison stars, the curves and
 * their files. {@link org.nightbeam.lightcurve.FieldSolver} puts it together for the lights of one
 * field; {@link org.nightbeam.lightcurve.LightMeasurer} measures one light.
 */
package org.nightbeam.lightcurve;
