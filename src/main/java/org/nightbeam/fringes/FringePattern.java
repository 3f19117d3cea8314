package org.nightbeam.fringes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.nightbeam.statistics.Spread;

/**
 * The pattern of fringes that thin-film interference of the night sky's lines leaves on a detector,
 * as a master has it: finds how strong it is in a light, and takes it away.
 *
 * <p>Both are averaged over boxes of 4 x 4 pixels. The light is cut into cells of 32 to 128 pixels
 * a side, so many that there are eight or more along each side if it is large enough. In each the
 * sky is taken to be a plane, and stars are left out, box by box, as what does not fit (see {@link
 * FringeCell}). The factor is that of the least squares of all cells together, each with the weight
 * of its own noise. Cells that disagree with the others, as there is a galaxy in them, are left
 * out. The standard error is that of the disagreement between the cells that are left, so what is
 * wrong with the model is in it; it is never below what the noise of the pixels gives.
 *
 * <p>Noise of the master would make the factor too small, as that of the abscissa does in any
 * regression. So the square of the pattern is taken to be the product of two halves of its pixels,
 * the black and the white squares of a chessboard: they have the same fringes, but not the same
 * noise. Of fringes less than 10 pixels wide that is not quite so, and the factor is off by a
 * hundredth. Fringes twice as wide as a cell are mostly part of its sky, and hardly measured.
 *
 * <p>Sources: measuring at many small places, less the sky around, with clipped least squares, is
 * what the Rubin Observatory's {@code ip_isr} does, and C. Snodgrass and B. Carry, The Messenger
 * 152, 14 (2013), with pairs of bright and dark points; two halves are instrumental variables, see
 * W. A. Fuller, Measurement Error Models, 1987, section 1.4.
 *
 * <p>Safe for use by several threads. It is one class of more than 400 lines, as what is averaged,
 * fitted and subtracted is the same pattern in boxes; the sums of a cell are a class of their own.
 */
public final class FringePattern {
  private static final int BOX = 4; // pixels
  private static final int BOX_PIXELS = BOX * BOX;
  private static final int HALF_BOX = BOX_PIXELS / 2;

  /** Least number of pixels of a box, of each colour of the chessboard, that must have a value. */
  private static final int FEWEST_IN_HALF = BOX_PIXELS / 4;

  /** Boxes along the side of a cell, at most: 128 pixels. */
  private static final int LARGEST_CELL = 32;

  /** At least: a plane and a factor need boxes enough. */
  private static final int SMALLEST_CELL = 8;

  /** Cells along the shorter side of an image that is not large. */
  private static final int CELLS_A_SIDE = 8;

  private static final int FEWEST_CELLS = 8;

  /** Boxes of which the level is the median. */
  private static final int SAMPLE = 65_536;

  /** Shorter side of an image that has so many cells. */
  private static final int SMALLEST_IMAGE = 3 * SMALLEST_CELL * BOX;

  /** Multiple of the pattern's scatter beyond which a value is no fringe. */
  private static final double FARTHEST_IN_PATTERN = 4;

  private static final double FARTHEST_CELL = 4; // standard deviations
  private static final double SIGNIFICANT = 5; // standard errors
  private static final int MOST_ROUNDS = 8;
  private static final double SAME = 0.01; // standard errors

  /** Part of the level below which a pattern is only rounding. */
  private static final double WEAKEST = 1e-6;

  /** Part of the mean square of the pattern in a cell, below which the cell is even. */
  private static final double EVEN = 1e-6;

  private final float[][] pattern;
  private final int height;
  private final int width;
  private final float level;

  // [rows][columns] of boxes
  private final float[][] black;
  private final float[][] white;

  /** Boxes in which some pixels have no value. */
  private final BitSet gappy = new BitSet();

  /**
   * How strong the pattern is in a light.
   *
   * @param factor by which the pattern is to be multiplied; 0 if it was not found
   * @param error the standard error of what was measured; NaN if nothing could be
   * @param refusal why no fringes were found, for a person to read; null if they were
   */
  public record Fit(double factor, double error, String refusal) {
    /** Returns whether the pattern is in the light. */
    boolean isFound() {
      return refusal == null;
    }
  }

