package org.nightbeam.resample;

import java.util.List;
import org.nightbeam.registration.Transform;

/**
 * Correlation of the noise of resampled pixels: neighbouring pixels are made from the same pixels
 * of the frame. The variance of a sum over an aperture is therefore larger than the sum of the
 * variances, by a factor computed here.
 *
 * <p>The mean over the frame, of independent and equal noise of the frame's pixels: {@code cov(d) =
 * sum_k w_p(k) w_(p+d)(k)}.
 */
public final class NoiseCorrelation {
  /** Pixels farther apart than this have nothing in common, where all pixels count. */
  private static final int REACH = 6;

  /** Places along each axis that are looked at, times the reach. */
  private static final int PLACES = 24 * REACH;

  private static final int FEWEST_PLACES = 6;

  /** Places differ in so many ways at least in where they are in a cell. */
  private static final int SPREAD = 4;

  // Of pixels that are drops: few frames have more or less in each place.
  private static final int DRIZZLED = 40_000; // places times frames
  private static final int FEWEST_DRIZZLED = 10; // places along each axis
  private static final int MOST_DRIZZLED = 32;

  private final int reach;
  private final int places;
  private final double[][] covariance;

  /** Begins without any frame. */
  public NoiseCorrelation() {
    this(REACH);
  }

  private NoiseCorrelation(int reach) {
    this.reach = reach;
    this.places = Math.max(FEWEST_PLACES, PLACES / reach);
    this.covariance = new double[2 * reach + 1][2 * reach + 1];
  }

  /**
   * Returns one without any frame yet.
   *
   * @param finer pixels of the result per pixel of the frame, along an axis
   * @param mosaic whether only the pixels of one colour count
   */
  public static NoiseCorrelation by(Kernel kernel, double finer, boolean mosaic) {
    double pixels = kernel.taps() * finer * (mosaic ? Mosaic.CELL : 1);
    return new NoiseCorrelation(Math.max(REACH, (int) Math.rint(pixels)));
  }

  /** Returns how far apart pixels have nothing in common. */
  public int reach() {
    return reach;
  }

  /**
   * Adds a frame.
   *
   * @param width of the result
   * @param height of the result
   * @param variance that the frame's pixels contribute, in any unit: the square of the frame's part
   *     in the result, times the variance of its pixels
   */
  public void add(Kernel kernel, Transform transform, int width, int height, double variance) {
    add(kernel, transform, width, height, variance, 0);
  }

  /** Adds the covariances at places that differ modulo 4 where that matters. */
  private void add(
      Kernel kernel, Transform transform, int width, int height, double variance, int spread) {
    for (int j = 0; j < places; j++) {
      double y = place(j, height, places, spread);
      for (int i = 0; i < places; i++) {
        double x = place(i, width, places, spread);
        double area = transform.area(x, y);
        double part = variance * area * area / (places * places);
        for (int dy = -reach; dy <= reach; dy++) {
          for (int dx = -reach; dx <= reach; dx++) {
            double across = common(kernel, transform.x(x, y), transform.x(x + dx, y + dy));
            double down = common(kernel, transform.y(x, y), transform.y(x + dx, y + dy));
            covariance[dy + reach][dx + reach] += part * across * down;
          }
        }
      }
    }
  }

  private static double place(int number, int size, int places, int spread) {
    double place = Math.floor((size - 1) * (number + 0.5) / places);
    return spread == 0 ? place : place - place % spread + number % spread;
  }

  /**
   * Adds a frame of which the pixels of one colour count.
   *
   * @param variance as of a frame all of whose pixels count
   */
  public void add(
      Kernel kernel, Mosaic mosaic, Transform transform, int width, int height, double variance) {
    double cell = Mosaic.CELL * Mosaic.CELL;
    int count = mosaic.places().size();
    for (Mosaic.Place place : mosaic.places()) {
      double part = variance * cell * cell / (count * count);
      add(kernel, MosaicResampler.inCells(transform, place), width, height, part, SPREAD);
    }
  }

  /**
   * A frame whose pixels are drops.
   *
   * @param mosaic the pixels that count; null for all
   * @param weight of the frame
   * @param variance of its pixels, at the scale of the stack
   */
  public record Drizzled(Mosaic mosaic, Transform transform, double weight, double variance) {}

