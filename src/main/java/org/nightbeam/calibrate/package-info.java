/**
 * Calibrates light frames: {@code (raw - bias - dark t) / flat}, and the corrections that have
 * rooms of their own. Start with {@link org.nightbeam.calibrate.LightCalibrator}. A correction of
 * one small class belongs in here, a larger one in a package beside this one; their order is not in
 * here, but with the options.
 */
package org.nightbeam.calibrate;
