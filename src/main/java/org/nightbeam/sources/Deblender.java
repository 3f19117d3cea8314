package org.nightbeam.sources;

import java.util.Arrays;

/**
 * Deblends the sources of one footprint by multiple thresholds (Bertin and Arnouts 1996, A&amp;AS
 * 117, 393, section 4), all thresholds there are: pixels are taken from the brightest down, those
 * that touch are one branch. Where two branches meet, both are sources if each has more than a part
 * of the whole flux above the saddle between them, and stands out from it by more than its noise;
 * else the lesser one belongs to the other. A faint star in the far wings of a bright one has next
 * to nothing of the whole flux: it is one if it is higher by itself than the saddle is. Every pixel
 * belongs to the source that one climbs to from it.
 *
 * <p>Not safe for use by several threads: it keeps work space.
 */
final class Deblender {
  /** Bits of a float behind these are of no matter for the order of the pixels: 0.1 %. */
  private static final int DROPPED_BITS = 13;

  /** The bits that are left, but for the sign, are two digits. */
  private static final int DIGIT_BITS = (Float.SIZE - 1 - DROPPED_BITS) / 2;

  private static final int DIGITS = 1 << DIGIT_BITS;

  private static final int NONE = -1;

  /** How far a peak must stand out from the saddle, in standard deviations. */
  private static final double PROMINENCE = 3;

  /**
   * The same for one that needs no part of the whole flux, as it stands in the wings of another.
   */
  private static final double SURE = 6;

  /** How far such a one must stand out in units of the saddle, which rings and rays do not. */
  private static final double ALONE = 1;

  private final double contrast;
  private final int fewest;

  private int[] label = new int[0]; // of a place: its branch
  private int branches;
  private int[] parent = new int[64]; // of a branch: one it was joined to, or itself
  private int[] target = new int[64]; // of a branch that is no source: one whose source it is
  private float[] peak = new float[64]; // of a root: the highest value
  private int[] main = new int[64]; // of a root: the branch of the highest value
  private double[] flux = new double[64]; // of a root
  private int[] area = new int[64]; // of a root, in pixels
  private boolean[] source = new boolean[64]; // of a branch
  private boolean[] split = new boolean[64]; // of a root: it holds two sources or more

  private final int[] digits = new int[DIGITS]; // how many have each, then where they go
  private final int[] met = new int[8]; // roots around a pixel
  private final int[] metAt = new int[8]; // places where they touch it
  private final boolean[] counts = new boolean[8]; // whether they are significant

  /** How much noisier a pixel is by the photons of its own source. */
  interface Photons {
    /**
     * Returns the standard deviation of the significance at a place of the patch, at least 1.
     *
     * @param at place in the patch
     */
    double noise(int at);
  }

  /**
   * @param contrast the part of the footprint's flux that a source has at least
   * @param fewest pixels that it has at least
   */
  Deblender(double contrast, int fewest) {
    this.contrast = contrast;
    this.fewest = fewest;
  }

  /**
   * Returns the source that each place of the last patch belongs to, {@link #resolve resolved} or
   * not.
   */
  int label(int at) {
    return label[at];
  }

  /** Branches of the last patch: numbers of sources are below. */
  int branches() {
    return branches;
  }

  /** Returns whether a branch is a source. */
  boolean isSource(int branch) {
    return source[branch];
  }

  /** Returns the source that a branch belongs to. */
  int resolve(int branch) {
    int found = branch;
    while (!source[found]) {
      found = target[found];
    }
    for (int at = branch; at != found; ) { // the next one has a shorter way
      int next = target[at];
      target[at] = found;
      at = next;
    }
    return found;
  }

  /**
   * Looks for the sources of a footprint.
   *
   * @param threshold of the footprint
   * @param photons the noise
   * @return how many there are, at least 1
   */
  int split(Patch patch, float threshold, Photons photons) {
    float[] values = patch.values();
    if (label.length < patch.size()) {
      label = new int[patch.size()];
    }
    branches = 0;
    int[] around = around(patch.width());
    if (peaks(values, patch, around) == 1) {
      mark(values, patch.size(), label);
      newBranch(0);
      source[0] = true;
      return 1;
    }
    Arrays.fill(label, 0, patch.size(), NONE);
    addAll(values, patch, around, sumAbove(values, patch.size(), threshold), photons);
    int root = root(0);
    if (!split[root]) {
      source[main[root]] = true;
    }
    return sources();
  }

  private int sources() {
    int sources = 0;
    for (int branch = 0; branch < branches; branch++) {
      sources += source[branch] ? 1 : 0;
    }
    return sources;
  }

  /** Gives all pixels of a footprint to the first branch. */
  private static void mark(float[] values, int size, int[] label) {
    for (int at = 0; at < size; at++) {
      label[at] = values[at] > 0 ? 0 : NONE;
    }
  }

  private static double sumAbove(float[] values, int size, float threshold) {
    double total = 0;
    for (int at = 0; at < size; at++) {
      total += values[at] > 0 ? values[at] - threshold : 0;
    }
    return total;
  }

  private void addAll(float[] values, Patch patch, int[] around, double total, Photons photons) {
    for (int at : descending(values, patch)) {
      add(at, values, around, total, photons);
    }
  }

  private static int[] around(int width) {
    return new int[] {-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1};
  }

  /** Counts pixels that are higher than those around, up to two of them. */
  private static int peaks(float[] values, Patch patch, int[] around) {
    int found = 0;
    for (int at = patch.width(); at < patch.size() - patch.width() && found < 2; at++) {
      if (values[at] > 0 && isPeak(values, at, around)) {
        found++;
      }
    }
    return found;
  }

