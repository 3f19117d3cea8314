package org.nightbeam.photometry;

import java.util.Arrays;
import org.nightbeam.sources.SkySubtracted;
import org.nightbeam.statistics.Spread;

/**
 * The residual of the sky map around a source: the mean of the pixels of an annulus, clipped at 2.5
 * standard deviations of the sky about itself, so that other sources do not count, and what that
 * takes off the mean of few photons is added again.
 */
final class LocalSky {
  private static final double CLIP = 2.5;
  private static final int ROUNDS = 3;

  /** Fewer pixels say less than the map does. */
  private static final int FEWEST = 25;

  /**
   * The variance of such a mean over that of the mean of all: {@code E(x^2, |x| < c) / (P(|x| < c)
   * - 2 c phi(c))^2} of normal values (influence function of the clipped mean).
   */
  private static final double VARIANCE = 1.111;

  /**
   * By how much the clipped mean of skewed values is below their mean, in units of the third moment
   * over the variance: {@code c^3 phi(c) / 3 / (P(|x| < c) - 2 c phi(c))}. With a clip far out it
   * would be less, but other sources would count.
   */
  private static final double OF_SKEW = 0.101;

  /** The same of Pearson's mode, which the map has: 5/12, less what its own clip takes. */
  private static final double OF_MODE = 0.35;

  private float[] sample = new float[1 << 10];
  private double distances; // summed last
  private double level;
  private double variance;

  /** Returns the level above that of the map. */
  double level() {
    return level;
  }

  /** Returns the variance of the level. */
  double variance() {
    return variance;
  }

  /** Takes that of the map. */
  void ofMap(SkySubtracted frame, double pixelVariance) {
    level = OF_MODE * frame.skewOfSky(pixelVariance);
    variance = frame.sky().levelVariance(pixelVariance);
  }

  /**
   * Measures it.
   *
   * @param x of the middle, from 0
   * @param y of the middle, from 0
   * @param inner radius
   * @param outer radius
   * @param pixelVariance of the sky
   */
  void measure(
      SkySubtracted frame, double x, double y, double inner, double outer, double pixelVariance) {
    int size = take(frame, x, y, inner, outer);
    clip(frame, size, size > 0 ? middle(size) : 0, pixelVariance);
  }

  /**
   * Measures it where another star may take up much of the annulus: clipping begins at the median,
   * which such a star hardly moves. It takes longer.
   *
   * @param x of the middle, from 0
   * @param y of the middle, from 0
   * @param inner radius
   * @param outer radius
   * @param pixelVariance of the sky
   */
  void measureBesideStars(
      SkySubtracted frame, double x, double y, double inner, double outer, double pixelVariance) {
    int size = take(frame, x, y, inner, outer);
    clip(frame, size, size > 0 ? Spread.median(sample, size) : 0, pixelVariance);
  }

  private void clip(SkySubtracted frame, int size, double start, double pixelVariance) {
    double reach = CLIP * Math.sqrt(pixelVariance);
    double mean = start;
    int count = 0;
    for (int round = 0; round < ROUNDS; round++) {
      count = within(sample, size, mean, reach);
      if (count == 0) {
        break;
      }
      mean += distances / count;
    }
    if (count < FEWEST) {
      ofMap(frame, pixelVariance);
    } else {
      level = mean + OF_SKEW * frame.skewOfSky(pixelVariance);
      variance = VARIANCE * pixelVariance / count;
    }
  }

  /** Sums the distances of values from one that are not too far; two sums, as additions wait. */
  private int within(float[] values, int size, double mean, double reach) {
    double even = 0;
    double odd = 0;
    int count = 0;
    for (int i = 0; i + 1 < size; i += 2) {
      double a = values[i] - mean;
      double b = values[i + 1] - mean;
      boolean aIn = Math.abs(a) <= reach;
      boolean bIn = Math.abs(b) <= reach;
      even += aIn ? a : 0;
      odd += bIn ? b : 0;
      count += (aIn ? 1 : 0) + (bIn ? 1 : 0);
    }
    if (size % 2 == 1 && Math.abs(values[size - 1] - mean) <= reach) {
      even += values[size - 1] - mean;
      count++;
    }
    distances = even + odd;
    return count;
  }

  /** Returns a value amid the others: the mean of the medians of three at a time. */
  private double middle(int size) {
    double sum = 0;
    int groups = 0;
    for (int i = 0; i + 2 < size; i += 3) {
      float a = sample[i];
      float b = sample[i + 1];
      float c = sample[i + 2];
      sum += Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
      groups++;
    }
    return groups == 0 ? sample[0] : sum / groups;
  }

  private int take(SkySubtracted frame, double x, double y, double inner, double outer) {
    int top = Math.max(0, (int) Math.ceil(y - outer));
    int bottom = Math.min(frame.height() - 1, (int) Math.floor(y + outer));
    int size = 0;
    for (int j = top; j <= bottom; j++) {
      double dy = (j - y) * (j - y);
      double outside = Math.sqrt(Math.max(0, outer * outer - dy));
      double inside = Math.sqrt(Math.max(0, inner * inner - dy));
      int left = Math.max(0, (int) Math.ceil(x - outside));
      int right = Math.min(frame.width() - 1, (int) Math.floor(x + outside));
      int holeFrom = (int) Math.ceil(x - inside);
      int holeTo = (int) Math.floor(x + inside);
      if (dy >= inner * inner) {
        size = take(frame, j, left, right + 1, size);
      } else {
        size = take(frame, j, left, Math.min(right + 1, holeFrom), size);
        size = take(frame, j, Math.max(left, holeTo + 1), right + 1, size);
      }
    }
    return size;
  }

  /** Takes pixels of a row, but for those without a value. */
  private int take(SkySubtracted frame, int y, int from, int to, int size) {
    if (to <= from) {
      return size;
    }
    if (sample.length < size + to - from) {
      sample = Arrays.copyOf(sample, 2 * (size + to - from));
    }
    float[] row = frame.pixels()[y];
    int count = size;
    int next = from;
    if (!frame.isWhole(y)) {
      int[] missing = frame.missing()[y];
      int i = Arrays.binarySearch(missing, from);
      for (i = i < 0 ? -1 - i : i; i < missing.length && missing[i] < to; i++) {
        System.arraycopy(row, next, sample, count, missing[i] - next);
        count += missing[i] - next;
        next = missing[i] + 1;
      }
    }
    System.arraycopy(row, next, sample, count, to - next);
    return count + to - next;
  }
}
