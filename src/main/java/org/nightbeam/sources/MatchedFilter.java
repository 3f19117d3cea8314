package org.nightbeam.sources;

import java.util.Arrays;

/**
 * A Gaussian matched filter over the rows of a frame, that gives the significance of a source at
 * each pixel: {@code S = sum(k d / v) / sqrt(sum(k^2 / v))} with the kernel k, the signal d and the
 * variance v of the pixels around. Of noise alone, S is normal with a standard deviation of 1,
 * wherever pixels are missing or noisier than others. Where the variance is smooth, it is taken to
 * be that of the middle all over the kernel, and only what missing pixels lack is summed up.
 *
 * <p>Loops run over rows at the same index, which is what JDK 17 vectorises; shifted rows are
 * copied first.
 */
final class MatchedFilter {
  /** The kernel ends here, in standard deviations. */
  private static final double TRUNCATION = 2.5;

  /** Part of the kernel's weight that must have values for a result. */
  private static final float LEAST_WEIGHT = 0.3f;

  private static final float STARVED = 1 - LEAST_WEIGHT;

  /** The same where the middle itself is missing: what is around it must do. */
  private static final float LEAST_AROUND = 1e-3f;

  /** Beyond this part of a row, what its missing pixels lack is summed up for all its pixels. */
  private static final int ONE_IN = 16;

  private final int width;
  private final int height;
  private final int radius;
  private final float[] kernel; // by distance
  private final float[] squares;

  private final float[][] signal; // a ring of rows: d, or d / v where each pixel has its own v
  private final float[][] weight; // 1 / v; null where v is smooth
  private final int[][] missing; // columns; null for none
  private final float[][] lack; // what they lack across, where they are many; else null

  private final float[] sum;
  private final float[] weightSum;
  private final float[] padded;
  private final float[][] shifted = new float[4][];
  private final float[] full; // sums of squares of the kernel across, all pixels being there
  private final float[] fullDown;
  private final float[] inverseFull; // one over its root
  private final float[] lost; // what missing pixels lack about each pixel of a row
  private boolean starved; // whether that may be more than all but the least weight

  /**
   * @param sigma of the kernel, in pixels
   * @param weighted whether each pixel has a variance of its own
   */
  MatchedFilter(int width, int height, double sigma, boolean weighted) {
    this.width = width;
    this.height = height;
    this.radius = Math.max(1, (int) Math.ceil(TRUNCATION * sigma));
    this.kernel = new float[radius + 1];
    this.squares = new float[radius + 1];
    for (int k = 0; k <= radius; k++) {
      kernel[k] = (float) Math.exp(-k * k / (2 * sigma * sigma));
      squares[k] = kernel[k] * kernel[k];
    }
    int rows = 2 * radius + 1;
    this.signal = weighted ? new float[rows][width] : new float[rows][];
    this.weight = weighted ? new float[rows][width] : null;
    this.missing = new int[rows][];
    this.lack = new float[rows][];
    this.sum = new float[width];
    this.weightSum = new float[width];
    this.padded = new float[width + 2 * radius];
    for (int k = 0; k < shifted.length; k++) {
      shifted[k] = new float[width];
    }
    this.full = new float[width];
    this.fullDown = new float[height];
    squareSums(full);
    squareSums(fullDown);
    this.inverseFull = new float[width];
    int ends = Math.min(width, radius);
    Arrays.fill(inverseFull, (float) (1 / Math.sqrt(full[width / 2])));
    for (int i = 0; i < ends; i++) {
      inverseFull[i] = (float) (1 / Math.sqrt(full[i]));
      inverseFull[width - 1 - i] = (float) (1 / Math.sqrt(full[width - 1 - i]));
    }
    this.lost = new float[width];
  }

  /** Fills in the sum of the squares of the kernel about each place of a row or a column. */
  private void squareSums(float[] sums) {
    int ends = Math.min(sums.length, radius);
    for (int i = 0; i < ends; i++) {
      sums[i] = squareSum(i, sums.length);
      sums[sums.length - 1 - i] = squareSum(sums.length - 1 - i, sums.length);
    }
    if (sums.length > 2 * radius) {
      Arrays.fill(sums, radius, sums.length - radius, squareSum(radius, sums.length));
    }
  }

