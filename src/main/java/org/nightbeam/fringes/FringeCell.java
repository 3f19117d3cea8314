package org.nightbeam.fringes;

import java.util.Arrays;
import org.nightbeam.statistics.Spread;

/**
 * A part of a light, so small that its sky is a plane: {@code light = plane + factor * pattern}.
 * Boxes that are more than three standard deviations off take no part: stars, cosmic rays.
 */
final class FringeCell {
  private static final double LIMIT = 3; // standard deviations

  /** Part of its boxes that must be left. */
  private static final double FEWEST = 0.3;

  /** Parameters of the model: three of the plane, and the factor. */
  private static final int PARAMETERS = 4;

  /** A light is no more exact than that: its pixels are floats. */
  private static final double ROUNDING = 1e-7;

  private static final double SMALLEST_SCATTER = 1e-30;

  /** For a first guess one box in three will do. */
  private static final int STEP = 3;

  private final int y0;
  private final int y1;
  private final int x0;
  private final int x1;

  /** Near the level of the light: sums are of what is above it, which keeps their digits. */
  private double origin;

  private double scatter;

  // Planes: the value at the centre of the cell, and what is added a row and a column.
  private double[] planeOfLight;
  private double[] planeOfRegressor;

  private int boxes;

  // Sums of products of what is left without the planes.
  private double lightLight;
  private double lightRegressor;
  private double lightInstrument;
  private double regressorRegressor;
  private double instrumentInstrument;
  private double regressorInstrument;

  /** Boxes of rows {@code y0} to {@code y1 - 1}, columns {@code x0} to {@code x1 - 1}. */
  FringeCell(int y0, int y1, int x0, int x1) {
    this.y0 = y0;
    this.y1 = y1;
    this.x0 = x0;
    this.x1 = x1;
  }

  /** Returns how many boxes take part. */
  int boxes() {
    return boxes;
  }

  /** Returns whether so many boxes take part that the sums are worth something. */
  boolean isUsable() {
    return boxes > PARAMETERS && boxes >= FEWEST * (y1 - y0) * (x1 - x0);
  }

  /** Returns light times one half of the pattern, summed up. */
  double lightPattern() {
    return lightInstrument;
  }

  /** Returns the product of the pattern's halves, summed up: its square, without its noise. */
  double patternPattern() {
    return regressorInstrument;
  }

  /** Returns the square of the half that the light was multiplied by, summed up. */
  double square() {
    return instrumentInstrument;
  }

  /**
   * Returns what the product of the halves would scatter by if they were nothing but noise,
   * squared.
   */
  double varianceOfNoise() {
    return instrumentInstrument * regressorRegressor / boxes;
  }

  /** Returns the variance of the light in a box, without what the model explains. */
  double variance(double factor) {
    double squares =
        lightLight - 2 * factor * lightRegressor + factor * factor * regressorRegressor;
    return Math.max(leastScatter() * leastScatter(), squares / (boxes - PARAMETERS));
  }

  private double leastScatter() {
    return Math.max(SMALLEST_SCATTER, ROUNDING * Math.abs(origin));
  }

  /**
   * Finds boxes that are far from all others.
   *
   * @param image {@code [rows][columns]} of boxes
   * @param limit in standard deviations
   * @param far {@code [rows][columns]} of boxes; these become true
   * @param work {@code [>= boxes of the cell]}
   */
  void findFar(float[][] image, double limit, boolean[][] far, float[] work) {
    start(image, image, work);
    for (int y = y0; y < y1; y++) {
      for (int x = x0; x < x1; x++) {
        far[y][x] |= Math.abs(image[y][x] - origin) > limit * scatter;
      }
    }
  }

  /**
   * Makes a first guess: a sky that is even, without any pattern.
   *
   * @param light {@code [rows][columns]} of boxes
   * @param pattern {@code [rows][columns]} of boxes; where it is NaN, the light does not count
   * @param work {@code [>= boxes of the cell]}
   */
  void start(float[][] light, float[][] pattern, float[] work) {
    int count = 0;
    int width = x1 - x0;
    for (int i = 0; i < (y1 - y0) * width; i += STEP) {
      int y = y0 + i / width;
      int x = x0 + i % width;
      if (!Float.isNaN(light[y][x]) && !Float.isNaN(pattern[y][x])) {
        work[count++] = light[y][x];
      }
    }
    float median = middle(work, count);
    for (int k = 0; k < count; k++) {
      work[k] = Math.abs(work[k] - median);
    }
    origin = median;
    scatter = Math.max(leastScatter(), Spread.OF_NORMAL_VALUES * middle(work, count));
    planeOfLight = new double[3];
    planeOfRegressor = new double[3];
  }

  private static float middle(float[] values, int count) {
    Arrays.sort(values, 0, count);
    return count == 0 ? Float.NaN : values[count / 2];
  }

  /** Takes the scatter around the model for what will take part next. */
  void settle(double factor) {
    if (boxes > 0) {
      scatter = Math.sqrt(variance(factor));
    }
  }

