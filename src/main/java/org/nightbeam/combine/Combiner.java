package org.nightbeam.combine;

import java.util.Arrays;

/**
 * Combines the values of each pixel over the frames of a stack. Non-finite values are ignored; a
 * pixel without any value gives NaN. The result of a pixel depends on its values and, for a mean,
 * on the weights and the order of the frames, on nothing else.
 *
 * <p>Not safe for use by several threads: it keeps work space. That is why it has more than 400
 * lines: all statistics sort and sum in the same arrays, which stay in the cache of a core.
 */
public final class Combiner {
  private final CombineSettings asked;

  /** The settings for the current stack. */
  private CombineSettings settings;

  /** Largest absolute value in an integer stack. */
  private static final int LARGEST = (1 << 22) + (1 << 16);

  /** Its inverse is the smallest one: sums of weighted floats stay within the range of a double. */
  private static final double LARGEST_WEIGHT = 1e100;

  /** From one value of the current stack to the next that it may have; 0 if that is not known. */
  private double step;

  /** The weights of the current stack; null if they are equal. */
  private double[] unequalWeights;

  private float[] differences = new float[0];
  private int[] intSums = new int[0];
  private int[] intSquares = new int[0];
  private int[] gappy = new int[0];
  private double[] medians = new double[0];
  private double[] sums = new double[0];
  private double[] squares = new double[0];
  private double[] column = new double[0];

  /**
   * @param settings the statistic and its parameters
   */
  public Combiner(CombineSettings settings) {
    this.asked = settings;
    this.settings = settings;
  }

  /**
   * Combines integer values, with weights, and counts the values used.
   *
   * @param stack {@code [frames][>= length]}, no value further than 2^22 + 2^16 from 0, as those of
   *     a {@link org.nightbeam.fits.PixelFormat#isSmallInteger}; used as work space
   * @param frames number of rows that count
   * @param length pixels
   * @param weights {@code [>= frames]}, of WEIGHTED_MEAN, which alone looks at them; in any unit,
   *     above 1e-100 and below 1e100; null for equal ones
   * @param out {@code [>= length]}, receives the result, rounded to float once
   * @param counts {@code [>= length]}, receives how many values each result is made of: those that
   *     were not rejected, and of a median all; null if that is not wanted
   */
  public void combine(
      int[][] stack, int frames, int length, double[] weights, float[] out, int[] counts) {
    reserve(frames, length);
    settings = asked.forFrames(frames);
    step = 1;
    unequalWeights = unequal(weights, frames);
    if (counts != null) {
      Arrays.fill(counts, 0, length, withoutClipping(frames));
    }
    switch (settings.method()) {
      case MEDIAN -> median(stack, frames, length, out);
      case MEAN -> meanOfRows(stack, 0, frames, length, out);
      case WEIGHTED_MEAN -> weightedMeanOfRows(stack, frames, length, out);
      case SIGMA_CLIP -> clippedMean(stack, frames, length, out, counts);
      case MIN_MAX -> meanOfMiddle(stack, frames, length, out);
      default -> winsorizedMean(stack, frames, length, out, counts);
    }
  }

  private static void median(int[][] stack, int frames, int length, float[] out) {
    CompareExchange.run(SortingNetwork.median(frames), stack, length);
    halfSum(stack[(frames - 1) / 2], stack[frames / 2], length, out);
  }

  private void median(float[][] stack, int frames, int length, float[] out) {
    CompareExchange.run(SortingNetwork.median(frames), stack, length);
    mean(stack[(frames - 1) / 2], stack[frames / 2], length, medians);
    quotient(medians, 1, length, out);
  }

  private void clippedMean(int[][] stack, int frames, int length, float[] out, int[] counts) {
    CompareExchange.run(SortingNetwork.sort(frames), stack, length);
    Arrays.fill(intSums, 0, length, 0);
    Arrays.fill(intSquares, 0, length, 0);
    for (int k = 0; k < frames; k++) {
      addMoments(intSums, intSquares, stack[k], stack[frames / 2], length);
    }
    clipSorted(stack, frames, length, out, counts);
  }

  private void clippedMean(float[][] stack, int frames, int length, float[] out, int[] counts) {
    CompareExchange.run(SortingNetwork.sort(frames), stack, length);
    mean(stack[(frames - 1) / 2], stack[frames / 2], length, medians);
    Arrays.fill(sums, 0, length, 0);
    Arrays.fill(squares, 0, length, 0);
    for (int k = 0; k < frames; k++) {
      addMoments(sums, squares, stack[k], medians, length);
    }
    clipSorted(stack, frames, length, out, counts);
  }

  private void meanOfMiddle(int[][] stack, int frames, int length, float[] out) {
    CompareExchange.run(SortingNetwork.sort(frames), stack, length);
    long kept = Kept.middle(frames, settings);
    meanOfRows(stack, Kept.from(kept), Kept.to(kept), length, out);
  }