  private float squareSum(int at, int length) {
    float sum = 0;
    for (int k = Math.max(-radius, -at); k <= Math.min(radius, length - 1 - at); k++) {
      sum += squares[Math.abs(k)];
    }
    return sum;
  }

  /** Rows that are needed before and behind one. */
  int radius() {
    return radius;
  }

  private int slot(int y) {
    return y % signal.length;
  }

  /**
   * Puts a row whose variance is smooth. Its missing pixels are 0 as long as it is in the kernel.
   *
   * @param values {@code [width]}, which may not change until the row has left the kernel
   * @param columns of its missing pixels, ascending; null for none
   */
  void put(int y, float[] values, int[] columns) {
    int slot = slot(y);
    leave(slot);
    missing[slot] = columns;
    lack[slot] = null;
    signal[slot] = values;
    if (columns == null) {
      return;
    }
    fill(values, columns, 0);
    if (columns.length > width / ONE_IN) {
      lack[slot] = new float[width];
      addLack(columns, 1, lack[slot], Float.POSITIVE_INFINITY);
    }
  }

  /** Gives the missing pixels of the row that leaves a slot no value again. */
  private void leave(int slot) {
    if (missing[slot] != null) {
      fill(signal[slot], missing[slot], Float.NaN);
      missing[slot] = null;
    }
  }

  private static void fill(float[] values, int[] columns, float value) {
    for (int x : columns) {
      values[x] = value;
    }
  }

  /** Lets the rows go that are still in the kernel. */
  void end() {
    for (int slot = 0; slot < signal.length; slot++) {
      leave(slot);
    }
  }

  /**
   * Puts a row whose pixels each have a variance, of a filter made for it.
   *
   * @param values {@code [width]}
   * @param inverses {@code [width]}, one over the variances
   * @param columns of its missing pixels, ascending; null for none
   */
  void put(int y, float[] values, float[] inverses, int[] columns) {
    int slot = slot(y);
    System.arraycopy(inverses, 0, weight[slot], 0, width);
    multiply(values, inverses, signal[slot]);
    if (columns != null) {
      fill(signal[slot], columns, 0);
      fill(weight[slot], columns, 0);
    }
  }

  private static void multiply(float[] values, float[] weight, float[] signal) {
    for (int x = 0; x < signal.length; x++) {
      signal[x] = values[x] * weight[x];
    }
  }

  /**
   * Computes the significance in a row, around which all rows were put.
   *
   * @param noise {@code [width]}, standard deviations of the row, where the variance is smooth
   * @param out {@code [width]}, receives it; 0 where nothing can be said
   */
  void significance(int y, float[] noise, float[] out) {
    down(y, signal, kernel);
    if (weight != null) {
      across(sum, kernel, out);
      down(y, weight, squares);
      across(sum, squares, weightSum);
      divide(out, weightSum, weight[slot(y)], full, fullDown[y]);
      return;
    }
    across(sum, kernel, out);
    if (!sumUpLost(y)) {
      divideEven(out, inverseFull, (float) (1 / Math.sqrt(fullDown[y])), noise);
      return;
    }
    divideByRest(out, full, fullDown[y], lost, noise);
    if (starved) {
      leaveOut(y, out);
    }
    Arrays.fill(lost, 0);
  }

  /** Sums rows of a ring above and below one. */
  private void down(int y, float[][] ring, float[] factors) {
    if (y < radius || y + radius >= height) {
      downAtEdge(y, ring, factors);
      return;
    }
    addBoth(ring[slot(y)], factors[0], ring[slot(y - 1)], ring[slot(y + 1)], factors[1], sum);
    int k = 2;
    for (; k < radius; k += 2) {
      addFour(
          ring[slot(y - k)],
          ring[slot(y + k)],
          factors[k],
          ring[slot(y - k - 1)],
          ring[slot(y + k + 1)],
          factors[k + 1],
          sum);
    }
    if (k == radius) {
      addTwo(ring[slot(y - k)], ring[slot(y + k)], factors[k], sum);
    }
  }

