package org.nightbeam.fits.deflate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HuffmanCodeTest {
  @Test
  void rarerSymbolsHaveLongerCodes() {
    // 1 + 1 = 2, 2 + 2 = 4, 4 + 4 = 8: each level one bit.
    assertArrayEquals(
        new int[] {3, 0, 1, 3, 2}, HuffmanCode.lengths(new int[] {1, 0, 4, 1, 2}, 14));
    assertArrayEquals(new int[] {1, 1}, HuffmanCode.lengths(new int[] {1, 1_000_000}, 14));
  }

  @Test
  void codesAreThoseOfTheExampleInRfc1951() {
    // Section 3.2.2: A to H have 010 011 100 101 110 00 1110 1111.
    int[] codes = HuffmanCode.codes(new int[] {3, 3, 3, 3, 3, 2, 4, 4});
    String[] bits = {"010", "011", "100", "101", "110", "00", "1110", "1111"};
    for (int i = 0; i < bits.length; i++) {
      int lowestFirst = Integer.parseInt(new StringBuilder(bits[i]).reverse().toString(), 2);
      assertEquals(lowestFirst, codes[i], bits[i]);
    }
  }

  @Test
  void codesThatWouldBeTooLongAreCut() {
    int[] fibonacci = new int[40];
    fibonacci[0] = 1;
    fibonacci[1] = 1;
    for (int i = 2; i < fibonacci.length; i++) {
      fibonacci[i] = fibonacci[i - 1] + fibonacci[i - 2];
    }
    for (int longest = 6; longest <= 20; longest++) {
      int[] lengths = HuffmanCode.lengths(fibonacci, longest);
      assertEquals(longest, Arrays.stream(lengths).max().orElse(0));
      assertTrue(isComplete(lengths), Arrays.toString(lengths));
    }
  }

  /**
   * Every code is complete, no rarer symbol has a shorter code, and none is longer than the best.
   */
  @Test
  void randomCountsGiveTheBestCode() {
    Random random = new Random(8);
    for (int round = 0; round < 500; round++) {
      int[] counts = new int[2 + random.nextInt(285)];
      for (int i = 0; i < counts.length; i++) {
        counts[i] = random.nextInt(3) == 0 ? 0 : (int) Math.exp(10 * random.nextDouble());
      }
      counts[0] = 1;
      counts[counts.length - 1] = 5;
      int[] lengths = HuffmanCode.lengths(counts, 30);
      assertTrue(isComplete(lengths), Arrays.toString(counts));
      assertEquals(smallestSize(counts), size(counts, lengths));
      int[] cut = HuffmanCode.lengths(counts, 9);
      assertTrue(isComplete(cut), Arrays.toString(counts));
      for (int i = 0; i < counts.length; i++) {
        assertEquals(counts[i] == 0, lengths[i] == 0);
        assertEquals(counts[i] == 0, cut[i] == 0);
        assertTrue(cut[i] <= 9);
      }
    }
  }

  @Test
  void oneSymbolIsNoCode() {
    assertThrows(IllegalArgumentException.class, () -> HuffmanCode.lengths(new int[] {0, 7}, 14));
  }

  private static boolean isComplete(int[] lengths) {
    double sum = 0;
    for (int length : lengths) {
      sum += length == 0 ? 0 : Math.pow(2, -length);
    }
    return sum == 1;
  }

  private static long size(int[] counts, int[] lengths) {
    long size = 0;
    for (int i = 0; i < counts.length; i++) {
      size += (long) counts[i] * lengths[i];
    }
    return size;
  }

  /** The sum of all nodes that are made, as each adds one bit to all that is below. */
  private static long smallestSize(int[] counts) {
    PriorityQueue<Long> nodes = new PriorityQueue<>();
    for (int count : counts) {
      if (count > 0) {
        nodes.add((long) count);
      }
    }
    long size = 0;
    while (nodes.size() > 1) {
      long made = nodes.remove() + nodes.remove();
      nodes.add(made);
      size += made;
    }
    return size;
  }
}
