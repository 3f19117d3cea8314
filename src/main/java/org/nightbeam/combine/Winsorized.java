package org.nightbeam.combine;

/**
 * The winsorised sigma-clipped mean of one pixel, as Siril has it: values beyond 1.5 standard
 * deviations from the median are pulled in to there, and the deviation taken again, until it stays
 * the same; by that deviation values are rejected, and all is done again with the others, as long
 * as some are rejected and more than four are left.
 *
 * <p>Source: P. J. Huber and E. Ronchetti, Robust Statistics, 2009; the numbers are those of
 * PixInsight and Siril: 1.134 makes up for the pulled-in tails of a normal distribution.
 */
final class Winsorized {
  static final double EDGE = 1.5;
  static final double OF_NORMAL_VALUES = 1.134;
  static final double SAME = 0.0005;

  /** A deviation that swings between two values would never stay the same. */
  static final int MOST_ROUNDS = 50;

  static final int FEWEST = 4;

  private Winsorized() {}

  /**
   * Returns the mean of what is left of values in ascending order.
   *
   * @param sorted finite values, ascending
   * @param count how many, at least 1
   * @param step from one digitised value to the next, or 0: what is no further from the median is
   *     not rejected. Where most values are the same one, the deviation shrinks to nothing
   * @param counts receives how many are left; null if that is not wanted
   * @param pixel index in it
   */
  static double meanOfSorted(
      double[] sorted, int count, CombineSettings settings, double step, int[] counts, int pixel) {
    return Kept.mean(sorted, kept(sorted, count, settings, step), counts, pixel);
  }

  /** Returns what is left of values in ascending order, as {@link Kept} packs it. */
  static long kept(double[] sorted, int count, CombineSettings settings, double step) {
    int from = 0;
    int to = count;
    for (int i = 0; i < settings.clipIterations() && to - from > FEWEST; i++) {
      double median = (sorted[(from + to - 1) / 2] + sorted[(from + to) / 2]) / 2;
      if (median - sorted[from] <= step && sorted[to - 1] - median <= step) {
        break;
      }
      double deviation = deviation(sorted, from, to, median);
      long left = within(sorted, from, to, median, deviation, settings, step);
      if (left == Kept.packed(from, to)) {
        break;
      }
      from = Kept.from(left);
      to = Kept.to(left);
    }
    return Kept.packed(from, to);
  }

  /** Returns what is left of a range: farther values go first, and at least four stay. */
  static long within(
      double[] sorted,
      int from,
      int to,
      double median,
      double deviation,
      CombineSettings settings,
      double step) {
    double below = Math.max(settings.sigmaLow() * deviation, step);
    double above = Math.max(settings.sigmaHigh() * deviation, step);
    int left = from;
    int right = to;
    while (right - left > FEWEST && median - sorted[left] > below) {
      left++;
    }
    while (right - left > FEWEST && sorted[right - 1] - median > above) {
      right--;
    }
    return Kept.packed(left, right);
  }

  /** Returns the standard deviation (divisor n - 1) of the winsorised values. */
  private static double deviation(double[] sorted, int from, int to, double median) {
    double lowest = sorted[from];
    double highest = sorted[to - 1];
    double deviation = ofClamped(sorted, from, to, lowest, highest, median);
    for (int round = 0; round < MOST_ROUNDS && deviation > 0; round++) {
      // Values stay where they have been pulled.
      lowest = Math.max(lowest, median - EDGE * deviation);
      highest = Math.min(highest, median + EDGE * deviation);
      double before = deviation;
      deviation = OF_NORMAL_VALUES * ofClamped(sorted, from, to, lowest, highest, median);
      if (Math.abs(deviation - before) <= SAME * before) {
        break;
      }
    }
    return deviation;
  }

  private static double ofClamped(
      double[] sorted, int from, int to, double lowest, double highest, double origin) {
    double sum = 0;
    double squares = 0;
    for (int k = from; k < to; k++) {
      double d = Math.min(Math.max(sorted[k], lowest), highest) - origin;
      sum += d;
      squares += d * d;
    }
    int n = to - from;
    return Math.sqrt(Math.max(0, squares - sum * sum / n) / (n - 1));
  }
}
