package org.nightbeam.synthetic;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The true properties of a simulated camera: what it adds to light and how it weakens it, pixel by
 * pixel. Arrays are {@code [height][width]}.
 */
public final class Sensor {
  /** Gain in e-/ADU. */
  public static final double GAIN = 1.5;

  /** Read noise in ADU. */
  public static final double READ_NOISE = 6;

  /** Raw value of a stored 0. */
  static final int BZERO = 32768;

  private static final double BIAS_LEVEL = 1000;
  private static final double DARK_RATE = 0.05;
  private static final double HOT_FRACTION = 5e-4;

  private final int width;
  private final int height;
  private final long seed;
  private final float[][] bias;
  private final float[][] darkRate;

  /**
   * @param seed of all that is random about the camera
   */
  public Sensor(int width, int height, long seed) {
    this.width = width;
    this.height = height;
    this.seed = seed;
    this.bias = new float[height][width];
    this.darkRate = new float[height][width];
    SplittableRandom random = new SplittableRandom(seed);
    double[] columns = random.doubles(width, -4, 4).toArray();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double glow = 12 * Math.exp(-(sq(x - width) + sq(y)) / sq(width * 0.12));
        bias[y][x] = (float) (BIAS_LEVEL + columns[x] + 3.0 * y / height + glow);
        boolean hot = random.nextDouble() < HOT_FRACTION;
        darkRate[y][x] = (float) (DARK_RATE + (hot ? 1 + 40 * random.nextDouble() : 0));
      }
    }
  }

  /** Returns the bias in ADU. */
  public float[][] bias() {
    return bias;
  }

  /**
   * Returns the relative sensitivity in a filter, mean 1: vignetting, dust rings, differences
   * between pixels.
   */
  public float[][] flat(String filter) {
    SplittableRandom random = new SplittableRandom(seed ^ filter.hashCode() * 0x9e3779b97f4a7c15L);
    float[][] flat = new float[height][width];
    int rings = 6;
    double[] centreX = random.doubles(rings, 0.1 * width, 0.9 * width).toArray();
    double[] centreY = random.doubles(rings, 0.1 * height, 0.9 * height).toArray();
    double[] radius = random.doubles(rings, 0.02 * width, 0.05 * width).toArray();
    double sum = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double r2 = (sq(x - width * 0.5) + sq(y - height * 0.5)) / sq(width * 0.5);
        double value = 1 - 0.22 * r2;
        for (int i = 0; i < rings; i++) {
          double fromRing = Math.sqrt(sq(x - centreX[i]) + sq(y - centreY[i])) - radius[i];
          value *= 1 - 0.06 * Math.exp(-sq(fromRing / (0.25 * radius[i])));
        }
        value *= 1 + 0.02 * (random.nextDouble() - 0.5);
        flat[y][x] = (float) value;
        sum += value;
      }
    }
    float mean = (float) (sum / ((double) width * height));
    for (float[] row : flat) {
      for (int x = 0; x < width; x++) {
        row[x] /= mean;
      }
    }
    return flat;
  }

  /**
   * Returns even light on all pixels, in ADU {@code [height][width]}; to be read only, as rows are
   * one.
   */
  float[][] evenly(double level) {
    float[] row = new float[width];
    Arrays.fill(row, (float) level);
    float[][] light = new float[height][];
    Arrays.fill(light, row);
    return light;
  }

  /**
   * Exposes the sensor: photon noise of light and dark current, read noise, rounding, saturation.
   *
   * @param light what falls on a pixel of sensitivity 1, in ADU {@code [height][width]}; null for
   *     none
   * @param flat the sensitivity
   * @param exposure in seconds
   * @param noise of this exposure
   * @return raw values 0 to 65535 as FITS stores them {@code [height][width]}: less {@link #BZERO}
   */
  short[][] expose(float[][] light, float[][] flat, double exposure, SplittableRandom noise) {
    short[][] raw = new short[height][width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double signal = darkRate[y][x] * exposure;
        if (light != null) {
          signal += (double) light[y][x] * flat[y][x];
        }
        double electrons = poisson(signal * GAIN, noise);
        double value = bias[y][x] + electrons / GAIN + READ_NOISE * noise.nextGaussian();
        raw[y][x] = (short) (Math.max(0, Math.min(65535, Math.rint(value))) - BZERO);
      }
    }
    return raw;
  }

  private static double poisson(double mean, SplittableRandom random) {
    if (mean > 60) {
      return Math.max(0, Math.rint(mean + Math.sqrt(mean) * random.nextGaussian()));
    }
    double limit = Math.exp(-mean);
    double product = random.nextDouble();
    int count = 0;
    while (product > limit) {
      product *= random.nextDouble();
      count++;
    }
    return count;
  }

  private static double sq(double v) {
    return v * v;
  }
}
