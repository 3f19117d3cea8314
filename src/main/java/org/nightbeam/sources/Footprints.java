package org.nightbeam.sources;

import java.util.Arrays;

/**
 * The connected pixels of a frame that are above a threshold, from its rows in order: runs of
 * pixels in a row are joined with those of the row before that they touch, also at a corner. All
 * room grows as it is needed.
 */
final class Footprints {
  private static final int CHUNK_BITS = 16;
  private static final int CHUNK = 1 << CHUNK_BITS;
  private static final int IN_CHUNK = CHUNK - 1;

  private final float threshold;
  private int runs;
  private int[] row = new int[1 << 12];
  private int[] first = new int[1 << 12]; // column
  private int[] end = new int[1 << 12]; // column behind the last
  private int[] at = new int[1 << 12]; // place of its values
  private int[] parent = new int[1 << 12]; // a run before it of the same footprint, or itself

  private float[][] values = new float[16][];
  private int stored;

  private int beforeFrom; // runs of the row before
  private int beforeTo;
  private int lastRow = -2;

  Footprints(float threshold) {
    this.threshold = threshold;
  }

  /** Takes the next row. */
  void add(int y, float[] significance, int width) {
    if (y != lastRow + 1) {
      beforeFrom = runs;
      beforeTo = runs;
    }
    int firstOfRow = runs;
    int before = beforeFrom;
    int x = nextAbove(significance, 0, width, threshold);
    while (x < width) {
      int from = x;
      x = nextBelow(significance, x, width, threshold);
      int run = newRun(y, from, x);
      store(significance, from, x);
      while (before < beforeTo && end[before] < from) {
        before++;
      }
      for (int other = before; other < beforeTo && first[other] <= x; other++) {
        join(run, other);
      }
      x = nextAbove(significance, x, width, threshold);
    }
    beforeFrom = firstOfRow;
    beforeTo = runs;
    lastRow = y;
  }

  private static int nextAbove(float[] values, int from, int to, float threshold) {
    int x = from;
    while (x < to && !(values[x] > threshold)) {
      x++;
    }
    return x;
  }

  private static int nextBelow(float[] values, int from, int to, float threshold) {
    int x = from;
    while (x < to && values[x] > threshold) {
      x++;
    }
    return x;
  }

  private int newRun(int y, int from, int to) {
    if (runs == row.length) {
      int more = runs + (runs >> 1);
      row = Arrays.copyOf(row, more);
      first = Arrays.copyOf(first, more);
      end = Arrays.copyOf(end, more);
      at = Arrays.copyOf(at, more);
      parent = Arrays.copyOf(parent, more);
    }
    row[runs] = y;
    first[runs] = from;
    end[runs] = to;
    at[runs] = stored;
    parent[runs] = runs;
    return runs++;
  }

  private void store(float[] significance, int from, int to) {
    for (int x = from; x < to; ) {
      int chunk = stored >> CHUNK_BITS;
      if (chunk == values.length) {
        values = Arrays.copyOf(values, 2 * chunk);
      }
      if (values[chunk] == null) {
        values[chunk] = new float[CHUNK];
      }
      int place = stored & IN_CHUNK;
      int count = Math.min(to - x, CHUNK - place);
      System.arraycopy(significance, x, values[chunk], place, count);
      stored += count;
      x += count;
    }
  }

  private float value(int place) {
    return values[place >> CHUNK_BITS][place & IN_CHUNK];
  }

  private void join(int run, int other) {
    int a = root(run);
    int b = root(other);
    parent[Math.max(a, b)] = Math.min(a, b);
  }

  private int root(int run) {
    int at = run;
    while (parent[at] != at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  }

  /** Takes footprints one after the other. */
  interface Sink {
    /** Takes one, whose arrays are used again for the next. */
    void accept(Patch patch);
  }

  /**
   * Gives the footprints that are worth it, in the order of their first pixels.
   *
   * @param peak that a footprint must reach
   * @param fewest pixels it must have
   */
  void forEach(float peak, int fewest, Sink sink) {
    int[] next = new int[runs]; // run of the same footprint
    int[] last = new int[runs];
    int[] pixels = new int[runs];
    boolean[] reached = new boolean[runs];
    Arrays.fill(next, -1);
    for (int run = 0; run < runs; run++) {
      int root = root(run);
      if (root != run) {
        next[last[root]] = run;
      }
      last[root] = run;
      pixels[root] += end[run] - first[run];
      for (int i = 0; i < end[run] - first[run] && !reached[root]; i++) {
        reached[root] = value(at[run] + i) >= peak;
      }
    }
    Patch patch = new Patch();
    for (int run = 0; run < runs; run++) {
      if (reached[run] && pixels[run] >= fewest) {
        sink.accept(fill(patch, run, next));
      }
    }
  }

  private Patch fill(Patch patch, int root, int[] next) {
    int left = Integer.MAX_VALUE;
    int right = 0;
    int bottom = row[root];
    int count = 0;
    for (int run = root; run >= 0; run = next[run]) {
      left = Math.min(left, first[run]);
      right = Math.max(right, end[run]);
      bottom = Math.max(bottom, row[run]);
      count += end[run] - first[run];
    }
    patch.reset(left, row[root], right - left, bottom - row[root] + 1, count);
    for (int run = root; run >= 0; run = next[run]) {
      for (int x = first[run]; x < end[run]; x++) {
        patch.put(x, row[run], value(at[run] + x - first[run]));
      }
    }
    return patch;
  }
}
