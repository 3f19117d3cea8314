package org.nightbeam.resample;

import java.util.Arrays;
import java.util.List;
import org.nightbeam.registration.Transform;

/**
 * Brings the pixels of one colour of a mosaic onto the grid of the reference. Those of one place in
 * the cell are a frame of their own, with half as many rows and columns: values between them follow
 * by the kernel from them alone, so that no colour gets into another. Of green there are two such
 * frames, whose mean is taken.
 */
final class MosaicResampler implements RowResampler {
  private static final float CELL_AREA = Mosaic.CELL * Mosaic.CELL;

  private final Resampler resampler;
  private final List<Mosaic.Place> places;
  private final LocalRange localRange;
  private final FrameRows[] own; // by place, of the frame that was last looked at
  private FrameRows last;
  private float[] values = new float[0];
  private float[] variances = new float[0];
  private float[] sums = new float[0];
  private float[] squares = new float[0];
  private int[] counts = new int[0];

  MosaicResampler(Kernel kernel, Mosaic mosaic) {
    this.resampler = new Resampler(kernel);
    this.places = mosaic.places();
    this.localRange = new LocalRange(Mosaic.CELL, places.get(0).x(), places.get(0).y());
    this.own = new FrameRows[places.size()];
  }

  /** Returns where places of the reference are on the pixels of one place in the cell. */
  static Transform inCells(Transform transform, Mosaic.Place place) {
    double[] xs = transform.xs().clone();
    double[] ys = transform.ys().clone();
    xs[0] -= place.x();
    ys[0] -= place.y();
    for (int k = 0; k < xs.length; k++) {
      xs[k] /= Mosaic.CELL;
      ys[k] /= Mosaic.CELL;
    }
    return new Transform(transform.centreX(), transform.centreY(), transform.unit(), xs, ys);
  }

  /** Returns how many pixels of a row are of one place in the cell. */
  private static int inCells(int size, int place) {
    return (size - place + Mosaic.CELL - 1) / Mosaic.CELL;
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
    int top = frameHeight;
    int bottom = 0;
    int left = frameWidth;
    int right = 0;
    for (Mosaic.Place place : places) {
      Resampler.Needed of =
          resampler.needed(
              inCells(transform, place),
              firstRow,
              rows,
              firstColumn,
              columns,
              inCells(frameWidth, place.x()),
              inCells(frameHeight, place.y()));
      if (of.rows() > 0 && of.columns() > 0) {
        top = Math.min(top, Mosaic.CELL * of.firstRow());
        bottom = Math.max(bottom, Mosaic.CELL * (of.firstRow() + of.rows()));
        left = Math.min(left, Mosaic.CELL * of.firstColumn());
        right = Math.max(right, Mosaic.CELL * (of.firstColumn() + of.columns()));
      }
    }
    bottom = Math.min(bottom, frameHeight);
    right = Math.min(right, frameWidth);
    return top >= bottom || left >= right
        ? new Resampler.Needed(0, 0, 0, 0)
        : new Resampler.Needed(top, bottom - top, left, right - left);
  }

  /** Sorts the pixels by their place in the cell. */
  private void take(FrameRows rows) {
    if (rows == last) {
      return;
    }
    for (int k = 0; k < own.length; k++) {
      Mosaic.Place place = places.get(k);
      // Whole cells are needed, and so given.
      int firstRow = rows.firstRow() / Mosaic.CELL;
      int firstColumn = rows.firstColumn() / Mosaic.CELL;
      own[k] =
          new FrameRows(
              firstRow,
              firstColumn,
              part(rows.values(), place),
              rows.variances() == null ? null : part(rows.variances(), place),
              rows.variance(),
              rows.variancePerUnit(),
              rows.saturated() == null ? null : saturated(rows, place),
              inCells(rows.frameWidth(), place.x()),
              inCells(rows.frameHeight(), place.y()));
    }
    last = rows;
  }

  private static float[][] part(float[][] pixels, Mosaic.Place place) {
    int columns = inCells(pixels[0].length, place.x());
    float[][] part = new float[inCells(pixels.length, place.y())][columns];
    for (int j = 0; j < part.length; j++) {
      float[] row = pixels[Mosaic.CELL * j + place.y()];
      for (int i = 0; i < columns; i++) {
        part[j][i] = row[Mosaic.CELL * i + place.x()];
      }
    }
    return part;
  }

  private static boolean[][] saturated(FrameRows rows, Mosaic.Place place) {
    boolean[][] all = rows.saturated();
    int columns = inCells(rows.values()[0].length, place.x());
    boolean[][] part = new boolean[inCells(all.length, place.y())][];
    for (int j = 0; j < part.length; j++) {
      boolean[] row = all[Mosaic.CELL * j + place.y()];
      if (row != null) {
        part[j] = new boolean[columns];
        for (int i = 0; i < columns; i++) {
          part[j][i] = row[Mosaic.CELL * i + place.x()];
        }
      }
    }
    return part;
  }

  @Override
  public void row(Transform transform, int x, int y, FrameRows rows, double sky, ResampledRow out) {
    ResampledRow.clear(out);
    if (rows.values().length == 0 || rows.values()[0].length == 0) {
      return;
    }
    take(rows);
    int n = out.values().length;
    if (values.length != n) {
      values = new float[n];
      variances = new float[n];
      sums = new float[n];
      squares = new float[n];
      counts = new int[n];
    }
    Arrays.fill(sums, 0);
    Arrays.fill(squares, 0);
    Arrays.fill(counts, 0);
    for (int k = 0; k < own.length; k++) {
      resampler.row(inCells(transform, places.get(k)), x, y, own[k], sky, values, variances);
      for (int i = 0; i < n; i++) {
        if (values[i] - values[i] == 0) {
          sums[i] += values[i];
          squares[i] += variances[i];
          counts[i]++;
        }
      }
    }
    for (int i = 0; i < n; i++) {
      if (counts[i] > 0) {
        float scale = CELL_AREA / counts[i]; // a pixel of the cells covers four
        out.values()[i] = scale * sums[i];
        out.variances()[i] = scale * scale * squares[i];
        if (out.parts() != null) {
          out.parts()[i] = 1;
        }
        if (out.ranges() != null) {
          out.ranges()[i] = range(transform, x + i, y, rows, sky);
        }
      }
    }
  }

  private float range(Transform transform, int x, int y, FrameRows rows, double sky) {
    double u = transform.x(x, y);
    double v = transform.y(x, y);
    return (float) Math.abs(transform.area(x, y)) * localRange.of(rows, u, v, sky);
  }

  @Override
  public void countSaturated(Transform transform, int x, int y, FrameRows rows, int[] counted) {
    if (rows.saturated() == null) {
      return;
    }
    take(rows);
    int[] some = new int[counted.length];
    for (int k = 0; k < own.length; k++) {
      resampler.countSaturated(inCells(transform, places.get(k)), x, y, own[k], some);
    }
    for (int i = 0; i < some.length; i++) {
      counted[i] += Math.min(1, some[i]);
    }
  }
}
