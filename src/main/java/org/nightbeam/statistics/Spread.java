package org.nightbeam.statistics;

import java.util.Arrays;

/**
 * Robust location and spread of a sample.
 *
 * @param level their median; of an even number, the mean of the two middle ones
 * @param scatter 1.4826 times the median of the distances from the level, which is the standard
 *     deviation if the values are normal
 */
public record Spread(double level, double scatter) {
  /** Standard deviations in the median distance of normal values from their mean. */
  public static final double OF_NORMAL_VALUES = 1.4826;

  /**
   * The part of normal values that is more than one standard deviation below their mean; as many
   * are that far above it.
   */
  public static final double BELOW_ONE_SIGMA = 0.15866;

  /** The width of a Gaussian at half its height, in its standard deviations. */
  public static final double FWHM_OF_SIGMA = 2 * Math.sqrt(2 * Math.log(2));

  /**
   * Returns the spread of some values.
   *
   * @param values finite; their order changes, and the values with it
   * @param count how many of them, at least 1
   */
  public static Spread of(float[] values, int count) {
    float level = median(values, count);
    toDistances(values, count, level);
    return new Spread(level, OF_NORMAL_VALUES * median(values, count));
  }

  private static void toDistances(float[] values, int count, float level) {
    for (int i = 0; i < count; i++) {
      values[i] = Math.abs(values[i] - level);
    }
  }

  /**
   * Returns the spread of a few values, which stay as they are; NaN of none.
   *
   * @param values no NaN
   */
  public static Spread of(double[] values) {
    double level = median(values);
    double[] distances = Arrays.stream(values).map(value -> Math.abs(value - level)).toArray();
    return new Spread(level, OF_NORMAL_VALUES * median(distances));
  }

  /**
   * Returns the median of a few values, which stay as they are; NaN of none.
   *
   * @param values no NaN
   */
  public static double median(double[] values) {
    if (values.length == 0) {
      return Double.NaN;
    }
    double[] moved = values.clone();
    int middle = (moved.length - 1) / 2;
    double lower = Selection.select(moved, moved.length, middle);
    double upper = moved.length % 2 == 1 ? lower : Selection.next(moved, moved.length, middle);
    return (lower + upper) / 2;
  }

  /**
   * Returns the median of some values.
   *
   * @param values finite; their order changes
   * @param count how many of them, at least 1
   */
  public static float median(float[] values, int count) {
    int middle = (count - 1) / 2;
    float lower = Selection.select(values, count, middle);
    if (count % 2 == 1) {
      return lower;
    }
    return (float) (((double) lower + Selection.next(values, count, middle)) / 2);
  }
}
