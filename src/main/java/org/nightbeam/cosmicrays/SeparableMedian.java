package org.nightbeam.cosmicrays;

/**
 * Running medians of 5, 7 and 9 values along a row, and of 5, 7 and 9 rows: one after the other
 * they make the separable median filter.
 *
 * <p>Values are compared as integers that have the order of the floats, see {@link #toKeys}: a
 * compare-exchange of two rows of integers by their difference and its sign takes half the time of
 * {@link Math#min(float, float)} and {@link Math#max(float, float)}, which mind NaN and the sign of
 * zero. Each step is one small loop over arrays with the same index, as only these are compiled to
 * SIMD instructions; neighbours in a row are therefore copied into rows of their own. What
 * overlapping windows share is sorted once: pairs and triples of neighbours are made for each
 * place, and a window is merged from these.
 *
 * <p>Not safe for use by several threads: it keeps work space.
 */
final class SeparableMedian {
  /** Values from -LIMIT to LIMIT have keys; there are none for NaN and infinite values. */
  static final float LIMIT = 0x1p64f;

  private static final float TO_KEY = 0x1p-64f;
  private static final float FROM_KEY = 0x1p64f;

  /** Sorted pairs or triples of neighbouring rows, by the number of their first row, modulo 8. */
  private static final int RING = 8;

  private final int[][] low;
  private final int[][] middle;
  private final int[][] high;
  private final int[] a;
  private final int[] b;
  private final int[] c;
  private final int[] d;
  private final int[] e;
  private final int[] f;
  private final int[] g;
  private final int[] h;

  /**
   * @param width the largest length of a row
   */
  SeparableMedian(int width) {
    low = new int[RING][width];
    middle = new int[RING][width];
    high = new int[RING][width];
    a = new int[width];
    b = new int[width];
    c = new int[width];
    d = new int[width];
    e = new int[width];
    f = new int[width];
    g = new int[width];
    h = new int[width];
  }

  /**
   * Turns values into integers of the same order. The difference of two of them fits an {@code
   * int}. Values nearer to 0 than 2^-62 lose digits. A NaN, or a value beyond {@link #LIMIT}, gives
   * any integer, which may spoil all windows that it is in.
   */
  static void toKeys(float[] values, int[] keys, int length) {
    for (int i = 0; i < length; i++) {
      keys[i] = Float.floatToRawIntBits(values[i] * TO_KEY);
    }
    flipNegative(keys, length);
  }

  /** Turns keys back into values; the keys are spoilt. */
  static void toValues(int[] keys, float[] values, int length) {
    flipNegative(keys, length);
    for (int i = 0; i < length; i++) {
      values[i] = Float.intBitsToFloat(keys[i]) * FROM_KEY;
    }
  }

  /** Negative floats grow in the other direction than their bits; a second flip undoes it. */
  private static void flipNegative(int[] bits, int length) {
    for (int i = 0; i < length; i++) {
      int x = bits[i];
      bits[i] = x ^ ((x >> 31) & 0x7fffffff);
    }
  }

  /** {@code out[j]} is the median of {@code row[j]} to {@code row[j + 4]}; length - 4 of them. */
  void along5(int[] row, int length, int[] out) {
    int n = length - 4;
    if (n <= 0) {
      return;
    }
    sortTriples(row, length);
    // The sorted pair of the last two: the triple's work space is free for it.
    System.arraycopy(row, 3, d, 0, n);
    System.arraycopy(row, 4, e, 0, n);
    exchange(d, e, n);
    smallerOf(c, b, d, c, n);
    smallerOf(c, a, e, out, n);
  }

  /** {@code out[j]} is the median of {@code row[j]} to {@code row[j + 6]}; length - 6 of them. */
  void along7(int[] row, int length, int[] out) {
    int n = length - 6;
    if (n <= 0) {
      return;
    }
    // Pairs (j, j + 1) in a and b.
    int pairs = length - 1;
    System.arraycopy(row, 0, a, 0, pairs);
    System.arraycopy(row, 1, b, 0, pairs);
    exchange(a, b, pairs);
    // Triples (j + 4, j + 5, j + 6) in e, f, g.
    System.arraycopy(a, 4, e, 0, n);
    System.arraycopy(b, 4, f, 0, n);
    System.arraycopy(row, 6, g, 0, n);
    exchange(f, g, n);
    exchange(e, f, n);
    // Fours (j to j + 3) in a, b, c, d.
    System.arraycopy(a, 2, c, 0, n);
    System.arraycopy(b, 2, d, 0, n);
    exchange(a, c, n);
    exchange(b, d, n);
    exchange(b, c, n);
    medianOfSorted(a, b, c, d, e, f, g, out, n);
  }

  /** {@code out[j]} is the median of {@code row[j]} to {@code row[j + 8]}; length - 8 of them. */
  void along9(int[] row, int length, int[] out) {
    int n = length - 8;
    if (n <= 0) {
      return;
    }
    sortTriples(row, length);
    System.arraycopy(a, 3, d, 0, n);
    System.arraycopy(a, 6, e, 0, n);
    System.arraycopy(b, 3, f, 0, n);
    System.arraycopy(b, 6, g, 0, n);
    largestOf(a, d, e, n);
    medianOf(b, f, g, b, n);
    System.arraycopy(c, 3, d, 0, n);
    System.arraycopy(c, 6, e, 0, n);
    smallestOf(c, d, e, n);
    medianOf(a, b, c, out, n);
  }

  /** Sorts row[j], row[j + 1], row[j + 2] into a, b, c for each j up to length - 3. */
  private void sortTriples(int[] row, int length) {
    int n = length - 2;
    System.arraycopy(row, 0, a, 0, n);
    System.arraycopy(row, 1, b, 0, n);
    System.arraycopy(row, 2, c, 0, n);
    sort(a, b, c, n);
  }

