package org.nightbeam;

import java.util.Arrays;
import java.util.Random;

/** A frame of known sky and known stars, with photon and read noise. */
public final class MadeUpSky {
  private final double gain;
  private final double readNoise;
  private final double sky;
  private final double[][] light; // in ADU

  /**
   * @param sky level in ADU
   * @param gain in e-/ADU
   * @param readNoise in electrons
   */
  public MadeUpSky(int height, int width, double sky, double gain, double readNoise) {
    this.light = new double[height][width];
    this.sky = sky;
    this.gain = gain;
    this.readNoise = readNoise;
    for (double[] row : light) {
      Arrays.fill(row, sky);
    }
  }

  /** Adds a Gaussian star, integrated over pixels; x and y from 0. */
  public MadeUpSky star(double x, double y, double flux, double fwhm) {
    return star(x, y, flux, fwhm, fwhm);
  }

  /** Adds a Gaussian star with another width down the rows. */
  public MadeUpSky star(double x, double y, double flux, double fwhmX, double fwhmY) {
    double reach = 3.5 * Math.max(fwhmX, fwhmY) + 2;
    int left = (int) Math.max(0, x - reach);
    double right = Math.min(light[0].length, x + reach);
    double[] across = new double[(int) Math.max(0, Math.ceil(right - left))];
    for (int i = left; i < right; i++) {
      across[i - left] = part(i - x, fwhmX / 2.354820045);
    }
    for (int j = (int) Math.max(0, y - reach); j < Math.min(light.length, y + reach); j++) {
      double down = part(j - y, fwhmY / 2.354820045);
      for (int i = left; i < right; i++) {
        light[j][i] += flux * down * across[i - left];
      }
    }
    return this;
  }

  /** Adds light to a pixel. */
  public MadeUpSky pixel(int x, int y, double adu) {
    light[y][x] += adu;
    return this;
  }

  /** Adds a slope. */
  public MadeUpSky plane(double ofX, double ofY) {
    for (int j = 0; j < light.length; j++) {
      for (int i = 0; i < light[j].length; i++) {
        light[j][i] += ofX * i + ofY * j;
      }
    }
    return this;
  }

  /** The light of the frame in ADU, without noise. */
  public float[][] light() {
    float[][] frame = new float[light.length][light[0].length];
    for (int j = 0; j < frame.length; j++) {
      for (int i = 0; i < frame[j].length; i++) {
        frame[j][i] = (float) light[j][i];
      }
    }
    return frame;
  }

  /** The frame in ADU, of a sensor whose pixels differ, divided by what they differ by. */
  public float[][] flattened(float[][] flat, long seed) {
    Random random = new Random(seed);
    float[][] frame = new float[light.length][light[0].length];
    for (int j = 0; j < frame.length; j++) {
      for (int i = 0; i < frame[j].length; i++) {
        double electrons = light[j][i] * gain * flat[j][i];
        double noise = Math.sqrt(electrons + readNoise * readNoise) * random.nextGaussian();
        frame[j][i] = (float) ((electrons + noise) / gain / flat[j][i]);
      }
    }
    return frame;
  }

  /** The frame in ADU. */
  public float[][] exposed(long seed) {
    Random random = new Random(seed);
    float[][] frame = new float[light.length][light[0].length];
    for (int j = 0; j < frame.length; j++) {
      for (int i = 0; i < frame[j].length; i++) {
        double electrons = light[j][i] * gain;
        // Poisson numbers of hundreds are normal, for our purposes.
        double noise = Math.sqrt(electrons + readNoise * readNoise) * random.nextGaussian();
        frame[j][i] = (float) ((electrons + noise) / gain);
      }
    }
    return frame;
  }

  /** The frame in ADU, of whole electrons: few photons are skewed, of which normal noise is not. */
  public float[][] counted(long seed) {
    Random random = new Random(seed);
    float[][] frame = new float[light.length][light[0].length];
    for (int j = 0; j < frame.length; j++) {
      for (int i = 0; i < frame[j].length; i++) {
        double mean = light[j][i] * gain;
        double z = random.nextGaussian();
        // Poisson numbers of 10 and more, by the expansion of Cornish and Fisher.
        double electrons = Math.rint(mean + Math.sqrt(mean) * z + (z * z - 1) / 6);
        frame[j][i] = (float) ((electrons + readNoise * random.nextGaussian()) / gain);
      }
    }
    return frame;
  }

  /** The standard deviation of a pixel of the sky, in ADU. */
  public double noise() {
    return Math.sqrt(sky * gain + readNoise * readNoise) / gain;
  }

  /** The signal-to-noise ratio of a Gaussian star under the best weight, as of the sky alone. */
  public double significance(double flux, double fwhm) {
    return flux / (2 * Math.sqrt(Math.PI) * fwhm / 2.354820045 * noise());
  }

  /** The part of a normal distribution that is in a pixel. */
  private static double part(double distance, double sigma) {
    return (erf((distance + 0.5) / (sigma * Math.sqrt(2)))
            - erf((distance - 0.5) / (sigma * Math.sqrt(2))))
        / 2;
  }

  /** By its series, and by a continued fraction where that is slow. */
  private static double erf(double x) {
    double z = Math.abs(x);
    if (z > 6) {
      return Math.signum(x);
    }
    if (z < 2.5) {
      double sum = z;
      double term = z;
      for (int n = 1; Math.abs(term) > 1e-17; n++) {
        term *= -z * z / n;
        sum += term / (2 * n + 1);
      }
      return Math.signum(x) * sum * 2 / Math.sqrt(Math.PI);
    }
    double fraction = 0;
    for (int n = 60; n > 0; n--) {
      fraction = n / 2.0 / (z + fraction);
    }
    return Math.signum(x) * (1 - Math.exp(-z * z) / ((z + fraction) * Math.sqrt(Math.PI)));
  }
}
