package org.nightbeam.calibrate;

/** Whether the amplifiers of a file are put together to one image, and what says where they lie. */
public enum Assembly {
  /** Each stays an extension of its own. */
  NONE,
  /** The card DETSEC. */
  DETSEC,
  /** The card CCDSEC. */
  CCDSEC
}
