package org.nightbeam.registration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Fits transforms to pairs of stars by weighted least squares. A more pliable one is taken only if
 * it predicts stars better that it was not fitted to: the residuals of cross-validation, leaving
 * one star out at a time, must be smaller by more than twice the standard error of the difference.
 *
 * <p>Source of the residuals without one star, {@code e / (1 - h)}: D. M. Allen, Technometrics 16,
 * 125 (1974).
 */
final class TransformFit {
  /** Places are never better than this, in pixels: seeing moves stars, pixels are not alike. */
  private static final double FLOOR = 0.01;

  /**
   * Error in pixels of stars that only help to recognise a pattern, used if there are no others.
   */
  private static final double ROUGH = 0.5;

  /** With fewer good stars the others count as well. */
  private static final int FEW = 5;

  private static final double BETTER = 2; // standard errors

  private final int count;
  private final double[] u;
  private final double[] v;
  private final double[] x;
  private final double[] y;
  private final double[] weight;
  private final double[][] terms; // of the polynomials
  private final double centreX;
  private final double centreY;
  private final double unit;
  private final boolean mirrored;

  /** Two stars that are the same one. */
  record Pair(Star ofReference, Star ofFrame) {
    /** Returns whether both fluxes are those of the star. */
    boolean isWhole() {
      return ofReference.whole() && ofFrame.whole();
    }

    /** Returns how far apart a transform leaves them, in pixels of the frame. */
    double distance(Transform transform) {
      double x = transform.x(ofReference.x(), ofReference.y());
      double y = transform.y(ofReference.x(), ofReference.y());
      return Math.hypot(x - ofFrame.x(), y - ofFrame.y());
    }
  }

  /**
   * A transform that was fitted.
   *
   * @param model of the transform
   * @param squares of the residual of each pair, over the variance of a coordinate; NaN where the
   *     pair was left out
   * @param left the same of a fit without the pair
   */
  record Fitted(Transform transform, Model model, double[] squares, double[] left) {
    /** Returns the mean square of the residuals, over what the errors of the places allow. */
    double excess() {
      double sum = 0;
      int used = 0;
      for (double square : squares) {
        if (!Double.isNaN(square)) {
          sum += square;
          used++;
        }
      }
      return sum / Math.max(1, 2 * used - model.parameters());
    }
  }

  /**
   * @param pairs at least two
   * @param scale pixels of the frame per pixel of the reference
   */
  TransformFit(List<Pair> pairs, StarField reference, double scale, boolean mirrored) {
    this.mirrored = mirrored;
    count = pairs.size();
    centreX = (reference.width() - 1) / 2.0;
    centreY = (reference.height() - 1) / 2.0;
    unit = Math.max(1, Math.max(reference.width(), reference.height()) / 2.0);
    u = new double[count];
    v = new double[count];
    x = new double[count];
    y = new double[count];
    weight = new double[count];
    terms = new double[count][];
    int good = 0;
    for (int i = 0; i < count; i++) {
      Pair pair = pairs.get(i);
      u[i] = (pair.ofReference().x() - centreX) / unit;
      v[i] = (pair.ofReference().y() - centreY) / unit;
      terms[i] = terms(u[i], v[i]);
      x[i] = pair.ofFrame().x();
      y[i] = pair.ofFrame().y();
      double of = scale * pair.ofReference().error();
      double variance = of * of + square(pair.ofFrame().error()) + square(FLOOR);
      weight[i] = Double.isNaN(variance) ? 0 : 1 / variance;
      good += weight[i] > 0 ? 1 : 0;
    }
    if (good < FEW) {
      for (int i = 0; i < count; i++) {
        weight[i] = weight[i] > 0 ? weight[i] : 1 / square(ROUGH);
      }
    }
  }

  private static double square(double value) {
    return value * value;
  }

  /**
   * Leaves a pair out from now on.
   *
   * @return what {@link #takeBack} is to be told
   */
  double leaveOut(int pair) {
    double before = weight[pair];
    weight[pair] = 0;
    return before;
  }

  /** Takes a pair that was left out. */
  void takeBack(int pair, double before) {
    weight[pair] = before;
  }

  /** Returns how many pairs count. */
  int used() {
    int used = 0;
    for (double w : weight) {
      used += w > 0 ? 1 : 0;
    }
    return used;
  }

  /** Returns the transform that the pairs speak for. */
  Fitted best(Model mostPliable) {
    Fitted best = similarity();
    Model largest = Model.SIMILARITY;
    for (Model model : Model.values()) {
      if (model.compareTo(mostPliable) <= 0 && used() >= model.fewest()) {
        largest = model;
      }
    }
    if (largest != Model.SIMILARITY) {
      for (Fitted more : polynomials(largest)) {
        if (isBetter(more, best)) {
          best = more;
        }
      }
    }
    return best;
  }

