package org.nightbeam.lightcurve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.nightbeam.statistics.Spread;

/**
 * Removes trends with airmass, FWHM, position or sky from a curve, by a weighted linear fit to its
 * logarithms. A trend is removed only if the fit predicts held-out parts of the curve better: every
 * fifth value is left out in turn, and the chi square of all predictions must go down by more than
 * a trend of noise would explain.
 */
final class Detrending {
  private static final int PARTS = 5;

  /** Decrease of chi square that justifies one more trend: three standard deviations. */
  private static final double WORTH = 9;

  private static final double OUTLIER = 4;

  /** Requested trends, with their values in each light. */
  record Candidate(CurveSettings.Trend trend, double[] values) {}

  private final List<String> done = new ArrayList<>();

  /** Returns what was done, a sentence each. */
  List<String> done() {
    return done;
  }

  /**
   * Looks for trends.
   *
   * @param logs of the fluxes; NaN for no value
   * @param variances of them
   * @return what they add to the logarithm of a flux in each light, whether it has a value or not
   */
  double[] apply(double[] logs, double[] variances, List<Candidate> candidates) {
    List<Candidate> taken = new ArrayList<>();
    double least = foretold(logs, variances, taken);
    while (taken.size() < candidates.size()) {
      Candidate best = null;
      double bestChi = least - WORTH;
      for (Candidate candidate : candidates) {
        if (taken.contains(candidate)) {
          continue;
        }
        List<Candidate> more = new ArrayList<>(taken);
        more.add(candidate);
        double chi = foretold(logs, variances, more);
        if (chi < bestChi) {
          bestChi = chi;
          best = candidate;
        }
      }
      if (best == null) {
        break;
      }
      taken.add(best);
      least = bestChi;
    }
    for (Candidate candidate : candidates) {
      if (!taken.contains(candidate)) {
        done.add(
            "not detrended by " + name(candidate) + ": held-out values are not predicted better");
      }
    }
    double[] trends = new double[logs.length];
    if (taken.isEmpty()) {
      return trends;
    }
    double[][] columns = columns(taken, logs.length);
    double[] fit = fit(logs, variances, columns, -1);
    for (int k = 0; k < taken.size(); k++) {
      done.add(
          String.format(
              Locale.ROOT,
              "detrended by %s: %+.5f mag per standard deviation of it (%.4g)",
              name(taken.get(k)),
              -2.5 / Math.log(10) * fit[k + 1],
              deviation(taken.get(k).values())));
    }
    for (int t = 0; t < logs.length; t++) {
      for (int k = 1; k < columns.length; k++) {
        trends[t] += fit[k] * columns[k][t];
      }
    }
    return trends;
  }

  private static String name(Candidate candidate) {
    return candidate.trend().name().toLowerCase(Locale.ROOT);
  }

  private static double[] known(double[] values) {
    return Arrays.stream(values).filter(v -> v - v == 0).toArray();
  }

  private static double deviation(double[] values) {
    double[] known = known(values);
    double mean = Arrays.stream(known).average().orElse(0);
    return Math.sqrt(Arrays.stream(known).map(v -> (v - mean) * (v - mean)).average().orElse(0));
  }

  /** Returns 1 and the trends, each with mean 0 and standard deviation 1; 0 where not known. */
  private static double[][] columns(List<Candidate> taken, int lights) {
    double[][] columns = new double[taken.size() + 1][lights];
    Arrays.fill(columns[0], 1);
    for (int k = 0; k < taken.size(); k++) {
      double[] values = taken.get(k).values();
      double mean = Arrays.stream(known(values)).average().orElse(0);
      double deviation = deviation(values);
      for (int t = 0; t < lights; t++) {
        double scaled = (values[t] - mean) / deviation;
        columns[k + 1][t] = scaled - scaled == 0 ? scaled : 0;
      }
    }
    return columns;
  }

  /** Returns chi square of values that the fit has not seen. */
  private static double foretold(double[] logs, double[] variances, List<Candidate> taken) {
    double[][] columns = columns(taken, logs.length);
    double chi = 0;
    for (int part = 0; part < PARTS; part++) {
      double[] fit = fit(logs, variances, columns, part);
      for (int t = part; t < logs.length; t += PARTS) {
        double residual = logs[t];
        for (int k = 0; k < columns.length; k++) {
          residual -= fit[k] * columns[k][t];
        }
        double out = residual * residual / variances[t];
        chi += out - out == 0 ? Math.min(out, OUTLIER * OUTLIER) : 0;
      }
    }
    return chi;
  }

  /** Returns the coefficients of a weighted fit, without every fifth value from one on. */
  private static double[] fit(double[] logs, double[] variances, double[][] columns, int without) {
    int size = columns.length;
    double level = Spread.median(known(logs));
    double[][] normal = new double[size][size + 1];
    for (int t = 0; t < logs.length; t++) {
      double out = (logs[t] - level) * (logs[t] - level);
      boolean there = out - out == 0 && variances[t] > 0;
      if (!there || without >= 0 && t % PARTS == without) {
        continue;
      }
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          normal[i][j] += columns[i][t] * columns[j][t] / variances[t];
        }
        normal[i][size] += columns[i][t] * logs[t] / variances[t];
      }
    }
    return solve(normal);
  }

  /**
   * Solves linear equations by Gaussian elimination with pivoting; a redundant unknown becomes 0.
   */
  private static double[] solve(double[][] a) {
    int size = a.length;
    double largest = 0;
    for (int i = 0; i < size; i++) {
      largest = Math.max(largest, a[i][i]);
    }
    boolean[] empty = new boolean[size];
    for (int k = 0; k < size; k++) {
      int pivot = k;
      for (int i = k + 1; i < size; i++) {
        pivot = Math.abs(a[i][k]) > Math.abs(a[pivot][k]) ? i : pivot;
      }
      double[] row = a[pivot];
      a[pivot] = a[k];
      a[k] = row;
      empty[k] = !(Math.abs(a[k][k]) > 1e-10 * largest);
      for (int i = k + 1; i < size && !empty[k]; i++) {
        double factor = a[i][k] / a[k][k];
        for (int j = k; j <= size; j++) {
          a[i][j] -= factor * a[k][j];
        }
      }
    }
    double[] x = new double[size];
    for (int k = size - 1; k >= 0; k--) {
      double sum = a[k][size];
      for (int j = k + 1; j < size; j++) {
        sum -= a[k][j] * x[j];
      }
      x[k] = empty[k] ? 0 : sum / a[k][k];
    }
    return x;
  }
}
