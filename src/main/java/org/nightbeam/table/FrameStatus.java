package org.nightbeam.table;

/** Final status of an input frame; each frame has exactly one. */
public enum FrameStatus {
  /** A light whose calibrated frame was written. */
  CALIBRATED("calibrated"),
  /** A light whose calibrated frame was there already. */
  UP_TO_DATE("up-to-date"),
  /** A calibration frame that went into a master. */
  USED_IN_MASTER("used-in-master"),
  /** A usable frame that nothing needed. */
  UNUSED("unused"),
  /** A frame that cannot be used; the reason says why. */
  REJECTED("rejected"),
  /** A light that lacks a master; the reason says which and why. */
  UNCALIBRATED("uncalibrated");

  private final String label;

  FrameStatus(String label) {
    this.label = label;
  }

  /** Returns whether the frame is left to a person: rejected, or without its masters. */
  public boolean isLeft() {
    return this == REJECTED || this == UNCALIBRATED;
  }

  /** Returns the word in the table of frames. */
  public String label() {
    return label;
  }
}
