package org.nightbeam.colour;

import java.util.Locale;

/**
 * Which colour each pixel of a mosaic is: a cell of 2 x 2 pixels that is repeated, with one red,
 * one blue and two green ones on a diagonal.
 */
public record ColourPattern(String cell) {
  /** The colours, in the order of the planes. */
  static final String COLOURS = "RGB";

  /**
   * @param cell colours of the pixels of the first two rows, such as {@code RGGB}
   */
  public ColourPattern {
    cell = cell.toUpperCase(Locale.ROOT);
    if (!isOne(cell)) {
      throw new IllegalArgumentException("no pattern of red, green and blue: " + cell);
    }
  }

  /** Returns whether a pattern has a red, a blue, and two green pixels on a diagonal. */
  public static boolean isOne(String cell) {
    return cell.toUpperCase(Locale.ROOT).matches("RGGB|BGGR|GRBG|GBRG");
  }

  /** Returns the colour of a pixel. */
  char at(int x, int y) {
    return cell.charAt((y & 1) * 2 + (x & 1));
  }
}
