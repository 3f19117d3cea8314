package org.nightbeam.resample;

/**
 * Interpolation kernel between pixels, along each axis. The narrower a kernel is, the more it
 * smooths: BILINEAR widens stars and leaves 45 % of the variance of a pixel on average, BICUBIC 67
 * %, LANCZOS3 79 %; what is lost is in the correlation of neighbours.
 */
public enum Kernel {
  /**
   * A sinc, windowed by its own first lobe; six pixels along an axis. Its weights are corrected by
   * some thousandths so that cubics go through exactly. As it is, the sum of its weights is up to
   * 0.6 % off; if these are only normalised, it moves places by some thousandths of a pixel, by
   * more or less as the fraction of the pixel is, and the flux of a star is wrong by 1e-3 where a
   * frame is scaled or turned by a hundredth.
   */
  LANCZOS3(6) {
    @Override
    double weight(double distance) {
      if (distance == 0) {
        return 1;
      }
      double x = Math.PI * distance;
      return Math.abs(distance) >= 3 ? 0 : 3 * StrictMath.sin(x) * StrictMath.sin(x / 3) / (x * x);
    }
  },
  /** Cubics through the pixels (Catmull-Rom; R. Keys, IEEE Trans. ASSP 29, 1153, 1981); four. */
  BICUBIC(4) {
    @Override
    double weight(double distance) {
      double x = Math.abs(distance);
      if (x >= 2) {
        return 0;
      }
      return x < 1 ? (1.5 * x - 2.5) * x * x + 1 : ((-0.5 * x + 2.5) * x - 4) * x + 2;
    }
  },
  /** Straight lines between the pixels; two. */
  BILINEAR(2) {
    @Override
    double weight(double distance) {
      return Math.max(0, 1 - Math.abs(distance));
    }
  };

  /** Fractions of a pixel are rounded to one of so many; a quarter of them cost 1e-4 of fluxes. */
  static final int PHASES = 4096;

  /** Kernels of so many pixels are exact for straight lines as they are. */
  private static final int EXACT = 4;

  /** Polynomials of this degree go through a corrected kernel. */
  private static final int ORDER = 3;

  private static final double LEAST_TAPER = 1e-6;

  private final int taps;
  private final float[][] table;
  private final float[][] squaredTable;
  private final float[] flat;
  private final float[] squaredFlat;
  private final double[] squares;

  Kernel(int taps) {
    this.taps = taps;
    this.table = table(taps);
    this.squaredTable = squared(table);
    this.flat = flat(table);
    this.squaredFlat = flat(squaredTable);
    this.squares = squares(table);
  }

  /** Returns the weight of a pixel at a distance, in pixels. */
  abstract double weight(double distance);

  /** Returns how many pixels along an axis have a weight. */
  int taps() {
    return taps;
  }

  /**
   * Returns the weights of the pixels, the sum of which is 1.
   *
   * @param phase of the place between two pixels, 0 to {@link #PHASES}; the first pixel is {@code
   *     taps / 2 - 1} before the one on the left
   */
  float[] weights(int phase) {
    return table[phase];
  }

  /**
   * Returns the weights of all phases, one after the other: read in order of the phases they are in
   * the cache when they are needed.
   *
   * @param squared whether their squares are wanted
   */
  float[] ofAllPhases(boolean squared) {
    return squared ? squaredFlat : flat;
  }

  private static float[] flat(float[][] table) {
    int taps = table[0].length;
    float[] flat = new float[table.length * taps];
    for (int phase = 0; phase < table.length; phase++) {
      System.arraycopy(table[phase], 0, flat, phase * taps, taps);
    }
    return flat;
  }

  /** Returns the squares of these weights. */
  float[] squaredWeights(int phase) {
    return squaredTable[phase];
  }

  /**
   * Returns the sum of the squares of these weights: what they leave of the variance of equal
   * noise.
   */
  double squares(int phase) {
    return squares[phase];
  }

  private static float[][] squared(float[][] table) {
    float[][] squared = new float[table.length][];
    for (int phase = 0; phase < table.length; phase++) {
      squared[phase] = table[phase].clone();
      for (int k = 0; k < squared[phase].length; k++) {
        squared[phase][k] *= squared[phase][k];
      }
    }
    return squared;
  }

  private static double[] squares(float[][] table) {
    double[] squares = new double[table.length];
    for (int phase = 0; phase < table.length; phase++) {
      for (float weight : table[phase]) {
        squares[phase] += (double) weight * weight;
      }
    }
    return squares;
  }

  private float[][] table(int n) {
    float[][] weights = new float[PHASES + 1][n];
    for (int phase = 0; phase <= PHASES; phase++) {
      double[] distance = new double[n];
      double[] of = new double[n];
      for (int k = 0; k < n; k++) {
        distance[k] = k - (n / 2 - 1) - (double) phase / PHASES;
        of[k] = weight(distance[k]);
      }
      if (n > EXACT) {
        correct(distance, of);
      }
      for (int k = 0; k < n; k++) {
        weights[phase][k] = (float) of[k];
      }
    }
    return weights;
  }

  /**
   * Changes weights as little as need be for constants, straight lines, parabolas and cubics to go
   * through: step by step along polynomials that are orthogonal under a weight which vanishes at
   * the ends of the kernel.
   */
  private static void correct(double[] distance, double[] weights) {
    int n = distance.length;
    double[] taper = new double[n];
    for (int k = 0; k < n; k++) {
      double cosine = StrictMath.cos(Math.PI * distance[k] / n);
      taper[k] = cosine * cosine + LEAST_TAPER;
    }
    double[][] polynomials = new double[ORDER + 1][n + 1]; // the last value is that at 0
    for (int j = 0; j <= ORDER; j++) {
      double[] p = polynomials[j];
      for (int k = 0; k < n; k++) {
        p[k] = 1;
        for (int i = 0; i < j; i++) {
          p[k] *= distance[k];
        }
      }
      p[n] = j == 0 ? 1 : 0;
      for (int i = 0; i < j; i++) {
        double common = 0;
        for (int k = 0; k < n; k++) {
          common += taper[k] * p[k] * polynomials[i][k];
        }
        for (int k = 0; k <= n; k++) {
          p[k] -= common * polynomials[i][k];
        }
      }
      double square = 0;
      double missing = p[n];
      for (int k = 0; k < n; k++) {
        square += taper[k] * p[k] * p[k];
        missing -= weights[k] * p[k];
      }
      for (int k = 0; k < n; k++) {
        weights[k] += taper[k] * p[k] * missing / square;
      }
      for (int k = 0; k <= n; k++) {
        p[k] /= Math.sqrt(square);
      }
    }
  }
}
