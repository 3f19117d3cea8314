package org.nightbeam.combine;

/**
 * Which of some values in ascending order are left after rejection: a contiguous range, in one
 * number, so that none needs memory of its own.
 */
public final class Kept {
  private Kept() {}

  /**
   * Rejects values as the method of the settings does; of the methods that reject nothing, all are
   * left.
   *
   * @param sorted finite values, ascending
   * @param count how many, at least 1
   */
  public static long of(double[] sorted, int count, CombineSettings settings) {
    return switch (settings.method()) {
      case SIGMA_CLIP -> SigmaClip.kept(sorted, count, settings);
      case WINSORIZED -> Winsorized.kept(sorted, count, settings);
      case MIN_MAX -> {
        int rejected = settings.rejectLow() + settings.rejectHigh();
        yield rejected < count
            ? packed(settings.rejectLow(), count - settings.rejectHigh())
            : packed((count - 1) / 2, count / 2 + 1);
      }
      case MEDIAN, MEAN, WEIGHTED_MEAN, AUTO -> packed(0, count);
    };
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
