package org.nightbeam.sources;

/**
 * A Gaussian matched filter over the rows of a frame, that gives the significance of a source at
 * each pixel: {@code S = sum(k d / v) / sqrt(sum(k^2 / v))} with the kernel k, the signal d and the
 * variance v of the pixels around. Of noise alone, S is normal with a standard deviation of 1,
 * wherever pixels are missing or noisier than others.
 *
 * <p>Loops run over two rows at the same index, which is what JDK 17 vectorises; shifted rows are
 * copied first.
 */
final class MatchedFilter {
  /** The kernel ends here, in standard deviations. */
  private static final double TRUNCATION = 2.5;

  /** Part of the kernel's weight that must have values for a result. */
  private static final float LEAST_WEIGHT = 0.3f;

  private final int width;
  private final int height;
  private final int radius;
  private final float[] kernel; // by distance
  private final float[] squares;
  private final float[][] signal; // a ring of rows, d / v
  private final float[][] weight; // 1 / v
  private final boolean[] even; // whether the variance of a row is smooth, and no pixel missing

  private final float[] sum;
  private final float[] weightSum;
  private final float[] padded;
  private final float[] left;
  private final float[] right;
  private final float[] full; // sums of squares of the kernel across, all pixels being there
  private final float[] squareDown;

  /**
   * @param sigma of the kernel, in pixels
   */
  MatchedFilter(int width, int height, double sigma) {
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
    this.signal = new float[rows][width];
    this.weight = new float[rows][width];
    this.even = new boolean[rows];
    this.sum = new float[width];
    this.weightSum = new float[width];
    this.padded = new float[width + 2 * radius];
    this.left = new float[width];
    this.right = new float[width];
    this.full = squareSums(width);
    this.squareDown = squareSums(height);
  }

  private float[] squareSums(int length) {
    float[] sums = new float[length];
    for (int i = 0; i < length; i++) {
      for (int k = -radius; k <= radius; k++) {
        sums[i] += i + k >= 0 && i + k < length ? squares[Math.abs(k)] : 0;
      }
    }
    return sums;
  }

  /** Rows that are needed before and behind one. */
  int radius() {
    return radius;
  }

  /** Returns where the signal over the variance of a row goes. */
  float[] signal(int y) {
    return signal[y % signal.length];
  }

  /** Returns where the inverse of the variance of a row goes; 0 for no value. */
  float[] weight(int y) {
    return weight[y % weight.length];
  }

  /** Says whether the variance of a row is smooth, and no pixel is missing. */
  void even(int y, boolean isEven) {
    even[y % even.length] = isEven;
  }

  /**
   * Computes the significance in a row, around which all rows were put.
   *
   * @param out {@code [>= width]}, receives it; 0 where nothing can be said
   */
  void significance(int y, float[] out) {
    int from = Math.max(0, y - radius);
    int to = Math.min(height - 1, y + radius);
    boolean allEven = true;
    for (int j = from; j <= to; j++) {
      allEven &= even[j % even.length];
    }
    down(y, signal, kernel);
    across(sum, kernel, out);
    if (allEven) {
      divideEven(out, weight(y), full, squareDown[y], width);
      return;
    }
    down(y, weight, squares);
    across(sum, squares, weightSum);
    divide(out, weightSum, weight(y), full, squareDown[y], width);
  }

  /** Sums rows of a ring above and below one. */
  private void down(int y, float[][] ring, float[] factors) {
    scale(ring[y % ring.length], factors[0], sum);
    for (int k = 1; k <= radius; k++) {
      boolean above = y >= k;
      boolean below = y + k < height;
      if (above && below) {
        addBoth(ring[(y - k) % ring.length], ring[(y + k) % ring.length], factors[k], sum);
      } else if (above || below) {
        add(ring[(above ? y - k : y + k) % ring.length], factors[k], sum);
      }
    }
  }

  private void across(float[] row, float[] factors, float[] out) {
    System.arraycopy(row, 0, padded, radius, width);
    scale(row, factors[0], out);
    for (int k = 1; k <= radius; k++) {
      System.arraycopy(padded, radius - k, left, 0, width);
      System.arraycopy(padded, radius + k, right, 0, width);
      addBoth(left, right, factors[k], out);
    }
  }

  private static void scale(float[] row, float factor, float[] out) {
    for (int i = 0; i < row.length; i++) {
      out[i] = row[i] * factor;
    }
  }

  private static void add(float[] row, float factor, float[] sum) {
    for (int i = 0; i < row.length; i++) {
      sum[i] += row[i] * factor;
    }
  }

  private static void addBoth(float[] left, float[] right, float factor, float[] out) {
    for (int i = 0; i < left.length; i++) {
      out[i] += (left[i] + right[i]) * factor;
    }
  }

  private static void divideEven(
      float[] out, float[] weight, float[] across, float down, int width) {
    for (int i = 0; i < width; i++) {
      out[i] /= (float) Math.sqrt(weight[i] * across[i] * down);
    }
  }

  /** At the edge of the frame, and where pixels are missing, a part of the kernel is left. */
  private static void divide(
      float[] out, float[] sums, float[] weight, float[] across, float down, int width) {
    for (int i = 0; i < width; i++) {
      // A missing pixel in the middle has no weight of its own: what is around it must do.
      boolean enough = sums[i] > LEAST_WEIGHT * weight[i] * across[i] * down && sums[i] > 0;
      out[i] = enough ? out[i] / (float) Math.sqrt(sums[i]) : 0;
    }
  }
}
