package org.nightbeam.resample;

import java.util.Arrays;
import org.nightbeam.registration.Transform;

/**
 * Lets each pixel of a frame fall onto the grid as a square drop, which may be smaller than the
 * pixel: a pixel of the result has the mean of the drops that fall into it, weighted by the area
 * that they have in it, and counts in a stack for as much as that area. Nothing is interpolated, so
 * that the sharpness of frames that lie otherwise by parts of a pixel is kept; the sum of values
 * times weights stays what it was on the frame.
 *
 * <p>Drops are square along the axes of the result, of the area that the part of a pixel has there
 * (the kernel {@code turbo} of the program drizzle): each falls into the pixels of the result
 * without rest, however the frame is turned. Areas are of double precision, linear about each pixel
 * of the result.
 *
 * <p>Source: A. S. Fruchter, R. N. Hook, PASP 114, 144, 2002.
 */
final class Drizzle implements RowResampler {
  /** Less of a drop is rounding. */
  private static final double LEAST_PART = 1e-9;

  private final double pixfrac;
  private final Mosaic mosaic;
  private final int step;
  private final LocalRange range;

  // Of the pixel that is looked at: its place on the frame, and the way back from there.
  private double u;
  private double v;
  private double backXu;
  private double backXv;
  private double backYu;
  private double backYv;
  private double area;
  private double half;
  private double reachU;
  private double reachV;

  /**
   * @param pixfrac side of a drop in pixels of the frame, above 0, at most 1
   * @param mosaic the pixels that count; null for all
   */
  Drizzle(double pixfrac, Mosaic mosaic) {
    if (!(pixfrac > 0 && pixfrac <= 1)) {
      throw new IllegalArgumentException("a part of a pixel from 0 to 1 expected: " + pixfrac);
    }
    this.pixfrac = pixfrac;
    this.mosaic = mosaic;
    this.step = mosaic == null ? 1 : Mosaic.CELL;
    Mosaic.Place place = mosaic == null ? new Mosaic.Place(0, 0) : mosaic.places().get(0);
    this.range = new LocalRange(step, place.x(), place.y());
  }

  @Override
  public Resampler.Needed needed(
      Transform transform,
      int firstRow,
      int rows,
      int firstColumn,
      int columns,
      int frameWidth,
      int frameHeight) {
    // A drop reaches as far as half a pixel of either grid; ranges look a pixel, or a cell,
    // farther.
    look(transform, firstColumn + columns / 2.0, firstRow + rows / 2.0);
    int reach = (int) Math.ceil(Math.max(reachU, reachV)) + 2 * step;
    return Resampler.needed(
        transform, firstRow, rows, firstColumn, columns, frameWidth, frameHeight, 2 * reach);
  }

  /** Looks at a pixel of the result. */
  private void look(Transform transform, double x, double y) {
    slopes(transform, x, y);
    u = transform.x(x, y);
    v = transform.y(x, y);
  }

  private void slopes(Transform transform, double x, double y) {
    double[][] slopes = transform.derivatives(x, y);
    double determinant = slopes[0][0] * slopes[1][1] - slopes[0][1] * slopes[1][0];
    area = Math.abs(determinant);
    backXu = slopes[1][1] / determinant;
    backXv = -slopes[0][1] / determinant;
    backYu = -slopes[1][0] / determinant;
    backYv = slopes[0][0] / determinant;
    half = pixfrac / Math.sqrt(area) / 2;
    reachU = (Math.abs(slopes[0][0]) + Math.abs(slopes[0][1])) * (0.5 + half);
    reachV = (Math.abs(slopes[1][0]) + Math.abs(slopes[1][1])) * (0.5 + half);
  }

  /** Returns the area that the drop of a pixel has in the pixel of the result. */
  private double common(int column, int row) {
    double du = column - u;
    double dv = row - v;
    double x = backXu * du + backXv * dv;
    double across = common(x - half, x + half);
    if (across <= 0) {
      return 0;
    }
    double y = backYu * du + backYv * dv;
    double down = common(y - half, y + half);
    return down <= 0 ? 0 : across * down;
  }

  /** Returns how much of an interval is within that from -0.5 to 0.5; negative if nothing is. */
  private static double common(double from, double to) {
    return (to < 0.5 ? to : 0.5) - (from > -0.5 ? from : -0.5); // faster than Math.min and max
  }

  private boolean counts(int column, int row) {
    return mosaic == null || mosaic.has(column, row);
  }

  @Override
  public void row(Transform transform, int x, int y, FrameRows rows, double sky, ResampledRow out) {
    ResampledRow.clear(out);
    if (rows.values().length == 0 || rows.values()[0].length == 0) {
      return;
    }
    boolean bent = transform.degree() > 1;
    slopes(transform, x, y);
    for (int i = 0; i < out.values().length; i++) {
      if (bent) {
        slopes(transform, x + i, y);
      }
      u = transform.x(x + i, y);
      v = transform.y(x + i, y);
      pixel(rows, sky, out, i);
    }
  }

