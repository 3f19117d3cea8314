package org.nightbeam.resample;

import java.util.Arrays;
import org.nightbeam.registration.Transform;

/**
 * Computes the rows of a frame on the grid of its reference. The weights of the pixels that have a
 * value are scaled so that their sum is one, at edges and around invalid pixels too; where the
 * nearest pixel has no value, or is beyond the edge, there is none. Values are multiplied by the
 * area that a pixel of the result covers on the frame, so that fluxes stay.
 *
 * <p>Not safe for use by several threads: it keeps work space. That is why it is one class of more
 * than 400 lines: values, variances and photons of a row are sums over the same pixels by the same
 * weights.
 *
 * <p>A frame of finer pixels than the reference is sampled at as many places as there are pixels of
 * the result: noise is not averaged.
 */
public final class Resampler implements RowResampler {
  /** Pixels that have together less of the weight than this do not speak for a place. */
  private static final double LEAST_WEIGHT = 0.3;

  /** Pixels along an axis of the longest kernel. */
  private static final int LONG = 6;

  /** Steps along each edge of a band at which it is seen which rows are needed. */
  private static final int STEPS = 16;

  /**
   * Pixels that have one factor of their variance, where it hardly changes from one to the next.
   */
  private static final int ALIKE = 16;

  /** Change in pixels per pixel of the result that is neglected. */
  private static final double HARDLY = 1e-3;

  /** Least variance of a pixel, in variances of the sky. */
  private static final float LEAST_PART = 0.25f;

  private final Kernel kernel;
  private final TwoPasses passes;

  /**
   * @param kernel by which values between pixels follow from those about them
   */
  public Resampler(Kernel kernel) {
    this.kernel = kernel;
    this.passes = new TwoPasses(kernel);
  }

  /**
   * A rectangle of pixels of a frame, which may be empty.
   *
   * @param firstRow from 0
   * @param rows how many
   * @param firstColumn from 0
   * @param columns how many
   */
  public record Needed(int firstRow, int rows, int firstColumn, int columns) {}

  @Override
  public Needed needed(
      Transform transform,
      int firstRow,
      int rows,
      int firstColumn,
      int columns,
      int frameWidth,
      int frameHeight) {
    return needed(
        transform, firstRow, rows, firstColumn, columns, frameWidth, frameHeight, kernel.taps());
  }

  /**
   * Returns the pixels of a frame that some pixels of the result need.
   *
   * @param taps pixels along an axis that one of them needs
   */
  static Needed needed(
      Transform transform,
      int firstRow,
      int rows,
      int firstColumn,
      int columns,
      int frameWidth,
      int frameHeight,
      int taps) {
    Extent across = new Extent();
    Extent down = new Extent();
    for (int side = 0; side < 2; side++) {
      double y = firstRow + side * (rows - 1.0);
      double x = firstColumn + side * (columns - 1.0);
      across.begin();
      down.begin();
      for (int k = 0; k <= STEPS; k++) {
        double along = firstColumn + (columns - 1.0) * k / STEPS;
        across.add(transform.x(along, y));
        down.add(transform.y(along, y));
      }
      across.begin();
      down.begin();
      for (int k = 0; k <= STEPS; k++) {
        double along = firstRow + (rows - 1.0) * k / STEPS;
        across.add(transform.x(x, along));
        down.add(transform.y(x, along));
      }
    }
    boolean bent = transform.degree() > 1;
    int[] ofRows = down.within(taps, bent, frameHeight);
    int[] ofColumns = across.within(taps, bent, frameWidth);
    return new Needed(ofRows[0], ofRows[1] - ofRows[0], ofColumns[0], ofColumns[1] - ofColumns[0]);
  }

  /** From where to where places along a curve reach. */
  private static final class Extent {
    private double least = Double.POSITIVE_INFINITY;
    private double most = Double.NEGATIVE_INFINITY;
    private double step;
    private double before;

    void begin() {
      before = Double.NaN;
    }

