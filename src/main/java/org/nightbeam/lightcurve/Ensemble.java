package org.nightbeam.lightcurve;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.nightbeam.statistics.Spread;

/**
 * Zero points of lights and means of comparison stars, solved together: the logarithm of a flux is
 * the mean of its star plus the zero point of its light, each value weighted by the inverse of its
 * variance and that of what the star scatters beyond it; residuals and variances are relative to
 * the flux expected. Values far out lose weight; a star may be missing in any light. Stars that
 * vary are left out by their own scatter against the others.
 *
 * <p>A star is judged by the zero points that the others give (those of all are pulled towards it):
 * with the weight h of the star in the sum, the residual against the others is {@code r / (1 - h)}.
 *
 * <p>It is one class of more than 400 lines, as weights, zero points and means follow from each
 * other until they agree.
 */
public final class Ensemble {
  private static final int MOST_ROUNDS = 60;
  private static final int ROUNDS_OF_MEDIANS = 4;
  private static final double SETTLED = 1e-8;

  /** Values further out lose weight, in standard deviations. */
  private static final double OUTLIER = 3;

  /** A star varies if its variance is so many times what is expected ... */
  private static final double MOST_EXCESS = 3;

  /** ... or so many times and in the same direction from light to light. */
  private static final double SOME_EXCESS = 1.5;

  private static final double CORRELATED = 6; // standard deviations of the latter

  /** Fewest comparison stars: of two that differ, nobody knows which one varies. */
  private static final int FEWEST = 3;

  /** A star whose relative variance is more than that of three standard deviations says nothing. */
  private static final double FAINTEST = 1.0 / 9;

  /** A flux that lacks more is not that of noise, and must not count for more. */
  private static final double LEAST_FACTOR = 0.5;

  /** Up to it the series of the exponential is exact to 4e-6. */
  private static final double SMALL = 0.1;

  /** Excess variance counts if it is so many standard deviations of its estimate. */
  private static final double SIGNIFICANT = 3;

  /** The standard deviation of a squared MAD, in the square over the root of the count. */
  private static final double OF_SQUARED_MAD = 2.33;

  private final double[][] logs; // [star][light], NaN for no value
  private final double[][] variances;
  private final int lights;
  private final boolean[] used; // of each star
  private final double[] means;
  private final double[] excess; // variance beyond the stated one, of each star
  private final double[] zero;
  private final double[] weight; // sum over the stars, of each light
  private final double[][] weights; // [star][light], without the loss of those far out
  private final double[][] trust; // what is left of them
  private double floor;

  private Ensemble(double[][] logs, double[][] variances, int lights) {
    int stars = logs.length;
    this.logs = logs;
    this.variances = variances;
    this.lights = lights;
    this.used = new boolean[stars];
    this.means = new double[stars];
    this.excess = new double[stars];
    this.zero = new double[lights];
    this.weight = new double[lights];
    this.weights = new double[stars][lights];
    this.trust = new double[stars][lights];
  }

  /**
   * Solves for the zero points of all lights.
   *
   * @param logs of the fluxes of the comparison stars {@code [star][light]}, NaN for no value
   * @param variances of the logarithms
   * @param lights how many
   */
  public static Ensemble solve(double[][] logs, double[][] variances, int lights) {
    Ensemble ensemble = new Ensemble(logs, variances, lights);
    for (int s = 0; s < logs.length; s++) {
      ensemble.used[s] = ensemble.count(s) > 0;
    }
    do {
      ensemble.fit();
    } while (ensemble.dropVariable());
    return ensemble;
  }

  /**
   * Solves with stars that are chosen already.
   *
   * @param chosen of each star, whether it counts
   */
  public static Ensemble solve(
      double[][] logs, double[][] variances, int lights, boolean[] chosen) {
    Ensemble ensemble = new Ensemble(logs, variances, lights);
    for (int s = 0; s < logs.length; s++) {
      ensemble.used[s] = chosen[s] && ensemble.count(s) > 0;
    }
    ensemble.fit();
    return ensemble;
  }

  /** Returns of each star whether it is one of those that the zero points are from. */
  public boolean[] used() {
    return used.clone();
  }

  /** Returns how many stars count. */
  public int comparisonStars() {
    return (int) IntStream.range(0, used.length).filter(s -> used[s]).count();
  }

  /**
   * Returns the variance of the logarithm that every star has in addition to the stated one: what
   * flats and air do, as the comparison stars show it.
   */
  public double floor() {
    return floor;
  }

  /** Returns the zero point of a light, of logarithms; NaN without a comparison star in it. */
  public double zero(int light) {
    return weight[light] > 0 ? zero[light] : Double.NaN;
  }

  /** Returns the variance of the zero point of a light. */
  public double zeroVariance(int light) {
    return 1 / weight(light, -1);
  }

  /**
   * Returns the sum of the mean fluxes of the comparison stars, in a light whose zero point is 0.
   *
   * @param but a star that does not count; -1 for none
   */
  double fluxWithout(int but) {
    double sum = 0;
    for (int s = 0; s < logs.length; s++) {
      sum += used[s] && s != but ? Math.exp(means[s]) : 0;
    }
    return sum;
  }