  private void pixel(FrameRows rows, double sky, ResampledRow out, int i) {
    int firstColumn = rows.firstColumn();
    int left = Math.max(firstColumn, (int) Math.ceil(u - reachU));
    int right = Math.min(firstColumn + rows.values()[0].length - 1, (int) Math.floor(u + reachU));
    int top = Math.max(rows.firstRow(), (int) Math.ceil(v - reachV));
    int bottom = Math.min(rows.firstRow() + rows.values().length - 1, (int) Math.floor(v + reachV));
    double weights = 0;
    double sum = 0;
    double variance = 0;
    for (int row = top; row <= bottom; row++) {
      float[] of = rows.values()[row - rows.firstRow()];
      for (int column = left; column <= right; column++) {
        float value = of[column - firstColumn];
        if (value - value == 0 && counts(column, row)) {
          double weight = common(column, row);
          if (weight > 0) {
            double own =
                rows.variances() == null
                    ? Resampler.variance(rows, value - sky)
                    : rows.variances()[row - rows.firstRow()][column - firstColumn];
            weights += weight;
            sum += weight * value;
            variance += weight * weight * own;
          }
        }
      }
    }
    double part = weights / (pixfrac * pixfrac);
    if (part > LEAST_PART) {
      out.values()[i] = (float) (area * (sum / weights - sky));
      out.variances()[i] = (float) (area * area * variance / (weights * weights));
      if (out.parts() != null) {
        out.parts()[i] = (float) part;
      }
      if (out.ranges() != null) {
        out.ranges()[i] = (float) area * range.of(rows, u, v, sky);
      }
    }
  }

  @Override
  public void countSaturated(Transform transform, int x, int y, FrameRows rows, int[] counts) {
    if (rows.saturated() == null) {
      return;
    }
    boolean bent = transform.degree() > 1;
    slopes(transform, x, y);
    for (int i = 0; i < counts.length; i++) {
      if (bent) {
        slopes(transform, x + i, y);
      }
      u = transform.x(x + i, y);
      v = transform.y(x + i, y);
      counts[i] += isSaturated(rows) ? 1 : 0;
    }
  }

  private boolean isSaturated(FrameRows rows) {
    int top = Math.max(rows.firstRow(), (int) Math.ceil(v - reachV));
    int bottom =
        Math.min(rows.firstRow() + rows.saturated().length - 1, (int) Math.floor(v + reachV));
    for (int row = top; row <= bottom; row++) {
      boolean[] of = rows.saturated()[row - rows.firstRow()];
      if (of == null) {
        continue;
      }
      int left = Math.max(rows.firstColumn(), (int) Math.ceil(u - reachU));
      int right = Math.min(rows.firstColumn() + of.length - 1, (int) Math.floor(u + reachU));
      for (int column = left; column <= right; column++) {
        if (of[column - rows.firstColumn()] && counts(column, row) && common(column, row) > 0) {
          return true;
        }
      }
    }
    return false;
  }

  /** The drops that fall into a pixel of the result: which pixels, and their areas in it. */
  static final class Drops {
    private int[] columns = new int[16];
    private int[] rows = new int[16];
    private double[] areas = new double[16];
    private int count;
    private double sum;

    /** Returns the part of the weight of the frame that the pixel of the result has. */
    double sum() {
      return sum;
    }

    private void add(int column, int row, double of) {
      if (count == columns.length) {
        columns = Arrays.copyOf(columns, 2 * count);
        rows = Arrays.copyOf(rows, 2 * count);
        areas = Arrays.copyOf(areas, 2 * count);
      }
      columns[count] = column;
      rows[count] = row;
      areas[count++] = of;
    }
  }

  /** Finds the drops that fall into a pixel of the result, of a frame that has no edge. */
  void find(Transform transform, double x, double y, Drops drops) {
    look(transform, x, y);
    drops.count = 0;
    drops.sum = 0;
    double all = pixfrac * pixfrac;
    for (int row = (int) Math.ceil(v - reachV); row <= v + reachV; row++) {
      for (int column = (int) Math.ceil(u - reachU); column <= u + reachU; column++) {
        double of = counts(column, row) ? common(column, row) / all : 0;
        if (of > 0) {
          drops.add(column, row, of);
          drops.sum += of;
        }
      }
    }
  }

  /**
   * Returns the sum of products of the areas that drops have in two pixels of the result.
   *
   * @param drops those of the one
   */
  double common(Drops drops, Transform transform, double x, double y) {
    look(transform, x, y);
    double all = pixfrac * pixfrac;
    double sum = 0;
    for (int k = 0; k < drops.count; k++) {
      sum += drops.areas[k] * common(drops.columns[k], drops.rows[k]) / all;
    }
    return sum;
  }

  /** Returns how many times its area a pixel of the result has of the frame's pixels. */
  double area(Transform transform, double x, double y) {
    slopes(transform, x, y);
    return area;
  }
}
