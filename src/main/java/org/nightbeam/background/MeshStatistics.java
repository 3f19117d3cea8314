package org.nightbeam.background;

import java.util.Arrays;
import org.nightbeam.statistics.SampleSort;
import org.nightbeam.statistics.Spread;

/**
 * Level and noise of the sky in one mesh of a frame, whose pixels are of sky and of sources. The
 * histogram is clipped at 3 standard deviations about its median until nothing more is clipped; the
 * level is then the mode by Pearson's rule where the distribution is nearly symmetric, else the
 * median (Bertin and Arnouts 1996, A&amp;AS 117, 393, section 3). The noise is that of the pixels
 * fainter than the level, which sources do not widen.
 *
 * <p>Not safe for use by several threads: it keeps work space.
 */
final class MeshStatistics {
  /** Least number of valid pixels in a mesh. */
  static final int FEWEST = 32;

  private static final int FIRST_LOOK = 512;
  private static final int MOST_ROUNDS = 100;
  private static final double CLIP = 3;

  /** The histogram reaches so far from the first median, in standard deviations. */
  private static final double REACH = 8;

  /** Bins a standard deviation, where the values are not digitised more coarsely. */
  private static final double BINS_A_SIGMA = 50;

  /** Two meshes whose levels differ by less, in standard deviations, have the same bins. */
  private static final double ALIKE_LEVEL = 2;

  /** The same of the ratio of their noise. */
  private static final double ALIKE_NOISE = 1.5;

  private static final int MOST_BINS = (int) (2 * REACH * BINS_A_SIGMA) + 2;

  /** Beyond it, in standard deviations between mean and median, Pearson's rule does not hold. */
  private static final double SKEWED = 0.3;

  /** In steps of the digits: with less noise, Pearson's rule does not hold either. */
  private static final double COARSE = 0.75;

  private static final double MEDIANS = 2.5;
  private static final double MEANS = 1.5;

  /** The variance of values that are rounded, in squares of the step. */
  private static final double OF_ROUNDING = 1.0 / 12;

  /**
   * Fraction of the variance of normal values that remains within 3 standard deviations of their
   * mean.
   */
  private static final double CLIPPED_VARIANCE = 0.973337;

  private final float[] sample = new float[FIRST_LOOK];
  private final int[] bins = new int[MOST_BINS + 2]; // and what is below them, and above
  private float[] scaled = new float[0];
  private final long[] counts = new long[MOST_BINS + 1]; // of the first bins
  private final long[] sums = new long[MOST_BINS + 1];
  private final long[] squareSums = new long[MOST_BINS + 1];

  private double origin; // value at the lower edge of the first bin
  private double binWidth;
  private int used; // bins

  private double step; // from one digit to the next; 0 where all values of a sample are one
  private double level = Double.NaN;
  private double noise = Double.NaN;
  private int valid;

  /** Returns the level of the sky; NaN where there are too few valid pixels. */
  double level() {
    return level;
  }

  /** Returns the standard deviation of a pixel of the sky; NaN where the level is. */
  double noise() {
    return noise;
  }

  /** Returns how many pixels of the mesh were not clipped. */
  int valid() {
    return valid;
  }

  /**
   * Looks at pixels {@code [y0, y1)} x {@code [x0, x1)}; those that are not finite do not count.
   */
  void look(float[][] pixels, int y0, int y1, int x0, int x1) {
    // Most meshes are like the one before: its bins will do, and no sample need be sorted.
    if (!(noise > 0) || !lookAsBefore(pixels, y0, y1, x0, x1)) {
      lookAnew(pixels, y0, y1, x0, x1);
    }
  }

  private boolean lookAsBefore(float[][] pixels, int y0, int y1, int x0, int x1) {
    double before = level;
    double noiseBefore = noise;
    double digits = step > 0 ? Math.rint((before - origin) / step - 0.5) + 0.5 : 0;
    boolean digitised = step > noiseBefore / BINS_A_SIGMA;
    lay(digitised ? origin + digits * step : before, noiseBefore);
    estimate(pixels, y0, y1, x0, x1);
    return 2 * valid > (y1 - y0) * (x1 - x0)
        && Math.abs(level - before) < ALIKE_LEVEL * noiseBefore
        && noise < ALIKE_NOISE * noiseBefore
        && noiseBefore < ALIKE_NOISE * noise;
  }

  private void lookAnew(float[][] pixels, int y0, int y1, int x0, int x1) {
    level = Double.NaN;
    noise = Double.NaN;
    valid = 0;
    int size = take(pixels, y0, y1, x0, x1);
    if (size < FEWEST) {
      return;
    }
    SampleSort.sort(sample, size);
    double median = sample[size / 2];
    double above = sample[(int) ((1 - Spread.BELOW_ONE_SIGMA) * size)];
    double sigma = (above - sample[(int) (Spread.BELOW_ONE_SIGMA * size)]) / 2;
    step = step(size);
    if (!(sigma > 0)) {
      sigma = step; // most values are one and the same
    }
    if (!(sigma > 0)) {
      level = median; // all are
      noise = 0;
      valid = count(pixels, y0, y1, x0, x1);
      return;
    }
    lay(median, sigma);
    estimate(pixels, y0, y1, x0, x1);
  }

  private void estimate(float[][] pixels, int y0, int y1, int x0, int x1) {
    level = Double.NaN;
    noise = Double.NaN;
    valid = 0;
    if (scaled.length < x1) {
      scaled = new float[x1];
    }
    for (int y = y0; y < y1; y++) {
      scale(pixels[y], x0, x1, (float) (origin - binWidth), (float) (1 / binWidth), scaled);
      count(scaled, x0, x1, bins, used + 1);
    }
    clip();
  }

