package org.nightbeam.stack;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nightbeam.combine.CombineSettings;
import org.nightbeam.resample.FrameRows;
import org.nightbeam.resample.Mosaic;
import org.nightbeam.resample.NoiseCorrelation;
import org.nightbeam.resample.ResampledRow;
import org.nightbeam.resample.Resampler;
import org.nightbeam.resample.Resampling;
import org.nightbeam.resample.RowResampler;

/**
 * Stacks frames, some rows of the result at a time. Of one frame after the other the rows are read
 * that these need, and put on the grid of the result; so only rows of the result are held of all.
 * How the rows are cut does not change the result.
 *
 * <p>Not safe for use by several threads: it keeps work space.
 */
public final class BandStacker {
  private final Resampling resampling;
  private final CombineSettings settings;
  private final List<StackedFrame> frames;
  private final int width;
  private final Map<Mosaic, RowResampler> resamplers = new HashMap<>();
  private final boolean comparable;
  private final PixelStack pixels;
  private float[][][] values = new float[0][][]; // [rows][frames][columns]
  private float[][][] variances = new float[0][][];
  private float[][][] parts; // null where each value has the weight of its frame
  private float[][] ranges; // [rows][columns], null where values are compared as they are
  private float[] range;
  private StackedRow[] rows = new StackedRow[0];

  /** Gives pixels of the frames. */
  public interface Source {
    /**
     * Reads pixels.
     *
     * @param frame its number in the list
     * @param needed which pixels of it; may be none
     * @return valid until the next call
     */
    FrameRows read(int frame, Resampler.Needed needed) throws IOException;
  }

  /** Receives the rows of the stack, in their order. */
  public interface Sink {
    /**
     * Takes a row.
     *
     * @param y its number, from 0
     * @param row valid during the call only
     */
    void accept(int y, StackedRow row) throws IOException;
  }

  /**
   * @param settings which values are rejected
   * @param frames in the order of their sums
   * @param width of the reference, and of the stack
   */
  public BandStacker(
      Resampling resampling, CombineSettings settings, List<StackedFrame> frames, int width) {
    this.resampling = resampling;
    this.settings = settings;
    this.frames = List.copyOf(frames);
    this.width = width;
    for (StackedFrame frame : frames) {
      resamplers.computeIfAbsent(frame.mosaic(), resampling::rows);
    }
    this.comparable =
        !resampling.isDrizzle() && frames.stream().allMatch(frame -> frame.mosaic() == null);
    this.pixels =
        new PixelStack(settings, frames.stream().mapToDouble(StackedFrame::weight).toArray());
  }

  /** Returns the bytes that a pixel of the result needs while it is computed. */
  static long bytesPerPixel(Resampling resampling, int frames) {
    return (resampling.isDrizzle() ? 3L : 2L) * Float.BYTES * frames;
  }

  /**
   * Stacks some rows.
   *
   * @param columns that are computed together, which is what memory is needed for; a multiple of 64
   * @throws IOException if a frame cannot be read
   */
  public void stack(int firstRow, int count, int columns, Source source, Sink sink)
      throws IOException {
    if (rows.length < count) {
      rows = new StackedRow[count];
      for (int j = 0; j < count; j++) {
        rows[j] = new StackedRow(width);
      }
    }
    for (int j = 0; j < count; j++) {
      Arrays.fill(rows[j].saturated(), 0);
    }
    for (int x = 0; x < width; x += columns) {
      stack(firstRow, count, x, Math.min(columns, width - x), source);
    }
    for (int j = 0; j < count; j++) {
      sink.accept(firstRow + j, rows[j]);
    }
  }

