package org.nightbeam.options;

/** What becomes of calibration frames that do not belong to the others of their master. */
public enum MisfitRule {
  /** They are left out, and their rows say why. */
  EXCLUDE,
  /** They are taken. */
  KEEP
}