  private void meanOfMiddle(float[][] stack, int frames, int length, float[] out) {
    CompareExchange.run(SortingNetwork.sort(frames), stack, length);
    long kept = Kept.middle(frames, settings);
    meanOfRows(stack, Kept.from(kept), Kept.to(kept), length, out);
  }

  private void winsorizedMean(int[][] stack, int frames, int length, float[] out, int[] counts) {
    CompareExchange.run(SortingNetwork.sort(frames), stack, length);
    for (int i = 0; i < length; i++) {
      for (int k = 0; k < frames; k++) {
        column[k] = stack[k][i];
      }
      out[i] = (float) Winsorized.meanOfSorted(column, frames, settings, step, counts, i);
    }
  }

  private void winsorizedMean(float[][] stack, int frames, int length, float[] out, int[] counts) {
    CompareExchange.run(SortingNetwork.sort(frames), stack, length);
    for (int i = 0; i < length; i++) {
      for (int k = 0; k < frames; k++) {
        column[k] = stack[k][i];
      }
      out[i] = (float) Winsorized.meanOfSorted(column, frames, settings, step, counts, i);
    }
  }

  /**
   * Weights that are not all the same.
   *
   * @return null if they are
   */
  private double[] unequal(double[] weights, int frames) {
    if (weights == null || settings.method() != CombineMethod.WEIGHTED_MEAN) {
      return null;
    }
    if (weights.length < frames) {
      throw new IllegalArgumentException(
          "there are " + weights.length + " weights for " + frames + " frames");
    }
    boolean equal = true;
    for (int k = 0; k < frames; k++) {
      if (!(weights[k] > 1 / LARGEST_WEIGHT && weights[k] < LARGEST_WEIGHT)) {
        throw new IllegalArgumentException(
            String.format(
                "the weight of frame %d is %s; it must be above 0 (from %s to %s)",
                k, weights[k], 1 / LARGEST_WEIGHT, LARGEST_WEIGHT));
      }
      equal &= weights[k] == weights[0];
    }
    return equal ? null : weights;
  }

  /** Returns how many of the given number of values are used if none is an outlier. */
  private int withoutClipping(int values) {
    if (settings.method() != CombineMethod.MIN_MAX) {
      return values;
    }
    long kept = Kept.middle(values, settings);
    return Kept.to(kept) - Kept.from(kept);
  }

  private void meanOfRows(int[][] rows, int from, int to, int length, float[] out) {
    Arrays.fill(sums, 0, length, 0);
    // So many rows have sums that fit an int, and only then are they added by SIMD.
    int atOnce = Integer.MAX_VALUE / LARGEST;
    for (int first = from; first < to; first += atOnce) {
      Arrays.fill(intSums, 0, length, 0);
      for (int k = first; k < Math.min(to, first + atOnce); k++) {
        add(intSums, rows[k], length);
      }
      add(sums, intSums, length);
    }
    quotient(sums, to - from, length, out);
  }

  private void meanOfRows(float[][] rows, int from, int to, int length, float[] out) {
    Arrays.fill(sums, 0, length, 0);
    for (int k = from; k < to; k++) {
      add(sums, rows[k], length);
    }
    quotient(sums, to - from, length, out);
  }

  private void weightedMeanOfRows(int[][] rows, int frames, int length, float[] out) {
    if (unequalWeights == null) {
      meanOfRows(rows, 0, frames, length, out);
      return;
    }
    Arrays.fill(sums, 0, length, 0);
    for (int k = 0; k < frames; k++) {
      add(sums, rows[k], unequalWeights[k], length);
    }
    quotient(sums, sum(unequalWeights, frames), length, out);
  }

  private void weightedMeanOfRows(float[][] rows, int frames, int length, float[] out) {
    if (unequalWeights == null) {
      meanOfRows(rows, 0, frames, length, out);
      return;
    }
    Arrays.fill(sums, 0, length, 0);
    for (int k = 0; k < frames; k++) {
      add(sums, rows[k], unequalWeights[k], length);
    }
    quotient(sums, sum(unequalWeights, frames), length, out);
  }

  /**
   * Combines values that may be NaN or infinite.
   *
   * @param stack {@code [frames][>= length]}; used as work space
   * @param frames number of rows that count
   * @param length pixels
   * @param out {@code [>= length]}, receives the result, rounded to float once
   */
  public void combine(float[][] stack, int frames, int length, float[] out) {
    combine(stack, frames, length, null, out, null);
  }