    void add(double place) {
      least = Math.min(least, place);
      most = Math.max(most, place);
      step = Double.isNaN(before) ? step : Math.max(step, Math.abs(place - before));
      before = place;
    }

    int[] within(int taps, boolean bent, int size) {
      // Between two steps a curve of a distorted field is within a fraction of a step.
      double margin = taps / 2.0 + 1 + (bent ? step / 4 : 0);
      int from = (int) Math.max(0, Math.min(size, Math.floor(least - margin)));
      int to = (int) Math.max(0, Math.min(size, Math.ceil(most + margin) + 1));
      return new int[] {from, Math.max(from, to)};
    }
  }

  @Override
  public void row(Transform transform, int x, int y, FrameRows rows, double sky, ResampledRow out) {
    row(transform, x, y, rows, sky, out.values(), out.variances());
    if (out.parts() != null) {
      Arrays.fill(out.parts(), 1);
    }
    if (out.ranges() != null) {
      Arrays.fill(out.ranges(), 0);
    }
  }

  /**
   * Computes part of a row. What a pixel comes to does not depend on which others are computed with
   * it.
   *
   * @param x the first pixel, a multiple of 16
   * @param y row of the result
   * @param rows of the frame, all that are {@link #needed}
   * @param sky level per pixel of the frame, which is subtracted
   * @param values receives the values of pixels from the first on; NaN where there is none
   * @param variances receives their variances, as many
   */
  public void row(
      Transform transform,
      int x,
      int y,
      FrameRows rows,
      double sky,
      float[] values,
      float[] variances) {
    if (rows.values().length == 0 || rows.values()[0].length == 0) {
      Arrays.fill(values, Float.NaN);
      Arrays.fill(variances, Float.NaN);
      return;
    }
    if (transform.degree() == 1) {
      double u1 = transform.xs()[1] / transform.unit();
      double v1 = transform.ys()[1] / transform.unit();
      if (TwoPasses.canDo(u1, v1)) {
        straightRow(transform, x, y, u1, v1, rows, sky, values, variances);
        return;
      }
    }
    anyRow(transform, x, y, rows, sky, values, variances);
  }

  private void anyRow(
      Transform transform,
      int firstX,
      int y,
      FrameRows rows,
      double sky,
      float[] values,
      float[] variances) {
    int columns = rows.values()[0].length;
    int half = kernel.taps() / 2 - 1;
    boolean bent = transform.degree() > 1;
    double area = Math.abs(transform.area(0, y));
    double[][] onRow = transform.onRow(y);
    double[] c = onRow[0];
    double[] r = onRow[1];
    double step = 1 / transform.unit();
    for (int i = 0; i < values.length; i++) {
      int x = firstX + i;
      double s = (x - transform.centreX()) * step;
      double u = c[0] + s * (c[1] + s * (c[2] + s * c[3]));
      double v = r[0] + s * (r[1] + s * (r[2] + s * r[3]));
      if (!isOn(rows, u, v)) {
        values[i] = Float.NaN;
        variances[i] = Float.NaN;
        continue;
      }
      if (bent) {
        area = Math.abs(transform.area(x, y));
      }
      int column = (int) Math.floor(u);
      int row = (int) Math.floor(v);
      int phaseX = (int) ((u - column) * Kernel.PHASES + 0.5);
      int phaseY = (int) ((v - row) * Kernel.PHASES + 0.5);
      float[] across = kernel.weights(phaseX);
      float[] down = kernel.weights(phaseY);
      int first = column - half - rows.firstColumn();
      int top = row - half;
      float value = Float.NaN;
      if (first >= 0
          && first + across.length <= columns
          && rows.has(top)
          && rows.has(top + down.length - 1)) {
        value = sum(rows.values(), first, top - rows.firstRow(), across, down);
      }
      if (value - value == 0) {
        double variance =
            rows.variances() == null
                ? variance(rows, value - sky) * kernel.squares(phaseX) * kernel.squares(phaseY)
                : sumOfSquares(rows.variances(), first, top - rows.firstRow(), across, down);
        values[i] = (float) (area * (value - sky));
        variances[i] = (float) (area * area * variance);
      } else {
        ofValid(u, v, rows, sky, area, values, variances, i);
      }
    }
  }

