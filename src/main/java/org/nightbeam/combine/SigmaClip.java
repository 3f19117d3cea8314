package org.nightbeam.combine;

/**
 * The sigma-clipped mean of one pixel: values that differ from the median by more than a given
 * number of standard deviations of the remaining values are rejected, until none is or the
 * iterations are used up. The standard deviation is that of the population (divisor n), as in
 * astropy's {@code sigma_clip}.
 *
 * <p>On sorted values every clipped set is a contiguous range, so the median is read at an index
 * and only the two ends move.
 */
final class SigmaClip {
  private SigmaClip() {}

  /**
   * Returns the clipped mean of values in ascending order.
   *
   * @param sorted finite values, ascending
   * @param count how many, at least 1
   * @param counts receives how many are left; null if that is not wanted
   * @param pixel index in it
   */
  static double meanOfSorted(
      double[] sorted, int count, CombineSettings settings, int[] counts, int pixel) {
    return Kept.mean(sorted, kept(sorted, count, settings), counts, pixel);
  }

  /** Returns what is left of values in ascending order, as {@link Kept} packs it. */
  static long kept(double[] sorted, int count, CombineSettings settings) {
    int from = 0;
    int to = count;
    for (int iteration = 0; iteration < settings.clipIterations(); iteration++) {
      double median = (sorted[(from + to - 1) / 2] + sorted[(from + to) / 2]) / 2;
      double deviation = standardDeviation(sorted, from, to, median);
      long left = within(sorted, from, to, median, deviation, settings);
      if (left == Kept.packed(from, to) || Kept.from(left) == Kept.to(left)) {
        break;
      }
      from = Kept.from(left);
      to = Kept.to(left);
    }
    return Kept.packed(from, to);
  }

  /** Returns what is left of a range, of values near enough to the median. */
  static long within(
      double[] sorted,
      int from,
      int to,
      double median,
      double deviation,
      CombineSettings settings) {
    double lowest = median - settings.sigmaLow() * deviation;
    double highest = median + settings.sigmaHigh() * deviation;
    int left = from;
    int right = to;
    while (left < right && sorted[left] < lowest) {
      left++;
    }
    while (right > left && sorted[right - 1] > highest) {
      right--;
    }
    return Kept.packed(left, right);
  }

  /** Sums are taken around a value amid the others, so that nothing cancels. */
  private static double standardDeviation(double[] values, int from, int to, double origin) {
    double sum = 0;
    double squares = 0;
    for (int k = from; k < to; k++) {
      double d = values[k] - origin;
      sum += d;
      squares += d * d;
    }
    int n = to - from;
    double mean = sum / n;
    return Math.sqrt(Math.max(0, squares / n - mean * mean));
  }
}
