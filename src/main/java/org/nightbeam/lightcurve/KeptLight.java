package org.nightbeam.lightcurve;

/**
 * A light whose stars have been measured.
 *
 * @param night of the light; empty if not known
 * @param file that has what they measure, below the output
 */
public record KeptLight(String night, String file) {
  private static final String BETWEEN = "\t";

  /** Returns it as a text, as it travels. */
  public String text() {
    return night + BETWEEN + file;
  }

  /** Reads it again. */
  public static KeptLight of(String text) {
    int end = text.indexOf(BETWEEN);
    return new KeptLight(text.substring(0, end), text.substring(end + BETWEEN.length()));
  }
}