  /** Returns whether stars that were left out are predicted better. */
  private static boolean isBetter(Fitted more, Fitted than) {
    double sum = 0;
    double squares = 0;
    int n = 0;
    for (int i = 0; i < more.left().length; i++) {
      if (!Double.isNaN(more.left()[i])) {
        double gain = than.left()[i] - more.left()[i];
        sum += gain;
        squares += gain * gain;
        n++;
      }
    }
    double mean = sum / n;
    double error = Math.sqrt(Math.max(0, squares / n - mean * mean) / (n - 1));
    return mean > BETTER * error;
  }

  private Fitted similarity() {
    // In complex numbers a straight line, of the conjugate where mirrored.
    double sum = 0;
    double[] mean = new double[4];
    for (int i = 0; i < count; i++) {
      sum += weight[i];
      mean[0] += weight[i] * u[i];
      mean[1] += weight[i] * v(i);
      mean[2] += weight[i] * x[i];
      mean[3] += weight[i] * y[i];
    }
    for (int k = 0; k < mean.length; k++) {
      mean[k] /= sum;
    }
    double spread = 0;
    double along = 0;
    double across = 0;
    for (int i = 0; i < count; i++) {
      double du = u[i] - mean[0];
      double dv = v(i) - mean[1];
      spread += weight[i] * (du * du + dv * dv);
      along += weight[i] * (du * (x[i] - mean[2]) + dv * (y[i] - mean[3]));
      across += weight[i] * (du * (y[i] - mean[3]) - dv * (x[i] - mean[2]));
    }
    double a = along / spread;
    double b = across / spread;
    double sign = mirrored ? -1 : 1;
    double[] xs = {mean[2] - a * mean[0] + b * mean[1], a, -b * sign};
    double[] ys = {mean[3] - b * mean[0] - a * mean[1], b, a * sign};
    double[] leverage = new double[count];
    for (int i = 0; i < count; i++) {
      leverage[i] =
          weight[i] * (1 / sum + (square(u[i] - mean[0]) + square(v(i) - mean[1])) / spread);
    }
    return fitted(Model.SIMILARITY, xs, ys, leverage);
  }

  private double v(int i) {
    return mirrored ? -v[i] : v[i];
  }

  private static double[] terms(double u, double v) {
    return new double[] {1, u, v, u * u, u * v, v * v, u * u * u, u * u * v, u * v * v, v * v * v};
  }

  /**
   * Returns the polynomials up to a degree, as far as the stars settle them. The equations of the
   * lower degrees are the first ones of those of the highest.
   */
  private List<Fitted> polynomials(Model largest) {
    int n = largest.terms();
    double[][] normal = new double[n][n];
    double[] forX = new double[n];
    double[] forY = new double[n];
    for (int i = 0; i < count; i++) {
      double[] t = terms[i];
      for (int r = 0; r < n; r++) {
        double weighted = weight[i] * t[r];
        for (int c = 0; c <= r; c++) {
          normal[r][c] += weighted * t[c];
        }
        forX[r] += weighted * x[i];
        forY[r] += weighted * y[i];
      }
    }
    int settled = Cholesky.decompose(normal);
    List<Fitted> fits = new ArrayList<>();
    for (Model model : Model.values()) {
      int m = model.terms();
      if (model != Model.SIMILARITY && m <= settled) {
        double[] leverage = new double[count];
        for (int i = 0; i < count; i++) {
          leverage[i] = weight[i] > 0 ? weight[i] * Cholesky.norm(normal, terms[i], m) : 0;
        }
        double[] xs = Cholesky.solve(normal, forX, m);
        fits.add(fitted(model, xs, Cholesky.solve(normal, forY, m), leverage));
      }
    }
    return fits;
  }

  private Fitted fitted(Model model, double[] xs, double[] ys, double[] leverage) {
    Transform transform = new Transform(centreX, centreY, unit, xs, ys);
    double[] squares = new double[count];
    double[] left = new double[count];
    Arrays.fill(squares, Double.NaN);
    Arrays.fill(left, Double.NaN);
    for (int i = 0; i < count; i++) {
      if (weight[i] > 0) {
        double atX = centreX + unit * u[i];
        double atY = centreY + unit * v[i];
        squares[i] =
            weight[i]
                * (square(x[i] - transform.x(atX, atY)) + square(y[i] - transform.y(atX, atY)));
        left[i] = squares[i] / square(Math.max(1e-6, 1 - leverage[i]));
      }
    }
    return new Fitted(transform, model, squares, left);
  }
}
