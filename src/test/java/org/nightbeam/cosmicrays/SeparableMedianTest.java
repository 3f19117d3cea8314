package org.nightbeam.cosmicrays;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Made of minima and maxima alone, a filter that is right for every window of zeros and ones is
 * right for all values (Knuth, The Art of Computer Programming, vol. 3, section 5.3.4, theorem Z).
 */
class SeparableMedianTest {
  @ParameterizedTest
  @ValueSource(ints = {5, 7, 9})
  void everyWindowOfZerosAndOnesAlongARowHasItsMedian(int size) {
    int windows = 1 << size;
    int[] row = new int[size * windows];
    for (int k = 0; k < row.length; k++) {
      row[k] = (k / size) >> (k % size) & 1;
    }
    int[] medians = along(size, row);
    for (int w = 0; w < windows; w++) {
      assertEquals(Integer.bitCount(w) > size / 2 ? 1 : 0, medians[w * size], "window " + w);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 7, 9})
  void everyColumnOfZerosAndOnesHasItsMedian(int size) {
    int columns = 1 << size;
    int[][] rows = new int[size][columns];
    for (int r = 0; r < size; r++) {
      for (int x = 0; x < columns; x++) {
        rows[r][x] = x >> r & 1;
      }
    }
    across(size, rows);
    for (int x = 0; x < columns; x++) {
      assertEquals(Integer.bitCount(x) > size / 2 ? 1 : 0, rows[0][x], "column " + x);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 7, 9})
  void rowsOfAllLengths(int size) {
    Random random = new Random(size);
    for (int length = 1; length < 80; length++) {
      int[] row = keys(random, length);
      int[] medians = along(size, row);
      for (int j = 0; j + size <= length; j++) {
        assertEquals(median(Arrays.copyOfRange(row, j, j + size)), medians[j], length + " at " + j);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 7, 9})
  void anyNumberOfRows(int size) {
    Random random = new Random(size);
    for (int count = 1; count < 40; count++) {
      int width = 1 + random.nextInt(70);
      int[][] rows = new int[count][];
      for (int r = 0; r < count; r++) {
        rows[r] = keys(random, width);
      }
      int[][] medians = new int[count][];
      for (int r = 0; r < count; r++) {
        medians[r] = rows[r].clone();
      }
      across(size, medians);
      for (int r = 0; r + size <= count; r++) {
        for (int x = 0; x < width; x++) {
          int[] column = new int[size];
          for (int k = 0; k < size; k++) {
            column[k] = rows[r + k][x];
          }
          assertEquals(median(column), medians[r][x], "row " + r + " of " + count);
        }
      }
    }
  }

  @Test
  void keysHaveTheOrderOfTheirValuesAndGiveThemBack() {
    float[] values = {
      -0x1.fffffep63f, -1e15f, -65535, -3.25f, -1e-10f, 0, 1e-10f, 0.1f, 1, 65535, 1e15f, 0x1p63f
    };
    int[] keys = new int[values.length];
    SeparableMedian.toKeys(values, keys, values.length);
    int[] sorted = keys.clone();
    Arrays.sort(sorted);
    assertArrayEquals(sorted, keys);
    // The difference of the outermost ones decides whether the comparison may overflow.
    Math.subtractExact(keys[keys.length - 1], keys[0]);
    float[] back = new float[values.length];
    SeparableMedian.toValues(keys, back, values.length);
    assertArrayEquals(values, back);
  }

  @Test
  void differenceOfTheOutermostKeysFits() {
    float[] values = {-Math.nextDown(0x1p65f), Math.nextDown(0x1p65f)};
    int[] keys = new int[2];
    SeparableMedian.toKeys(values, keys, 2);
    assertEquals(Integer.MAX_VALUE, Math.subtractExact(keys[1], keys[0]));
  }

  private static int[] along(int size, int[] row) {
    SeparableMedian median = new SeparableMedian(row.length);
    int[] out = new int[row.length];
    switch (size) {
      case 5 -> median.along5(row, row.length, out);
      case 7 -> median.along7(row, row.length, out);
      default -> median.along9(row, row.length, out);
    }
    return out;
  }

  private static void across(int size, int[][] rows) {
    SeparableMedian median = new SeparableMedian(rows[0].length);
    switch (size) {
      case 5 -> median.across5(rows, rows.length, rows[0].length);
      case 7 -> median.across7(rows, rows.length, rows[0].length);
      default -> median.across9(rows, rows.length, rows[0].length);
    }
  }

  /** Keys of values of both signs, some equal. */
  private static int[] keys(Random random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] =
          random.nextInt(4) == 0 ? random.nextInt(3) - 1 : (float) (random.nextGaussian() * 1e4);
    }
    int[] keys = new int[length];
    SeparableMedian.toKeys(values, keys, length);
    return keys;
  }

  private static int median(int[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }
}
