package org.nightbeam.combine;

/**
 * Which of some values in ascending order are left after rejection: a contiguous range, in one
 * number, so that none needs memory of its own.
 */
public final class Kept {
  private Kept() {}

  /**
   * Rejects values that are not digitised as the method of the settings does; of the methods that
   * reject nothing, all are left.
   *
   * @param sorted finite values, ascending
   * @param count how many, at least 1
   */
  public static long of(double[] sorted, int count, CombineSettings settings) {
    return switch (settings.method()) {
      case SIGMA_CLIP -> SigmaClip.kept(sorted, count, settings);
      case WINSORIZED -> Winsorized.kept(sorted, count, settings, 0);
      case MIN_MAX -> middle(count, settings);
      case MEDIAN, MEAN, WEIGHTED_MEAN, AUTO -> packed(0, count);
    };
  }

  /**
   * Returns what MIN_MAX keeps of so many values: where as many are to be rejected as there are, or
   * more, the middle one or two.
   */
  static long middle(int count, CombineSettings settings) {
    return settings.rejectLow() + settings.rejectHigh() < count
        ? packed(settings.rejectLow(), count - settings.rejectHigh())
        : packed((count - 1) / 2, count / 2 + 1);
  }

  /**
   * Returns the mean of what is left.
   *
   * @param counts receives how many are left; null if that is not wanted
   * @param pixel index in it
   */
  static double mean(double[] sorted, long kept, int[] counts, int pixel) {
    int from = from(kept);
    int to = to(kept);
    if (counts != null) {
      counts[pixel] = to - from;
    }
    double origin = sorted[(from + to) / 2]; // sums are taken around it, so that nothing cancels
    double sum = 0;
    for (int k = from; k < to; k++) {
      sum += sorted[k] - origin;
    }
    return origin + sum / (to - from);
  }

  static long packed(int from, int to) {
    return (long) from << Integer.SIZE | to;
  }

  /** Index of the first that is left. */
  public static int from(long kept) {
    return (int) (kept >>> Integer.SIZE);
  }

  /** Index behind the last that is left. */
  public static int to(long kept) {
    return (int) kept;
  }
}
