package org.nightbeam.quality;

import java.util.Arrays;
import java.util.Locale;
import org.nightbeam.statistics.Spread;

/**
 * Compares a master with an earlier one of the same camera configuration and filter. Where many
 * pixels differ by far more than their noise, something has happened between them: a light leak, a
 * shutter that sticks, dust, another amplifier.
 *
 * <p>Source: BANZAI's {@code CalibrationComparer}, by which a master is bad if more than 5 % of its
 * pixels differ by 6 standard deviations or more.
 *
 * @param compared pixels with a value in both
 * @param different pixels that differ by 6 standard deviations or more
 * @param level median of the master
 * @param earlierLevel median of the earlier one
 * @param shift median of the differences, the master less the earlier one
 */
public record MasterComparison(
    long compared, long different, double level, double earlierLevel, double shift) {
  private static final double SIGMAS = 6;
  private static final double MOST_DIFFERENT = 0.05;

  /**
   * Compares pixels of two masters.
   *
   * @param master its values; NaN is no value
   * @param noise standard deviation of each of them
   * @param earlier values of the same pixels in the earlier master
   * @param earlierNoise standard deviation of each of those
   */
  public static MasterComparison of(
      float[] master, float[] noise, float[] earlier, float[] earlierNoise) {
    int length = master.length;
    if (noise.length != length || earlier.length != length || earlierNoise.length != length) {
      throw new IllegalArgumentException(
          String.format(
              "samples of %d, %d, %d and %d pixels; expected the same pixels",
              length, noise.length, earlier.length, earlierNoise.length));
    }
    float[] ofMaster = new float[length];
    float[] ofEarlier = new float[length];
    float[] differences = new float[length];
    int compared = 0;
    int different = 0;
    for (int i = 0; i < length; i++) {
      float difference = master[i] - earlier[i];
      if (Float.isFinite(difference)) {
        ofMaster[compared] = master[i];
        ofEarlier[compared] = earlier[i];
        differences[compared] = difference;
        compared++;
        double sigma = Math.hypot(noise[i], earlierNoise[i]);
        if (difference != 0 && Math.abs(difference) >= SIGMAS * sigma) {
          different++;
        }
      }
    }
    return new MasterComparison(
        compared,
        different,
        median(ofMaster, compared),
        median(ofEarlier, compared),
        median(differences, compared));
  }

  /**
   * Compares rows of two masters of which the noise is not known: it is that of their difference,
   * by pixels and the next but one of their rows, so what is smooth is no noise.
   *
   * @param master whole rows, one after the other; NaN is no value
   * @param earlier the same rows of the earlier master
   * @param width pixels per row
   */
  public static MasterComparison ofRows(float[] master, float[] earlier, int width) {
    float[] steps = new float[master.length];
    int count = 0;
    for (int i = 0; i + 2 < master.length; i++) {
      float step = master[i + 2] - earlier[i + 2] - (master[i] - earlier[i]);
      if (i % width + 2 < width && Float.isFinite(step)) {
        steps[count++] = Math.abs(step);
      }
    }
    double noise =
        count == 0
            ? Double.NaN
            : Spread.OF_NORMAL_VALUES * Spread.median(steps, count) / Math.sqrt(2);
    return of(master, noise, earlier, 0);
  }

  /** Returns the same with one noise for all pixels of a master. */
  public static MasterComparison of(
      float[] master, double noise, float[] earlier, double earlierNoise) {
    return of(master, filled(master.length, noise), earlier, filled(earlier.length, earlierNoise));
  }

  private static float[] filled(int length, double value) {
    float[] filled = new float[length];
    Arrays.fill(filled, (float) value);
    return filled;
  }

  private static double median(float[] values, int count) {
    return count == 0 ? Double.NaN : Spread.median(values, count);
  }

  /** Returns the part of the pixels that differs by 6 standard deviations or more; 0 of none. */
  double differentPart() {
    return compared == 0 ? 0 : (double) different / compared;
  }

  /** Returns whether more pixels differ than noise and a few new hot pixels can explain. */
  public boolean isSuspicious() {
    return differentPart() > MOST_DIFFERENT;
  }

  /**
   * Returns what was found, for a person to read.
   *
   * @param name of the earlier master, or its night
   * @param unit of both; empty for none
   */
  public String text(String name, String unit) {
    String after = unit.isEmpty() ? "" : " " + unit;
    return String.format(
        Locale.ROOT,
        "%.1f %% of its pixels differ by %.0f sigma or more from %s (expected at most %.0f %%);"
            + " its level is %.5g%s, was %.5g%s, most pixels are off by %.3g%s",
        100 * differentPart(),
        SIGMAS,
        name,
        100 * MOST_DIFFERENT,
        level,
        after,
        earlierLevel,
        after,
        shift,
        after);
  }
}