  /**
   * Medians of five neighbouring rows, in place: {@code rows[r]} becomes the median of {@code
   * rows[r]} to {@code rows[r + 4]}; the last four rows are spoilt.
   */
  void across5(int[][] rows, int count, int length) {
    int pairs = 0;
    for (int r = 0; r + 4 < count; r++) {
      for (; pairs <= r + 3; pairs++) {
        sortPair(rows, pairs, length);
      }
      int[] third = a;
      System.arraycopy(low[r % RING], 0, b, 0, length);
      System.arraycopy(high[r % RING], 0, c, 0, length);
      System.arraycopy(rows[r + 2], 0, third, 0, length);
      // The triple of rows r to r + 2 is b, c, third.
      exchange(c, third, length);
      exchange(b, c, length);
      smallerOf(third, c, low[(r + 3) % RING], third, length);
      smallerOf(third, b, high[(r + 3) % RING], rows[r], length);
    }
  }

  /** Computes the same of seven rows; the last six are spoilt. */
  void across7(int[][] rows, int count, int length) {
    int pairs = 0;
    for (int r = 0; r + 6 < count; r++) {
      for (; pairs <= r + 4; pairs++) {
        sortPair(rows, pairs, length);
      }
      int next = (r + 2) % RING;
      int last = (r + 4) % RING;
      // Rows r + 4 to r + 6 in e, f, g; rows r to r + 3 in a, b, c, d.
      exchange(high[last], rows[r + 6], f, g, length);
      exchange(low[last], f, e, f, length);
      exchange(low[r % RING], low[next], a, c, length);
      exchange(high[r % RING], high[next], b, d, length);
      exchange(b, c, length);
      medianOfSorted(a, b, c, d, e, f, g, rows[r], length);
    }
  }

  /** Computes the same of nine rows; the last eight are spoilt. */
  void across9(int[][] rows, int count, int length) {
    int triples = 0;
    for (int r = 0; r + 8 < count; r++) {
      for (; triples <= r + 6; triples++) {
        int[] first = low[triples % RING];
        int[] second = middle[triples % RING];
        int[] third = high[triples % RING];
        exchange(rows[triples], rows[triples + 1], first, second, length);
        exchange(second, rows[triples + 2], second, third, length);
        exchange(first, second, length);
      }
      int i = r % RING;
      int j = (r + 3) % RING;
      int k = (r + 6) % RING;
      // The oldest triple is not needed any more.
      largestOf(low[i], low[j], low[k], length);
      medianOf(middle[i], middle[j], middle[k], middle[i], length);
      smallestOf(high[i], high[j], high[k], length);
      medianOf(low[i], middle[i], high[i], rows[r], length);
    }
  }

  private void sortPair(int[][] rows, int r, int length) {
    exchange(rows[r], rows[r + 1], low[r % RING], high[r % RING], length);
  }

  private static void sort(int[] x, int[] y, int[] z, int length) {
    exchange(x, y, length);
    exchange(y, z, length);
    exchange(x, y, length);
  }

  /** The fourth of a sorted four p and a sorted three q: the least of max(p[i], q[3 - i - 1]). */
  private void medianOfSorted(
      int[] p0, int[] p1, int[] p2, int[] p3, int[] q0, int[] q1, int[] q2, int[] out, int length) {
    smallerOf(p3, p2, q0, h, length);
    smallerOf(h, p1, q1, h, length);
    smallerOf(h, p0, q2, out, length);
  }

  // Integer.min and max are not vectorised by C2 of JDK 17; a difference and its sign are.

  private static void exchange(int[] low, int[] high, int length) {
    for (int i = 0; i < length; i++) {
      int x = low[i];
      int y = high[i];
      int d = x - y;
      d &= d >> 31;
      low[i] = y + d;
      high[i] = x - d;
    }
  }

  private static void exchange(int[] p, int[] q, int[] low, int[] high, int length) {
    for (int i = 0; i < length; i++) {
      int x = p[i];
      int y = q[i];
      int d = x - y;
      d &= d >> 31;
      low[i] = y + d;
      high[i] = x - d;
    }
  }

  /** {@code out = min(p, max(q, r))}. */
  private static void smallerOf(int[] p, int[] q, int[] r, int[] out, int length) {
    for (int i = 0; i < length; i++) {
      int x = q[i];
      int d = x - r[i];
      x -= d & (d >> 31);
      d = p[i] - x;
      out[i] = x + (d & (d >> 31));
    }
  }

  /** {@code p = max(p, q, r)}. */
  private static void largestOf(int[] p, int[] q, int[] r, int length) {
    for (int i = 0; i < length; i++) {
      int x = p[i];
      int d = x - q[i];
      x -= d & (d >> 31);
      d = x - r[i];
      p[i] = x - (d & (d >> 31));
    }
  }

  /** {@code p = min(p, q, r)}. */
  private static void smallestOf(int[] p, int[] q, int[] r, int length) {
    for (int i = 0; i < length; i++) {
      int y = q[i];
      int d = p[i] - y;
      int x = y + (d & (d >> 31));
      y = r[i];
      d = x - y;
      p[i] = y + (d & (d >> 31));
    }
  }

  private static void medianOf(int[] p, int[] q, int[] r, int[] out, int length) {
    for (int i = 0; i < length; i++) {
      int x = p[i];
      int y = q[i];
      int d = x - y;
      d &= d >> 31;
      int low = y + d;
      int high = x - d;
      // The smaller of the third and the larger, if that is larger than the smaller.
      x = r[i];
      d = high - x;
      x += d & (d >> 31);
      d = low - x;
      out[i] = low - (d & (d >> 31));
    }
  }
}
