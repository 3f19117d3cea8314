package org.nightbeam.combine;

/**
 * How many values {@link SigmaClip} and {@link Winsorized} leave. The steps are theirs, to the last
 * bit of every sum: a limit decides alike here and there.
 */
final class KeptValues {
  private static final double EDGE = 1.5;
  private static final double OF_NORMAL_VALUES = 1.134;
  private static final double SAME = 0.0005;
  private static final int MOST_ROUNDS = 50;
  private static final int FEWEST = 4;

  private KeptValues() {}

  /**
   * The number of values that {@link SigmaClip#meanOfSorted} takes the mean of.
   *
   * @param sorted finite values, ascending
   * @param count how many, at least 1
   */
  static int afterSigmaClip(double[] sorted, int count, CombineSettings settings) {
    int from = 0;
    int to = count;
    for (int iteration = 0; iteration < settings.clipIterations(); iteration++) {
      double median = (sorted[(from + to - 1) / 2] + sorted[(from + to) / 2]) / 2;
      double deviation = standardDeviation(sorted, from, to, median);
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
      if (left == from && right == to || left == right) {
        break;
      }
      from = left;
      to = right;
    }
    return to - from;
  }

  /** Of the population. */
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

  /**
   * The number of values that {@link Winsorized#meanOfSorted} takes the mean of.
   *
   * @param sorted finite values, ascending
   * @param count how many, at least 1
   */
  static int afterWinsorizing(double[] sorted, int count, CombineSettings settings) {
    int from = 0;
    int to = count;
    for (int i = 0; i < settings.clipIterations() && to - from > FEWEST; i++) {
      double median = (sorted[(from + to - 1) / 2] + sorted[(from + to) / 2]) / 2;
      double deviation = winsorizedDeviation(sorted, from, to, median);
      int left = from;
      int right = to;
      while (right - left > FEWEST && median - sorted[left] > settings.sigmaLow() * deviation) {
        left++;
      }
      while (right - left > FEWEST
          && sorted[right - 1] - median > settings.sigmaHigh() * deviation) {
        right--;
      }
      if (left == from && right == to) {
        break;
      }
      from = left;
      to = right;
    }
    return to - from;
  }

  private static double winsorizedDeviation(double[] sorted, int from, int to, double median) {
    double lowest = sorted[from];
    double highest = sorted[to - 1];
    double deviation = ofClamped(sorted, from, to, lowest, highest, median);
    for (int round = 0; round < MOST_ROUNDS && deviation > 0; round++) {
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
