package org.nightbeam.fits;

/**
 * Rows in two halves: the pixels of even columns and those of odd ones. In that order 16-bit pixels
 * are decoded fastest, see {@link RowDecoder}, and a colour sensor's row has one channel a half.
 */
public final class ColumnParity {
  private ColumnParity() {}

  /**
   * Parts a row.
   *
   * @param row {@code [>= length]}
   * @param length pixels
   * @param even {@code [>= (length + 1) / 2]}, receives the first pixel, the third and so on
   * @param odd {@code [>= length / 2]}, receives the others
   */
  public static void part(float[] row, int length, float[] even, float[] odd) {
    for (int i = 0; i < length / 2; i++) {
      even[i] = row[2 * i];
      odd[i] = row[2 * i + 1];
    }
    if ((length & 1) != 0) {
      even[length / 2] = row[length - 1];
    }
  }

  /** Joins integers as {@link #join(float[], float[], int, float[], int)} joins pixels. */
  public static void join(int[] even, int[] odd, int length, int[] row, int first) {
    for (int i = 0; i < length / 2; i++) {
      row[first + 2 * i] = even[i];
      row[first + 2 * i + 1] = odd[i];
    }
    if ((length & 1) != 0) {
      row[first + length - 1] = even[length / 2];
    }
  }

  /**
   * Joins what {@link #part} has parted.
   *
   * @param length pixels of the row
   * @param row receives the pixels
   * @param first index of the first one in the row
   */
  public static void join(float[] even, float[] odd, int length, float[] row, int first) {
    for (int i = 0; i < length / 2; i++) {
      row[first + 2 * i] = even[i];
      row[first + 2 * i + 1] = odd[i];
    }
    if ((length & 1) != 0) {
      row[first + length - 1] = even[length / 2];
    }
  }
}