  /**
   * @param pattern {@code [height][width]}, fringes around any level, NaN for no value; must not
   *     change any more
   */
  public FringePattern(float[][] pattern) {
    this.pattern = pattern;
    height = pattern.length;
    width = height == 0 ? 0 : pattern[0].length;
    requireShape(pattern);
    black = new float[height / BOX][width / BOX];
    white = new float[height / BOX][width / BOX];
    average(pattern, black, white);
    for (int v = 0; v < black.length; v++) {
      for (int u = 0; u < black[v].length; u++) {
        if (!Float.isFinite(black[v][u] + white[v][u])) {
          Means means = averageOfOthers(pattern, v, u);
          black[v][u] = means.black;
          white[v][u] = means.white;
          gappy.set(v * black[v].length + u);
        }
      }
    }
    level = median(black);
    for (float[][] half : List.of(black, white)) {
      for (float[] row : half) {
        for (int u = 0; u < row.length; u++) {
          row[u] -= level;
        }
      }
    }
    leaveStarsOut();
  }

  /** Boxes of the pattern that are far from all others have no value, nor those around them. */
  private void leaveStarsOut() {
    boolean[][] far = new boolean[black.length][width / BOX];
    float[] work = workSpace();
    for (FringeCell cell : cells()) {
      cell.findFar(black, FARTHEST_IN_PATTERN, far, work);
      cell.findFar(white, FARTHEST_IN_PATTERN, far, work);
    }
    for (int v = 0; v < far.length; v++) {
      for (int u = 0; u < far[v].length; u++) {
        if (far[v][u]) {
          for (int y = Math.max(0, v - 1); y <= Math.min(far.length - 1, v + 1); y++) {
            int from = Math.max(0, u - 1);
            int to = Math.min(far[y].length, u + 2);
            Arrays.fill(black[y], from, to, Float.NaN);
            Arrays.fill(white[y], from, to, Float.NaN);
          }
        }
      }
    }
  }

  private void requireShape(float[][] image) {
    if (image.length != height) {
      throw new IllegalArgumentException(
          String.format("the light has %d rows, the pattern of fringes %d", image.length, height));
    }
    for (int y = 0; y < height; y++) {
      if (image[y].length != width) {
        throw new IllegalArgumentException(
            String.format("row %d has %d pixels, expected %d", y, image[y].length, width));
      }
    }
  }

  /**
   * Subtracts the pattern without its level, so that the sky keeps its own. Where the pattern has
   * no value, the light has none then.
   *
   * @param light {@code [height][width]}, is changed
   * @param factor 0 leaves the light as it is
   */
  void subtract(float[][] light, double factor) {
    requireShape(light);
    if (factor == 0) {
      return;
    }
    for (int y = 0; y < height; y++) {
      subtract(light[y], pattern[y], level, (float) factor, width);
    }
  }

  /** Returns whether the pattern has a value at a pixel. */
  boolean hasValue(int y, int x) {
    return Float.isFinite(pattern[y][x]);
  }

  /**
   * Measures how strong the pattern is in a light.
   *
   * @param light {@code [height][width]}, calibrated, in any unit, NaN for no value; not changed
   */
  Fit fit(float[][] light) {
    requireShape(light);
    if (Math.min(height, width) < SMALLEST_IMAGE) {
      return nothing(
          Double.NaN,
          "the light is %d x %d pixels; at least %d are needed either way",
          width,
          height,
          SMALLEST_IMAGE);
    }
    float[][] lights = new float[height / BOX][width / BOX];
    average(light, lights);
    float[][] blacks = black.clone();
    float[][] whites = white.clone();
    for (int v = 0; v < lights.length; v++) {
      averageWithGaps(light, v, lights[v], blacks, whites);
    }
    List<FringeCell> cells = cells();
    float[] work = workSpace();
    cells.forEach(cell -> cell.start(lights, blacks, work));
    Solution solution = new Solution(0, Double.NaN);
    for (int round = 0; round < MOST_ROUNDS; round++) {
      for (int k = 0; k < cells.size(); k++) {
        // Either half is as good as the other.
        boolean even = k % 2 == 0;
        cells.get(k).sum(lights, even ? blacks : whites, even ? whites : blacks, solution.factor);
      }
      List<FringeCell> usable = cells.stream().filter(FringeCell::isUsable).toList();
      if (!usable.isEmpty() && isFlat(usable)) {
        return nothing(Double.NaN, "the pattern is flat, or only noise; is it a fringe master?");
      }
      usable = withPattern(usable);
      if (usable.size() < FEWEST_CELLS) {
        return nothing(
            Double.NaN,
            "only %d of %d parts of the light have enough sky where the pattern has values",
            usable.size(),
            cells.size());
      }
      double before = solution.factor;
      solution = solve(usable, before);
      if (round > 0 && Math.abs(solution.factor - before) <= SAME * solution.error) {
        break;
      }
      for (FringeCell cell : cells) {
        cell.settle(solution.factor);
      }
    }
    if (!(solution.factor >= SIGNIFICANT * solution.error)) {
      return nothing(
          solution.error,
          solution.factor < -SIGNIFICANT * solution.error
              ? "the factor is %.4g +- %.2g: what is bright in the pattern is dark in the light"
              : "the factor is %.4g +- %.2g, less than %.0f standard errors",
          solution.factor,
          solution.error,
          SIGNIFICANT);
    }
    return new Fit(solution.factor, solution.error, null);
  }

