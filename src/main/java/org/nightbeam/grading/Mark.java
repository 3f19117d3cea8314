package org.nightbeam.grading;

/** A way in which a light may be odd. */
public enum Mark {
  /** Its stars are fainter than those of the best lights of its field. */
  CLOUD("cloud"),
  /** Its stars are longer in one direction than those of the other lights. */
  TRAILED("trailed"),
  /** Its stars are wider than those of the other lights. */
  OUT_OF_FOCUS("out of focus"),
  /** Its sky is brighter than that of the other lights. */
  BRIGHT_SKY("bright sky"),
  /** A straight line crosses it that the other lights of its target do not have. */
  SATELLITE_TRAIL("satellite trail"),
  /** Too many of its raw pixels are saturated. */
  SATURATED("saturated");

  private final String label;

  Mark(String label) {
    this.label = label;
  }

  /** Returns the words for a person, and in the table of frames. */
  public String label() {
    return label;
  }
}
