/**
 * Calibrates a light frame: {@code (raw - bias - dark t) / flat}, then the corrections that have
 * rooms of their own, in the order of {@link org.nightbeam.calibrate.Light}. Start with {@link
 * org.nightbeam.calibrate.LightCalibrator}. A correction of its own belongs in a package beside
 * this one.
 */
package org.nightbeam.calibrate;
