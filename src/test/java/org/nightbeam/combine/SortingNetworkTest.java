package org.nightbeam.combine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A network that sorts every sequence of zeros and ones sorts everything (Knuth, The Art of
 * Computer Programming, vol. 3, section 5.3.4, theorem Z).
 */
class SortingNetworkTest {
  static IntStream rowCounts() {
    return IntStream.rangeClosed(1, 14);
  }

  @ParameterizedTest
  @MethodSource("rowCounts")
  void sortPutsEverySequenceOfZerosAndOnesInOrder(int rows) {
    int[] pairs = SortingNetwork.sort(rows).pairs();
    for (int bits = 0; bits < 1 << rows; bits++) {
      int ones = Integer.bitCount(bits);
      int sorted = ((1 << ones) - 1) << (rows - ones);
      assertEquals(sorted, run(pairs, bits), "of " + Integer.toBinaryString(bits));
    }
  }

  @ParameterizedTest
  @MethodSource("rowCounts")
  void medianPutsTheMiddleRowsOfEverySequenceOfZerosAndOnesInPlace(int rows) {
    int[] pairs = SortingNetwork.median(rows).pairs();
    int middle = 1 << (rows - 1) / 2 | 1 << rows / 2;
    for (int bits = 0; bits < 1 << rows; bits++) {
      int ones = Integer.bitCount(bits);
      int sorted = ((1 << ones) - 1) << (rows - ones);
      assertEquals(
          sorted & middle, run(pairs, bits) & middle, "of " + Integer.toBinaryString(bits));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 1", "3, 3", "4, 5", "5, 9", "8, 19", "10, 31", "16, 63", "20, 97"})
  void sortHasAsManyComparatorsAsTheAlgorithm(int rows, int comparators) {
    // Batcher's numbers, sequence A006282 of the On-Line Encyclopedia of Integer Sequences.
    assertEquals(comparators, SortingNetwork.sort(rows).pairs().length / 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 9, 20, 33, 100})
  void medianNeedsFewerComparatorsThanASort(int rows) {
    assertTrue(
        SortingNetwork.median(rows).pairs().length < SortingNetwork.sort(rows).pairs().length);
  }

  /** Row k is bit k. */
  private static int run(int[] pairs, int bits) {
    int rows = bits;
    for (int k = 0; k < pairs.length; k += 2) {
      int low = rows >> pairs[k] & 1;
      int high = rows >> pairs[k + 1] & 1;
      if (low > high) {
        rows ^= 1 << pairs[k] | 1 << pairs[k + 1];
      }
    }
    return rows;
  }
}