  /** Returns whether a place is on the frame. */
  private static boolean isOn(FrameRows rows, double u, double v) {
    return u >= -0.5 && v >= -0.5 && u < rows.frameWidth() - 0.5 && v < rows.frameHeight() - 0.5;
  }

  @Override
  public void countSaturated(Transform transform, int x, int y, FrameRows rows, int[] counts) {
    if (rows.saturated() == null) {
      return;
    }
    for (int i = 0; i < counts.length; i++) {
      double u = transform.x(x + i, y);
      double v = transform.y(x + i, y);
      if (isOn(rows, u, v)) {
        boolean[] row = rows.saturated()[(int) Math.rint(v) - rows.firstRow()];
        counts[i] += row != null && row[(int) Math.rint(u) - rows.firstColumn()] ? 1 : 0;
      }
    }
  }

  /** Returns the variance of a pixel that has none of its own, by its light above the sky. */
  static double variance(FrameRows rows, double light) {
    double least = LEAST_PART * rows.variance();
    double own = rows.variance() + rows.variancePerUnit() * light;
    return own < least ? least : own; // few are: a branch is faster than Math.max
  }

  /** Computes part of a row that crosses the frame along a line that is hardly turned. */
  private void straightRow(
      Transform transform,
      int firstX,
      int y,
      double u1,
      double v1,
      FrameRows rows,
      double sky,
      float[] values,
      float[] variances) {
    double area = Math.abs(transform.area(0, y));
    double u0 = transform.x(0, y);
    double v0 = transform.y(0, y);
    int row = rows.firstRow();
    int column = rows.firstColumn();
    passes.row(rows.values(), row, column, false, u0, u1, v0, v1, firstX, values);
    subtract(values, (float) sky);
    if (rows.variances() == null) {
      // Of whole runs of pixels the weights are so alike that one factor is true of all.
      boolean alike = Math.abs(v1) < HARDLY && Math.abs(Math.abs(u1) - 1) < HARDLY;
      int run = alike ? ALIKE : 1;
      for (int from = 0; from < values.length; from += run) {
        int to = Math.min(values.length, from + run);
        int middle = firstX + from + run / 2;
        double squares =
            area
                * area
                * kernel.squares(phase(u0 + u1 * middle))
                * kernel.squares(phase(v0 + v1 * middle));
        addPhotons(
            values,
            from,
            to,
            (float) (squares * rows.variance()),
            (float) (squares * rows.variancePerUnit()),
            variances);
      }
    } else {
      passes.row(rows.variances(), row, column, true, u0, u1, v0, v1, firstX, variances);
      multiply(variances, (float) (area * area));
    }
    multiply(values, (float) area);
    if (allFinite(values)) {
      return;
    }
    for (int i = 0; i < values.length; i++) {
      float value = values[i];
      if (value - value != 0) {
        double u = u0 + u1 * (firstX + i);
        double v = v0 + v1 * (firstX + i);
        values[i] = Float.NaN;
        variances[i] = Float.NaN;
        if (isOn(rows, u, v)) {
          ofValid(u, v, rows, sky, area, values, variances, i);
        }
      }
    }
  }

  private static void addPhotons(
      float[] values, int from, int to, float ofSky, float perUnit, float[] variances) {
    for (int i = from; i < to; i++) {
      // Noise below the sky takes off what noise above it adds: the mean is right.
      variances[i] = Math.max(LEAST_PART * ofSky, ofSky + perUnit * values[i]);
    }
  }

  private static boolean allFinite(float[] row) {
    int bits = 0; // of a sum of floats each addition would wait for the one before
    for (int i = 0; i < row.length; i++) {
      bits |= Float.floatToRawIntBits(row[i] - row[i]);
    }
    return bits == 0;
  }

