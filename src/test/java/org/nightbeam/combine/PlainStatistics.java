package org.nightbeam.combine;

import java.util.Arrays;

/** The statistics as a textbook has them, one pixel at a time, in double precision. */
final class PlainStatistics {
  private PlainStatistics() {}

  static double median(double[] values) {
    double[] finite = finite(values);
    if (finite.length == 0) {
      return Double.NaN;
    }
    Arrays.sort(finite);
    return (finite[(finite.length - 1) / 2] + finite[finite.length / 2]) / 2;
  }

  static double mean(double[] values) {
    double[] finite = finite(values);
    double sum = 0;
    for (double value : finite) {
      sum += value;
    }
    return sum / finite.length;
  }

  static double sigmaClippedMean(double[] values, double low, double high, int iterations) {
    double[] left = finite(values);
    for (int iteration = 0; iteration < iterations; iteration++) {
      double centre = median(left);
      double deviation = populationDeviation(left);
      double[] within = new double[left.length];
      int found = 0;
      for (double value : left) {
        if (centre - value <= low * deviation && value - centre <= high * deviation) {
          within[found++] = value;
        }
      }
      if (found == 0 || found == left.length) {
        break;
      }
      left = Arrays.copyOf(within, found);
    }
    return mean(left);
  }

  private static double populationDeviation(double[] values) {
    double mean = mean(values);
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return Math.sqrt(squares / values.length);
  }

  private static double[] finite(double[] values) {
    double[] finite = new double[values.length];
    int found = 0;
    for (double value : values) {
      if (Double.isFinite(value)) {
        finite[found++] = value;
      }
    }
    return Arrays.copyOf(finite, found);
  }
}
