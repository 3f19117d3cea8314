package org.nightbeam.frame;

/** Processing of a frame's pixels before Nightbeam reads them. */
public enum Processing {
  /** Nothing: the pixels are as the camera gave them. */
  RAW("raw"),
  /** Frames were combined by other software, and nothing taken off: a dark has its bias in it. */
  COMBINED("its bias in it"),
  /** Frames were combined by other software after what needs to be was taken off. */
  CORRECTED("taken as it is"),
  /** Corrected as well, and a dark is in ADU/s. */
  CORRECTED_PER_SECOND("its bias taken off, in ADU/s"),
  /** A single frame whose bias was subtracted by other software, as somebody states. */
  BIAS_SUBTRACTED("its bias already subtracted"),
  /** A single frame whose bias and dark current were subtracted, as somebody states. */
  DARK_SUBTRACTED("its bias and dark already subtracted");

  private final String description;

  Processing(String description) {
    this.description = description;
  }

  /** Returns what was done, in words. */
  public String description() {
    return description;
  }

  /** Returns whether the frame is a master that other software made. */
  public boolean isMaster() {
    return this == COMBINED || isCorrected();
  }

  /** Returns whether no bias is to be subtracted any more. */
  public boolean isBiasDone() {
    return this == BIAS_SUBTRACTED || isDarkDone();
  }

  /** Returns whether neither bias nor dark is to be subtracted any more. */
  public boolean isDarkDone() {
    return this == DARK_SUBTRACTED || isCorrected();
  }

  /** Returns whether the bias, and of flats the dark current, has been taken off. */
  public boolean isCorrected() {
    return this == CORRECTED || this == CORRECTED_PER_SECOND;
  }
}
