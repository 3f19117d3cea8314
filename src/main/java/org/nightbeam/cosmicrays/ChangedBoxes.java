package org.nightbeam.cosmicrays;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Collects pixels of an image that have changed, and gives boxes that hold all pixels whose result
 * may depend on them: small ones where few have changed, one per tile where many have. Boxes may
 * overlap.
 */
final class ChangedBoxes {
  /** Pixels of a tile: what its look needs fits the second level of cache. */
  static final int TILE_HEIGHT = 48;

  static final int TILE_WIDTH = 256;

  /** A part of a tile, whose changes are looked at together. */
  private static final int CELL_HEIGHT = 16;

  private static final int CELL_WIDTH = 32;

  /** Fixed cost of the loops over a row, in pixels. */
  private static final int COST_OF_A_ROW = 100;

  private final int height;
  private final int width;
  private final int cellsAcross;
  private final int cellsDown;

  /** For each cell, first row, last row, first column and last column that changed. */
  private final int[] bounds;

  /**
   * Rows {@code y0} to {@code y1 - 1}, columns {@code x0} to {@code x1 - 1}.
   *
   * @param y0 first row
   * @param y1 row after the last one
   * @param x0 first column
   * @param x1 column after the last one
   */
  record Box(int y0, int y1, int x0, int x1) {
    private int cost() {
      int around = 2 * CosmicRayTile.REACH;
      return (y1 - y0 + around) * (x1 - x0 + around + COST_OF_A_ROW);
    }
  }

  /** No pixel has changed. */
  ChangedBoxes(int height, int width) {
    this.height = height;
    this.width = width;
    cellsAcross = (width + CELL_WIDTH - 1) / CELL_WIDTH;
    cellsDown = (height + CELL_HEIGHT - 1) / CELL_HEIGHT;
    bounds = new int[4 * cellsAcross * cellsDown];
    clear();
  }

  private void clear() {
    for (int k = 0; k < bounds.length; k += 4) {
      bounds[k] = Integer.MAX_VALUE;
      bounds[k + 1] = -1;
      bounds[k + 2] = Integer.MAX_VALUE;
      bounds[k + 3] = -1;
    }
  }

  /** Returns the largest height of a box. */
  int largestHeight() {
    return Math.min(height, TILE_HEIGHT + 2 * CosmicRayTile.REACH);
  }

  /** Returns the largest width of a box. */
  int largestWidth() {
    return Math.min(width, TILE_WIDTH + 2 * CosmicRayTile.REACH);
  }

  /** Returns boxes for the whole image, side by side. */
  List<Box> all() {
    List<Box> boxes = new ArrayList<>();
    for (int y = 0; y < height; y += TILE_HEIGHT) {
      for (int x = 0; x < width; x += TILE_WIDTH) {
        boxes.add(
            new Box(y, Math.min(height, y + TILE_HEIGHT), x, Math.min(width, x + TILE_WIDTH)));
      }
    }
    return boxes;
  }

  /** Notes that a pixel has changed. */
  void add(int y, int x) {
    int k = 4 * (y / CELL_HEIGHT * cellsAcross + x / CELL_WIDTH);
    bounds[k] = Math.min(bounds[k], y);
    bounds[k + 1] = Math.max(bounds[k + 1], y);
    bounds[k + 2] = Math.min(bounds[k + 2], x);
    bounds[k + 3] = Math.max(bounds[k + 3], x);
  }

  /** Returns boxes for what has changed since the last call. */
  List<Box> take() {
    List<Box> boxes = new ArrayList<>();
    for (int v = 0; v < cellsDown; v += TILE_HEIGHT / CELL_HEIGHT) {
      for (int u = 0; u < cellsAcross; u += TILE_WIDTH / CELL_WIDTH) {
        addBoxesOfTile(v, u, boxes);
      }
    }
    clear();
    return boxes;
  }

  private void addBoxesOfTile(int firstRow, int firstColumn, List<Box> boxes) {
    List<Box> small = new ArrayList<>();
    int[] whole = {Integer.MAX_VALUE, -1, Integer.MAX_VALUE, -1};
    int cost = 0;
    for (int v = firstRow; v < Math.min(cellsDown, firstRow + TILE_HEIGHT / CELL_HEIGHT); v++) {
      for (int u = firstColumn;
          u < Math.min(cellsAcross, firstColumn + TILE_WIDTH / CELL_WIDTH);
          u++) {
        int k = 4 * (v * cellsAcross + u);
        if (bounds[k + 1] >= 0) {
          int[] cell = Arrays.copyOfRange(bounds, k, k + 4);
          Box box = around(cell);
          small.add(box);
          cost += box.cost();
          whole[0] = Math.min(whole[0], cell[0]);
          whole[1] = Math.max(whole[1], cell[1]);
          whole[2] = Math.min(whole[2], cell[2]);
          whole[3] = Math.max(whole[3], cell[3]);
        }
      }
    }
    if (!small.isEmpty()) {
      Box large = around(whole);
      if (large.cost() <= cost) {
        boxes.add(large);
      } else {
        boxes.addAll(small);
      }
    }
  }

  private Box around(int[] bounds) {
    int reach = CosmicRayTile.REACH;
    return new Box(
        Math.max(0, bounds[0] - reach),
        Math.min(height, bounds[1] + reach + 1),
        Math.max(0, bounds[2] - reach),
        Math.min(width, bounds[3] + reach + 1));
  }
}