  /**
   * Combines values that may be NaN or infinite, with weights, and counts the values used.
   *
   * @param stack {@code [frames][>= length]}; used as work space
   * @param frames number of rows that count
   * @param length pixels
   * @param weights {@code [>= frames]}, of WEIGHTED_MEAN, which alone looks at them; in any unit,
   *     above 1e-100 and below 1e100; null for equal ones
   * @param out {@code [>= length]}, receives the result, rounded to float once
   * @param counts {@code [>= length]}, receives how many values each result is made of: those that
   *     are finite and were not rejected, and of a median all that are finite; null if that is not
   *     wanted
   */
  public void combine(
      float[][] stack, int frames, int length, double[] weights, float[] out, int[] counts) {
    reserve(frames, length);
    settings = asked.forFrames(frames);
    step = 0;
    unequalWeights = unequal(weights, frames);
    // Pixels with gaps first, one by one: sorting rows would spread their NaNs.
    int gaps = findGaps(stack, frames, length);
    float[] ofGappy = new float[gaps];
    int[] countsOfGappy = counts == null ? null : new int[gaps];
    for (int g = 0; g < gaps; g++) {
      ofGappy[g] = combineValid(stack, frames, gappy[g], countsOfGappy, g);
    }
    if (counts != null) {
      Arrays.fill(counts, 0, length, withoutClipping(frames));
    }
    switch (settings.method()) {
      case MEDIAN -> median(stack, frames, length, out);
      case MEAN -> meanOfRows(stack, 0, frames, length, out);
      case WEIGHTED_MEAN -> weightedMeanOfRows(stack, frames, length, out);
      case SIGMA_CLIP -> clippedMean(stack, frames, length, out, counts);
      case MIN_MAX -> meanOfMiddle(stack, frames, length, out);
      default -> winsorizedMean(stack, frames, length, out, counts);
    }
    for (int g = 0; g < gaps; g++) {
      out[gappy[g]] = ofGappy[g];
      if (counts != null) {
        counts[gappy[g]] = countsOfGappy[g];
      }
    }
  }

  /** Lists the pixels that lack a value in some frame, in {@link #gappy}; returns their number. */
  private int findGaps(float[][] stack, int frames, int length) {
    // v - v is 0 for a finite value and NaN else: a sum that stays 0 has met no gap.
    Arrays.fill(differences, 0, length, 0f);
    for (int k = 0; k < frames; k++) {
      addOwnDifference(differences, stack[k], length);
    }
    return indicesOfOthersThan0(differences, length, gappy);
  }

  private float combineValid(
      float[][] stack, int frames, int pixel, int[] counts, int indexOfCount) {
    if (unequalWeights != null) {
      return weightedMean(stack, frames, pixel, counts, indexOfCount);
    }
    int valid = 0;
    for (int k = 0; k < frames; k++) {
      if (Float.isFinite(stack[k][pixel])) {
        column[valid++] = stack[k][pixel];
      }
    }
    if (valid == 0) {
      return Float.NaN; // the count is 0 already
    }
    if (counts != null) {
      counts[indexOfCount] = withoutClipping(valid);
    }
    switch (settings.method()) {
      case MEAN, WEIGHTED_MEAN:
        return (float) (sum(column, valid) / valid);
      case MEDIAN:
        Arrays.sort(column, 0, valid);
        return (float) ((column[(valid - 1) / 2] + column[valid / 2]) * 0.5);
      case SIGMA_CLIP:
        Arrays.sort(column, 0, valid);
        return (float) SigmaClip.meanOfSorted(column, valid, settings, counts, indexOfCount);
      case MIN_MAX:
        Arrays.sort(column, 0, valid);
        long kept = Kept.middle(valid, settings);
        double sum = 0;
        for (int k = Kept.from(kept); k < Kept.to(kept); k++) {
          sum += column[k];
        }
        return (float) (sum / (Kept.to(kept) - Kept.from(kept)));
      default:
        Arrays.sort(column, 0, valid);
        return (float) Winsorized.meanOfSorted(column, valid, settings, step, counts, indexOfCount);
    }
  }

  private float weightedMean(
      float[][] stack, int frames, int pixel, int[] counts, int indexOfCount) {
    double sum = 0;
    double total = 0;
    int valid = 0;
    for (int k = 0; k < frames; k++) {
      if (Float.isFinite(stack[k][pixel])) {
        sum += unequalWeights[k] * stack[k][pixel];
        total += unequalWeights[k];
        valid++;
      }
    }
    if (counts != null) {
      counts[indexOfCount] = valid;
    }
    return (float) (sum / total); // of no value 0 / 0, which is NaN
  }

