package org.nightbeam.grading;

import java.util.Arrays;

/**
 * Level and spread of the good values in a sample of which up to half may be odd, all of these too
 * large.
 *
 * @param level value that 30 % are below
 * @param spread standard deviation of the good ones, if they are normal, by how far the lowest 10 %
 *     are below the level
 */
record Typical(double level, double spread) {
  /** Standard deviations beyond which a good value hardly lies by chance. */
  static final double SIGMAS = 5;

  private static final int FEWEST = 3;
  private static final double LEVEL = 0.3;
  private static final double LOW = 0.1;

  /** Standard deviations between these two parts of normal values. */
  private static final double BETWEEN = 0.757;

  /** Standard deviations between the level and the median of normal values. */
  private static final double BELOW_MEDIAN = 0.524;

  /** Nothing can be said. */
  private static final Typical UNKNOWN = new Typical(Double.NaN, Double.NaN);

  /** Returns what some values have in common; those that are not finite do not count. */
  static Typical of(double[] values) {
    double[] known = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
    if (known.length < FEWEST) {
      return UNKNOWN;
    }
    double level = quantile(known, LEVEL);
    return new Typical(level, (level - quantile(known, LOW)) / BETWEEN);
  }

  private static double quantile(double[] sorted, double part) {
    double at = part * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  /**
   * Returns from where on a value is odd; NaN if nothing can be said.
   *
   * @param least above the level, even if the good ones scatter less
   * @param most above the level, even if they scatter more
   */
  double limit(double least, double most) {
    return level + Math.max(least, Math.min(most, (SIGMAS + BELOW_MEDIAN) * spread));
  }
}
