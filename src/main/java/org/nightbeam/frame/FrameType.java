package org.nightbeam.frame;

/** Type of a frame. */
public enum FrameType {
  /** Shortest exposure, shutter closed. */
  BIAS("bias"),
  /** Shutter closed, as long as the lights or longer. */
  DARK("dark"),
  /** Evenly lit. */
  FLAT("flat"),
  /** A dark taken for the flats. */
  DARK_FLAT("dark-flat"),
  /** The sky: what is to be calibrated. */
  LIGHT("light"),
  /** Known, and nothing that is calibrated here: arcs, focus frames. */
  OTHER("other"),
  /** Neither header nor folder says, or they contradict each other. */
  UNKNOWN("unknown");

  private final String label;

  FrameType(String label) {
    this.label = label;
  }

  /** Returns the name in tables and file names. */
  public String label() {
    return label;
  }

  /** Returns whether frames of this type hold dark current alone. */
  public boolean isDark() {
    return this == DARK || this == DARK_FLAT;
  }

  /** Returns whether masters are made of frames of this type. */
  public boolean isCalibration() {
    return this == BIAS || isDark() || this == FLAT;
  }

  /**
   * Returns the type of a label.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static FrameType ofLabel(String label) {
    for (FrameType type : values()) {
      if (type.label.equals(label)) {
        return type;
      }
    }
    throw new IllegalArgumentException("no frame type is called " + label);
  }
}