  /**
   * Returns the flux of a comparison star in a light relative to the others; NaN if it has none.
   */
  double flux(int star, int light) {
    return Math.exp(logs[star][light] - zeroWithout(star, light));
  }

  /** Returns the zero point of a light by all stars but one; NaN if there is no other. */
  public double zeroWithout(int star, int light) {
    if (!used[star]) {
      return zero(light);
    }
    double own = weights[star][light] * trust[star][light];
    double left = weight[light] - own;
    double off = own > 0 ? off(logs[star][light] - means[star] - zero[light]) : 0;
    return left > weight[light] * 1e-12 && left > 0 ? zero[light] - own * off / left : Double.NaN;
  }

  /** Returns the variance of that zero point. */
  public double zeroVarianceWithout(int star, int light) {
    return 1 / weight(light, star);
  }

  /** Returns the sum of the weights of a light, without those of one star; -1 for all stars. */
  private double weight(int light, int but) {
    double own = but >= 0 && used[but] ? weights[but][light] * trust[but][light] : 0;
    double left = weight[light] - own;
    return left > weight[light] * 1e-12 ? left : 0;
  }

  /** Returns a star's residuals against the others, of logarithms; NaN for no value. */
  double[] residuals(int star) {
    double[] residuals = new double[lights];
    for (int t = 0; t < lights; t++) {
      residuals[t] = logs[star][t] - means[star] - zeroWithout(star, t);
    }
    return residuals;
  }

  private int count(int star) {
    int count = 0;
    for (double log : logs[star]) {
      count += log - log == 0 ? 1 : 0;
    }
    return count;
  }

  private void fit() {
    begin();
    for (int round = 0; round < MOST_ROUNDS; round++) {
      double moved = step();
      judge(round > 1);
      if (moved < SETTLED && round > 5) {
        break;
      }
    }
    step(); // so that zero points and weights belong together
  }

  /** Begins with medians, which stay right if a third of the values are spoilt. */
  private void begin() {
    Arrays.fill(excess, 0);
    floor = 0;
    Arrays.fill(zero, 0);
    for (int s = 0; s < logs.length; s++) {
      Arrays.fill(trust[s], 1);
    }
    for (int round = 0; round < ROUNDS_OF_MEDIANS; round++) {
      for (int s = 0; s < logs.length; s++) {
        int star = s;
        means[s] = median(lights, t -> logs[star][t] - zero[t]);
      }
      for (int t = 0; t < lights; t++) {
        int light = t;
        double level = median(logs.length, s -> used[s] ? logs[s][light] - means[s] : Double.NaN);
        zero[t] = level - level == 0 ? level : 0;
      }
    }
    distrust();
    weigh();
  }

  /**
   * Returns a flux over the one expected: its relative variance is over the square of the latter.
   * By the measured flux itself, values that noise makes larger would count more, and the zero
   * points of faint stars through cloud would be too high.
   */
  private static double factor(double residual) {
    return Math.abs(residual) < SMALL
        ? 1 + residual * (1 + residual * (0.5 + residual / 6))
        : Math.exp(residual);
  }

  /**
   * Returns how far a flux is from the one expected, relative to it: the mean of that is 0 in
   * noise, that of logarithms is not. A flux far out counts no more than twice the one expected.
   */
  private static double off(double residual) {
    return Math.min(1, factor(residual) - 1);
  }

  /** Finds values far out before sums have mixed them with the others. */
  private void distrust() {
    for (int s = 0; s < logs.length; s++) {
      double[] residuals = new double[lights];
      for (int t = 0; t < lights; t++) {
        residuals[t] = logs[s][t] - means[s] - zero[t];
      }
      double[] known = Arrays.stream(residuals).filter(v -> v - v == 0).toArray();
      double scatter = Spread.of(known).scatter();
      for (int t = 0; t < lights; t++) {
        double sigma = Math.max(scatter, Math.sqrt(variances[s][t]));
        trust[s][t] = trust(residuals[t] / sigma);
      }
    }
  }

  private static double trust(double sigmas) {
    double out = Math.abs(sigmas);
    return out > OUTLIER ? OUTLIER * OUTLIER / (out * out) : 1;
  }

  private static double median(int count, java.util.function.IntToDoubleFunction value) {
    return Spread.median(
        IntStream.range(0, count).mapToDouble(value).filter(v -> v - v == 0).toArray());
  }

  private void weigh() {
    for (int s = 0; s < logs.length; s++) {
      for (int t = 0; t < lights; t++) {
        double factor = Math.max(LEAST_FACTOR, factor(logs[s][t] - means[s] - zero[t]));
        double variance = variances[s][t] * factor * factor;
        // What is missing is NaN, and not below.
        boolean there = used[s] && variance > 0 && variance < FAINTEST;
        weights[s][t] = there ? 1 / (variance + excess[s]) : 0;
      }
    }
  }

