package org.nightbeam.calibrate;

import java.util.Random;
import org.nightbeam.cosmicrays.CosmicRaySettings;

/** Makes exposures up: sky, stars, read noise, and cosmic rays at known places. */
public final class Exposures {
  private static final double SIGMAS_PER_FWHM = 2 * Math.sqrt(2 * Math.log(2));

  /** The defaults of {@code ccdproc.cosmicray_lacosmic}, for an image in electrons. */
  public static final CosmicRaySettings CCDPROC =
      new CosmicRaySettings(4.5, 0.3, 5.0, 1.0, 6.5, 65535.0, 4);

  public final float[][] pixels;

  /** Where a cosmic ray left electrons, and how many. */
  final float[][] deposits;

  private final Random random;
  private final int height;
  private final int width;

  /** The defaults of L.A.Cosmic but for these. */
  public static CosmicRaySettings settings(
      double gain, double readNoise, double saturation, int iterations) {
    CosmicRaySettings defaults = CCDPROC;
    return new CosmicRaySettings(
        defaults.sigmaClip(),
        defaults.sigmaFraction(),
        defaults.objectLimit(),
        gain,
        readNoise,
        saturation,
        iterations);
  }

  /** An image without light. */
  public Exposures(int height, int width, long seed) {
    this.height = height;
    this.width = width;
    random = new Random(seed);
    pixels = new float[height][width];
    deposits = new float[height][width];
  }

  public Exposures sky(double electrons) {
    for (float[] row : pixels) {
      for (int x = 0; x < width; x++) {
        row[x] += (float) electrons;
      }
    }
    return this;
  }

  /** A Gaussian star. */
  public Exposures star(double y0, double x0, double electrons, double fwhm) {
    double sigma = fwhm / SIGMAS_PER_FWHM;
    for (int y = Math.max(0, (int) y0 - 15); y < Math.min(height, y0 + 15); y++) {
      for (int x = Math.max(0, (int) x0 - 15); x < Math.min(width, x0 + 15); x++) {
        double r2 = (y - y0) * (y - y0) + (x - x0) * (x - x0);
        pixels[y][x] +=
            (float)
                (electrons / (2 * Math.PI * sigma * sigma) * Math.exp(-r2 / (2 * sigma * sigma)));
      }
    }
    return this;
  }

  /** Stars of FWHM 2 to 4 pixels; every twentieth one saturates. */
  public Exposures stars(int count) {
    for (int k = 0; k < count; k++) {
      double electrons = k % 20 == 7 ? 1e7 : Math.pow(10, 2.5 + 3 * random.nextDouble());
      star(
          random.nextDouble() * height,
          random.nextDouble() * width,
          electrons,
          2 + 2 * random.nextDouble());
    }
    return this;
  }

  /** Poisson noise, which is Gaussian for so much light, and read noise. */
  public Exposures noise(double readNoise) {
    for (float[] row : pixels) {
      for (int x = 0; x < width; x++) {
        row[x] += (float) (random.nextGaussian() * Math.sqrt(row[x] + readNoise * readNoise));
      }
    }
    return this;
  }

  /** Cosmic rays, a third of them points, the others tracks. */
  public Exposures cosmicRays(int count) {
    for (int k = 0; k < count; k++) {
      double y = random.nextDouble() * height;
      double x = random.nextDouble() * width;
      double angle = random.nextDouble() * Math.PI;
      double length = k % 3 == 0 ? 0 : 1 + random.nextInt(20);
      double electrons = Math.pow(10, 2 + 2 * random.nextDouble());
      for (double s = 0; s <= length; s += 0.5) {
        hit((int) (y + s * Math.sin(angle)), (int) (x + s * Math.cos(angle)), electrons);
      }
    }
    return this;
  }

  public Exposures hit(int y, int x, double electrons) {
    if (y >= 0 && x >= 0 && y < height && x < width) {
      pixels[y][x] += (float) electrons;
      deposits[y][x] += (float) electrons;
    }
    return this;
  }

  /** What a converter of 16 bits gives: whole numbers up to 65535. */
  public Exposures digitized() {
    for (float[] row : pixels) {
      for (int x = 0; x < width; x++) {
        row[x] = (float) Math.rint(Math.max(0, Math.min(65535, row[x])));
      }
    }
    return this;
  }

  /** So many pixels of a thousand, at random. */
  public boolean[][] badPixels(int perThousand) {
    boolean[][] bad = new boolean[height][width];
    for (boolean[] row : bad) {
      for (int x = 0; x < width; x++) {
        row[x] = random.nextInt(1000) < perThousand;
      }
    }
    return bad;
  }
}
