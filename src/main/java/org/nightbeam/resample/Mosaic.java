package org.nightbeam.resample;

import java.util.ArrayList;
import java.util.List;

/**
 * The pixels of one colour of a sensor with a filter array, whose cell of 2 x 2 pixels is repeated
 * from the first pixel on.
 *
 * @param cell colours of the first two pixels of the first two rows, such as {@code RGGB}
 * @param colour whose pixels are meant, a letter of the cell
 */
public record Mosaic(String cell, char colour) {
  /** Pixels along an axis of the cell. */
  public static final int CELL = 2;

  /** Checks that there are such pixels. */
  public Mosaic {
    if (cell.length() != CELL * CELL || cell.indexOf(colour) < 0) {
      throw new IllegalArgumentException("a cell of four with " + colour + " expected: " + cell);
    }
  }

  /**
   * A place in the cell.
   *
   * @param x 0 or 1
   * @param y 0 or 1
   */
  record Place(int x, int y) {}

  /** Returns where in the cell the colour is. */
  List<Place> places() {
    List<Place> places = new ArrayList<>();
    for (int k = 0; k < cell.length(); k++) {
      if (cell.charAt(k) == colour) {
        places.add(new Place(k % CELL, k / CELL));
      }
    }
    return places;
  }

  /** Returns the part of all pixels that has the colour. */
  public double part() {
    return places().size() / (double) cell.length();
  }

  /** Returns whether a pixel has the colour. */
  public boolean has(int x, int y) {
    return cell.charAt((y & 1) * CELL + (x & 1)) == colour;
  }
}
