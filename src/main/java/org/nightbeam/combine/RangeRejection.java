package org.nightbeam.combine;

/**
 * Rejects values of sorted columns as {@link Kept} does, but with running sums, so that each round
 * costs a few steps, however many values there are. The last bits of its deviations are not those
 * of {@link Kept}.
 *
 * <p>Not safe for use by several threads: it keeps work space.
 */
public final class RangeRejection {
  private final CombineSettings settings;
  private double[] sums = new double[0]; // of the values before each, from the origin
  private double[] squares = new double[0];
  private double origin;

  /**
   * @param settings of any method but AUTO
   */
  public RangeRejection(CombineSettings settings) {
    this.settings = settings;
  }

  /**
   * Sorts each column of rows.
   *
   * @param rows {@code [>= count][>= length]}, without NaN
   */
  public static void sort(float[][] rows, int count, int length) {
    CompareExchange.run(SortingNetwork.sort(count), rows, length);
  }

  /**
   * Returns which values are left, as {@link Kept} packs it.
   *
   * @param sorted finite values, ascending
   * @param count how many, at least 1
   */
  public long of(double[] sorted, int count) {
    switch (settings.method()) {
      case SIGMA_CLIP -> {
        prepare(sorted, count);
        return clipped(sorted, count);
      }
      case WINSORIZED -> {
        prepare(sorted, count);
        return winsorized(sorted, count);
      }
      default -> {
        return Kept.of(sorted, count, settings);
      }
    }
  }

  private void prepare(double[] sorted, int count) {
    if (sums.length <= count) {
      sums = new double[count + 1];
      squares = new double[count + 1];
    }
    origin = sorted[count / 2];
    double sum = 0;
    double square = 0;
    for (int k = 0; k < count; k++) {
      double d = sorted[k] - origin;
      sum += d;
      square += d * d;
      sums[k + 1] = sum;
      squares[k + 1] = square;
    }
  }

  private long clipped(double[] sorted, int count) {
    int from = 0;
    int to = count;
    for (int i = 0; i < settings.clipIterations(); i++) {
      double median = median(sorted, from, to);
      int n = to - from;
      double mean = (sums[to] - sums[from]) / n;
      double deviation = Math.sqrt(Math.max(0, (squares[to] - squares[from]) / n - mean * mean));
      long left = SigmaClip.within(sorted, from, to, median, deviation, settings);
      if (left == Kept.packed(from, to) || Kept.from(left) == Kept.to(left)) {
        break;
      }
      from = Kept.from(left);
      to = Kept.to(left);
    }
    return Kept.packed(from, to);
  }

  private long winsorized(double[] sorted, int count) {
    int from = 0;
    int to = count;
    for (int i = 0; i < settings.clipIterations() && to - from > Winsorized.FEWEST; i++) {
      double median = median(sorted, from, to);
      double deviation = winsorizedDeviation(sorted, from, to, median);
      long left = Winsorized.within(sorted, from, to, median, deviation, settings, 0);
      if (left == Kept.packed(from, to)) {
        break;
      }
      from = Kept.from(left);
      to = Kept.to(left);
    }
    return Kept.packed(from, to);
  }

  private static double median(double[] sorted, int from, int to) {
    return (sorted[(from + to - 1) / 2] + sorted[(from + to) / 2]) / 2;
  }

  private double winsorizedDeviation(double[] sorted, int from, int to, double median) {
    double lowest = sorted[from];
    double highest = sorted[to - 1];
    int n = to - from;
    int a = from; // the first that is not pulled up
    int b = to; // behind the last that is not pulled down
    double sum = sums[to] - sums[from];
    double deviation =
        Math.sqrt(Math.max(0, squares[to] - squares[from] - sum * sum / n) / (n - 1));
    for (int round = 0; round < Winsorized.MOST_ROUNDS && deviation > 0; round++) {
      lowest = Math.max(lowest, median - Winsorized.EDGE * deviation);
      highest = Math.min(highest, median + Winsorized.EDGE * deviation);
      while (sorted[a] < lowest) {
        a++;
      }
      while (sorted[b - 1] > highest) {
        b--;
      }
      double below = lowest - origin;
      double above = highest - origin;
      sum = sums[b] - sums[a] + (a - from) * below + (to - b) * above;
      double square =
          squares[b] - squares[a] + (a - from) * below * below + (to - b) * above * above;
      double before = deviation;
      deviation =
          Winsorized.OF_NORMAL_VALUES * Math.sqrt(Math.max(0, square - sum * sum / n) / (n - 1));
      if (Math.abs(deviation - before) <= Winsorized.SAME * before) {
        break;
      }
    }
    return deviation;
  }
}
