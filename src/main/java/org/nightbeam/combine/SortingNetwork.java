package org.nightbeam.combine;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Batcher's merge-exchange sorting network: a fixed list of compare-exchanges that sorts any input
 * of a given size. As the list does not depend on the data, each step can be done for a whole row
 * of pixels at once, without branches.
 *
 * <p>Source: D. E. Knuth, The Art of Computer Programming, vol. 3, section 5.2.2, algorithm M. For
 * a median most of the comparators are not needed: those whose outputs reach neither middle row are
 * pruned, going backwards from the end (81 of 97 stay for 20 rows).
 */
final class SortingNetwork {
  private static final ConcurrentHashMap<Integer, SortingNetwork> SORTS = new ConcurrentHashMap<>();
  private static final ConcurrentHashMap<Integer, SortingNetwork> MEDIANS =
      new ConcurrentHashMap<>();

  private final int[] pairs;

  private SortingNetwork(int[] pairs) {
    this.pairs = pairs;
  }

  /** Returns a network after which row 0 holds the smallest values and the last row the largest. */
  static SortingNetwork sort(int rows) {
    return SORTS.computeIfAbsent(rows, n -> new SortingNetwork(mergeExchange(n)));
  }

  /**
   * Returns a network after which rows {@code (rows - 1) / 2} and {@code rows / 2} hold what a sort
   * puts there.
   */
  static SortingNetwork median(int rows) {
    return MEDIANS.computeIfAbsent(rows, n -> new SortingNetwork(pruned(mergeExchange(n), n)));
  }

  /**
   * Returns the rows to compare and exchange, two entries per comparator: the smaller value goes to
   * the first.
   */
  int[] pairs() {
    return pairs;
  }

  private static int[] mergeExchange(int n) {
    int[] pairs = new int[16];
    int used = 0;
    int top = n < 2 ? 0 : Integer.highestOneBit(n - 1);
    for (int p = top; p > 0; p /= 2) {
      int q = top;
      int r = 0;
      for (int d = p; ; d = q - p, q /= 2, r = p) {
        for (int i = 0; i < n - d; i++) {
          if ((i & p) == r) {
            if (used == pairs.length) {
              pairs = Arrays.copyOf(pairs, 2 * used);
            }
            pairs[used++] = i;
            pairs[used++] = i + d;
          }
        }
        if (q == p) {
          break;
        }
      }
    }
    return Arrays.copyOf(pairs, used);
  }

  private static int[] pruned(int[] pairs, int n) {
    boolean[] needed = new boolean[n];
    if (n > 0) {
      needed[(n - 1) / 2] = true;
      needed[n / 2] = true;
    }
    int[] kept = new int[pairs.length];
    int from = kept.length;
    for (int k = pairs.length - 2; k >= 0; k -= 2) {
      if (needed[pairs[k]] || needed[pairs[k + 1]]) {
        needed[pairs[k]] = true;
        needed[pairs[k + 1]] = true;
        kept[--from] = pairs[k + 1];
        kept[--from] = pairs[k];
      }
    }
    return Arrays.copyOfRange(kept, from, kept.length);
  }
}
