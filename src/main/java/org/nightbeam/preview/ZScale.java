package org.nightbeam.preview;

import java.util.Arrays;
import org.nightbeam.statistics.SampleSort;

/**
 * The limits between which an image is shown, so that its sky can be seen: IRAF's zscale (Tody
 * 1986, "The IRAF Data Reduction and Analysis System"), with the samples and constants of astropy's
 * ZScaleInterval.
 *
 * @param low value that is shown black, in the unit of the pixels; NaN if there is no valid pixel
 * @param high value that is shown white
 */
record ZScale(double low, double high) {
  private static final int SAMPLES = 1000;
  private static final double CONTRAST = 0.25;
  private static final double MOST_REJECTED = 0.5;
  private static final int FEWEST_PIXELS = 5;
  private static final double REJECTED_SIGMA = 2.5;
  private static final int ITERATIONS = 5;

  /**
   * Returns the limits of an image.
   *
   * @param pixels in order of their rows; those that are not finite are left out
   */
  static ZScale of(float[] pixels) {
    double[] sorted = sorted(samples(pixels));
    int n = sorted.length;
    if (n == 0) {
      return new ZScale(Double.NaN, Double.NaN);
    }
    int fewest = Math.max(FEWEST_PIXELS, (int) (n * MOST_REJECTED));
    boolean[] bad = new boolean[n];
    int good = n;
    int goodBefore = n + 1;
    double slope = 0;
    for (int i = 0; i < ITERATIONS && good < goodBefore && good >= fewest; i++) {
      double[] line = line(sorted, bad);
      slope = line[1];
      bad = grown(rejected(sorted, bad, line), Math.max(1, (int) (n * 0.01)));
      goodBefore = good;
      good = count(bad, false);
    }
    double low = sorted[0];
    double high = sorted[n - 1];
    if (good >= fewest) {
      double median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
      int centre = (n - 1) / 2;
      low = Math.max(low, median - (centre - 1) * slope / CONTRAST);
      high = Math.min(high, median + (n - centre) * slope / CONTRAST);
    }
    return new ZScale(low, high);
  }

  private static float[] samples(float[] pixels) {
    int valid = valid(pixels);
    int step = Math.max(1, valid / SAMPLES);
    float[] samples = new float[Math.min(SAMPLES, (valid + step - 1) / step)];
    int seen = 0;
    int taken = 0;
    if (valid == pixels.length) {
      for (int i = 0; i < samples.length; i++) {
        samples[i] = pixels[i * step];
      }
      return samples;
    }
    for (int i = 0; i < pixels.length && taken < samples.length; i++) {
      if (Float.isFinite(pixels[i]) && seen++ % step == 0) {
        samples[taken++] = pixels[i];
      }
    }
    return samples;
  }

  private static int valid(float[] pixels) {
    int valid = 0;
    for (float pixel : pixels) {
      valid += pixel - pixel == 0 ? 1 : 0;
    }
    return valid;
  }

  private static double[] sorted(float[] samples) {
    SampleSort.sort(samples, samples.length);
    double[] sorted = new double[samples.length];
    for (int i = 0; i < samples.length; i++) {
      sorted[i] = samples[i];
    }
    return sorted;
  }

  /** Returns intercept and slope of the least squares line through the values that are not bad. */
  private static double[] line(double[] values, boolean[] bad) {
    double n = 0;
    double x = 0;
    double y = 0;
    for (int i = 0; i < values.length; i++) {
      if (!bad[i]) {
        n++;
        x += i;
        y += values[i];
      }
    }
    double meanX = x / n;
    double meanY = y / n;
    double xx = 0;
    double xy = 0;
    for (int i = 0; i < values.length; i++) {
      if (!bad[i]) {
        xx += (i - meanX) * (i - meanX);
        xy += (i - meanX) * (values[i] - meanY);
      }
    }
    double slope = xx == 0 ? 0 : xy / xx;
    return new double[] {meanY - slope * meanX, slope};
  }

  private static boolean[] rejected(double[] values, boolean[] bad, double[] line) {
    double[] residuals = new double[values.length];
    double sum = 0;
    double squares = 0;
    int n = 0;
    for (int i = 0; i < values.length; i++) {
      residuals[i] = values[i] - (line[0] + line[1] * i);
      if (!bad[i]) {
        sum += residuals[i];
        squares += residuals[i] * residuals[i];
        n++;
      }
    }
    double mean = sum / n;
    double limit = REJECTED_SIGMA * Math.sqrt(Math.max(0, squares / n - mean * mean));
    boolean[] rejected = bad.clone();
    for (int i = 0; i < values.length; i++) {
      rejected[i] |= Math.abs(residuals[i]) > limit;
    }
    return rejected;
  }

  /**
   * Rejects the neighbours too, as far as a box of this width reaches, an even one further back.
   */
  private static boolean[] grown(boolean[] bad, int width) {
    boolean[] grown = new boolean[bad.length];
    int after = (width - 1) / 2;
    int before = width - 1 - after;
    for (int i = 0; i < bad.length; i++) {
      if (bad[i]) {
        int to = Math.min(bad.length, i + before + 1);
        Arrays.fill(grown, Math.max(0, i - after), to, true);
      }
    }
    return grown;
  }

  private static int count(boolean[] flags, boolean value) {
    int count = 0;
    for (boolean flag : flags) {
      count += flag == value ? 1 : 0;
    }
    return count;
  }
}
