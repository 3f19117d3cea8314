package org.nightbeam.resample;

import org.nightbeam.registration.Transform;

/**
 * How the noise of resampled pixels is related: pixels near each other are made of the same pixels
 * of the frame. The variance of a sum over an aperture is therefore more than the sum of the
 * variances; by how much follows from here.
 *
 * <p>The mean over the frame, of independent and equal noise of the frame's pixels: {@code cov(d) =
 * sum_k w_p(k) w_(p+d)(k)}.
 */
public final class NoiseCorrelation {
  /** Pixels farther apart than this have nothing in common. */
  public static final int REACH = 6;

  private static final int LAGS = 2 * REACH + 1;

  /** Places along each axis that are looked at. */
  private static final int PLACES = 24;

  private final double[][] covariance = new double[LAGS][LAGS];

  /**
   * Adds a frame.
   *
   * @param width of the result
   * @param height of the result
   * @param variance that the frame's pixels contribute, in any unit: the square of the frame's part
   *     in the result, times the variance of its pixels
   */
  public void add(Kernel kernel, Transform transform, int width, int height, double variance) {
    for (int j = 0; j < PLACES; j++) {
      double y = Math.floor((height - 1) * (j + 0.5) / PLACES);
      for (int i = 0; i < PLACES; i++) {
        double x = Math.floor((width - 1) * (i + 0.5) / PLACES);
        double area = transform.area(x, y);
        double part = variance * area * area / (PLACES * PLACES);
        for (int dy = -REACH; dy <= REACH; dy++) {
          for (int dx = -REACH; dx <= REACH; dx++) {
            double across = common(kernel, transform.x(x, y), transform.x(x + dx, y + dy));
            double down = common(kernel, transform.y(x, y), transform.y(x + dx, y + dy));
            covariance[dy + REACH][dx + REACH] += part * across * down;
          }
        }
      }
    }
  }

  /** Returns the sum of products of the weights that two places give to the same pixels. */
  private static double common(Kernel kernel, double one, double other) {
    int of = (int) Math.floor(one);
    int with = (int) Math.floor(other);
    int apart = with - of;
    if (Math.abs(apart) >= kernel.taps()) {
      return 0;
    }
    float[] a = kernel.weights((int) Math.rint((one - of) * Kernel.PHASES));
    float[] b = kernel.weights((int) Math.rint((other - with) * Kernel.PHASES));
    double sum = 0;
    for (int k = Math.max(0, apart); k < Math.min(a.length, a.length + apart); k++) {
      sum += (double) a[k] * b[k - apart];
    }
    return sum;
  }

  /**
   * Returns the correlation of the noise of two pixels.
   *
   * @param dx columns from one to the other, at most {@link #REACH} either way
   * @param dy rows
   */
  public double at(int dx, int dy) {
    return covariance[dy + REACH][dx + REACH] / covariance[REACH][REACH];
  }

  /** Returns the mean variance of a pixel, in the unit of what was added. */
  public double variance() {
    return covariance[REACH][REACH];
  }

  /**
   * Returns how many times more the noise of a large aperture is than that of independent pixels.
   */
  public double ofLargeApertures() {
    double sum = 0;
    for (int dy = -REACH; dy <= REACH; dy++) {
      for (int dx = -REACH; dx <= REACH; dx++) {
        sum += at(dx, dy);
      }
    }
    return Math.sqrt(sum);
  }

  /**
   * Returns how many times more the noise of the sum over the pixels of a circle about the middle
   * of a pixel is than that of independent pixels.
   *
   * @param radius in pixels
   */
  public double ofAperture(double radius) {
    int reach = (int) Math.floor(radius);
    double sum = 0;
    int pixels = 0;
    for (int y = -reach; y <= reach; y++) {
      for (int x = -reach; x <= reach; x++) {
        if (x * x + y * y <= radius * radius) {
          pixels++;
          sum += ofOthers(x, y, reach, radius);
        }
      }
    }
    return Math.sqrt(sum / pixels);
  }

  private double ofOthers(int x, int y, int reach, double radius) {
    double sum = 0;
    for (int v = Math.max(-reach, y - REACH); v <= Math.min(reach, y + REACH); v++) {
      for (int u = Math.max(-reach, x - REACH); u <= Math.min(reach, x + REACH); u++) {
        if (u * u + v * v <= radius * radius) {
          sum += at(u - x, v - y);
        }
      }
    }
    return sum;
  }
}
