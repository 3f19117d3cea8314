/** Calibrating a light frame: {@code (raw - bias - dark t) / flat}. */
package org.nightbeam.calibrate;
