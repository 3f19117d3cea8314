package org.nightbeam.combine;

/**
 * Runs a network over rows. Each method is one small loop over two arrays with the same index: that
 * is the shape which HotSpot's C2 compiles to SIMD instructions.
 */
final class CompareExchange {
  private CompareExchange() {}

  /** Values may not differ by 2^31 or more. */
  static void run(SortingNetwork network, int[][] rows, int length) {
    int[] pairs = network.pairs();
    for (int k = 0; k < pairs.length; k += 2) {
      exchange(rows[pairs[k]], rows[pairs[k + 1]], length);
    }
  }

  /** A NaN spreads to both rows. */
  static void run(SortingNetwork network, float[][] rows, int length) {
    int[] pairs = network.pairs();
    for (int k = 0; k < pairs.length; k += 2) {
      exchange(rows[pairs[k]], rows[pairs[k + 1]], length);
    }
  }

  private static void exchange(int[] low, int[] high, int length) {
    // Integer.min and max are not vectorised by C2 of JDK 17; a difference and its sign are.
    for (int i = 0; i < length; i++) {
      int x = low[i];
      int y = high[i];
      int d = x - y;
      d &= d >> 31;
      low[i] = y + d;
      high[i] = x - d;
    }
  }

  private static void exchange(float[] low, float[] high, int length) {
    for (int i = 0; i < length; i++) {
      float x = low[i];
      float y = high[i];
      low[i] = Math.min(x, y);
      high[i] = Math.max(x, y);
    }
  }
}