  /**
   * Sums over the boxes that agree with the model and are not next to one that is too bright.
   *
   * <p>That is told by one half of the pattern, and the light multiplied by the other one: by the
   * same half, light and pattern would be left whose noise is alike.
   *
   * @param light {@code [rows][columns]} of boxes
   * @param regressor {@code [rows][columns]} of boxes: one half of the pattern
   * @param instrument {@code [rows][columns]} of boxes: the other half
   * @param factor of the pattern, as known so far
   */
  void sum(float[][] light, float[][] regressor, float[][] instrument, double factor) {
    double[][] moments = new double[3][3]; // of 1, y, x
    double[] ofLight = new double[3]; // times 1, y, x
    double[] ofRegressor = new double[3];
    double[] ofInstrument = new double[3];
    double ll = 0;
    double lr = 0;
    double li = 0;
    double rr = 0;
    double ii = 0;
    double ri = 0;
    boolean[] fits = findFitting(light, regressor, factor);
    for (int y = y0; y < y1; y++) {
      float[] lights = light[y];
      float[] regressors = regressor[y];
      float[] instruments = instrument[y];
      int first = (y - y0) * (x1 - x0) - x0;
      int n = 0;
      double u1 = 0;
      double u2 = 0;
      double l0 = 0;
      double l1 = 0;
      double r0 = 0;
      double r1 = 0;
      double i0 = 0;
      double i1 = 0;
      for (int x = x0; x < x1; x++) {
        if (fits[first + x]) {
          double u = x - middleX();
          double l = lights[x] - origin;
          double r = regressors[x];
          double i = instruments[x];
          n++;
          u1 += u;
          u2 += u * u;
          l0 += l;
          l1 += l * u;
          r0 += r;
          r1 += r * u;
          i0 += i;
          i1 += i * u;
          ll += l * l;
          lr += l * r;
          li += l * i;
          rr += r * r;
          ii += i * i;
          ri += r * i;
        }
      }
      double v = y - middleY();
      moments[0][0] += n;
      moments[0][1] += n * v;
      moments[0][2] += u1;
      moments[1][1] += n * v * v;
      moments[1][2] += u1 * v;
      moments[2][2] += u2;
      add(ofLight, l0, v, l1);
      add(ofRegressor, r0, v, r1);
      add(ofInstrument, i0, v, i1);
    }
    boxes = (int) moments[0][0];
    if (!isUsable() || !invert(moments)) {
      boxes = 0;
      return;
    }
    planeOfLight = times(moments, ofLight);
    planeOfRegressor = times(moments, ofRegressor);
    double[] planeOfInstrument = times(moments, ofInstrument);
    lightLight = ll - dot(ofLight, planeOfLight);
    lightRegressor = lr - dot(ofLight, planeOfRegressor);
    lightInstrument = li - dot(ofLight, planeOfInstrument);
    regressorRegressor = rr - dot(ofRegressor, planeOfRegressor);
    instrumentInstrument = ii - dot(ofInstrument, planeOfInstrument);
    regressorInstrument = ri - dot(ofRegressor, planeOfInstrument);
  }

  private double middleY() {
    return (y0 + y1 - 1) / 2.0;
  }

  private double middleX() {
    return (x0 + x1 - 1) / 2.0;
  }

  private boolean[] findFitting(float[][] light, float[][] regressor, double factor) {
    double level = origin + planeOfLight[0] - factor * planeOfRegressor[0];
    double slopeY = planeOfLight[1] - factor * planeOfRegressor[1];
    double slopeX = planeOfLight[2] - factor * planeOfRegressor[2];
    double limit = LIMIT * scatter;
    int width = x1 - x0;
    boolean[] fits = new boolean[(y1 - y0) * width];
    int[] bright = new int[fits.length];
    int found = 0;
    for (int y = y0; y < y1; y++) {
      float[] lights = light[y];
      float[] regressors = regressor[y];
      double start = level + slopeY * (y - middleY()) - slopeX * middleX();
      int first = (y - y0) * width - x0;
      for (int x = x0; x < x1; x++) {
        double above = lights[x] - start - slopeX * x - factor * regressors[x];
        fits[first + x] = Math.abs(above) <= limit; // of NaN false
        bright[found] = first + x;
        found += above > limit ? 1 : 0;
      }
    }
    for (int k = 0; k < found; k++) {
      int y = bright[k] / width;
      int x = bright[k] % width;
      for (int v = Math.max(0, y - 1); v <= Math.min(y1 - y0 - 1, y + 1); v++) {
        for (int u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          fits[v * width + u] = false;
        }
      }
    }
    return fits;
  }

  private static void add(double[] sums, double ofRow, double v, double ofRowTimesX) {
    sums[0] += ofRow;
    sums[1] += ofRow * v;
    sums[2] += ofRowTimesX;
  }

  /**
   * Inverts a symmetric matrix, of which the upper right is given.
   *
   * @return false if that cannot be done: all boxes are on a line
   */
  private static boolean invert(double[][] m) {
    double a = m[1][1] * m[2][2] - m[1][2] * m[1][2];
    double b = m[0][2] * m[1][2] - m[0][1] * m[2][2];
    double c = m[0][1] * m[1][2] - m[0][2] * m[1][1];
    double d = m[0][0] * m[2][2] - m[0][2] * m[0][2];
    double e = m[0][1] * m[0][2] - m[0][0] * m[1][2];
    double f = m[0][0] * m[1][1] - m[0][1] * m[0][1];
    double determinant = m[0][0] * a + m[0][1] * b + m[0][2] * c;
    if (!(determinant > 1e-9 * m[0][0] * m[1][1] * m[2][2])) {
      return false;
    }
    double[][] adjugate = {{a, b, c}, {b, d, e}, {c, e, f}};
    for (int i = 0; i < 3; i++) {
      for (int k = 0; k < 3; k++) {
        m[i][k] = adjugate[i][k] / determinant;
      }
    }
    return true;
  }

  private static double[] times(double[][] matrix, double[] vector) {
    return new double[] {dot(matrix[0], vector), dot(matrix[1], vector), dot(matrix[2], vector)};
  }

  private static double dot(double[] a, double[] b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  }
}
