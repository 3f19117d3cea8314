package org.nightbeam.cosmicrays;

import java.util.Arrays;
import org.nightbeam.cosmicrays.ChangedBoxes.Box;

/**
 * The arithmetic of L.A.Cosmic for one tile of an image: for each pixel, whether its Laplacian
 * stands out of the noise enough for a candidate or for the neighbour of a hit, and which
 * candidates are no stars. A pixel's result depends on the image within 6 pixels of it.
 *
 * <p>With {@code I} the image in electrons and {@code M5, M7, M9} separable median filters:
 *
 * <pre>
 *   N = sqrt(max(M7(I) + readNoise^2, 1e-5))        the noise
 *   L = max(0, Laplacian of I doubled in size), back to its size by mean
 *   S = L / (2 N)
 *   S' = S - M7(S)                                   candidate: S' &gt; sigmaClip
 *   F = max((M5(I) - M9(M5(I))) / N, 0.01)           no star: S' / F &gt; objectLimit
 * </pre>
 *
 * The doubled image is never made: the Laplacian of the four parts of a pixel {@code c} is {@code 2
 * c - v - h}, with {@code v} above or below it and {@code h} left or right of it. A filter of size
 * k leaves the k / 2 pixels at the borders of the image as they are, so that S' is 0 there; outside
 * of the image the Laplacian sees 0.
 *
 * <p>Not safe for use by several threads: it keeps work space.
 */
final class CosmicRayTile {
  /** Distance in pixels within which neighbours of a pixel count. */
  static final int REACH = 6;

  /** {@code S' > sigmaFraction * sigmaClip}. */
  static final byte NEIGHBOUR = 1;

  /** {@code S' > sigmaClip}. */
  static final byte CANDIDATE = 2;

  /** A candidate that is no star: {@code S' / F > objectLimit}. */
  static final byte NO_STAR = 4;

  private final float lowest;
  private final float sigmaClip;
  private final float objectLimit;
  private final float readVariance;

  private final int rows;
  private final int columns;
  private final float[][] image;
  private final float[][] noise;
  private final float[][] contrast;
  private final float[][] fine;
  private final int[][] keys;
  private final int[][] imageKeys;
  private final SeparableMedian median;
  private final float[] left;
  private final float[] right;
  private final float[] values;
  private final float[] shifted;
  private final int[] rowKeys;
  private int[] found = new int[64];

  /**
   * @param settings thresholds and noise
   * @param height the largest height of a tile, without what is around it
   * @param width the largest width
   */
  CosmicRayTile(CosmicRaySettings settings, int height, int width) {
    lowest = (float) (settings.sigmaFraction() * settings.sigmaClip());
    sigmaClip = (float) settings.sigmaClip();
    objectLimit = (float) settings.objectLimit();
    readVariance = (float) (settings.readNoise() * settings.readNoise());
    rows = height + 2 * REACH;
    columns = width + 2 * REACH;
    image = new float[rows][columns];
    noise = new float[rows][columns];
    contrast = new float[rows][columns];
    fine = new float[rows][columns];
    keys = new int[rows][columns];
    imageKeys = new int[rows][columns];
    median = new SeparableMedian(columns);
    left = new float[columns];
    right = new float[columns];
    values = new float[columns];
    shifted = new float[columns];
    rowKeys = new int[columns];
  }

  /**
   * Looks at the pixels of a tile.
   *
   * @param electrons the image {@code [height][width]}, at least 7 x 7, finite
   * @param box the pixels
   * @param levels {@code [height][width]}: for the pixels of the box, receives {@link #NEIGHBOUR},
   *     {@link #CANDIDATE} and {@link #NO_STAR}, or 0
   * @return the candidates that are no stars, each as {@code y * width + x}
   */
  int[] look(float[][] electrons, Box box, byte[][] levels) {
    int height = electrons.length;
    int width = electrons[0].length;
    int m = box.y1() - box.y0() + 2 * REACH;
    int n = box.x1() - box.x0() + 2 * REACH;
    // Row r and column q of the tile are these of the image:
    int top = box.y0() - REACH;
    int side = box.x0() - REACH;
    load(electrons, top, side, m, n);
    measureNoise(top, side, m, n, height, width);
    measureContrast(top, side, m, n, height, width);
    boolean candidates = false;
    for (int r = REACH; r < m - REACH; r++) {
      candidates |= grade(contrast[r], levels[top + r], box.x0(), n - 2 * REACH);
    }
    if (!candidates) {
      return new int[0];
    }
    measureFineStructure(top, side, m, n, height, width);
    return withoutStars(top, side, m, n, levels, width);
  }

  /** Copies the tile and what is around it; outside of the image there is 0. */
  private void load(float[][] electrons, int top, int side, int m, int n) {
    int width = electrons[0].length;
    int first = Math.max(0, -side);
    int end = Math.min(n, width - side);
    for (int r = 0; r < m; r++) {
      float[] row = image[r];
      int y = top + r;
      if (y < 0 || y >= electrons.length) {
        Arrays.fill(row, 0, n, 0f);
      } else {
        Arrays.fill(row, 0, first, 0f);
        System.arraycopy(electrons[y], side + first, row, first, end - first);
        Arrays.fill(row, end, n, 0f);
      }
      SeparableMedian.toKeys(row, imageKeys[r], n);
    }
  }

  /** Computes the noise of rows 3 to m - 4; column 3 is at index 0. */
  private void measureNoise(int top, int side, int m, int n, int height, int width) {
    for (int r = 0; r < m; r++) {
      median.along7(imageKeys[r], n, keys[r]);
    }
    median.across7(keys, m, n - 6);
    for (int r = 3; r < m - 3; r++) {
      SeparableMedian.toValues(keys[r - 3], noise[r], n - 6);
      keepBorder(image[r], 3, noise[r], top + r, side + 3, n - 6, 3, height, width);
      noiseOf(noise[r], readVariance, n - 6);
    }
  }