  private static Fit nothing(double error, String reason, Object... values) {
    return new Fit(0, error, "no fringes found: " + String.format(Locale.ROOT, reason, values));
  }

  // Boxes.

  /** Means of boxes; of one with a gap it is not finite. */
  private static void average(float[][] image, float[][] means) {
    float[] sums = new float[image[0].length];
    float[] others = new float[image[0].length];
    for (int v = 0; v < means.length; v++) {
      int y = BOX * v;
      sum(image[y], image[y + 1], sums.length, sums);
      sum(image[y + 2], image[y + 3], sums.length, others);
      sum(sums, others, sums.length, sums);
      for (int u = 0; u < means[v].length; u++) {
        int x = BOX * u;
        means[v][u] = (sums[x] + sums[x + 1] + (sums[x + 2] + sums[x + 3])) / BOX_PIXELS;
      }
    }
  }

  /** Means of the black and of the white pixels of boxes; of those with a gap not finite. */
  private static void average(float[][] image, float[][] black, float[][] white) {
    int width = image.length == 0 ? 0 : image[0].length;
    float[] even = new float[width];
    float[] odd = new float[width];
    for (int v = 0; v < black.length; v++) {
      int y = BOX * v;
      sum(image[y], image[y + 2], width, even);
      sum(image[y + 1], image[y + 3], width, odd);
      for (int u = 0; u < black[v].length; u++) {
        int x = BOX * u;
        black[v][u] = (even[x] + odd[x + 1] + (even[x + 2] + odd[x + 3])) / HALF_BOX;
        white[v][u] = (odd[x] + even[x + 1] + (odd[x + 2] + even[x + 3])) / HALF_BOX;
      }
    }
  }

  /** In boxes where light or pattern have gaps, both are averaged over the same pixels. */
  private void averageWithGaps(
      float[][] light, int v, float[] lights, float[][] blacks, float[][] whites) {
    for (int u = 0; u < lights.length; u++) {
      if (Float.isFinite(lights[u]) && !gappy.get(v * lights.length + u)) {
        continue;
      }
      Means means = averageOfOthers(light, v, u);
      lights[u] = means.light;
      if (!Float.isNaN(black[v][u])) {
        if (blacks[v] == black[v]) {
          blacks[v] = black[v].clone();
          whites[v] = white[v].clone();
        }
        blacks[v][u] = means.black - level;
        whites[v][u] = means.white - level;
      }
    }
  }

  /** The means of a box; NaN if too few pixels have a value. */
  private record Means(float light, float black, float white) {}

  private Means averageOfOthers(float[][] light, int v, int u) {
    int[] count = new int[2];
    double[] ofLight = new double[2];
    double[] ofPattern = new double[2];
    for (int y = BOX * v; y < BOX * (v + 1); y++) {
      for (int x = BOX * u; x < BOX * (u + 1); x++) {
        if (Float.isFinite(light[y][x]) && Float.isFinite(pattern[y][x])) {
          int colour = x + y & 1;
          count[colour]++;
          ofLight[colour] += light[y][x];
          ofPattern[colour] += pattern[y][x];
        }
      }
    }
    if (Math.min(count[0], count[1]) < FEWEST_IN_HALF) {
      return new Means(Float.NaN, Float.NaN, Float.NaN);
    }
    return new Means(
        (float) ((ofLight[0] / count[0] + ofLight[1] / count[1]) / 2),
        (float) (ofPattern[0] / count[0]),
        (float) (ofPattern[1] / count[1]));
  }

  private static float median(float[][] boxes) {
    int total = boxes.length == 0 ? 0 : boxes.length * boxes[0].length;
    int step = Math.max(1, total / SAMPLE) | 1; // odd: not always the same columns
    float[] sample = new float[total / step + 1];
    int count = 0;
    for (int i = 0; i < total; i += step) {
      float value = boxes[i / boxes[0].length][i % boxes[0].length];
      if (!Float.isNaN(value)) {
        sample[count++] = value;
      }
    }
    Arrays.sort(sample, 0, count);
    return count == 0 ? Float.NaN : sample[count / 2];
  }

  // Cells.

