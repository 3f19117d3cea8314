package org.nightbeam.cosmicrays;

import java.util.Arrays;

/**
 * Cosmic rays of a sensor with a colour filter array. Its neighbouring pixels see different
 * colours, and differ by more than any cosmic ray where the sky is not grey; so the pixels of each
 * of the four places of the 2 x 2 cell are looked at as an image by itself, half as wide and high.
 *
 * <p>In such an image a star is half as wide too, and may be as sharp as a hit. But its light is in
 * all colours: hits side by side are those of a star if around the brightest of them most pixels
 * are brighter than their sky as well, by a tenth of what it is. A track of a cosmic ray goes
 * through some of them only.
 */
final class MosaicCosmicRays {
  /** Pixels from one to the next of the same colour. */
  private static final int CELL = 2;

  /** The sky of a colour is the median of 9 x 9 of its pixels. */
  private static final int SKY_REACH = 4 * CELL;

  private static final float LIGHT_OF_A_STAR = 0.1f;

  /** So many of the eight pixels around a hit may be dark in a star. */
  private static final int DARK = 2;

  private final float[][] mosaic;
  private final boolean[][] hit;
  private final boolean[][] seen;
  private final int height;
  private final int width;
  private final float[] values = new float[81];

  private MosaicCosmicRays(float[][] mosaic, boolean[][] hit) {
    this.mosaic = mosaic;
    this.hit = hit;
    height = mosaic.length;
    width = height == 0 ? 0 : mosaic[0].length;
    seen = new boolean[height][width];
  }

  /**
   * Finds and replaces the pixels hit; see {@link CosmicRays#find}.
   *
   * @param mosaic {@code [height][width]}, with its sky; not changed
   * @param saturated {@code [height][width]}; a row without any may be null
   * @return what was found in the mosaic; its iterations are those of the place with most
   */
  static CosmicRays.Found find(
      float[][] mosaic, boolean[][] saturated, CosmicRaySettings settings, int threads) {
    int height = mosaic.length;
    int width = height == 0 ? 0 : mosaic[0].length;
    boolean[][] hit = new boolean[height][width];
    float[][] cleaned = new float[height][width];
    int iterations = 0;
    for (int y0 = 0; y0 < Math.min(CELL, height); y0++) {
      for (int x0 = 0; x0 < Math.min(CELL, width); x0++) {
        CosmicRays.Found found =
            CosmicRays.find(
                pixelsOfPlace(mosaic, y0, x0),
                null,
                flagsOfPlace(saturated, y0, x0),
                settings,
                threads);
        for (int v = 0; v < found.hit().length; v++) {
          int y = y0 + CELL * v;
          for (int u = 0; u < found.hit()[v].length; u++) {
            hit[y][x0 + CELL * u] = found.hit()[v][u];
            cleaned[y][x0 + CELL * u] = found.cleaned()[v][u];
          }
        }
        iterations = Math.max(iterations, found.iterations());
      }
    }
    int pixels = new MosaicCosmicRays(mosaic, hit).keepStars(cleaned);
    return new CosmicRays.Found(hit, cleaned, pixels, iterations);
  }

  /** Gives stars back what was taken for hits; returns how many hits are left. */
  private int keepStars(float[][] cleaned) {
    int left = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if (hit[y][x] && !seen[y][x]) {
          int[] group = group(y * width + x);
          if (isStar(group)) {
            for (int pixel : group) {
              int v = pixel / width;
              int u = pixel % width;
              hit[v][u] = false;
              cleaned[v][u] = mosaic[v][u];
            }
          } else {
            left += group.length;
          }
        }
      }
    }
    return left;
  }

  /** Returns the hits that hang together with one, by pixels of one colour too. */
  private int[] group(int first) {
    int[] group = {first};
    int size = 1;
    seen[first / width][first % width] = true;
    for (int k = 0; k < size; k++) {
      int y = group[k] / width;
      int x = group[k] % width;
      for (int v = Math.max(0, y - CELL); v <= Math.min(height - 1, y + CELL); v++) {
        for (int u = Math.max(0, x - CELL); u <= Math.min(width - 1, x + CELL); u++) {
          if (hit[v][u] && !seen[v][u]) {
            seen[v][u] = true;
            group = size == group.length ? Arrays.copyOf(group, 2 * size) : group;
            group[size++] = v * width + u;
          }
        }
      }
    }
    return Arrays.copyOf(group, size);
  }

  private boolean isStar(int[] group) {
    int brightest = group[0];
    float most = Float.NEGATIVE_INFINITY;
    for (int pixel : group) {
      float excess = excess(pixel / width, pixel % width);
      if (excess > most) {
        most = excess;
        brightest = pixel;
      }
    }
    int y = brightest / width;
    int x = brightest % width;
    float[] around = new float[8];
    int count = 0;
    for (int v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
      for (int u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
        if ((v != y || u != x) && Float.isFinite(mosaic[v][u])) {
          around[count++] = excess(v, u);
        }
      }
    }
    Arrays.sort(around, 0, count);
    return count > DARK && around[DARK] > LIGHT_OF_A_STAR * most;
  }

  /** Returns how much brighter a pixel is than the sky of its colour. */
  private float excess(int y, int x) {
    int count = 0;
    for (int v = y - SKY_REACH; v <= y + SKY_REACH; v += CELL) {
      for (int u = x - SKY_REACH; u <= x + SKY_REACH; u += CELL) {
        if (v >= 0 && v < height && u >= 0 && u < width && Float.isFinite(mosaic[v][u])) {
          values[count++] = mosaic[v][u];
        }
      }
    }
    Arrays.sort(values, 0, count);
    return mosaic[y][x] - (values[(count - 1) / 2] + values[count / 2]) / 2;
  }

  /** Returns the flags of the pixels of one place of the cell; null for a row without any. */
  private static boolean[][] flagsOfPlace(boolean[][] saturated, int y0, int x0) {
    boolean[][] plane = new boolean[(saturated.length - y0 + 1) / CELL][];
    for (int v = 0; v < plane.length; v++) {
      boolean[] row = saturated[y0 + CELL * v];
      plane[v] = row == null ? null : new boolean[(row.length - x0 + 1) / CELL];
      for (int u = 0; row != null && u < plane[v].length; u++) {
        plane[v][u] = row[x0 + CELL * u];
      }
    }
    return plane;
  }

  /** Returns the pixels of one place of the cell. */
  private static float[][] pixelsOfPlace(float[][] mosaic, int y0, int x0) {
    float[][] plane = new float[(mosaic.length - y0 + 1) / CELL][];
    for (int v = 0; v < plane.length; v++) {
      float[] row = mosaic[y0 + CELL * v];
      plane[v] = new float[(row.length - x0 + 1) / CELL];
      for (int u = 0; u < plane[v].length; u++) {
        plane[v][u] = row[x0 + CELL * u];
      }
    }
    return plane;
  }
}