  /** Computes S' of rows 6 to m - 7, column 6 at index 0. */
  private void measureContrast(int top, int side, int m, int n, int height, int width) {
    int length = n - 6;
    for (int r = 3; r < m - 3; r++) {
      float[] above = values;
      float[] below = shifted;
      float[] row = contrast[r];
      System.arraycopy(image[r], 2, left, 0, length);
      System.arraycopy(image[r], 4, right, 0, length);
      System.arraycopy(image[r - 1], 3, above, 0, length);
      System.arraycopy(image[r + 1], 3, below, 0, length);
      System.arraycopy(image[r], 3, row, 0, length);
      laplacian(row, above, below, left, right, fine[r], length);
      inNoise(fine[r], noise[r], row, length);
      SeparableMedian.toKeys(row, rowKeys, length);
      median.along7(rowKeys, length, keys[r - 3]);
    }
    median.across7(keys, m - 6, n - 12);
    for (int r = 6; r < m - 6; r++) {
      SeparableMedian.toValues(keys[r - 6], values, n - 12);
      System.arraycopy(contrast[r], 3, shifted, 0, n - 12);
      keepBorder(shifted, 0, values, top + r, side + 6, n - 12, 3, height, width);
      difference(shifted, values, contrast[r], n - 12);
    }
  }

  /** Writes what each pixel of a row reaches; whether one is a candidate. */
  private boolean grade(float[] row, byte[] levels, int x0, int length) {
    int all = 0;
    for (int i = 0; i < length; i++) {
      float v = row[i];
      int level = (v > lowest ? NEIGHBOUR : 0) | (v > sigmaClip ? CANDIDATE : 0);
      levels[x0 + i] = (byte) level;
      all |= level;
    }
    return (all & CANDIDATE) != 0;
  }

  /** Computes F of rows 6 to m - 7, column 6 at index 0. */
  private void measureFineStructure(int top, int side, int m, int n, int height, int width) {
    for (int r = 0; r < m; r++) {
      median.along5(imageKeys[r], n, keys[r]);
    }
    median.across5(keys, m, n - 4);
    // Row 2, column 2 of the tile is at 0, 0 of the keys.
    for (int r = 2; r < m - 2; r++) {
      int[] smooth = keys[r - 2];
      keepBorder(imageKeys[r], 2, smooth, top + r, side + 2, n - 4, 2, height, width);
      System.arraycopy(smooth, 4, imageKeys[r], 0, n - 12);
      median.along9(smooth, n - 4, keys[r - 2]);
    }
    median.across9(keys, m - 4, n - 12);
    for (int r = 6; r < m - 6; r++) {
      keepBorder(imageKeys[r], 0, keys[r - 6], top + r, side + 6, n - 12, 4, height, width);
      SeparableMedian.toValues(keys[r - 6], values, n - 12);
      SeparableMedian.toValues(imageKeys[r], shifted, n - 12);
      System.arraycopy(noise[r], 3, left, 0, n - 12);
      fineStructure(shifted, values, left, fine[r], n - 12);
    }
  }

  private int[] withoutStars(int top, int side, int m, int n, byte[][] levels, int width) {
    int count = 0;
    for (int r = REACH; r < m - REACH; r++) {
      byte[] level = levels[top + r];
      for (int i = 0; i < n - 2 * REACH; i++) {
        int x = side + REACH + i;
        if ((level[x] & CANDIDATE) != 0 && contrast[r][i] / fine[r][i] > objectLimit) {
          if (count == found.length) {
            found = Arrays.copyOf(found, 2 * count);
          }
          level[x] |= NO_STAR;
          found[count++] = (top + r) * width + x;
        }
      }
    }
    return Arrays.copyOf(found, count);
  }

  /**
   * Puts back what a median filter may not touch, the pixels near the borders of the image.
   *
   * @param from the row before the filter, with the pixel of {@code to[0]} at {@code offset}
   * @param y its row in the image
   * @param x the column of {@code to[0]} in the image
   * @param border the width of the border
   */
  private static void keepBorder(
      Object from, int offset, Object to, int y, int x, int n, int border, int height, int width) {
    if (y < border || y >= height - border) {
      System.arraycopy(from, offset, to, 0, n);
      return;
    }
    int first = Math.min(n, border - x);
    if (first > 0) {
      System.arraycopy(from, offset, to, 0, first);
    }
    int last = Math.max(0, width - border - x);
    if (last < n) {
      System.arraycopy(from, offset + last, to, last, n - last);
    }
  }

  private static void noiseOf(float[] row, float readVariance, int length) {
    for (int i = 0; i < length; i++) {
      row[i] = (float) Math.sqrt(Math.max(row[i] + readVariance, 1e-5f));
    }
  }

  private static void laplacian(
      float[] c, float[] above, float[] below, float[] left, float[] right, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      float twice = 2f * c[i];
      float up = twice - above[i];
      float down = twice - below[i];
      float l = left[i];
      float r = right[i];
      out[i] =
          0.25f
              * (Math.max(0f, up - l)
                  + Math.max(0f, up - r)
                  + Math.max(0f, down - l)
                  + Math.max(0f, down - r));
    }
  }

  private static void inNoise(float[] laplacian, float[] noise, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = laplacian[i] / (2f * noise[i]);
    }
  }

  private static void difference(float[] x, float[] y, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = x[i] - y[i];
    }
  }

  private static void fineStructure(
      float[] smooth, float[] smoother, float[] noise, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = Math.max((smooth[i] - smoother[i]) / noise[i], 0.01f);
    }
  }
}