  private List<FringeCell> cells() {
    int rows = height / BOX;
    int columns = width / BOX;
    int side = Math.min(rows, columns) / CELLS_A_SIDE;
    side = Math.max(SMALLEST_CELL, Math.min(LARGEST_CELL, side));
    int down = rows / side;
    int across = columns / side;
    List<FringeCell> cells = new ArrayList<>();
    for (int j = 0; j < down; j++) {
      for (int i = 0; i < across; i++) {
        cells.add(
            new FringeCell(
                j * rows / down,
                (j + 1) * rows / down,
                i * columns / across,
                (i + 1) * columns / across));
      }
    }
    return cells;
  }

  /** Returns whether there is no structure in the pattern that stands out of its noise. */
  private boolean isFlat(List<FringeCell> cells) {
    double square = 0;
    double variance = 0;
    double count = 0;
    for (FringeCell cell : cells) {
      square += cell.patternPattern();
      variance += cell.varianceOfNoise();
      count += cell.boxes();
    }
    double weakest = WEAKEST * level;
    return !(square > SIGNIFICANT * Math.sqrt(variance) && square > count * weakest * weakest);
  }

  /** Returns those in which the pattern is not quite even. */
  private static List<FringeCell> withPattern(List<FringeCell> cells) {
    double all = cells.stream().mapToDouble(FringeCell::square).sum();
    double least = EVEN * all / cells.size();
    return cells.stream().filter(cell -> cell.square() > least).toList();
  }

  private record Solution(double factor, double error) {}

  /**
   * Solves by weighted least squares of the cells that agree.
   *
   * @param before the factor as known so far
   */
  private static Solution solve(List<FringeCell> cells, double before) {
    double middle = weightedMedian(cells, before);
    double[] distances = new double[cells.size()];
    for (int k = 0; k < distances.length; k++) {
      distances[k] = distance(cells.get(k), middle, before);
    }
    double[] sorted = distances.clone();
    Arrays.sort(sorted);
    double farthest =
        FARTHEST_CELL * Math.max(1, Spread.OF_NORMAL_VALUES * sorted[sorted.length / 2]);
    double product = 0;
    double square = 0;
    double noise = 0;
    List<FringeCell> kept = new ArrayList<>();
    for (int k = 0; k < distances.length; k++) {
      if (distances[k] <= farthest) {
        FringeCell cell = cells.get(k);
        double weight = 1 / cell.variance(before);
        product += weight * cell.lightPattern();
        square += weight * cell.patternPattern();
        noise += weight * cell.square();
        kept.add(cell);
      }
    }
    if (!(square > 0)) {
      return new Solution(0, Double.POSITIVE_INFINITY); // noise: the halves are opposite by chance
    }
    double factor = product / square;
    double disagreement = 0;
    for (FringeCell cell : kept) {
      double residual =
          (cell.lightPattern() - factor * cell.patternPattern()) / cell.variance(before);
      disagreement += residual * residual;
    }
    disagreement *= kept.size() / (kept.size() - 1.0);
    return new Solution(factor, Math.sqrt(Math.max(disagreement, noise)) / square);
  }

  /**
   * Returns the distance between a cell and a factor, in standard deviations by the noise of the
   * light.
   */
  private static double distance(FringeCell cell, double factor, double before) {
    return Math.abs(cell.lightPattern() - factor * cell.patternPattern())
        / Math.sqrt(cell.square() * cell.variance(before));
  }

  /** Returns the weighted median of the factors of single cells. */
  private static double weightedMedian(List<FringeCell> cells, double before) {
    List<double[]> factors = new ArrayList<>();
    double total = 0;
    for (FringeCell cell : cells) {
      if (cell.patternPattern() > 0) {
        double weight = cell.patternPattern() / cell.variance(before);
        factors.add(new double[] {cell.lightPattern() / cell.patternPattern(), weight});
        total += weight;
      }
    }
    factors.sort(Comparator.comparingDouble(factor -> factor[0]));
    double sum = 0;
    for (double[] factor : factors) {
      sum += factor[1];
      if (sum >= total / 2) {
        return factor[0];
      }
    }
    throw new IllegalStateException("a pattern that is not flat has cells that are not");
  }

  private static float[] workSpace() {
    return new float[4 * LARGEST_CELL * LARGEST_CELL]; // no cell is twice as high or wide
  }

  // One small loop a method, for SIMD.

  private static void sum(float[] a, float[] b, int length, float[] out) {
    for (int i = 0; i < length; i++) {
      out[i] = a[i] + b[i];
    }
  }

  private static void subtract(
      float[] light, float[] pattern, float level, float factor, int length) {
    for (int i = 0; i < length; i++) {
      light[i] -= factor * (pattern[i] - level);
    }
  }
}
