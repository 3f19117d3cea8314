package org.nightbeam.combine;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The noise that remains after combining: the variance of the combined value of some normal values,
 * in units of the variance of one. Of the mean of n it is 1/n; a median has more, {@code pi/(2 n)}
 * for large n, and a clipped mean a little more than a mean.
 *
 * <p>Measured by a {@link Combiner} on made-up normal values. By Basu's theorem the mean of normal
 * values is independent of how far the combined value is from it (that distance does not change
 * when all values are shifted), so that {@code var(combined) = 1/n + var(combined - mean)}: only
 * the second, smaller part is measured. The result is within 0.5 % as a standard deviation. It is
 * the same on every machine: the values come from integers and {@link StrictMath} alone.
 *
 * <p>Sources: D. Basu, Sankhya 15, 377 (1955); G. L. Steele, D. Lea and C. H. Flood, OOPSLA 2014
 * (the random integers).
 */
public final class CombinedVariance {
  /** Beyond so many frames the variance goes as one over their number. */
  private static final int MOST_MEASURED = 100;

  /** Stacks that are combined at a time. */
  private static final int BATCH = 512;

  private static final int FEWEST_STACKS = 8 * BATCH;
  private static final int MOST_STACKS = 256 * BATCH;

  /** Relative error of the variance at which no more stacks are made: 0.1 % of sigma. */
  private static final double PRECISION = 0.002;

  private static final long SEED = 0x6e69676874626561L;
  private static final double STEP = 1.0 / 1024;

  private static final ConcurrentHashMap<Key, Double> KNOWN = new ConcurrentHashMap<>();

  private record Key(CombineSettings settings, int frames) {}

  private CombinedVariance() {}

  /**
   * Returns the variance of the combined value; of frames of variance v it is that many times v.
   *
   * @param frames how many values are combined, at least 1
   */
  public static double of(CombineSettings settings, int frames) {
    if (frames < 1) {
      throw new IllegalArgumentException(frames + " frames; expected at least 1");
    }
    CombineSettings decided = settings.forFrames(frames);
    if (frames == 1 || decided.method() == CombineMethod.MEAN) {
      return 1.0 / frames;
    }
    if (frames <= MOST_MEASURED) {
      return KNOWN.computeIfAbsent(new Key(decided, frames), CombinedVariance::measure);
    }
    if (decided.method() == CombineMethod.MEDIAN) {
      // Of odd numbers; of even ones it is a little less, by 0.5 % at 100.
      return Math.PI / (2 * frames + Math.PI - 2);
    }
    CombineSettings ofFewer =
        new CombineSettings(
            decided.method(),
            decided.sigmaLow(),
            decided.sigmaHigh(),
            decided.clipIterations(),
            scaled(decided.rejectLow(), frames),
            scaled(decided.rejectHigh(), frames));
    return of(ofFewer, MOST_MEASURED) * MOST_MEASURED / frames;
  }

  /** Returns the same part of fewer values. */
  private static int scaled(int rejected, int frames) {
    return (int) Math.round((double) rejected * MOST_MEASURED / frames);
  }

  private static double measure(Key key) {
    int frames = key.frames();
    Combiner combiner = new Combiner(key.settings());
    NormalValues normal = new NormalValues();
    float[][] stack = new float[frames][BATCH];
    float[] combined = new float[BATCH];
    double[] means = new double[BATCH];
    int stacks = 0;
    double sum = 0;
    double squares = 0;
    double fourths = 0;
    while (true) {
      Arrays.fill(means, 0);
      for (float[] row : stack) {
        normal.fill(row);
        addTo(means, row, 1.0 / frames);
      }
      combiner.combine(stack, frames, BATCH, combined);
      for (int i = 0; i < BATCH; i++) {
        double d = combined[i] - means[i];
        sum += d;
        squares += d * d;
        fourths += d * d * d * d;
      }
      stacks += BATCH;
      double square = squares / stacks;
      double variance = square - (sum / stacks) * (sum / stacks);
      double error = Math.sqrt(Math.max(0, fourths / stacks - square * square) / stacks);
      double whole = 1.0 / frames + variance;
      if (stacks >= MOST_STACKS || stacks >= FEWEST_STACKS && error <= PRECISION * whole) {
        return whole;
      }
    }
  }

  private static void addTo(double[] sums, float[] row, double factor) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += row[i] * factor;
    }
  }

  /**
   * Random normal values of mean 0 and variance 1, each one of 65,536 equally probable ones: faster
   * than any that need a logarithm, and as good for moments.
   */
  private static final class NormalValues {
    private static final float[] QUANTILES = quantiles(1 << 16);

    private long state = SEED;

    void fill(float[] values) {
      for (int i = 0; i < values.length; i += 4) {
        long bits = next();
        for (int k = i; k < Math.min(values.length, i + 4); k++) {
          values[k] = QUANTILES[(int) bits & 0xffff];
          bits >>>= 16;
        }
      }
    }

    private long next() {
      state += 0x9e3779b97f4a7c15L;
      long z = (state ^ state >>> 30) * 0xbf58476d1ce4e5b9L;
      z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
      return z ^ z >>> 31;
    }

    /**
     * Returns the middles of so many equal parts of the probability, by integrating the density.
     */
    private static float[] quantiles(int parts) {
      double[] upper = new double[parts / 2];
      double squares = 0;
      int found = 0;
      double probability = 0.5;
      double density = density(0);
      for (int k = 1; found < upper.length; k++) {
        double next = density(k * STEP);
        double inStep = (density + next) / 2 * STEP;
        while (found < upper.length && 0.5 + (found + 0.5) / parts <= probability + inStep) {
          double part = (0.5 + (found + 0.5) / parts - probability) / inStep;
          upper[found] = (k - 1 + part) * STEP;
          squares += upper[found] * upper[found];
          found++;
        }
        probability += inStep;
        density = next;
      }
      double deviation = Math.sqrt(squares / upper.length);
      float[] quantiles = new float[parts];
      for (int k = 0; k < upper.length; k++) {
        quantiles[parts / 2 + k] = (float) (upper[k] / deviation);
        quantiles[parts / 2 - 1 - k] = -quantiles[parts / 2 + k];
      }
      return quantiles;
    }

    private static double density(double x) {
      return StrictMath.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }
  }
}
