package org.nightbeam.registration;

import java.util.Arrays;

/**
 * Pairs of like triangles in the order in which they are worth a look: those first whose turn and
 * scale many others have too. Of true ones all agree; those that are alike by chance turn and scale
 * as it happens.
 *
 * <p>Source of the idea: E. Bertin, Automatic Astrometric and Photometric Calibration with SCAMP,
 * ADASS XV, 2006 (histograms of the position angles and scales of pairs).
 */
final class Proposals {
  /** Steps of the turn, of which four are a quadrant: 0.9 to 1.8 degrees each. */
  private static final int TURNS = 256;

  /** Steps of the scale: 32 for each factor of two of its square, some 1 percent each. */
  private static final int SCALE_SHIFT = Float.SIZE - 1 - Byte.SIZE - 5;

  /** Power of two; bins that share an entry count together, which costs a look. */
  private static final int ENTRIES = 1 << 16;

  /** Largest number of votes that is counted. */
  private static final int MOST = 63;

  private final Triangles ofFrame;
  private final Triangles ofReference;
  private int count;
  private long[] pairs = new long[1 << 12]; // of the frame in the upper half, of the reference
  private int[] bins = new int[1 << 12];
  private final byte[] votes = new byte[ENTRIES];

  /** Takes a pair of triangles. */
  interface Look {
    /**
     * @return whether to go on
     */
    boolean at(int ofFrame, int ofReference);
  }

  Proposals(Triangles ofFrame, Triangles ofReference) {
    this.ofFrame = ofFrame;
    this.ofReference = ofReference;
  }

  /** Finds the pairs of every so many-th triangle of the frame. */
  void find(int first, int step) {
    for (int t = first; t < ofFrame.count(); t += step) {
      int triangle = t;
      ofReference.forEachLike(
          ofFrame,
          t,
          like -> {
            add(triangle, like);
            return true;
          });
    }
  }

  private void add(int triangle, int like) {
    if (count == bins.length) {
      pairs = Arrays.copyOf(pairs, 2 * count);
      bins = Arrays.copyOf(bins, 2 * count);
    }
    int bin = bin(triangle, like);
    pairs[count] = (long) triangle << 32 | like;
    bins[count++] = bin;
    int entry = entry(bin);
    votes[entry] += votes[entry] < MOST ? 1 : 0; // stars in rows, or doubled, have any number
  }

  /** Returns turn, scale and mirroring as a number: neighbours in turn differ by 1. */
  private int bin(int triangle, int like) {
    boolean mirrored = ofFrame.isRightHanded(triangle) != ofReference.isRightHanded(like);
    // The longest sides as complex numbers; their ratio tells.
    double x = ofFrame.longestX(triangle);
    double y = mirrored ? -ofFrame.longestY(triangle) : ofFrame.longestY(triangle);
    double u = ofReference.longestX(like);
    double v = ofReference.longestY(like);
    double along = x * u + y * v;
    double across = x * v - y * u;
    double sum = Math.abs(along) + Math.abs(across);
    // Goes round once from 0 to 4 as an angle does, and needs no arc tangent.
    double turn = across >= 0 ? 1 - along / sum : 3 + along / sum;
    float square = (float) ((u * u + v * v) / (x * x + y * y));
    int scale = Float.floatToRawIntBits(square) >>> SCALE_SHIFT;
    int step = (int) (turn * (TURNS / 4)) & TURNS - 1;
    return (scale * TURNS + step) * 2 + (mirrored ? 1 : 0);
  }

  private static int entry(int bin) {
    int mixed = bin * 0x9e3779b9;
    return mixed >>> 16;
  }

  /** Returns how many pairs agree with a bin or its neighbours, as true ones may be split. */
  private int agreeing(int bin) {
    int mirrored = bin & 1;
    int step = bin >>> 1 & TURNS - 1;
    int scale = bin >>> 1 >>> 8;
    int sum = 0;
    for (int s = -1; s <= 1; s++) {
      for (int t = -1; t <= 1; t++) {
        int beside = ((scale + s) * TURNS + (step + t & TURNS - 1)) * 2 + mirrored;
        sum += votes[entry(beside)];
      }
    }
    return Math.min(MOST, sum);
  }

  /**
   * Looks at pairs, those that agree with most others first.
   *
   * @param most how many
   * @return whether all looks said to go on
   */
  boolean forEach(int most, Look look) {
    int[] from = new int[MOST + 2];
    byte[] agreeing = new byte[count];
    for (int k = 0; k < count; k++) {
      agreeing[k] = (byte) agreeing(bins[k]);
      from[MOST - agreeing[k] + 1]++;
    }
    for (int a = 0; a <= MOST; a++) {
      from[a + 1] += from[a];
    }
    int[] order = new int[count];
    for (int k = 0; k < count; k++) {
      order[from[MOST - agreeing[k]]++] = k;
    }
    for (int k = 0; k < Math.min(most, count); k++) {
      long pair = pairs[order[k]];
      if (!look.at((int) (pair >>> 32), (int) pair)) {
        return false;
      }
    }
    return true;
  }
}