  private void downAtEdge(int y, float[][] ring, float[] factors) {
    Arrays.fill(sum, 0);
    for (int j = Math.max(0, y - radius); j <= Math.min(height - 1, y + radius); j++) {
      add(ring[slot(j)], factors[Math.abs(j - y)], sum);
    }
  }

  private void across(float[] row, float[] factors, float[] out) {
    System.arraycopy(row, 0, padded, radius, width);
    shift(1, 0);
    addBoth(row, factors[0], shifted[0], shifted[1], factors[1], out);
    int k = 2;
    for (; k < radius; k += 2) {
      shift(k, 0);
      shift(k + 1, 2);
      addFour(shifted[0], shifted[1], factors[k], shifted[2], shifted[3], factors[k + 1], out);
    }
    if (k == radius) {
      shift(k, 0);
      addTwo(shifted[0], shifted[1], factors[k], out);
    }
  }

  private void shift(int by, int to) {
    System.arraycopy(padded, radius - by, shifted[to], 0, width);
    System.arraycopy(padded, radius + by, shifted[to + 1], 0, width);
  }

  private static void add(float[] row, float factor, float[] sum) {
    for (int i = 0; i < row.length; i++) {
      sum[i] += row[i] * factor;
    }
  }

  private static void addBoth(
      float[] row, float factor, float[] left, float[] right, float ofBoth, float[] out) {
    for (int i = 0; i < row.length; i++) {
      out[i] = row[i] * factor + (left[i] + right[i]) * ofBoth;
    }
  }

  private static void addTwo(float[] left, float[] right, float factor, float[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] += (left[i] + right[i]) * factor;
    }
  }

  private static void addFour(
      float[] left,
      float[] right,
      float of,
      float[] left2,
      float[] right2,
      float of2,
      float[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] += (left[i] + right[i]) * of + (left2[i] + right2[i]) * of2;
    }
  }

  private static void divideEven(float[] sums, float[] across, float down, float[] noise) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] = sums[i] * across[i] * down / noise[i];
    }
  }

  private static void divideByRest(
      float[] sums, float[] across, float down, float[] lost, float[] noise) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] = sums[i] / (noise[i] * (float) Math.sqrt(across[i] * down - lost[i]));
    }
  }

  /** At the edge of the frame, and where pixels are missing, a part of the kernel is left. */
  private static void divide(
      float[] out, float[] sums, float[] weight, float[] across, float down) {
    for (int i = 0; i < out.length; i++) {
      // A missing pixel in the middle has no weight of its own: what is around it must do.
      boolean enough = sums[i] > LEAST_WEIGHT * weight[i] * across[i] * down && sums[i] > 0;
      out[i] = enough ? out[i] / (float) Math.sqrt(sums[i]) : 0;
    }
  }

  /**
   * Sums up what missing pixels lack about each pixel of a row.
   *
   * @return whether there are any
   */
  private boolean sumUpLost(int y) {
    starved = false;
    boolean any = false;
    int to = Math.min(height - 1, y + radius);
    for (int j = Math.max(0, y - radius); j <= to; j++) {
      int slot = slot(j);
      if (lack[slot] != null) {
        add(lack[slot], squares[Math.abs(j - y)], lost);
        starved = true;
        any = true;
      } else if (missing[slot] != null) {
        addLack(missing[slot], squares[Math.abs(j - y)], lost, STARVED * fullDown[y]);
        any = true;
      }
    }
    return any;
  }

  private void addLack(int[] columns, float down, float[] sums, float most) {
    for (int column : columns) {
      int last = Math.min(width - 1, column + radius);
      for (int x = Math.max(0, column - radius); x <= last; x++) {
        sums[x] += down * squares[Math.abs(x - column)];
        starved |= sums[x] > most * full[x];
      }
    }
  }

  /** Leaves out what too little is left for. */
  private void leaveOut(int y, float[] out) {
    int[] columns = missing[slot(y)];
    int next = 0;
    for (int x = 0; x < width; x++) {
      boolean gone = columns != null && next < columns.length && columns[next] == x;
      next += gone ? 1 : 0;
      float all = full[x] * fullDown[y];
      if (!(all - lost[x] > (gone ? LEAST_AROUND : LEAST_WEIGHT) * all)) {
        out[x] = 0;
      }
    }
  }
}
