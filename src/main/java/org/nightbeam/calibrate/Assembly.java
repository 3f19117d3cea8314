package org.nightbeam.calibrate;

/** Whether the amplifiers of a file are joined into one image, and by which keyword. */
public enum Assembly {
  /** Each stays an extension of its own. */
  NONE,
  /** The card DETSEC. */
  DETSEC,
  /** The card CCDSEC. */
  CCDSEC
}
