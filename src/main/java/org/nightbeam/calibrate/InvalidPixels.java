package org.nightbeam.calibrate;

/** Value written for a calibrated pixel without a valid value. */
public enum InvalidPixels {
  /** NaN. Negative values are data and stay. */
  NAN,
  /** -1, and so does every negative value: the rule of older programs. */
  MINUS_ONE
}
