/**
 * Grades the lights of a run: which were taken through cloud, trailed, out of focus, under a bright
 * sky, or crossed by a satellite. What each light says of itself is {@link
 * org.nightbeam.grading.LightQuality}, a record of some hundred bytes; {@link
 * org.nightbeam.grading.Grader} compares those of one camera and filter.
 */
package org.nightbeam.grading;
