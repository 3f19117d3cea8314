package org.nightbeam.resample;

import java.util.Arrays;

/**
 * Computes a row of a frame that is hardly turned against its reference in two passes: down the
 * columns of the frame, to where the row crosses them, then along the row. That is twelve products
 * a pixel where the whole kernel has 36, most of them by SIMD. Of a frame that is only shifted the
 * result is that of the whole kernel; of a turned one its columns are weighted each where the row
 * crosses it, which is as exact: cubics go through.
 *
 * <p>Source: E. Catmull, A. R. Smith, SIGGRAPH 1980, 279.
 *
 * <p>Not safe for use by several threads: it keeps work space.
 */
final class TwoPasses {
  /** Rows of the frame that a row of the result may cross per column. */
  static final double MOST_SHEAR = 0.02;

  /** Columns of the frame per pixel of the result. */
  private static final double MOST_SCALE = 2;

  /** Pixels without a value on both sides of a line. */
  private static final int PAD = 8;

  private static final int BITS = 12;
  private static final int PHASE = (1 << BITS) - 1;

  /** Shortest run of pixels of one phase that is computed together. */
  private static final int SHORT_RUN = 24;

  private final Kernel kernel;
  private final int taps;
  private final int half;
  private float[] line = new float[0]; // by column of the frame
  private float[] padded = new float[0];
  private final float[][] shifted; // by pixel of the result

  TwoPasses(Kernel kernel) {
    if (Kernel.PHASES != 1 << BITS) {
      throw new IllegalStateException(Kernel.PHASES + " phases");
    }
    this.kernel = kernel;
    this.taps = kernel.taps();
    this.half = taps / 2 - 1;
    this.shifted = new float[taps][0];
  }

  /**
   * Returns whether rows may be computed so.
   *
   * @param u columns of the frame per pixel of the row
   * @param v rows of the frame per pixel of the row
   */
  static boolean canDo(double u, double v) {
    return Math.abs(u) <= MOST_SCALE
        && Math.abs(u) >= 1 / MOST_SCALE
        && Math.abs(v) <= MOST_SHEAR * Math.abs(u);
  }

  /**
   * Computes part of a row. What a pixel comes to does not depend on which others are computed with
   * it.
   *
   * @param pixels of the frame, {@code [rows][columns]}
   * @param firstRow the first of them on the frame
   * @param firstColumn the first of them on the frame
   * @param squared whether weights are squared, as for variances
   * @param u0 column on the frame of pixel 0 of the row
   * @param u1 columns per pixel
   * @param v0 row on the frame of pixel 0
   * @param v1 rows per pixel
   * @param x the first pixel
   * @param out receives the weighted sums of it and of those behind; NaN where a pixel is missing
   */
  void row(
      float[][] pixels,
      int firstRow,
      int firstColumn,
      boolean squared,
      double u0,
      double u1,
      double v0,
      double v1,
      int x,
      float[] out) {
    int columns = pixels[0].length;
    double here = u0 + u1 * x - firstColumn;
    double last = u0 + u1 * (x + out.length - 1) - firstColumn;
    int from = (int) Math.max(0, Math.min(columns, Math.floor(Math.min(here, last)) - taps));
    int to = (int) Math.max(from, Math.min(columns, Math.ceil(Math.max(here, last)) + taps));
    if (line.length < columns) {
      line = new float[columns];
      padded = new float[columns + 2 * PAD];
    }
    double slope = v1 / u1;
    down(pixels, firstRow, firstColumn, squared, v0 - slope * u0, slope, from, to);
    int length = to - from + 2 * PAD;
    Arrays.fill(padded, 0, PAD, Float.NaN);
    Arrays.fill(padded, length - PAD, length, Float.NaN);
    // Places along the line stay those on the frame, and are moved by whole pixels only.
    if (u1 > 0) {
      System.arraycopy(line, from, padded, PAD, to - from);
      along(squared, u0, u1, x, PAD - from - firstColumn, length, out);
    } else {
      for (int c = from; c < to; c++) {
        padded[PAD + to - 1 - c] = line[c];
      }
      along(squared, -u0, -u1, x, PAD + to - 1 + firstColumn, length, out);
    }
  }

  private float[] weights(boolean squared, int phase) {
    return squared ? kernel.squaredWeights(phase) : kernel.weights(phase);
  }

  /** Fills the line: of each column, the value where the row crosses it. */
  private void down(
      float[][] pixels,
      int firstRow,
      int firstColumn,
      boolean squared,
      double base,
      double slope,
      int from,
      int to) {
    double start = base * Kernel.PHASES + 0.5;
    double step = slope * Kernel.PHASES;
    boolean longRuns = Math.abs(step) * SHORT_RUN < 1;
    for (int c = from; c < to; ) {
      int place = (int) Math.floor(start + step * (firstColumn + c));
      int end =
          endOf(start, step, firstColumn + c, firstColumn + to, longRuns ? 0 : BITS) - firstColumn;
      int top = (place >> BITS) - half - firstRow;
      if (top < 0 || top + taps > pixels.length) {
        Arrays.fill(line, c, end, Float.NaN);
      } else if (longRuns) {
        sum(pixels, top, weights(squared, place & PHASE), c, end, line);
      } else {
        ofEach(pixels, top, firstColumn, squared, start, step, c, end);
      }
      c = end;
    }
  }

