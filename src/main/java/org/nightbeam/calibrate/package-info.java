/**
 * Calibrates light frames: {@code (raw - bias - dark t) / flat}, and the corrections that have
 * rooms of their own. Start with {@link org.nightbeam.calibrate.LightCalibrator}. A correction of
 * one small class belongs here, a larger one in a package of its own; the options set their order.
 */
package org.nightbeam.calibrate;
