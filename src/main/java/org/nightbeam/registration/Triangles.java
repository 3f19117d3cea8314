package org.nightbeam.registration;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Triangles of stars, found by their shape: the middle side over the longest one, and the shortest
 * over the longest, which no shift, turn, scale or mirroring changes. The corners are in the order
 * of the sides opposite to them, so that like triangles say which stars are the same.
 */
final class Triangles {
  /** Number of stars up to which every triangle is looked at; of more, those of neighbours. */
  static final int MOST_FOR_ALL = 48;

  private static final int NEIGHBOURS = 8;

  /** Cells of the hash along a ratio of sides. */
  private static final int CELLS = 128;

  /** Places are good to this, in pixels, where patterns are concerned. */
  private static final double PLACE = 0.5;

  /** Distortions change ratios of sides as much. */
  private static final double DISTORTION = 1e-3;

  /** A shape known less well than this says nothing. */
  private static final double WORST = 0.012;

  /** Flatter ones say little of the turn, and are like many others. */
  private static final double FLATTEST = 0.1;

  private final double[] x;
  private final double[] y;
  private int count;
  private double widest; // of the tolerances
  private int[] corners = new int[3 * 1024]; // opposite to the longest, middle, shortest side
  private double[] shapes = new double[2 * 1024];
  private double[] tolerances = new double[1024];
  private int[] from; // of each cell, in order; null until it is hashed
  private int[] order;
  private double[] inOrder; // shapes and tolerances, three a triangle: they are read one by one

  /** Takes a triangle that is like another; its number in the list. */
  interface Like {
    /**
     * @return whether to go on
     */
    boolean accept(int triangle);
  }

  /**
   * @param stars brightest first
   */
  Triangles(List<Star> stars) {
    x = stars.stream().mapToDouble(Star::x).toArray();
    y = stars.stream().mapToDouble(Star::y).toArray();
    if (x.length <= MOST_FOR_ALL) {
      // Those of the brightest come first.
      for (int k = 2; k < x.length; k++) {
        for (int j = 1; j < k; j++) {
          for (int i = 0; i < j; i++) {
            add(i, j, k);
          }
        }
      }
    } else {
      addNeighbours();
    }
  }

  private void addNeighbours() {
    int n = x.length;
    for (int i = 0; i < n; i++) {
      int[] near = nearest(i, n);
      for (int b = 1; b < near.length; b++) {
        for (int a = 0; a < b; a++) {
          add(i, near[a], near[b]);
        }
      }
    }
  }

  /**
   * Returns the distance of two stars, without the guard against overflow that slows Math.hypot.
   */
  private double distance(int i, int j) {
    double dx = x[i] - x[j];
    double dy = y[i] - y[j];
    return Math.sqrt(dx * dx + dy * dy);
  }

  private int[] nearest(int star, int n) {
    return IntStream.range(0, n)
        .filter(k -> k != star)
        .boxed()
        .sorted(Comparator.comparingDouble(k -> distance(k, star)))
        .limit(NEIGHBOURS)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private void add(int i, int j, int k) {
    double ij = distance(i, j);
    double jk = distance(j, k);
    double ki = distance(k, i);
    double longest = Math.max(ij, Math.max(jk, ki));
    double shortest = Math.min(ij, Math.min(jk, ki));
    double tolerance = PLACE / longest + DISTORTION;
    if (tolerance > WORST || shortest < FLATTEST * longest) {
      return;
    }
    if (count == tolerances.length) {
      corners = Arrays.copyOf(corners, 2 * corners.length);
      shapes = Arrays.copyOf(shapes, 2 * shapes.length);
      tolerances = Arrays.copyOf(tolerances, 2 * tolerances.length);
    }
    int first = jk == longest ? i : ki == longest ? j : k;
    int last = ij == shortest ? k : jk == shortest ? i : j;
    if (first == last) {
      return; // all sides are the same
    }
    corners[3 * count] = first;
    corners[3 * count + 1] = i + j + k - first - last;
    corners[3 * count + 2] = last;
    shapes[2 * count] = (ij + jk + ki - longest - shortest) / longest;
    shapes[2 * count + 1] = shortest / longest;
    tolerances[count] = tolerance;
    widest = Math.max(widest, tolerance);
    count++;
  }

  /** Returns how many there are. */
  int count() {
    return count;
  }

  /**
   * Returns the star at a corner of a triangle: opposite to its longest, middle, or shortest side.
   */
  int corner(int triangle, int corner) {
    return corners[3 * triangle + corner];
  }

  /** Returns the longest side of a triangle along the rows, from its second corner to its third. */
  double longestX(int triangle) {
    return x[corners[3 * triangle + 2]] - x[corners[3 * triangle + 1]];
  }

  /** Returns the longest side of a triangle down the rows. */
  double longestY(int triangle) {
    return y[corners[3 * triangle + 2]] - y[corners[3 * triangle + 1]];
  }

  /**
   * Returns whether its corners, in their order, go round to the right on a picture with y upwards.
   */
  boolean isRightHanded(int triangle) {
    int a = corners[3 * triangle];
    int b = corners[3 * triangle + 1];
    int c = corners[3 * triangle + 2];
    return (x[b] - x[a]) * (y[c] - y[a]) - (y[b] - y[a]) * (x[c] - x[a]) < 0;
  }

  /** Makes them fit to be looked for. */
  Triangles hashed() {
    order = new int[count];
    from = new int[CELLS * CELLS + 1];
    for (int t = 0; t < count; t++) {
      from[cell(t) + 1]++;
    }
    for (int c = 0; c < CELLS * CELLS; c++) {
      from[c + 1] += from[c];
    }
    int[] next = from.clone();
    inOrder = new double[3 * count];
    for (int t = 0; t < count; t++) {
      int k = next[cell(t)]++;
      order[k] = t;
      inOrder[3 * k] = shapes[2 * t];
      inOrder[3 * k + 1] = shapes[2 * t + 1];
      inOrder[3 * k + 2] = tolerances[t];
    }
    return this;
  }

  private int cell(int triangle) {
    return at(shapes[2 * triangle]) * CELLS + at(shapes[2 * triangle + 1]);
  }

  private static int at(double ratio) {
    return Math.max(0, Math.min(CELLS - 1, (int) (ratio * CELLS)));
  }

  /**
   * Finds triangles like one of another list.
   *
   * @return whether all have been accepted
   */
  boolean forEachLike(Triangles others, int other, Like like) {
    double p = others.shapes[2 * other];
    double q = others.shapes[2 * other + 1];
    double own = others.tolerances[other];
    double reach = own + widest;
    int toColumn = at(q + reach);
    for (int row = at(p - reach); row <= at(p + reach); row++) {
      int end = from[row * CELLS + toColumn + 1];
      for (int k = from[row * CELLS + at(q - reach)]; k < end; k++) {
        double tolerance = own + inOrder[3 * k + 2];
        if (Math.abs(inOrder[3 * k] - p) <= tolerance
            && Math.abs(inOrder[3 * k + 1] - q) <= tolerance
            && !like.accept(order[k])) {
          return false;
        }
      }
    }
    return true;
  }
}