  /**
   * Returns where the first place follows that differs in its bits from this one up: places go up
   * or down all along.
   */
  private static int endOf(double start, double step, int c, int to, int shift) {
    int same = (int) Math.floor(start + step * c) >> shift;
    int low = c; // is the same
    int high = to; // is not, or the end
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if ((int) Math.floor(start + step * middle) >> shift == same) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /** Columns that each have a phase of their own. */
  private void ofEach(
      float[][] pixels,
      int top,
      int firstColumn,
      boolean squared,
      double start,
      double step,
      int from,
      int to) {
    if (taps == 6) {
      float[] a = pixels[top];
      float[] b = pixels[top + 1];
      float[] c = pixels[top + 2];
      float[] d = pixels[top + 3];
      float[] e = pixels[top + 4];
      float[] f = pixels[top + 5];
      float[] w = kernel.ofAllPhases(squared);
      for (int i = from; i < to; i++) {
        int at = ((int) Math.floor(start + step * (firstColumn + i)) & PHASE) * 6;
        line[i] =
            (w[at] * a[i] + w[at + 1] * b[i] + w[at + 2] * c[i])
                + (w[at + 3] * d[i] + w[at + 4] * e[i] + w[at + 5] * f[i]);
      }
      return;
    }
    for (int i = from; i < to; i++) {
      float[] w = weights(squared, (int) Math.floor(start + step * (firstColumn + i)) & PHASE);
      float sum = 0;
      for (int k = 0; k < taps; k++) {
        sum += w[k] * pixels[top + k][i];
      }
      line[i] = sum;
    }
  }

  /**
   * Goes along the line.
   *
   * @param u0 place of pixel 0
   * @param u1 places per pixel, above 0
   * @param x the first pixel
   * @param shift from places to indices of the padded line
   * @param length of that
   */
  private void along(
      boolean squared, double u0, double u1, int x, int shift, int length, float[] out) {
    // Where all weights fall on the line; a pixel less on either side, where there is no value.
    double p0 = u0 + u1 * x + shift;
    int first = (int) Math.max(0, Math.min(out.length, Math.ceil((half + 1 - p0) / u1)));
    int behind = (int) Math.max(first, Math.min(out.length, Math.floor((length - taps - p0) / u1)));
    Arrays.fill(out, 0, first, Float.NaN);
    Arrays.fill(out, behind, out.length, Float.NaN);
    double start = u0 * Kernel.PHASES + 0.5;
    double step = (u1 - 1) * Kernel.PHASES;
    if (Math.abs(step) * SHORT_RUN >= 1) {
      for (int i = first; i < behind; i++) {
        long place = (long) Math.floor(start + step * (x + i)) + ((long) (x + i) << BITS);
        float[] w = weights(squared, (int) place & PHASE);
        int c = (int) (place >> BITS) - half + shift;
        float sum = 0;
        for (int k = 0; k < taps; k++) {
          sum += w[k] * padded[c + k];
        }
        out[i] = sum;
      }
      return;
    }
    if (shifted[0].length < out.length) {
      for (int k = 0; k < taps; k++) {
        shifted[k] = new float[out.length];
      }
    }
    for (int i = first; i < behind; ) {
      int end = endOf(start, step, x + i, x + behind, 0) - x;
      int place = (int) Math.floor(start + step * (x + i));
      int c = (place >> BITS) + x + i - half + shift;
      for (int k = 0; k < taps; k++) {
        System.arraycopy(padded, c + k, shifted[k], i, end - i);
      }
      sum(shifted, 0, weights(squared, place & PHASE), i, end, out);
      i = end;
    }
  }

  // Small loops with one index, which C2 makes SIMD instructions of.

  private void sum(float[][] rows, int top, float[] w, int from, int to, float[] out) {
    first(rows[top], w[0], rows[top + 1], w[1], from, to, out);
    for (int k = 2; k < taps; k += 2) {
      more(rows[top + k], w[k], rows[top + k + 1], w[k + 1], from, to, out);
    }
  }

  private static void first(
      float[] a, float ofA, float[] b, float ofB, int from, int to, float[] out) {
    for (int i = from; i < to; i++) {
      out[i] = ofA * a[i] + ofB * b[i];
    }
  }

  private static void more(
      float[] a, float ofA, float[] b, float ofB, int from, int to, float[] out) {
    for (int i = from; i < to; i++) {
      out[i] += ofA * a[i] + ofB * b[i];
    }
  }
}
