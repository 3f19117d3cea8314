package org.nightbeam.statistics;

import java.util.Arrays;

/**
 * Sorts samples of pixels, by one byte of their bits after the other (radix sort). A run sorts some
 * hundred samples of some thousand pixels: for these the library's sort is not only slower, it is
 * also ten times as much code for the JVM to compile.
 */
public final class SampleSort {
  private static final int DIGITS = 1 << Byte.SIZE;

  private SampleSort() {}

  /**
   * Sorts the first values, in the order of {@link Arrays#sort(float[])}.
   *
   * @param size how many
   */
  public static void sort(float[] values, int size) {
    int[] keys = new int[size];
    int[] other = new int[size];
    int[] places = new int[DIGITS];
    toKeys(values, keys);
    for (int shift = 0; shift < Float.SIZE; shift += 2 * Byte.SIZE) {
      sortByDigit(keys, other, shift, places);
      sortByDigit(other, keys, shift + Byte.SIZE, places);
    }
    toValues(keys, values);
  }

  /** Keys are in the order of the values if they are taken as unsigned. */
  private static void toKeys(float[] values, int[] keys) {
    for (int i = 0; i < keys.length; i++) {
      int bits = Float.floatToIntBits(values[i]);
      keys[i] = bits ^ (bits >> 31 | Integer.MIN_VALUE);
    }
  }

  private static void toValues(int[] keys, float[] values) {
    for (int i = 0; i < keys.length; i++) {
      values[i] = Float.intBitsToFloat(keys[i] ^ (~keys[i] >> 31 | Integer.MIN_VALUE));
    }
  }

  /** Those with the same digit stay in their order. */
  private static void sortByDigit(int[] keys, int[] sorted, int shift, int[] places) {
    Arrays.fill(places, 0);
    count(keys, shift, places);
    int next = 0;
    for (int digit = 0; digit < DIGITS; digit++) {
      int size = places[digit];
      places[digit] = next;
      next += size;
    }
    place(keys, shift, places, sorted);
  }

  private static void count(int[] keys, int shift, int[] counts) {
    for (int key : keys) {
      counts[key >>> shift & DIGITS - 1]++;
    }
  }

  private static void place(int[] keys, int shift, int[] places, int[] sorted) {
    for (int key : keys) {
      sorted[places[key >>> shift & DIGITS - 1]++] = key;
    }
  }
}
