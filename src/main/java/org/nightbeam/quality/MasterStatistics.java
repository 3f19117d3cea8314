package org.nightbeam.quality;

import java.util.Arrays;
import org.nightbeam.statistics.ClippedMoments;
import org.nightbeam.statistics.Spread;

/**
 * Level and scatter of a master, from a sample of its pixels.
 *
 * @param level median, in the master's unit; NaN without a valid pixel
 * @param scatter 1.4826 MAD, in the master's unit: its noise, the differences of its pixels, and
 *     its structure; where that is 0, as more than half of the pixels have one value, the standard
 *     deviation without outliers
 * @param sampled how many pixels level and scatter are of
 * @param missing how many of all its pixels have no value
 */
public record MasterStatistics(double level, double scatter, int sampled, long missing) {
  private static final int LARGEST_SAMPLE = 1 << 20;

  /** Takes the rows of a master, in order. Not safe for use by several threads. */
  public static final class Sampler {
    private final int width;
    private final int stride;
    private final float[] sample;
    private int size;
    private long missing;
    private int row;

    /** Begins with a master of this size. */
    public Sampler(int height, int width) {
      this.width = width;
      long pixels = (long) height * width;
      // Odd, so that even and odd columns come alike.
      stride = (int) Math.max(1, (pixels + LARGEST_SAMPLE - 1) / LARGEST_SAMPLE) | 1;
      sample = new float[Math.toIntExact((long) height * ((width + stride - 1) / stride))];
    }

    /**
     * Takes the next row.
     *
     * @param values {@code [>= width]}; NaN is no value
     */
    public void add(float[] values) {
      for (int x = 0; x < width; x++) {
        missing += Float.isFinite(values[x]) ? 0 : 1;
      }
      // Each row begins at another column, else it would always be the same ones.
      for (int x = row % stride; x < width; x += stride) {
        if (Float.isFinite(values[x])) {
          sample[size++] = values[x];
        }
      }
      row++;
    }

    /** Returns the statistics of the rows so far. */
    public MasterStatistics build() {
      if (size == 0) {
        return new MasterStatistics(Double.NaN, Double.NaN, 0, missing);
      }
      Spread spread = Spread.of(Arrays.copyOf(sample, size), size);
      double scatter = spread.scatter() > 0 ? spread.scatter() : ofMostlyOneValue(spread.level());
      return new MasterStatistics(spread.level(), scatter, size, missing);
    }

    /**
     * Returns the noise where more than half of the pixels have one value, as in darks of quiet
     * cameras.
     */
    private double ofMostlyOneValue(double level) {
      double step = Double.POSITIVE_INFINITY;
      for (int i = 0; i < size; i++) {
        if (sample[i] != level) {
          step = Math.min(step, Math.abs(sample[i] - level));
        }
      }
      return step == Double.POSITIVE_INFINITY
          ? 0
          : Math.sqrt(ClippedMoments.of(sample, size, step).variance());
    }
  }
}
