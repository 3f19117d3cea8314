package org.nightbeam.stack;

import java.util.Arrays;
import org.nightbeam.combine.CombineMethod;
import org.nightbeam.combine.CombineSettings;
import org.nightbeam.combine.CombinedVariance;
import org.nightbeam.combine.Kept;

/**
 * Makes one row of many: of each pixel, values that do not belong are rejected, without regard to
 * weights, and the mean of the others is taken by weight, with its standard deviation. Sums are in
 * double precision, in the order of the frames.
 *
 * <p>Not safe for use by several threads: it keeps work space.
 */
final class PixelStack {
  private static final int FEWEST_TO_REJECT = 5;

  /** Fewer values are sorted faster one by one. */
  private static final int FEW = 40;

  private final CombineSettings settings;
  private final double[] weights;
  private final double[] sorted;
  private final double[] factors; // of the variance, by number of values; 0 where not known yet

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
    this.sorted = new double[weights.length];
    this.factors = new double[weights.length + 1];
  }

  /**
   * Combines a row.
   *
   * @param values {@code [frames][>= length]}; NaN is no value
   * @param variances {@code [frames][>= length]}
   */
  void combine(float[][] values, float[][] variances, StackedRow out) {
    for (int x = 0; x < out.length(); x++) {
      int valid = 0;
      for (float[] row : values) {
        float value = row[x];
        if (value - value == 0) {
          sorted[valid++] = value;
        }
      }
      double lowest = Double.NEGATIVE_INFINITY;
      double highest = Double.POSITIVE_INFINITY;
      double factor = 1;
      if (valid >= FEWEST_TO_REJECT && settings.method() != CombineMethod.MEAN) {
        sort(valid);
        CombineSettings decided = settings.forFrames(valid);
        long kept = Kept.of(sorted, valid, decided);
        lowest = sorted[Kept.from(kept)];
        highest = sorted[Kept.to(kept) - 1];
        factor = factor(decided, valid);
      }
      int used = mean(values, variances, x, lowest, highest, factor, out);
      out.coverage()[x] = used;
      out.rejected()[x] = valid - used;
    }
  }

  /** Returns what rejection of good values, at random, adds to the variance of a mean. */
  private double factor(CombineSettings decided, int valid) {
    if (factors[valid] == 0) {
      factors[valid] =
          decided.method() == CombineMethod.MIN_MAX
              ? CombinedVariance.of(decided, valid)
                  * Math.max(1, valid - decided.rejectLow() - decided.rejectHigh())
              : CombinedVariance.of(decided, valid) * valid;
    }
    return factors[valid];
  }

  /** Returns how many values are in it. */
  private int mean(
      float[][] values,
      float[][] variances,
      int x,
      double lowest,
      double highest,
      double factor,
      StackedRow out) {
    double sum = 0;
    double ofWeights = 0;
    double variance = 0;
    int used = 0;
    for (int k = 0; k < values.length; k++) {
      float value = values[k][x];
      if (value >= lowest && value <= highest) { // NaN is neither
        double weight = weights[k];
        sum += weight * value;
        ofWeights += weight;
        variance += weight * weight * variances[k][x];
        used++;
      }
    }
    out.values()[x] = used == 0 ? Float.NaN : (float) (sum / ofWeights);
    out.sigmas()[x] = used == 0 ? Float.NaN : (float) (Math.sqrt(factor * variance) / ofWeights);
    return used;
  }

  private void sort(int count) {
    if (count > FEW) {
      Arrays.sort(sorted, 0, count);
      return;
    }
    for (int i = 1; i < count; i++) {
      double value = sorted[i];
      int k = i;
      while (k > 0 && sorted[k - 1] > value) {
        sorted[k] = sorted[k - 1];
        k--;
      }
      sorted[k] = value;
    }
  }
}
