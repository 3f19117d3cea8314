package org.nightbeam.registration;

import java.util.Arrays;
import java.util.List;

/** Finds the star nearest to a place, by a grid of cells as large as the farthest one asked for. */
final class NearestStar {
  private static final int MOST_CELLS = 1 << 20;

  private final double[] x;
  private final double[] y;
  private final double reach;
  private final double cell;
  private final double left;
  private final double top;
  private final int columns;
  private final int rows;
  private final int[] from; // of each cell, in order
  private final int[] order;

  /**
   * @param stars among which
   * @param reach how far away the nearest may be, in pixels
   */
  NearestStar(List<Star> stars, double reach) {
    this.reach = reach;
    x = stars.stream().mapToDouble(Star::x).toArray();
    y = stars.stream().mapToDouble(Star::y).toArray();
    left = Arrays.stream(x).min().orElse(0);
    top = Arrays.stream(y).min().orElse(0);
    double wide = Arrays.stream(x).max().orElse(0) - left;
    double high = Arrays.stream(y).max().orElse(0) - top;
    // Somewhat larger cells would do as well: there are not many more stars in them.
    cell = Math.max(reach, Math.sqrt((wide + 1) * (high + 1) / MOST_CELLS));
    columns = (int) (wide / cell) + 1;
    rows = (int) (high / cell) + 1;
    from = new int[columns * rows + 1];
    order = new int[x.length];
    for (int i = 0; i < x.length; i++) {
      from[cellOf(i) + 1]++;
    }
    for (int c = 0; c < columns * rows; c++) {
      from[c + 1] += from[c];
    }
    int[] next = from.clone();
    for (int i = 0; i < x.length; i++) {
      order[next[cellOf(i)]++] = i;
    }
  }

  private int cellOf(int star) {
    return (int) ((y[star] - top) / cell) * columns + (int) ((x[star] - left) / cell);
  }

  /** Returns the place in the order of the first star of a row that is in a column or behind it. */
  private int firstFrom(int row, int column) {
    return from[row * columns + Math.max(0, Math.min(columns, column))];
  }

  /**
   * Returns the nearest star.
   *
   * @param reach how far away it may be; not more than was said before
   * @return its number in the list; -1 if there is none
   */
  int find(double atX, double atY, double reach) {
    int column = (int) Math.floor((atX - left) / cell);
    int row = (int) Math.floor((atY - top) / cell);
    int nearest = -1;
    double least = reach * reach;
    for (int r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++) {
      int end = firstFrom(r, column + 2);
      for (int k = firstFrom(r, column - 1); k < end; k++) {
        int i = order[k];
        double square = (x[i] - atX) * (x[i] - atX) + (y[i] - atY) * (y[i] - atY);
        if (square < least || square == least && i < nearest) {
          least = square;
          nearest = i;
        }
      }
    }
    return nearest;
  }

  /** Returns how many stars are within the reach that was said before. */
  int count(double atX, double atY) {
    int column = (int) Math.floor((atX - left) / cell);
    int row = (int) Math.floor((atY - top) / cell);
    int count = 0;
    for (int r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++) {
      int end = firstFrom(r, column + 2);
      for (int k = firstFrom(r, column - 1); k < end; k++) {
        int i = order[k];
        double square = (x[i] - atX) * (x[i] - atX) + (y[i] - atY) * (y[i] - atY);
        count += square <= reach * reach ? 1 : 0;
      }
    }
    return count;
  }
}
