package org.nightbeam.stack;

import java.util.Arrays;
import org.nightbeam.combine.CombineMethod;
import org.nightbeam.combine.CombineSettings;
import org.nightbeam.combine.CombinedVariance;
import org.nightbeam.combine.Kept;
import org.nightbeam.combine.RangeRejection;

/**
 * Combines many rows into one: for each pixel, outliers are rejected without regard to weights, and
 * the weighted mean of the others is taken, with its standard deviation. Sums are in double
 * precision, in the order of the frames.
 *
 * <p>A value that differs from the median by a part of it only is never rejected, as SWarp has it:
 * in frames of other seeing the middles of stars are higher, and the wings lower, far beyond noise.
 *
 * <p>Not safe for use by several threads: it keeps work space.
 */
final class PixelStack {
  private static final int FEWEST_TO_REJECT = 5;

  /**
   * Tolerance as a fraction of the median above the sky, SWarp's CLIP_AMPFRAC. Its 0.3 takes the
   * peaks of the sharpest frames where seeing varies by a sixth, and 2e-4 of the flux is wrong.
   */
  private static final double SEEING = 0.5;

  /** Values that are sorted together should be in the cache. */
  private static final int TILE_VALUES = 1 << 16;

  private static final int NARROWEST = 64;

  /** Rows of a power of two in length would share few lines of the cache. */
  private static final int APART = 56;

  private final CombineSettings settings;
  private final double[] weights;
  private final int tile;
  private final float[][] sorted; // [frames][tile]
  private final double[] column;
  private final RangeRejection[] rejections; // by number of values; null where not needed yet
  private final double[] factors; // of the variance, by number of values; 0 where not known yet
  private final int[] valid;
  private final int[] used;
  private final float[] lowest;
  private final float[] highest;
  private final double[] sums;
  private final double[] sumsOfWeights;
  private final double[] variances;

  /**
   * @param settings SIGMA_CLIP, WINSORIZED, MIN_MAX, MEAN or AUTO, which is one of these
   * @param weights of the frames
   */
  PixelStack(CombineSettings settings, double[] weights) {
    if (settings.method() == CombineMethod.MEDIAN) {
      throw new IllegalArgumentException("a mean with or without rejection expected, found MEDIAN");
    }
    this.settings = settings;
    this.weights = weights.clone();
    int frames = weights.length;
    this.tile = Math.max(NARROWEST, TILE_VALUES / Math.max(1, frames) / NARROWEST * NARROWEST);
    this.sorted = new float[frames][tile + APART];
    this.column = new double[frames];
    this.rejections = new RangeRejection[frames + 1];
    this.factors = new double[frames + 1];
    this.valid = new int[tile];
    this.used = new int[tile];
    this.lowest = new float[tile];
    this.highest = new float[tile];
    this.sums = new double[tile];
    this.sumsOfWeights = new double[tile];
    this.variances = new double[tile];
  }

  /**
   * Part of a row of all frames.
   *
   * @param values {@code [frames][>= count]}; NaN is no value
   * @param variances of them, {@code [frames][>= count]}
   * @param parts of the weight of its frame that each value has, {@code [frames][>= count]}; null
   *     where that is the whole of it
   * @param ranges {@code [>= count]}, by which values may differ from the median besides; null for
   *     none
   */
  record Column(float[][] values, float[][] variances, float[][] parts, float[] ranges) {}

  /**
   * Combines part of a row.
   *
   * @param count pixels
   * @param x where the first of them is in the row
   */
  void combine(Column all, int count, StackedRow out, int x) {
    float[][] values = all.values();
    for (int from = 0; from < count; from += tile) {
      int length = Math.min(tile, count - from);
      Arrays.fill(lowest, 0, length, -Float.MAX_VALUE);
      Arrays.fill(highest, 0, length, Float.MAX_VALUE);
      if (settings.method() == CombineMethod.MEAN || values.length < FEWEST_TO_REJECT) {
        count(values, from, length);
      } else {
        reject(values, all.ranges(), from, length);
      }
      mean(all, from, length, out, x + from);
    }
  }

  private void count(float[][] values, int from, int length) {
    Arrays.fill(valid, 0, length, 0);
    for (float[] row : values) {
      for (int i = 0; i < length; i++) {
        float value = row[from + i];
        valid[i] += value - value == 0 ? 1 : 0;
      }
    }
  }

