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

  /** So many rows at a time are looked through for pixels above the threshold. */
  private static final int ROWS_AT_ONCE = 16;

  private final float threshold;
  private final int width;
  private final float[][] band; // rows that are not yet looked through
  private final int[] rowOf = new int[ROWS_AT_ONCE];
  private int rows; // of the band
  private final float[] highest; // of the band, in each column
  private final int[] columns; // where it is above the threshold

  private int runs;
  private int[] row = new int[1 << 12];
  private int[] first = new int[1 << 12]; // column
  private int[] end = new int[1 << 12]; // column behind the last
  private int[] at = new int[1 << 12]; // place of its values
  private int[] parent = new int[1 << 12]; // a run before it of the same footprint, or itself
  private float[] peak = new float[1 << 12]; // its highest value

  private float[][] values = new float[16][];
  private int stored;

  private int beforeFrom; // runs of the row before
  private int beforeTo;
  private int lastRow = -2;

  /**
   * @param threshold that a pixel of a footprint exceeds
   * @param width pixels per row of the frame
   */
  Footprints(float threshold, int width) {
    this.threshold = threshold;
    this.width = width;
    this.band = new float[ROWS_AT_ONCE][width];
    this.highest = new float[width];
    Arrays.fill(highest, Float.NEGATIVE_INFINITY);
    this.columns = new int[width];
  }

  /** Returns room for the significance in the next row. */
  float[] room() {
    return band[rows];
  }

  /** Takes the next row, which was put into the {@link #room}. */
  void add(int y) {
    raise(highest, band[rows]);
    rowOf[rows++] = y;
    if (rows == ROWS_AT_ONCE) {
      addAll();
    }
  }

  /** Adds the rows of the band: few columns have a pixel above the threshold in any of them. */
  private void addAll() {
    int count = above(highest, threshold, columns);
    Arrays.fill(highest, Float.NEGATIVE_INFINITY);
    reserve(rows * count);
    for (int r = 0; r < rows; r++) {
      addRow(rowOf[r], band[r], count);
    }
    rows = 0;
  }

  /** Makes room for so many pixels more, each of which may be a run. */
  private void reserve(int pixels) {
    if (runs + pixels > row.length) {
      int more = Math.max(runs + pixels, runs + (runs >> 1));
      row = Arrays.copyOf(row, more);
      first = Arrays.copyOf(first, more);
      end = Arrays.copyOf(end, more);
      at = Arrays.copyOf(at, more);
      parent = Arrays.copyOf(parent, more);
      peak = Arrays.copyOf(peak, more);
    }
    int chunks = ((stored + pixels) >> CHUNK_BITS) + 1;
    if (chunks > values.length) {
      values = Arrays.copyOf(values, 2 * chunks);
    }
    for (int chunk = chunks - 1; chunk >= 0 && values[chunk] == null; chunk--) {
      values[chunk] = new float[CHUNK];
    }
  }

  /**
   * Lists the columns whose highest value exceeds the threshold or is NaN; returns their number.
   */
  private static int above(float[] highest, float threshold, int[] columns) {
    int count = 0;
    for (int x = 0; x < highest.length; x++) {
      if (!(highest[x] <= threshold)) {
        columns[count++] = x;
      }
    }
    return count;
  }

  private static void raise(float[] highest, float[] values) {
    for (int x = 0; x < highest.length; x++) {
      highest[x] = Math.max(highest[x], values[x]);
    }
  }

  private void addRow(int y, float[] significance, int count) {
    if (y != lastRow + 1) {
      beforeFrom = runs;
      beforeTo = runs;
    }
    int firstOfRow = runs;
    int before = beforeFrom;
    int i = 0;
    while (i < count) {
      int from = columns[i++];
      if (significance[from] > threshold) {
        int to = nextBelow(significance, from, width, threshold);
        before = addRun(y, significance, from, to, before);
        while (i < count && columns[i] < to) {
          i++;
        }
      }
    }
    beforeFrom = firstOfRow;
    beforeTo = runs;
    lastRow = y;
  }

  /** Returns the first run of the row before that a later run may touch. */
  private int addRun(int y, float[] significance, int from, int to, int firstBefore) {
    int run = newRun(y, from, to);
    peak[run] = highest(significance, from, to);
    store(significance, from, to);
    int before = firstBefore;
    while (before < beforeTo && end[before] < from) {
      before++;
    }
    for (int other = before; other < beforeTo && first[other] <= to; other++) {
      join(run, other);
    }
    return before;
  }

  private static int nextBelow(float[] values, int from, int to, float threshold) {
    int x = from;
    while (x < to && values[x] > threshold) {
      x++;
    }
    return x;
  }

  private static float highest(float[] values, int from, int to) {
    float highest = values[from];
    for (int x = from + 1; x < to; x++) {
      highest = values[x] > highest ? values[x] : highest;
    }
    return highest;
  }

  private int newRun(int y, int from, int to) {
    row[runs] = y;
    first[runs] = from;
    end[runs] = to;
    at[runs] = stored;
    parent[runs] = runs;
    return runs++;
  }

  private void store(float[] significance, int from, int to) {
    for (int x = from; x < to; ) {
      int place = stored & IN_CHUNK;
      int count = Math.min(to - x, CHUNK - place);
      System.arraycopy(significance, x, values[stored >> CHUNK_BITS], place, count);
      stored += count;
      x += count;
    }
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
   * @param least that a pixel of a footprint must reach
   * @param fewest pixels it must have
   */
  void forEach(float least, int fewest, Sink sink) {
    addAll();
    int[] next = new int[runs]; // run of the same footprint
    int[] pixels = new int[runs]; // of a footprint, at its first run
    chain(next, pixels);
    Patch patch = new Patch();
    for (int run = nextWorthy(0, least, fewest, pixels); run < runs; ) {
      sink.accept(fill(patch, run, next));
      run = nextWorthy(run + 1, least, fewest, pixels);
    }
  }

  /** Chains the runs of each footprint; its first one gets its pixels, and its highest value. */
  private void chain(int[] next, int[] pixels) {
    int[] last = new int[runs];
    Arrays.fill(next, -1);
    for (int run = 0; run < runs; run++) {
      int root = root(run);
      if (root != run) {
        next[last[root]] = run;
        peak[root] = Math.max(peak[root], peak[run]);
      }
      last[root] = run;
      pixels[root] += end[run] - first[run];
    }
  }

  private int nextWorthy(int from, float least, int fewest, int[] pixels) {
    int run = from;
    while (run < runs && !(pixels[run] >= fewest && peak[run] >= least)) {
      run++;
    }
    return run;
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
      copy(run, patch);
    }
    return patch;
  }

  private void copy(int run, Patch patch) {
    int place = at[run];
    for (int x = first[run]; x < end[run]; ) {
      int count = Math.min(end[run] - x, CHUNK - (place & IN_CHUNK));
      patch.put(x, row[run], values[place >> CHUNK_BITS], place & IN_CHUNK, count);
      place += count;
      x += count;
    }
  }
}
