package org.nightbeam.fits.deflate;

import java.util.Arrays;

/** Huffman codes as deflate has them (RFC 1951, section 3.2.2). */
final class HuffmanCode {
  private static final int SYMBOL_BITS = 9;

  private HuffmanCode() {}

  /**
   * Returns the lengths of the best code, those cut that would be too long.
   *
   * @param counts how often each symbol occurs, below 2^31 together; at least two of them do
   * @param longest length of a code, such that 2^longest is not less than the number of symbols
   * @return the length of each symbol's code; 0 if it does not occur
   */
  static int[] lengths(int[] counts, int longest) {
    long[] symbols = new long[counts.length]; // those that occur, rarest first, of equals the first
    int used = 0;
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        symbols[used++] = (long) counts[i] << SYMBOL_BITS | i;
      }
    }
    Arrays.sort(symbols, 0, used);
    int[] ofLength = new int[longest + 1];
    long taken = 0; // of the codes of the longest length, with all that shorter ones stand for
    for (int depth : depths(symbols, used)) {
      int length = Math.min(depth, longest);
      ofLength[length]++;
      taken += 1L << (longest - length);
    }
    while (taken > 1L << longest) {
      int shorter = longest - 1;
      while (ofLength[shorter] == 0) {
        shorter--;
      }
      ofLength[shorter]--; // its code, one bit longer, makes two, the second for one of the longest
      ofLength[shorter + 1] += 2;
      ofLength[longest]--;
      taken--;
    }
    int[] lengths = new int[counts.length];
    int next = 0;
    for (int length = longest; length > 0; length--) {
      for (int i = 0; i < ofLength[length]; i++) {
        lengths[(int) symbols[next++] & (1 << SYMBOL_BITS) - 1] = length;
      }
    }
    return lengths;
  }

  /**
   * Returns how deep each symbol is in Huffman's tree: of the two rarest nodes one is made, and so
   * on.
   */
  private static int[] depths(long[] symbols, int used) {
    if (used < 2) {
      throw new IllegalArgumentException("a code of " + used + " symbols; expected at least 2");
    }
    int nodes = 2 * used - 1;
    long[] weights = new long[nodes];
    for (int i = 0; i < used; i++) {
      weights[i] = symbols[i] >>> SYMBOL_BITS;
    }
    int[] parents = new int[nodes];
    int leaf = 0;
    int inner = used; // inner nodes are made in the order of their weights, too
    for (int made = used; made < nodes; made++) {
      for (int child = 0; child < 2; child++) {
        boolean isLeaf = leaf < used && (inner == made || weights[leaf] <= weights[inner]);
        int rarest = isLeaf ? leaf++ : inner++;
        weights[made] += weights[rarest];
        parents[rarest] = made;
      }
    }
    int[] depths = new int[nodes];
    for (int i = nodes - 2; i >= 0; i--) {
      depths[i] = depths[parents[i]] + 1;
    }
    return Arrays.copyOf(depths, used);
  }

  /** Returns the codes of symbols by their lengths; the first bit of a code is its lowest. */
  static int[] codes(int[] lengths) {
    int[] ofLength = new int[Integer.SIZE];
    for (int length : lengths) {
      ofLength[length]++;
    }
    int[] next = new int[Integer.SIZE];
    for (int length = 2; length < Integer.SIZE; length++) {
      next[length] = next[length - 1] + ofLength[length - 1] << 1;
    }
    int[] codes = new int[lengths.length];
    for (int i = 0; i < lengths.length; i++) {
      if (lengths[i] > 0) {
        codes[i] = Integer.reverse(next[lengths[i]]++) >>> -lengths[i];
      }
    }
    return codes;
  }
}