  /** Of equal pixels the first is taken for higher. */
  private static boolean isPeak(float[] values, int at, int[] around) {
    for (int k = 0; k < around.length; k++) {
      float other = values[at + around[k]];
      if (k < around.length / 2 ? other >= values[at] : other > values[at]) {
        return false;
      }
    }
    return true;
  }

  /** Returns the pixels of a footprint from the highest down, in bins of 0.1 %. */
  private int[] descending(float[] values, Patch patch) {
    int[] order = new int[patch.pixels()];
    int[] other = new int[patch.pixels()];
    list(values, patch.size(), other);
    sortByDigit(values, other, 0, order);
    sortByDigit(values, order, DIGIT_BITS, other);
    return other;
  }

  /** Lists the places of the pixels of a footprint. */
  private static void list(float[] values, int size, int[] places) {
    int count = 0;
    for (int at = 0; at < size; at++) {
      if (values[at] > 0) {
        places[count++] = at;
      }
    }
  }

  /** Sorts places by a digit of their values, the greatest first; equal ones stay in order. */
  private void sortByDigit(float[] values, int[] places, int shift, int[] sorted) {
    Arrays.fill(digits, 0);
    for (int at : places) {
      digits[digit(values[at], shift)]++;
    }
    int next = places.length;
    for (int digit = 0; digit < digits.length; digit++) {
      next -= digits[digit];
      digits[digit] = next;
    }
    for (int at : places) {
      sorted[digits[digit(values[at], shift)]++] = at;
    }
  }

  private static int digit(float value, int shift) {
    return key(value) >>> shift & DIGITS - 1;
  }

  private static int key(float value) {
    return Float.floatToRawIntBits(value) >>> DROPPED_BITS;
  }

  /** Adds a pixel to the branches that it touches, which become one. */
  private void add(int at, float[] values, int[] around, double total, Photons photons) {
    int highest = NONE;
    int root = NONE;
    boolean several = false;
    int last = NONE; // most neighbours are of one branch
    int other = NONE;
    for (int step : around) {
      int neighbour = at + step;
      if (label[neighbour] != NONE) {
        other = label[neighbour] == last ? other : root(label[neighbour]);
        last = label[neighbour];
        several |= root != NONE && root != other;
        root = other;
        highest = highest == NONE || values[neighbour] > values[highest] ? neighbour : highest;
      }
    }
    if (highest == NONE) {
      label[at] = newBranch(values[at]);
      root = label[at];
    } else {
      label[at] = label[highest];
      if (several) {
        root = join(at, values, around, total, photons);
      }
    }
    flux[root] += values[at];
    area[root]++;
  }

  /** Joins all branches around a pixel: it is the saddle between them. */
  private int join(int at, float[] values, int[] around, double total, Photons photons) {
    int count = 0;
    int significant = 0;
    for (int step : around) {
      int neighbour = at + step;
      if (label[neighbour] != NONE && !isMet(root(label[neighbour]), count)) {
        met[count] = root(label[neighbour]);
        metAt[count] = neighbour;
        counts[count] = isSignificant(met[count], values[at], total, photons, at);
        significant += counts[count] ? 1 : 0;
        count++;
      }
    }
    int best = 0; // the others go to it
    for (int i = 1; i < count; i++) {
      best = isBetter(i, best) ? i : best;
    }
    boolean splits = significant >= 2;
    int into = met[best];
    for (int i = 0; i < count; i++) {
      int root = met[i];
      if (splits && counts[i]) {
        source[main[root]] |= !split[root];
      } else if (i != best) {
        target[main[root]] = label[metAt[best]];
      }
    }
    for (int i = 0; i < count; i++) {
      if (i != best) {
        parent[met[i]] = into;
        flux[into] += flux[met[i]];
        area[into] += area[met[i]];
        split[into] |= split[met[i]];
      }
    }
    split[into] |= splits;
    return into;
  }

  private boolean isSignificant(int root, double saddle, double total, Photons photons, int at) {
    if (split[root]) {
      return true;
    }
    double prominence = peak[root] - saddle;
    double noise = photons.noise(at);
    if (area[root] < fewest || prominence < PROMINENCE * noise) {
      return false;
    }
    return flux[root] - saddle * area[root] >= contrast * total
        || prominence >= SURE * noise && prominence >= ALONE * saddle;
  }

  /** One that holds sources is better than one that may become one, and this than others. */
  private boolean isBetter(int i, int than) {
    int a = met[i];
    int b = met[than];
    if (split[a] != split[b]) {
      return split[a];
    }
    if (counts[i] != counts[than]) {
      return counts[i];
    }
    return peak[a] > peak[b] || peak[a] == peak[b] && a < b;
  }

  private boolean isMet(int root, int count) {
    for (int i = 0; i < count; i++) {
      if (met[i] == root) {
        return true;
      }
    }
    return false;
  }

  private int newBranch(float value) {
    if (branches == parent.length) {
      int more = 2 * branches;
      parent = Arrays.copyOf(parent, more);
      target = Arrays.copyOf(target, more);
      peak = Arrays.copyOf(peak, more);
      main = Arrays.copyOf(main, more);
      flux = Arrays.copyOf(flux, more);
      area = Arrays.copyOf(area, more);
      source = Arrays.copyOf(source, more);
      split = Arrays.copyOf(split, more);
    }
    int branch = branches++;
    parent[branch] = branch;
    target[branch] = NONE;
    peak[branch] = value;
    main[branch] = branch;
    flux[branch] = 0;
    area[branch] = 0;
    source[branch] = false;
    split[branch] = false;
    return branch;
  }

  private int root(int branch) {
    int at = branch;
    while (parent[at] != at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  }
}
