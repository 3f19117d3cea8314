package org.nightbeam.resample;

import java.util.Arrays;
import org.nightbeam.registration.Transform;

/**
 * Computes the rows of a frame on the grid of its reference. The weights of the pixels that have a
 * value are scaled so that their sum is one, at edges and around invalid pixels too; where the
 * nearest pixel has no value, or is beyond the edge, there is none. Values are multiplied by the
 * area that a pixel of the result covers on the frame, so that fluxes stay.
 *
 * <p>A frame of finer pixels than the reference is sampled at as many places as there are pixels of
 * the result: noise is not averaged.
 */
public final class Resampler {
  /** Pixels that have together less of the weight than this do not speak for a place. */
  private static final double LEAST_WEIGHT = 0.3;

  /** Pixels along an axis of the longest kernel. */
  private static final int LONG = 6;

  /** Steps along each edge of a band at which it is seen which rows are needed. */
  private static final int STEPS = 16;

  private final Kernel kernel;

  /**
   * @param kernel by which values between pixels follow from those about them
   */
  public Resampler(Kernel kernel) {
    this.kernel = kernel;
  }

  /**
   * Returns the rows of a frame that some rows of the result need.
   *
   * @param width of the result
   * @param frameHeight rows of the frame
   * @return the first, and the one after the last; the same if none is needed
   */
  public int[] needed(Transform transform, int firstRow, int rows, int width, int frameHeight) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    double step = 0;
    for (int side = 0; side < 2; side++) {
      double y = firstRow + side * (rows - 1.0);
      double before = Double.NaN;
      for (int k = 0; k <= STEPS; k++) {
        double row = transform.y((width - 1.0) * k / STEPS, y);
        least = Math.min(least, row);
        most = Math.max(most, row);
        step = Double.isNaN(before) ? step : Math.max(step, Math.abs(row - before));
        before = row;
      }
    }
    // Between two steps a curve of a distorted field is within a fraction of a step.
    double margin = kernel.taps() / 2.0 + 1 + (transform.degree() > 1 ? step / 4 : 0);
    int from = (int) Math.max(0, Math.min(frameHeight, Math.floor(least - margin)));
    int to = (int) Math.max(0, Math.min(frameHeight, Math.ceil(most + margin) + 1));
    return new int[] {from, Math.max(from, to)};
  }

  /**
   * Computes a row.
   *
   * @param y row of the result
   * @param rows of the frame, all that are {@link #needed}
   * @param sky level per pixel of the frame, which is subtracted
   * @param values receives the values, {@code [width]}; NaN where there is none
   * @param variances receives their variances, {@code [width]}
   */
  public void row(
      Transform transform, int y, FrameRows rows, double sky, float[] values, float[] variances) {
    if (rows.values().length == 0) {
      Arrays.fill(values, Float.NaN);
      Arrays.fill(variances, Float.NaN);
      return;
    }
    int width = rows.values()[0].length;
    int half = kernel.taps() / 2 - 1;
    boolean bent = transform.degree() > 1;
    double area = Math.abs(transform.area(0, y));
    double[][] onRow = transform.onRow(y);
    double[] c = onRow[0];
    double[] r = onRow[1];
    double step = 1 / transform.unit();
    for (int x = 0; x < values.length; x++) {
      double s = (x - transform.centreX()) * step;
      double u = c[0] + s * (c[1] + s * (c[2] + s * c[3]));
      double v = r[0] + s * (r[1] + s * (r[2] + s * r[3]));
      if (!(u >= -0.5 && v >= -0.5 && u < width - 0.5 && v < rows.frameHeight() - 0.5)) {
        values[x] = Float.NaN;
        variances[x] = Float.NaN;
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
      int first = column - half;
      int top = row - half;
      float value = Float.NaN;
      if (first >= 0
          && first + across.length <= width
          && rows.has(top)
          && rows.has(top + down.length - 1)) {
        value = sum(rows.values(), first, top - rows.firstRow(), across, down);
      }
      if (value - value == 0) {
        double variance =
            rows.variances() == null
                ? rows.variance() * kernel.squares(phaseX) * kernel.squares(phaseY)
                : sumOfSquares(rows.variances(), first, top - rows.firstRow(), across, down);
        values[x] = (float) (area * (value - sky));
        variances[x] = (float) (area * area * variance);
      } else {
        sumOfValid(
            rows,
            first,
            top,
            across,
            down,
            (int) Math.rint(u),
            (int) Math.rint(v),
            sky,
            area,
            values,
            variances,
            x);
      }
    }
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

  /** Those pixels count that are on the frame and have a value. */
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
                rows.variances() == null ? rows.variance() : rows.variances()[at][first + i];
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
