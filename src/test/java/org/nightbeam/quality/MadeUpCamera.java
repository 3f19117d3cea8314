package org.nightbeam.quality;

import java.util.SplittableRandom;
import org.nightbeam.quality.noise.PixelBoxes;

/**
 * Takes frames whose truth is known: a bias with structure, pixels of different sensitivity,
 * vignetting, photon noise, read noise, digitising, saturation.
 */
public final class MadeUpCamera {
  final int height;
  final int width;

  /** Gain in e-/ADU. */
  public double gain = 1.5;

  /** In electrons. */
  public double readNoise = 8;

  double biasLevel = 1000;

  /** ADU from one value to the next. */
  public double step = 1;

  public double saturation = 65535;

  /** Light that falls on the corner, as part of that in the middle. */
  public double corner = 0.8;

  /** Sensitivity of the channels of a 2 x 2 pattern. */
  public double[] channels = {1, 1, 1, 1};

  private final float[][] structure;
  private final float[][] sensitivity;
  private final SplittableRandom random;

  public MadeUpCamera(int height, int width, long seed) {
    this.height = height;
    this.width = width;
    random = new SplittableRandom(seed);
    structure = new float[height][width];
    sensitivity = new float[height][width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        structure[y][x] = (float) (random.nextDouble() - 0.5 + 3.0 * y / height);
        sensitivity[y][x] = (float) (1 + 0.01 * random.nextGaussian());
      }
    }
  }

  /** What falls on a pixel beside the electrons of a bias. */
  @FunctionalInterface
  public interface Light {
    /** Electrons at a pixel of sensitivity 1. */
    double at(int y, int x);

    /** As much everywhere, but for vignetting. */
    static Light even(double electrons) {
      return (y, x) -> electrons;
    }
  }

  public static final Light NONE = (y, x) -> 0;

  /** Part of the light that a pixel gets. */
  double flat(int y, int x) {
    double v = (2.0 * y / height - 1) * (2.0 * y / height - 1);
    double u = (2.0 * x / width - 1) * (2.0 * x / width - 1);
    return (1 - (1 - corner) * (u + v) / 2) * channels[(y & 1) * 2 + (x & 1)] * sensitivity[y][x];
  }

  /** One row of a frame in ADU. */
  public float[] row(int y, Light light, double shift) {
    float[] row = new float[width];
    for (int x = 0; x < width; x++) {
      double electrons = light.at(y, x) * flat(y, x);
      double noise = Math.sqrt(Math.max(0, electrons) + readNoise * readNoise);
      double adu = (electrons + noise * random.nextGaussian()) / gain;
      double value = biasLevel + shift + structure[y][x] + adu;
      row[x] = (float) (Math.min(saturation, Math.max(0, step * Math.rint(value / step))));
    }
    return row;
  }

  public PixelBoxes boxes(Light light, boolean colour) {
    PixelBoxes boxes = new PixelBoxes(height, width, colour);
    for (int y : PixelBoxes.rows(height).all()) {
      boxes.add(y, row(y, light, 0));
    }
    return boxes;
  }

  FrameSample sample(Light light, double shift) {
    return sample(light, shift, Double.NaN);
  }

  FrameSample sample(Light light, double shift, double knownSaturation) {
    FrameSample.Builder sample = new FrameSample.Builder(height, width, knownSaturation);
    for (int y : FrameSample.rows(height).all()) {
      sample.add(y, row(y, light, shift));
    }
    return sample.build();
  }
}