  /**
   * Returns how noise is related where pixels are drops: each pixel of the result has the mean of
   * those that fall into it, of all frames.
   *
   * @param width of the result
   * @param height of the result
   */
  public static NoiseCorrelation drizzled(
      double pixfrac, List<Drizzled> frames, int width, int height) {
    double largest = 0;
    for (Drizzled frame : frames) {
      largest = Math.max(largest, pixfrac / frame.transform().scale());
    }
    NoiseCorrelation noise = new NoiseCorrelation((int) Math.ceil(1 + largest));
    int side = 2 * noise.reach + 1;
    int looked =
        (int)
            Math.max(
                FEWEST_DRIZZLED,
                Math.min(MOST_DRIZZLED, Math.sqrt(DRIZZLED / (double) frames.size())));
    int places = 0;
    for (int j = 0; j < looked; j++) {
      double y = place(j, height, looked, SPREAD);
      for (int i = 0; i < looked; i++) {
        double x = place(i, width, looked, SPREAD);
        double[][] common = new double[side][side];
        double[][] weights = new double[side][side];
        for (Drizzled frame : frames) {
          noise.add(frame, new Drizzle(pixfrac, frame.mosaic()), x, y, common, weights);
        }
        double here = weights[noise.reach][noise.reach];
        if (here <= 0) {
          continue; // no frame has a pixel there
        }
        places++;
        for (int dy = 0; dy < side; dy++) {
          for (int dx = 0; dx < side; dx++) {
            if (weights[dy][dx] > 0) {
              noise.covariance[dy][dx] += common[dy][dx] / (here * weights[dy][dx]);
            }
          }
        }
      }
    }
    for (double[] row : noise.covariance) {
      for (int dx = 0; dx < side; dx++) {
        row[dx] /= places;
      }
    }
    return noise;
  }

  private void add(
      Drizzled frame, Drizzle drizzle, double x, double y, double[][] common, double[][] weights) {
    Drizzle.Drops here = new Drizzle.Drops();
    Drizzle.Drops there = new Drizzle.Drops();
    drizzle.find(frame.transform(), x, y, here);
    double area = drizzle.area(frame.transform(), x, y);
    double part = frame.weight() * frame.weight() * frame.variance() * area * area;
    for (int dy = -reach; dy <= reach; dy++) {
      for (int dx = -reach; dx <= reach; dx++) {
        drizzle.find(frame.transform(), x + dx, y + dy, there);
        weights[dy + reach][dx + reach] += frame.weight() * there.sum();
        common[dy + reach][dx + reach] +=
            part * drizzle.common(here, frame.transform(), x + dx, y + dy);
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
   * Adds noise that neighbours do not have in common.
   *
   * @param factor of the variance of a pixel, with it over without
   */
  public void addOwnNoise(double factor) {
    covariance[reach][reach] *= factor;
  }

  /**
   * Returns the correlation of the noise of two pixels.
   *
   * @param dx columns from one to the other, at most {@link #reach} either way
   * @param dy rows
   */
  public double at(int dx, int dy) {
    return covariance[dy + reach][dx + reach] / covariance[reach][reach];
  }

  /** Returns the mean variance of a pixel, in the unit of what was added. */
  public double variance() {
    return covariance[reach][reach];
  }

  /**
   * Returns how many times more the noise of a large aperture is than that of independent pixels.
   */
  public double ofLargeApertures() {
    double sum = 0;
    for (int dy = -reach; dy <= reach; dy++) {
      for (int dx = -reach; dx <= reach; dx++) {
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
    int circle = (int) Math.floor(radius);
    double sum = 0;
    int pixels = 0;
    for (int y = -circle; y <= circle; y++) {
      for (int x = -circle; x <= circle; x++) {
        if (x * x + y * y <= radius * radius) {
          pixels++;
          sum += ofOthers(x, y, circle, radius);
        }
      }
    }
    return Math.sqrt(sum / pixels);
  }

  private double ofOthers(int x, int y, int circle, double radius) {
    double sum = 0;
    for (int v = Math.max(-circle, y - reach); v <= Math.min(circle, y + reach); v++) {
      for (int u = Math.max(-circle, x - reach); u <= Math.min(circle, x + reach); u++) {
        if (u * u + v * v <= radius * radius) {
          sum += at(u - x, v - y);
        }
      }
    }
    return sum;
  }
}
