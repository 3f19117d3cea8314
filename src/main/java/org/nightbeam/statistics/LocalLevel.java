package org.nightbeam.statistics;

import java.io.IOException;
import java.util.Arrays;
import org.nightbeam.combine.CombineSettings;
import org.nightbeam.combine.Combiner;

/**
 * The value a pixel of a master would have if it were like its neighbours: the median of 7 rows and
 * then of 7 columns around it. Vignetting, the shadow of dust and the glow of an amplifier are in
 * the local level, bad pixels and columns up to three pixels wide are not. The neighbours of a
 * pixel of a colour sensor are those of its own channel. Towards an edge there are as many on
 * either side as there are on the side of the edge, so that a gradient does no harm there.
 *
 * <p>Not safe for use by several threads: it keeps rows.
 */
public final class LocalLevel {
  /** Neighbours on each side. */
  private static final int REACH = 3;

  /** More rows than a window of a colour sensor spans. */
  private static final int KEPT = 4 * REACH + 2;

  private static final int LARGEST_SAMPLE = 1 << 20;

  private final Rows rows;
  private final int height;
  private final int width;
  private final int stride;
  private final Combiner median = new Combiner(CombineSettings.median());
  private final float[][] kept;
  private final int[] keptRow = new int[KEPT];
  private final float[][] stack;
  private final float[] ofRows;

  /** The rows of an image. */
  @FunctionalInterface
  public interface Rows {
    /**
     * Reads a row.
     *
     * @param y row
     * @param out {@code [width]}, receives it; NaN is no value
     */
    void read(int y, float[] out) throws IOException;
  }

  /**
   * @param rows of a master; one that is asked for in order is read once
   * @param colour whether the sensor has a colour filter array of 2 x 2 pixels
   */
  public LocalLevel(Rows rows, int height, int width, boolean colour) {
    this.rows = rows;
    this.height = height;
    this.width = width;
    this.stride = colour ? 2 : 1;
    this.kept = new float[KEPT][width];
    this.stack = new float[2 * REACH + 1][width];
    this.ofRows = new float[width];
    Arrays.fill(keptRow, -1);
  }

  /**
   * Computes a row.
   *
   * @param y row; to go down the image is fastest
   * @param out {@code [>= width]}, receives the local level; NaN where no neighbour has a value
   */
  public void read(int y, float[] out) throws IOException {
    int reach = reach(y, height);
    for (int k = -reach; k <= reach; k++) {
      System.arraycopy(row(y + k * stride), 0, stack[k + reach], 0, width);
    }
    median.combine(stack, 2 * reach + 1, width, ofRows);
    for (int k = -REACH; k <= REACH; k++) {
      int offset = k * stride;
      int from = Math.min(width, Math.max(0, -offset));
      int to = Math.max(from, Math.min(width, width - offset));
      float[] shifted = stack[k + REACH];
      if (from < to) {
        System.arraycopy(ofRows, from + offset, shifted, from, to - from);
      }
      // Also where there is a neighbour, but none on the other side.
      int edge = Math.min(width, Math.abs(offset));
      Arrays.fill(shifted, 0, edge, Float.NaN);
      Arrays.fill(shifted, width - edge, width, Float.NaN);
    }
    median.combine(stack, 2 * REACH + 1, width, out);
  }

  /** Returns how many neighbours there are on both sides. */
  private int reach(int index, int length) {
    return Math.min(REACH, Math.min(index, length - 1 - index) / stride);
  }

  private float[] row(int y) throws IOException {
    int slot = y % KEPT;
    if (keptRow[slot] != y) {
      keptRow[slot] = -1; // also if the read fails
      rows.read(y, kept[slot]);
      keptRow[slot] = y;
    }
    return kept[slot];
  }

  /**
   * Returns the scatter of pixels about their local level, as a part of it: of a flat, noise and
   * the differences of sensitivity from pixel to pixel. From some of the rows; NaN without a valid
   * pixel.
   */
  public double relativeScatter() throws IOException {
    long pixels = (long) height * width;
    int every = (int) Math.max(1, (pixels + LARGEST_SAMPLE - 1) / LARGEST_SAMPLE) | 1;
    float[] residuals = new float[Math.toIntExact((long) (height / every + 1) * width)];
    float[] local = new float[width];
    int count = 0;
    for (int y = Math.min(height - 1, every / 2); y < height; y += every) {
      read(y, local);
      float[] row = row(y);
      for (int x = 0; x < width; x++) {
        float residual = row[x] / local[x] - 1;
        if (Float.isFinite(residual)) {
          residuals[count++] = residual;
        }
      }
    }
    return count == 0 ? Double.NaN : Spread.of(residuals, count).scatter();
  }
}
