package org.nightbeam.background;

import java.util.Arrays;
import org.nightbeam.statistics.Spread;

/**
 * Level and noise of the sky of a frame. Both are estimated in meshes, see {@link MeshStatistics};
 * a mesh that differs from those around it, such as one filled by a bright star, gets the median of
 * 3 x 3; between the centres of meshes the level is interpolated by a bicubic spline, the noise
 * bilinearly.
 *
 * <p>Not safe for use by several threads: it keeps work space.
 */
public final class BackgroundMap {
  /** Default number of pixels along each side of a mesh. */
  public static final int DEFAULT_MESH = 64;

  /** A mesh of fewer valid pixels than this part of it is filled from those around it. */
  private static final double LEAST_VALID = 0.25;

  /**
   * The variance of the map's level, in units of the variance of a pixel over the pixels of a mesh:
   * Pearson's mode of normal values has 6.25 pi/2 + 2.25 - 7.5 = 4.57, of which the median of 9
   * leaves 0.18. Neighbours share their meshes, and the spline leaves the rest.
   */
  private static final double LEVEL_VARIANCE = 0.8;

  private static final int NONE = Integer.MIN_VALUE;

  private final int width;
  private final int height;
  private final int columns;
  private final int rows;
  private final double[][] level; // [rows][columns]
  private final double[][] noise;
  private final double[][] second; // derivatives of the level down the columns, [columns][rows]
  private final NaturalSpline across;
  private final boolean known;
  private final double typicalLevel; // asked for by every source

  private final float[][] levelRows; // [4][width], coefficients of the level down each column
  private int levelBehind = NONE; // the row of meshes that they are behind
  private final float[][] noiseRows; // [2][width], of the meshes above and below
  private int noiseBehind = NONE;
  private final float[] place; // of each column of pixels, behind the node before it
  private final int[] firstOf; // column of pixels behind each node

  private BackgroundMap(int width, int height, double[][] level, double[][] noise, boolean known) {
    this.width = width;
    this.height = height;
    this.rows = level.length;
    this.columns = level[0].length;
    this.level = level;
    this.noise = noise;
    this.known = known;
    this.typicalLevel = known ? median(level) : Double.NaN;
    this.second = new double[columns][rows];
    NaturalSpline down = new NaturalSpline(rows);
    for (int i = 0; i < columns; i++) {
      down.second(column(level, i), second[i]);
    }
    this.across = new NaturalSpline(columns);
    this.levelRows = new float[4][width];
    this.noiseRows = new float[2][width];
    this.place = new float[width];
    this.firstOf = new int[columns + 1];
    Arrays.fill(firstOf, width);
    for (int x = width - 1; x >= 0; x--) {
      double node = node(x, width, columns);
      int before = before(node, columns);
      place[x] = (float) (node - Math.max(before, 0));
      firstOf[before + 1] = x;
    }
    for (int i = columns - 1; i >= 0; i--) {
      firstOf[i] = Math.min(firstOf[i], firstOf[i + 1]);
    }
  }

  /**
   * Estimates that of a frame.
   *
   * @param pixels {@code [height][width]}; those that are not finite do not count
   * @param mesh pixels along each side of a mesh, about: meshes are of one size
   */
  public static BackgroundMap of(float[][] pixels, int mesh) {
    return of(pixels, mesh, Double.NaN);
  }

  /**
   * Estimates that of a frame whose photons are known: the noise of few photons is skewed.
   *
   * @param pixels {@code [height][width]}; those that are not finite do not count
   * @param mesh pixels along each side of a mesh, about: meshes are of one size
   * @param gain electrons per unit of the pixels; NaN if not known
   */
  public static BackgroundMap of(float[][] pixels, int mesh, double gain) {
    int height = pixels.length;
    int width = pixels[0].length;
    int rows = Math.max(1, Math.round((float) height / mesh));
    int columns = Math.max(1, Math.round((float) width / mesh));
    double[][] level = new double[rows][columns];
    double[][] noise = new double[rows][columns];
    MeshStatistics statistics = new MeshStatistics();
    boolean known = false;
    for (int j = 0; j < rows; j++) {
      int y0 = bound(j, height, rows);
      int y1 = bound(j + 1, height, rows);
      for (int i = 0; i < columns; i++) {
        int x0 = bound(i, width, columns);
        int x1 = bound(i + 1, width, columns);
        statistics.look(pixels, y0, y1, x0, x1);
        boolean enough = statistics.valid() >= LEAST_VALID * (y1 - y0) * (x1 - x0);
        level[j][i] = enough ? statistics.level() : Double.NaN;
        noise[j][i] =
            enough ? PhotonSkew.noise(statistics.noise(), statistics.level(), gain) : Double.NaN;
        known |= !Double.isNaN(level[j][i]);
      }
    }
    if (!known) {
      return new BackgroundMap(width, height, new double[rows][columns], level, false);
    }
    leaveOutNoiseless(noise);
    return new BackgroundMap(width, height, filtered(filled(level)), filtered(filled(noise)), true);
  }