  /** Takes some valid pixels, evenly spread. */
  private int take(float[][] pixels, int y0, int y1, int x0, int x1) {
    int area = (y1 - y0) * (x1 - x0);
    int stride = Math.max(1, area / FIRST_LOOK);
    while (stride > 1 && (x1 - x0) % stride == 0) {
      stride--; // no whole columns
    }
    int size = 0;
    for (int i = 0; i < area && size < FIRST_LOOK; i += stride) {
      float value = pixels[y0 + i / (x1 - x0)][x0 + i % (x1 - x0)];
      if (value - value == 0) {
        sample[size++] = value;
      }
    }
    return size;
  }

  private static int count(float[][] pixels, int y0, int y1, int x0, int x1) {
    int count = 0;
    for (int y = y0; y < y1; y++) {
      for (int x = x0; x < x1; x++) {
        count += pixels[y][x] - pixels[y][x] == 0 ? 1 : 0;
      }
    }
    return count;
  }

  /**
   * Returns the least difference between values of the sorted sample: from one digit to the next.
   */
  private double step(int size) {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 1; i < size; i++) {
      double difference = sample[i] - (double) sample[i - 1];
      if (difference > 0 && difference < least) {
        least = difference;
      }
    }
    return least == Double.POSITIVE_INFINITY ? 0 : least;
  }

  /**
   * Lays the bins about a value; where they are as wide as the step of digitised values, each of
   * these has its own.
   */
  private void lay(double median, double sigma) {
    binWidth = sigma / BINS_A_SIGMA;
    double reach = REACH * sigma;
    if (step > binWidth) {
      binWidth = step;
    }
    int half = (int) Math.min(MOST_BINS / 2 - 1, Math.ceil(reach / binWidth));
    origin = median - (half + 0.5) * binWidth;
    used = 2 * half + 1;
    Arrays.fill(bins, 0, used + 2, 0);
  }

  /** Scales a piece of a row to numbers of bins, from 1; a loop that the JVM vectorises. */
  private static void scale(
      float[] row, int from, int to, float before, float inverse, float[] out) {
    for (int x = from; x < to; x++) {
      out[x] = (row[x] - before) * inverse;
    }
  }

  /**
   * Counts, in bin 0 what is fainter than all others or has no value, in the last what is brighter.
   */
  private static void count(float[] scaled, int from, int to, int[] bins, int last) {
    for (int x = from; x < to; x++) {
      int at = (int) scaled[x];
      int notBelow = at < 0 ? 0 : at;
      bins[notBelow > last ? last : notBelow]++;
    }
  }

  /** Sums up the histogram: of its first bins the counts, and those times numbers and squares. */
  private void sumUp() {
    long count = 0;
    long sum = 0;
    long squares = 0;
    for (int i = 0; i < used; i++) {
      long of = bins[i + 1];
      count += of;
      sum += of * i;
      squares += of * i * i;
      counts[i + 1] = count;
      sums[i + 1] = sum;
      squareSums[i + 1] = squares;
    }
  }

  /** Clips the histogram, and takes level and noise from what is left. */
  private void clip() {
    sumUp();
    int from = 0;
    int to = used;
    double mean = 0;
    double median = 0;
    double sigma = 0;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      long count = counts[to] - counts[from];
      if (count == 0) {
        return; // the first look was at other values than most: nothing is known
      }
      valid = (int) count;
      mean = (sums[to] - sums[from]) / (double) count;
      double square = (squareSums[to] - squareSums[from]) / (double) count;
      sigma = Math.sqrt(Math.max(0, square - mean * mean) + OF_ROUNDING);
      median = median(from, to, count);
      int nextFrom = Math.max(0, (int) Math.ceil(median - CLIP * sigma - 0.5));
      int nextTo = Math.min(used, (int) Math.floor(median + CLIP * sigma + 0.5) + 1);
      if (nextFrom == from && nextTo == to) {
        break;
      }
      from = nextFrom;
      to = nextTo;
    }
    if (valid < FEWEST) {
      return;
    }
    double mode = median;
    if (step >= binWidth && sigma < COARSE) {
      mode = mean; // of so few different values, the median lies anywhere in the step
    } else if (Math.abs(mean - median) < SKEWED * sigma) {
      mode = MEDIANS * median - MEANS * mean;
    }
    level = origin + (mode + 0.5) * binWidth;
    double below = below(mode, from);
    double floor = OF_ROUNDING * step * step;
    noise = Math.sqrt(Math.max(below * binWidth * binWidth / CLIPPED_VARIANCE, floor));
  }

  /** In bins; values of a bin are taken to be spread over it. */
  private double median(int from, int to, long count) {
    double half = count / 2.0;
    int low = from;
    int high = to; // the first bins up to low have less, those up to high have enough
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (counts[middle] - counts[from] >= half) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return low - 0.5 + (half - (counts[low] - counts[from])) / bins[low + 1];
  }

  /** Returns the mean square of the distances of fainter pixels from the mode, in bins. */
  private double below(double mode, int from) {
    double weights = 0;
    double squares = 0;
    for (int i = from; i < used && i - 0.5 < mode; i++) {
      double share = Math.min(1, mode + 0.5 - i);
      double distance = mode - (share < 1 ? (mode + i - 0.5) / 2 : i);
      weights += share * bins[i + 1];
      squares += share * bins[i + 1] * distance * distance;
    }
    return weights > 0 ? squares / weights : 0;
  }
}
