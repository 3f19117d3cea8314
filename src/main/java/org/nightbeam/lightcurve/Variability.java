package org.nightbeam.lightcurve;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.nightbeam.statistics.Spread;

/** Significance of a star's variability from light to light. */
final class Variability {
  private Variability() {}

  /**
   * Returns the sum of the products of successive residuals, each in its standard deviations, over
   * the root of their number (after Welch and Stetson 1993, AJ 105, 1813): about 0 with a standard
   * deviation of 1 for a star that only noise moves, however far single values are out, and large
   * where neighbours in time agree.
   *
   * @param residuals in the order of time; NaN for no value
   * @param variances of them
   * @param floor variance that all have besides
   */
  static double index(double[] residuals, double[] variances, double floor) {
    double sum = 0;
    int count = 0;
    double before = Double.NaN;
    for (int t = 0; t < residuals.length; t++) {
      double now = residuals[t] / Math.sqrt(variances[t] + floor);
      if (now - now != 0) {
        continue;
      }
      if (before - before == 0) {
        sum += Math.max(-LIMIT, Math.min(LIMIT, before)) * Math.max(-LIMIT, Math.min(LIMIT, now));
        count++;
      }
      before = now;
    }
    return count == 0 ? Double.NaN : sum / Math.sqrt(count);
  }

  /** Residuals count so far: one spoilt value must not make a variable of two. */
  private static final double LIMIT = 10;

  /** Returns the robust scatter of the differences of successive values, over root two. */
  static double fromLightToLight(double[] values) {
    double[] known = Arrays.stream(values).filter(v -> v - v == 0).toArray();
    double[] steps =
        IntStream.range(1, known.length).mapToDouble(i -> known[i] - known[i - 1]).toArray();
    return Spread.OF_NORMAL_VALUES
        * Spread.median(Arrays.stream(steps).map(Math::abs).toArray())
        / Math.sqrt(2);
  }
}