  /** A mesh of one value, such as one where no light gets to, has the noise of those around it. */
  private static void leaveOutNoiseless(double[][] noise) {
    if (Arrays.stream(noise).flatMapToDouble(Arrays::stream).anyMatch(value -> value > 0)) {
      for (double[] row : noise) {
        Arrays.setAll(row, i -> row[i] > 0 ? row[i] : Double.NaN);
      }
    }
  }

  private static int bound(int i, int length, int meshes) {
    return (int) ((long) i * length / meshes);
  }

  /** Gives meshes without a value the mean of those around them, from these inwards. */
  private static double[][] filled(double[][] values) {
    double[][] result = values;
    boolean missing = true;
    while (missing) {
      missing = false;
      double[][] next = new double[result.length][];
      for (int j = 0; j < result.length; j++) {
        next[j] = result[j].clone();
        for (int i = 0; i < next[j].length; i++) {
          if (Double.isNaN(next[j][i])) {
            next[j][i] = Arrays.stream(around(result, j, i, 1, 1)).average().orElse(Double.NaN);
            missing |= Double.isNaN(next[j][i]);
          }
        }
      }
      result = next;
    }
    return result;
  }

  private static double[][] filtered(double[][] values) {
    double[][] result = new double[values.length][values[0].length];
    for (int j = 0; j < values.length; j++) {
      // As many on one side as on the other: at an edge, a gradient would show else.
      int down = Math.min(1, Math.min(j, values.length - 1 - j));
      for (int i = 0; i < values[j].length; i++) {
        int across = Math.min(1, Math.min(i, values[j].length - 1 - i));
        result[j][i] = Spread.median(around(values, j, i, down, across));
      }
    }
    return result;
  }

  /** Returns the values that there are around a mesh, and its own. */
  private static double[] around(double[][] values, int y, int x, int down, int across) {
    double[] found = new double[9];
    int size = 0;
    for (int j = Math.max(0, y - down); j <= Math.min(values.length - 1, y + down); j++) {
      for (int i = Math.max(0, x - across); i <= Math.min(values[j].length - 1, x + across); i++) {
        if (!Double.isNaN(values[j][i])) {
          found[size++] = values[j][i];
        }
      }
    }
    return Arrays.copyOf(found, size);
  }

  private static double[] column(double[][] values, int i) {
    return Arrays.stream(values).mapToDouble(row -> row[i]).toArray();
  }

  /** Returns where a pixel lies among the middles of the meshes, the first of which is 0. */
  private static double node(double pixel, int length, int meshes) {
    return (pixel + 0.5) * meshes / length - 0.5;
  }

  /** Returns the node before a place: -1 before the first, up to the last. */
  private static int before(double node, int nodes) {
    return (int) Math.max(-1, Math.min(nodes - 1, Math.floor(node)));
  }

  /** Returns the pixels per row of the frame. */
  public int width() {
    return width;
  }

  /** Returns the rows of the frame. */
  public int height() {
    return height;
  }

  /** Returns whether the frame had valid pixels enough for an estimate. */
  public boolean isKnown() {
    return known;
  }

  /** Returns the median level of the meshes; NaN if nothing is known. */
  public double typicalLevel() {
    return typicalLevel;
  }

  /** Returns the median noise of the meshes, a standard deviation; NaN if nothing is known. */
  public double typicalNoise() {
    return known ? median(noise) : Double.NaN;
  }

  private static double median(double[][] values) {
    return Spread.median(Arrays.stream(values).flatMapToDouble(Arrays::stream).toArray());
  }

  /** Returns the variance of the map's level where a pixel has the given variance. */
  public double levelVariance(double ofPixel) {
    return LEVEL_VARIANCE * ofPixel * rows * columns / ((double) width * height);
  }

  /**
   * Computes the level of a row; NaN if nothing is known.
   *
   * @param y row
   * @param out {@code [>= width]}, receives it
   */
  public void level(int y, float[] out) {
    if (!known) {
      Arrays.fill(out, Float.NaN);
      return;
    }
    double node = node(y, height, rows);
    int above = before(node, rows);
    if (above != levelBehind) {
      levelBehind(above);
    }
    float t = (float) (node - Math.max(above, 0));
    evaluate(levelRows[0], levelRows[1], levelRows[2], levelRows[3], t, out, width);
  }

  private static void evaluate(
      float[] c0, float[] c1, float[] c2, float[] c3, float t, float[] out, int width) {
    for (int x = 0; x < width; x++) {
      out[x] = c0[x] + t * (c1[x] + t * (c2[x] + t * c3[x]));
    }
  }