  private void stack(int firstRow, int count, int x, int columns, Source source)
      throws IOException {
    if (values.length < count || values[0][0].length != columns) {
      values = null; // room for the new ones
      variances = null;
      parts = null;
      values = new float[count][frames.size()][columns];
      variances = new float[count][frames.size()][columns];
      parts = resampling.isDrizzle() ? new float[count][frames.size()][columns] : null;
      ranges = comparable ? null : new float[count][columns];
      range = comparable ? null : new float[columns];
    }
    if (ranges != null) {
      for (float[] row : ranges) {
        Arrays.fill(row, Float.POSITIVE_INFINITY);
      }
    }
    int[] saturated = new int[columns];
    for (int k = 0; k < frames.size(); k++) {
      StackedFrame frame = frames.get(k);
      RowResampler resampler = resamplers.get(frame.mosaic());
      Resampler.Needed needed =
          resampler.needed(
              frame.transform(), firstRow, count, x, columns, frame.width(), frame.height());
      FrameRows read = source.read(k, needed);
      for (int j = 0; j < count; j++) {
        float[] row = values[j][k];
        float[] ofRow = variances[j][k];
        ResampledRow out = new ResampledRow(row, ofRow, parts == null ? null : parts[j][k], range);
        resampler.row(frame.transform(), x, firstRow + j, read, frame.sky(), out);
        if (frame.scale() != 1) {
          multiply(row, frame.scale());
          multiply(ofRow, frame.scale() * frame.scale());
        }
        if (ranges != null) {
          least(ranges[j], range, (float) frame.scale());
        }
        if (read.saturated() != null) {
          Arrays.fill(saturated, 0);
          resampler.countSaturated(frame.transform(), x, firstRow + j, read, saturated);
          add(saturated, rows[j].saturated(), x);
        }
      }
    }
    for (int j = 0; j < count; j++) {
      pixels.combine(
          new PixelStack.Column(
              values[j],
              variances[j],
              parts == null ? null : parts[j],
              ranges == null ? null : ranges[j]),
          columns,
          rows[j],
          x);
    }
  }

  /** Keeps the smaller range: where one frame hardly varies from pixel to pixel, none should. */
  private static void least(float[] ranges, float[] of, float scale) {
    for (int i = 0; i < ranges.length; i++) {
      float range = scale * of[i];
      ranges[i] = range < ranges[i] ? range : ranges[i]; // NaN is not less
    }
  }

  private static void add(int[] counts, int[] to, int x) {
    for (int i = 0; i < counts.length; i++) {
      to[x + i] += counts[i];
    }
  }

  private static void multiply(float[] row, double factor) {
    float by = (float) factor;
    for (int x = 0; x < row.length; x++) {
      row[x] *= by;
    }
  }

  /**
   * Returns how the noise of pixels of the stack is related, where all frames are there. What
   * rejection takes of good values makes noise too, but as each pixel has its own, hardly any that
   * neighbours have in common.
   *
   * @param height of the stack
   * @param variances of the pixels of each frame, in its own unit
   */
  public NoiseCorrelation noise(int height, double[] variances) {
    NoiseCorrelation noise = ofAll(height, variances);
    noise.addOwnNoise(PixelStack.factorOfAll(settings, frames.size()));
    return noise;
  }

  private NoiseCorrelation ofAll(int height, double[] variances) {
    if (resampling.isDrizzle()) {
      List<NoiseCorrelation.Drizzled> drops = new ArrayList<>();
      for (int k = 0; k < frames.size(); k++) {
        StackedFrame frame = frames.get(k);
        drops.add(
            new NoiseCorrelation.Drizzled(
                frame.mosaic(),
                frame.transform(),
                frame.weight(),
                frame.scale() * frame.scale() * variances[k]));
      }
      return NoiseCorrelation.drizzled(resampling.pixfrac(), drops, width, height);
    }
    double weights = frames.stream().mapToDouble(StackedFrame::weight).sum();
    double finer =
        frames.stream().mapToDouble(frame -> 1 / frame.transform().scale()).max().orElse(1);
    NoiseCorrelation noise = NoiseCorrelation.by(resampling.kernel(), finer, !comparable);
    for (int k = 0; k < frames.size(); k++) {
      StackedFrame frame = frames.get(k);
      double part = frame.weight() / weights * frame.scale();
      double variance = part * part * variances[k];
      if (frame.mosaic() == null) {
        noise.add(resampling.kernel(), frame.transform(), width, height, variance);
      } else {
        noise.add(resampling.kernel(), frame.mosaic(), frame.transform(), width, height, variance);
      }
    }
    return noise;
  }
}
