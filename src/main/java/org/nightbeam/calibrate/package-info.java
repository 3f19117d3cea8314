/**
 * Calibrates light frames: {@code (raw - bias - dark t) / flat}, and the corrections that have
 * rooms of their own, in the order of {@link org.nightbeam.calibrate.Corrections}. Start with
 * {@link org.nightbeam.calibrate.LightCalibrator}. A new correction belongs in a package beside
 * this one.
 */
package org.nightbeam.calibrate;