  /** Finds between which values those are that are left. */
  private void reject(float[][] values, float[] ranges, int from, int length) {
    boolean gaps = false;
    for (int k = 0; k < values.length; k++) {
      System.arraycopy(values[k], from, sorted[k], 0, length);
      if (hasGaps(sorted[k], length)) {
        gaps = true;
        gapsToEnd(sorted[k], length);
      }
    }
    RangeRejection.sort(sorted, values.length, length);
    for (int i = 0; i < length; i++) {
      int n = values.length;
      while (gaps && n > 0 && sorted[n - 1][i] == Float.POSITIVE_INFINITY) {
        n--;
      }
      valid[i] = n;
      if (n >= FEWEST_TO_REJECT) {
        for (int k = 0; k < n; k++) {
          column[k] = sorted[k][i];
        }
        long kept = rejection(n).of(column, n);
        int first = Kept.from(kept);
        int last = Kept.to(kept) - 1;
        if (settings.method() != CombineMethod.MIN_MAX) {
          double median = (column[(n - 1) / 2] + column[n / 2]) / 2;
          double alike = SEEING * Math.abs(median);
          if (ranges != null && ranges[from + i] < Float.POSITIVE_INFINITY) {
            alike += ranges[from + i];
          }
          while (first > 0 && median - column[first - 1] <= alike) {
            first--;
          }
          while (last < n - 1 && column[last + 1] - median <= alike) {
            last++;
          }
        }
        lowest[i] = sorted[first][i];
        highest[i] = sorted[last][i];
      }
    }
  }

  private static boolean hasGaps(float[] row, int length) {
    int bits = 0; // of a sum of floats each addition would wait for the one before
    for (int i = 0; i < length; i++) {
      bits |= Float.floatToRawIntBits(row[i] - row[i]);
    }
    return bits != 0;
  }

  private static void gapsToEnd(float[] row, int length) {
    for (int i = 0; i < length; i++) {
      if (row[i] - row[i] != 0) {
        row[i] = Float.POSITIVE_INFINITY;
      }
    }
  }

  private RangeRejection rejection(int n) {
    if (rejections[n] == null) {
      rejections[n] = new RangeRejection(settings.forFrames(n));
    }
    return rejections[n];
  }

  private double factor(int n) {
    if (factors[n] == 0) {
      factors[n] = factor(settings, n);
    }
    return factors[n];
  }

  /**
   * Returns what rejection of good values, at random, adds to the variance of a mean of those that
   * are left.
   *
   * @param n number of values
   */
  static double factor(CombineSettings settings, int n) {
    if (settings.method() == CombineMethod.MEAN || n < FEWEST_TO_REJECT) {
      return 1;
    }
    CombineSettings decided = settings.forFrames(n);
    if (decided.method() != CombineMethod.MIN_MAX) {
      return factorOfAll(settings, n);
    }
    long kept = Kept.of(new double[n], n, decided); // by their number alone
    return CombinedVariance.of(decided, n) * (Kept.to(kept) - Kept.from(kept));
  }

  /**
   * Returns the same against the mean of all values.
   *
   * @param n number of values
   */
  static double factorOfAll(CombineSettings settings, int n) {
    return settings.method() == CombineMethod.MEAN || n < FEWEST_TO_REJECT
        ? 1
        : CombinedVariance.of(settings.forFrames(n), n) * n;
  }

  private void mean(Column all, int from, int length, StackedRow out, int at) {
    Arrays.fill(sums, 0, length, 0);
    Arrays.fill(sumsOfWeights, 0, length, 0);
    Arrays.fill(variances, 0, length, 0);
    Arrays.fill(used, 0, length, 0);
    for (int k = 0; k < weights.length; k++) {
      if (all.parts() == null) {
        add(all.values()[k], all.variances()[k], weights[k], from, length);
      } else {
        add(all.values()[k], all.variances()[k], weights[k], all.parts()[k], from, length);
      }
    }
    for (int i = 0; i < length; i++) {
      boolean none = used[i] == 0;
      out.coverage()[at + i] = used[i];
      out.rejected()[at + i] = valid[i] - used[i];
      out.values()[at + i] = none ? Float.NaN : (float) (sums[i] / sumsOfWeights[i]);
      out.sigmas()[at + i] =
          none
              ? Float.NaN
              : (float) (Math.sqrt(factor(valid[i]) * variances[i]) / sumsOfWeights[i]);
    }
  }

  private void add(float[] values, float[] ofValues, double weight, int from, int length) {
    double square = weight * weight;
    for (int i = 0; i < length; i++) {
      float value = values[from + i];
      if (value >= lowest[i] && value <= highest[i]) { // NaN is neither
        sums[i] += weight * value;
        sumsOfWeights[i] += weight;
        variances[i] += square * ofValues[from + i];
        used[i]++;
      }
    }
  }

  /** Adds values each of which has a part of its frame's weight. */
  private void add(
      float[] values, float[] ofValues, double weight, float[] parts, int from, int length) {
    for (int i = 0; i < length; i++) {
      float value = values[from + i];
      if (value >= lowest[i] && value <= highest[i]) { // NaN is neither
        double own = weight * parts[from + i];
        sums[i] += own * value;
        sumsOfWeights[i] += own;
        variances[i] += own * own * ofValues[from + i];
        used[i]++;
      }
    }
  }
}