  /** Most pixels have nothing to clip, and their sums are there; the others one by one. */
  private void clipSorted(int[][] sorted, int frames, int length, float[] out, int[] counts) {
    int[] smallest = sorted[0];
    int[] middle = sorted[frames / 2];
    int[] largest = sorted[frames - 1];
    // A square that is no larger keeps their sum from overflowing.
    long widest = (long) Math.sqrt(Integer.MAX_VALUE / frames);
    for (int i = 0; i < length; i++) {
      double median = (sorted[(frames - 1) / 2][i] + middle[i]) * 0.5;
      if (largest[i] - smallest[i] <= widest
          && nothingToClip(
              frames, intSums[i], intSquares[i], smallest[i] - median, largest[i] - median)) {
        out[i] = (float) (middle[i] + (double) intSums[i] / frames);
      } else {
        for (int k = 0; k < frames; k++) {
          column[k] = sorted[k][i];
        }
        out[i] = (float) SigmaClip.meanOfSorted(column, frames, settings, counts, i);
      }
    }
  }

  private void clipSorted(float[][] sorted, int frames, int length, float[] out, int[] counts) {
    float[] smallest = sorted[0];
    float[] largest = sorted[frames - 1];
    for (int i = 0; i < length; i++) {
      double median = medians[i];
      if (nothingToClip(frames, sums[i], squares[i], smallest[i] - median, largest[i] - median)) {
        out[i] = (float) (median + sums[i] / frames);
      } else {
        for (int k = 0; k < frames; k++) {
          column[k] = sorted[k][i];
        }
        out[i] = (float) SigmaClip.meanOfSorted(column, frames, settings, counts, i);
      }
    }
  }

  /**
   * Returns whether all values are within the limits that they set.
   *
   * @param sum of the values, and of their squares, from any origin
   * @param lowest the smallest value from the median
   * @param highest the largest value from the median
   */
  private boolean nothingToClip(
      int frames, double sum, double squares, double lowest, double highest) {
    double mean = sum / frames;
    double deviation = Math.sqrt(Math.max(0, squares / frames - mean * mean));
    return lowest >= -settings.sigmaLow() * deviation
        && highest <= settings.sigmaHigh() * deviation;
  }

  private void reserve(int frames, int length) {
    if (sums.length < length) {
      differences = new float[length];
      intSums = new int[length];
      intSquares = new int[length];
      gappy = new int[length];
      medians = new double[length];
      sums = new double[length];
      squares = new double[length];
    }
    if (column.length < frames) {
      column = new double[frames];
    }
  }

  private static double sum(double[] values, int count) {
    double sum = 0;
    for (int k = 0; k < count; k++) {
      sum += values[k];
    }
    return sum;
  }

  // One small loop a method: see CompareExchange.

  private static void halfSum(int[] a, int[] b, int length, float[] out) {
    for (int i = 0; i < length; i++) {
      out[i] = (a[i] + b[i]) * 0.5f;
    }
  }

  private static void mean(float[] a, float[] b, int length, double[] out) {
    for (int i = 0; i < length; i++) {
      out[i] = ((double) a[i] + (double) b[i]) * 0.5;
    }
  }

  private static void add(double[] sums, int[] row, int length) {
    for (int i = 0; i < length; i++) {
      sums[i] += row[i];
    }
  }

  private static void add(double[] sums, float[] row, int length) {
    for (int i = 0; i < length; i++) {
      sums[i] += row[i];
    }
  }

  private static void add(double[] sums, int[] row, double weight, int length) {
    for (int i = 0; i < length; i++) {
      sums[i] += weight * row[i];
    }
  }

  private static void add(double[] sums, float[] row, double weight, int length) {
    for (int i = 0; i < length; i++) {
      sums[i] += weight * row[i];
    }
  }

  private static void add(int[] sums, int[] row, int length) {
    for (int i = 0; i < length; i++) {
      sums[i] += row[i];
    }
  }

  /** Squares of a pixel that overflow are not used. */
  private static void addMoments(int[] sums, int[] squares, int[] row, int[] origin, int length) {
    for (int i = 0; i < length; i++) {
      int d = row[i] - origin[i];
      sums[i] += d;
      squares[i] += d * d;
    }
  }

  private static void addMoments(
      double[] sums, double[] squares, float[] row, double[] origin, int length) {
    for (int i = 0; i < length; i++) {
      double d = row[i] - origin[i];
      sums[i] += d;
      squares[i] += d * d;
    }
  }

  private static void addOwnDifference(float[] sums, float[] row, int length) {
    for (int i = 0; i < length; i++) {
      sums[i] += row[i] - row[i];
    }
  }

  private static int indicesOfOthersThan0(float[] values, int length, int[] indices) {
    int found = 0;
    for (int i = 0; i < length; i++) {
      if (values[i] != 0) {
        indices[found++] = i;
      }
    }
    return found;
  }

  private static void quotient(double[] sums, double divisor, int length, float[] out) {
    for (int i = 0; i < length; i++) {
      out[i] = (float) (sums[i] / divisor);
    }
  }
}