  /** Solves for the zero points, then for the means; returns how far the zero points moved. */
  private double step() {
    weigh();
    double moved = 0;
    for (int t = 0; t < lights; t++) {
      double sum = 0;
      double product = 0;
      for (int s = 0; s < logs.length; s++) {
        double w = weights[s][t] * trust[s][t];
        if (w > 0) {
          sum += w;
          product += w * off(logs[s][t] - means[s] - zero[t]);
        }
      }
      double next = sum > 0 ? zero[t] + product / sum : zero[t];
      moved = Math.max(moved, Math.abs(next - zero[t]));
      zero[t] = next;
      weight[t] = sum;
    }
    double level = median(lights, t -> weight[t] > 0 ? zero[t] : Double.NaN);
    for (int t = 0; t < lights; t++) {
      zero[t] -= level - level == 0 ? level : 0;
    }
    for (int s = 0; s < logs.length; s++) {
      double sum = 0;
      double product = 0;
      for (int t = 0; t < lights; t++) {
        double w = weights[s][t] * trust[s][t];
        if (w > 0) {
          sum += w;
          product += w * off(logs[s][t] - means[s] - zero[t]);
        }
      }
      if (sum > 0) {
        means[s] += product / sum;
      }
    }
    return moved;
  }

  /** Finds what stars scatter beyond their stated errors, and which values are far out. */
  private void judge(boolean withExcess) {
    int stars = logs.length;
    if (comparisonStars() < FEWEST) {
      return; // two stars tell that one varies, not which
    }
    double[] beyond = new double[stars];
    double[] error = new double[stars]; // of beyond
    for (int s = 0; s < stars; s++) {
      beyond[s] = Double.NaN;
      if (!used[s]) {
        continue;
      }
      double[] residuals = residuals(s);
      double[] stated = statedVariances(s);
      for (int t = 0; t < lights; t++) {
        double factor = Math.max(LEAST_FACTOR, factor(residuals[t]));
        double own = variances[s][t] * factor * factor;
        double variance = own + stated[t] - variances[s][t] + excess[s];
        trust[s][t] = trust(off(residuals[t]) / Math.sqrt(variance));
      }
      double[] known = Arrays.stream(residuals).filter(v -> v - v == 0).toArray();
      if (known.length >= FEWEST) {
        double scatter = Spread.of(known).scatter();
        double expected = Spread.median(Arrays.stream(stated).filter(v -> v - v == 0).toArray());
        beyond[s] = scatter * scatter - expected;
        error[s] = OF_SQUARED_MAD * expected / Math.sqrt(known.length);
      }
    }
    if (withExcess) {
      floor = Math.max(0, weightedMedian(beyond, error));
      for (int s = 0; s < stars; s++) {
        boolean more = beyond[s] > floor + SIGNIFICANT * error[s];
        excess[s] = more ? beyond[s] : floor;
      }
    }
  }

  /** Returns the variance of each residual of a star against the others, without its excess. */
  private double[] statedVariances(int star) {
    double[] stated = new double[lights];
    for (int t = 0; t < lights; t++) {
      double own = weights[star][t];
      double others = weight(t, star);
      stated[t] = own > 0 && others > 0 ? variances[star][t] + 1 / others : Double.NaN;
    }
    return stated;
  }

  /** Returns the median in which a value counts by the inverse of its error. */
  private static double weightedMedian(double[] values, double[] errors) {
    Integer[] order =
        IntStream.range(0, values.length)
            .filter(i -> values[i] - values[i] == 0)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> values[i]))
            .toArray(Integer[]::new);
    double all = 0;
    for (int i : order) {
      all += 1 / errors[i];
    }
    double sum = 0;
    for (int k = 0; k < order.length; k++) {
      double value = values[order[k]];
      sum += 1 / errors[order[k]];
      if (k + 1 < order.length && Math.abs(sum - all / 2) < 1e-9 * all) {
        return (value + values[order[k + 1]]) / 2; // as many below as above
      }
      if (sum >= all / 2) {
        return value;
      }
    }
    return 0;
  }

  /** Leaves out the star that varies most, if one does; returns whether there was one. */
  private boolean dropVariable() {
    if (comparisonStars() <= FEWEST) {
      return false;
    }
    int worst = -1;
    double most = 1;
    for (int s = 0; s < logs.length; s++) {
      if (!used[s] || count(s) < FEWEST) {
        continue;
      }
      double[] residuals = residuals(s);
      double[] stated = statedVariances(s);
      double scatter =
          Spread.of(Arrays.stream(residuals).filter(v -> v - v == 0).toArray()).scatter();
      double expected =
          Spread.median(Arrays.stream(stated).filter(v -> v - v == 0).toArray()) + floor;
      double ratio = scatter * scatter / expected;
      double correlation = Variability.index(residuals, stated, floor);
      double excessOf =
          Math.max(ratio / MOST_EXCESS, correlation > CORRELATED ? ratio / SOME_EXCESS : 0);
      if (excessOf > most) {
        most = excessOf;
        worst = s;
      }
    }
    if (worst >= 0) {
      used[worst] = false;
    }
    return worst >= 0;
  }
}