  private static int phase(double place) {
    return (int) ((place - Math.floor(place)) * Kernel.PHASES + 0.5);
  }

  private static void subtract(float[] row, float level) {
    for (int x = 0; x < row.length; x++) {
      row[x] -= level;
    }
  }

  private static void multiply(float[] row, float factor) {
    for (int x = 0; x < row.length; x++) {
      row[x] *= factor;
    }
  }

  /** Computes a pixel of those that have a value. */
  private void ofValid(
      double u,
      double v,
      FrameRows rows,
      double sky,
      double area,
      float[] values,
      float[] variances,
      int x) {
    int half = kernel.taps() / 2 - 1;
    sumOfValid(
        rows,
        (int) Math.floor(u) - half - rows.firstColumn(),
        (int) Math.floor(v) - half,
        kernel.weights(phase(u)),
        kernel.weights(phase(v)),
        (int) Math.rint(u) - rows.firstColumn(),
        (int) Math.rint(v),
        sky,
        area,
        values,
        variances,
        x);
  }

  /** Returns the weighted sum of pixels; not finite if one of them is not. */
  private static float sum(float[][] pixels, int first, int top, float[] across, float[] down) {
    float sum = 0;
    if (across.length == LONG) {
      // Written out, as the compiler does not: this is where the time goes.
      float a = across[0];
      float b = across[1];
      float c = across[2];
      float d = across[3];
      float e = across[4];
      float f = across[5];
      for (int j = 0; j < LONG; j++) {
        float[] row = pixels[top + j];
        float left = a * row[first] + b * row[first + 1] + c * row[first + 2];
        float right = d * row[first + 3] + e * row[first + 4] + f * row[first + 5];
        sum += down[j] * (left + right);
      }
      return sum;
    }
    for (int j = 0; j < down.length; j++) {
      float[] row = pixels[top + j];
      float ofRow = 0;
      for (int i = 0; i < across.length; i++) {
        ofRow += across[i] * row[first + i];
      }
      sum += down[j] * ofRow;
    }
    return sum;
  }

  /** Returns the sum of variances, weighted by the squares of the weights. */
  private static float sumOfSquares(
      float[][] variances, int first, int top, float[] across, float[] down) {
    float sum = 0;
    for (int j = 0; j < down.length; j++) {
      float[] row = variances[top + j];
      float ofRow = 0;
      for (int i = 0; i < across.length; i++) {
        ofRow += across[i] * across[i] * row[first + i];
      }
      sum += down[j] * down[j] * ofRow;
    }
    return sum;
  }

  /** Sums over the pixels that lie on the frame and have a value. */
  private static void sumOfValid(
      FrameRows rows,
      int first,
      int top,
      float[] across,
      float[] down,
      int nearestX,
      int nearestY,
      double sky,
      double area,
      float[] values,
      float[] variances,
      int x) {
    values[x] = Float.NaN;
    variances[x] = Float.NaN;
    float nearest = rows.values()[nearestY - rows.firstRow()][nearestX];
    if (nearest - nearest != 0) {
      return;
    }
    double weights = 0;
    double sum = 0;
    double variance = 0;
    for (int j = 0; j < down.length; j++) {
      if (rows.has(top + j)) {
        int at = top + j - rows.firstRow();
        float[] row = rows.values()[at];
        for (int i = Math.max(0, -first); i < across.length && first + i < row.length; i++) {
          float value = row[first + i];
          if (value - value == 0) {
            double weight = (double) across[i] * down[j];
            double own =
                rows.variances() == null
                    ? variance(rows, value - sky)
                    : rows.variances()[at][first + i];
            weights += weight;
            sum += weight * value;
            variance += weight * weight * own;
          }
        }
      }
    }
    if (weights >= LEAST_WEIGHT) {
      values[x] = (float) (area * (sum / weights - sky));
      variances[x] = (float) (area * area * variance / (weights * weights));
    }
  }
}
