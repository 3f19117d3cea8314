package org.nightbeam.frame;

/** Contents of a master dark from other software whose header does not say. */
public enum ForeignDarks {
  /** Not known: such a dark is not used. */
  UNKNOWN,
  /** ADU of its exposure time, with the bias in it. */
  WITH_BIAS,
  /** ADU of its exposure time, with the bias taken off. */
  BIAS_SUBTRACTED,
  /** ADU/s, with the bias taken off. */
  PER_SECOND
}