  /**
   * Computes what the rows of pixels behind a row of meshes have in common: of each column of
   * pixels the polynomial in the distance from that row. As a spline is linear in its values, each
   * coefficient across is the spline through those of the columns of meshes.
   */
  private void levelBehind(int above) {
    int from = Math.max(above, 0);
    double[][] cubics = new double[4][columns];
    for (int i = 0; i < columns; i++) {
      double[] s = second[i];
      double here = level[from][i];
      cubics[0][i] = here;
      if (rows == 1) {
        continue;
      }
      if (above < 0) {
        cubics[1][i] = level[1][i] - here - (2 * s[0] + s[1]) / 6;
      } else if (above == rows - 1) {
        cubics[1][i] = here - level[above - 1][i] + (s[above - 1] + 2 * s[above]) / 6;
      } else {
        cubics[1][i] = level[above + 1][i] - here - (2 * s[above] + s[above + 1]) / 6;
        cubics[2][i] = s[above] / 2;
        cubics[3][i] = (s[above + 1] - s[above]) / 6;
      }
    }
    for (int k = 0; k < cubics.length; k++) {
      across(cubics[k], levelRows[k]);
    }
    levelBehind = above;
  }

  /** Computes the spline through values of the columns of meshes at all columns of pixels. */
  private void across(double[] values, float[] out) {
    double[] secondOfRow = new double[columns];
    across.second(values, secondOfRow);
    double[] polynomial = new double[4];
    for (int before = -1; before < columns; before++) {
      polynomialBehind(before, values, secondOfRow, polynomial);
      fill(place, firstOf[before + 1], firstBehind(before + 1), polynomial, out);
    }
  }

  /** Returns the first column of pixels behind those that a column of meshes is before. */
  private int firstBehind(int i) {
    return i + 1 <= columns ? firstOf[i + 1] : width;
  }

  private void polynomialBehind(
      int before, double[] values, double[] secondOfRow, double[] polynomial) {
    if (columns > 1 && before >= 0 && before < columns - 1) {
      NaturalSpline.polynomial(values, secondOfRow, before, polynomial);
      return;
    }
    double slope = 0;
    if (columns > 1 && before < 0) {
      NaturalSpline.polynomial(values, secondOfRow, 0, polynomial);
      slope = polynomial[1];
    } else if (columns > 1) {
      slope = NaturalSpline.endSlope(values, secondOfRow);
    }
    polynomial[0] = values[Math.max(before, 0)];
    polynomial[1] = slope;
    polynomial[2] = 0;
    polynomial[3] = 0;
  }

  private static void fill(float[] place, int from, int to, double[] polynomial, float[] out) {
    float c0 = (float) polynomial[0];
    float c1 = (float) polynomial[1];
    float c2 = (float) polynomial[2];
    float c3 = (float) polynomial[3];
    for (int x = from; x < to; x++) {
      out[x] = c0 + place[x] * (c1 + place[x] * (c2 + place[x] * c3));
    }
  }

  /**
   * Computes the noise of a row.
   *
   * @param y row
   * @param out {@code [>= width]}, receives standard deviations
   */
  public void noise(int y, float[] out) {
    double node = Math.max(0, Math.min(rows - 1, node(y, height, rows)));
    int before = Math.min((int) node, Math.max(0, rows - 2));
    if (before != noiseBehind) {
      straight(noise[before], noiseRows[0]);
      straight(noise[Math.min(before + 1, rows - 1)], noiseRows[1]);
      noiseBehind = before;
    }
    between(noiseRows[0], noiseRows[1], (float) (node - before), out, width);
  }

  private static void between(float[] from, float[] to, float t, float[] out, int width) {
    for (int x = 0; x < width; x++) {
      out[x] = (1 - t) * from[x] + t * to[x];
    }
  }

  /** Computes values of the columns of meshes, and straight lines between, at all columns. */
  private void straight(double[] values, float[] out) {
    double[] line = new double[4];
    for (int i = -1; i < columns; i++) {
      line[0] = values[Math.max(i, 0)];
      line[1] = i < 0 || i == columns - 1 ? 0 : values[i + 1] - values[i];
      fill(place, firstOf[i + 1], firstBehind(i + 1), line, out);
    }
  }

  /** Returns the noise at a pixel, a standard deviation. */
  public double noise(int y, int x) {
    double atY = Math.max(0, Math.min(rows - 1, node(y, height, rows)));
    double atX = Math.max(0, Math.min(columns - 1, node(x, width, columns)));
    int j = (int) atY;
    int i = (int) atX;
    int j1 = Math.min(j + 1, rows - 1);
    int i1 = Math.min(i + 1, columns - 1);
    double v = atY - j;
    double u = atX - i;
    return (1 - v) * ((1 - u) * noise[j][i] + u * noise[j][i1])
        + v * ((1 - u) * noise[j1][i] + u * noise[j1][i1]);
  }
}
