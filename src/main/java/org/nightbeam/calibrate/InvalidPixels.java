package org.nightbeam.calibrate;

/** What a calibrated pixel becomes that has no valid value. */
public enum InvalidPixels {
  /** NaN. Negative values are data and stay. */
  NAN,
  /** -1, and so does every negative value: the rule of older programs. */
  MINUS_ONE
}
