package org.nightbeam.combine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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

  static double minMaxMean(double[] values, int low, int high) {
    double[] sorted = finite(values);
    Arrays.sort(sorted);
    return sorted.length - low - high <= 0
        ? median(sorted)
        : mean(Arrays.copyOfRange(sorted, low, sorted.length - high));
  }

  static double winsorizedMean(
      double[] values, double low, double high, int iterations, double step) {
    List<Double> left = new ArrayList<>(Arrays.stream(finite(values)).sorted().boxed().toList());
    for (int iteration = 0; iteration < iterations && left.size() > 4; iteration++) {
      double centre = median(array(left));
      double[] pulled = array(left);
      double deviation = sampleDeviation(pulled);
      for (int round = 0; round < 50; round++) {
        double edge = 1.5 * deviation;
        double before = deviation;
        for (int i = 0; i < pulled.length; i++) {
          pulled[i] = Math.max(centre - edge, Math.min(centre + edge, pulled[i]));
        }
        deviation = 1.134 * sampleDeviation(pulled);
        if (Math.abs(deviation - before) <= 0.0005 * before) {
          break;
        }
      }
      int size = left.size();
      while (left.size() > 4
          && centre - left.get(0) > low * deviation
          && centre - left.get(0) > step) {
        left.remove(0);
      }
      while (left.size() > 4
          && left.get(left.size() - 1) - centre > high * deviation
          && left.get(left.size() - 1) - centre > step) {
        left.remove(left.size() - 1);
      }
      if (left.size() == size) {
        break;
      }
    }
    return mean(array(left));
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double sampleDeviation(double[] values) {
    double deviation = populationDeviation(values);
    return deviation * Math.sqrt(values.length / (values.length - 1.0));
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
