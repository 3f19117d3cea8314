package org.nightbeam.registration;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.nightbeam.statistics.Spread;

/**
 * How much brighter stars are on one frame than on another: the ratio of the sums of their fluxes,
 * of which each star has the same part on both. A ratio of sums has no bias, where a mean or a
 * median of ratios has one of their noise; and sums have least noise where photons make it. Stars
 * that do not agree, as those that vary, lose their part, and none decides alone.
 *
 * <p>Source of the weights: the biweight, F. Mosteller, J. W. Tukey, Data Analysis and Regression
 * (1977).
 */
final class FluxRatio {
  /** The most that a star counts for is this part of all ... */
  private static final double MOST = 0.1;

  /** ... or, of few stars, so many times the mean of them. */
  private static final double MOST_OF_FEW = 2;

  /** Standard deviations at which a star has lost its part: 95 % efficient of normal values. */
  private static final double BEYOND = 4.685;

  private static final int ROUNDS = 30;
  private static final double SETTLED = 1e-9;

  private final double[] fluxes; // on the frame
  private final double[] others; // on the reference
  private final double[] light; // the inverse of the variance of a ratio, in any unit

  private FluxRatio(List<TransformFit.Pair> pairs) {
    fluxes = pairs.stream().mapToDouble(pair -> pair.ofFrame().flux()).toArray();
    others = pairs.stream().mapToDouble(pair -> pair.ofReference().flux()).toArray();
    light = new double[fluxes.length];
    Arrays.setAll(light, i -> Math.sqrt(fluxes[i] * others[i]));
    double part = Math.max(MOST, MOST_OF_FEW / light.length);
    for (int round = 0; round < ROUNDS; round++) { // all become less with the most
      double most = part * Arrays.stream(light).sum();
      Arrays.setAll(light, i -> Math.min(light[i], most));
    }
  }

  /**
   * Returns the ratio of some stars.
   *
   * @param pairs whose fluxes are above 0
   * @return fluxes on the frame over those on the reference; NaN without stars
   */
  static double of(List<TransformFit.Pair> pairs) {
    return pairs.isEmpty() ? Double.NaN : new FluxRatio(pairs).ratio();
  }

  private double ratio() {
    double ratio = median();
    double scatter = Double.NaN;
    for (int round = 0; round < ROUNDS; round++) {
      double[] residuals = residuals(ratio);
      double[] sizes = new double[residuals.length];
      for (int i = 0; i < sizes.length; i++) {
        residuals[i] *= Math.sqrt(light[i]);
        sizes[i] = Math.abs(residuals[i]);
      }
      if (round == 0) {
        scatter = Spread.OF_NORMAL_VALUES * Spread.median(sizes) * ofFew(sizes.length);
        if (scatter == 0) {
          return ratio;
        }
      }
      double next = ratio(residuals, BEYOND * scatter);
      double moved = Math.abs(next / ratio - 1);
      ratio = next;
      if (moved < SETTLED) {
        break;
      }
    }
    return ratio;
  }

  /**
   * Returns by what the median distance of few values is too small (C. Croux, P. J. Rousseeuw,
   * Computational Statistics 1, 411 (1992)).
   */
  private static double ofFew(int values) {
    return values / (values - 0.8);
  }

  /** Returns the median ratio, in which a star counts by its light. */
  private double median() {
    double[] ratios = residuals(1);
    int[] order =
        IntStream.range(0, ratios.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> ratios[i]))
            .mapToInt(i -> i)
            .toArray();
    double half = Arrays.stream(light).sum() / 2;
    int lower = 0;
    for (double below = light[order[0]]; below < half; below += light[order[lower]]) {
      lower++;
    }
    int upper = order.length - 1;
    for (double above = light[order[upper]]; above < half; above += light[order[upper]]) {
      upper--;
    }
    return Math.exp((ratios[order[lower]] + ratios[order[upper]]) / 2);
  }

  /** Returns the logarithms of the ratios over one. */
  private double[] residuals(double ratio) {
    double[] residuals = new double[fluxes.length];
    Arrays.setAll(residuals, i -> Math.log(fluxes[i] / others[i] / ratio));
    return residuals;
  }

  private double ratio(double[] residuals, double beyond) {
    double sum = 0;
    double other = 0;
    for (int i = 0; i < residuals.length; i++) {
      double out = residuals[i] / beyond;
      if (Math.abs(out) < 1) {
        double near = (1 - out * out) * (1 - out * out);
        double part = near * light[i] / Math.sqrt(fluxes[i] * others[i]);
        sum += part * fluxes[i];
        other += part * others[i];
      }
    }
    return sum / other;
  }
}
