/**
 * Grades the lights of a run: which were taken through cloud, trailed, out of focus, under a bright
 * sky, or crossed by a satellite. Start with {@link org.nightbeam.grading.Grader}, which compares
 * the lights of one camera and filter by their {@link org.nightbeam.grading.LightQuality}, a record
 * of some hundred bytes. Pixels and files may not come in.
 */
package org.nightbeam.grading;
