package org.nightbeam.stack;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.nightbeam.combine.CombineSettings;
import org.nightbeam.resample.FrameRows;
import org.nightbeam.resample.Kernel;
import org.nightbeam.resample.NoiseCorrelation;
import org.nightbeam.resample.Resampler;

/**
 * Stacks frames, some rows of the result at a time. Of each frame only the rows are held that these
 * need. How the rows are cut does not change the result.
 *
 * <p>Not safe for use by several threads: it keeps work space.
 */
public final class BandStacker {
  private final Kernel kernel;
  private final List<StackedFrame> frames;
  private final int width;
  private final Resampler resampler;
  private final PixelStack pixels;
  private final float[][] values;
  private final float[][] variances;
  private final StackedRow row;

  /** Gives rows of the frames. */
  public interface Source {
    /**
     * Reads rows.
     *
     * @param frame its number in the list
     * @param firstRow of it
     * @param rows how many; may be none
     */
    FrameRows read(int frame, int firstRow, int rows) throws IOException;
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
      Kernel kernel, CombineSettings settings, List<StackedFrame> frames, int width) {
    this.kernel = kernel;
    this.frames = List.copyOf(frames);
    this.width = width;
    this.resampler = new Resampler(kernel);
    this.pixels =
        new PixelStack(settings, frames.stream().mapToDouble(StackedFrame::weight).toArray());
    this.values = new float[frames.size()][width];
    this.variances = new float[frames.size()][width];
    this.row = new StackedRow(width);
  }

  /**
   * Stacks some rows.
   *
   * @throws IOException if a frame cannot be read
   */
  public void stack(int firstRow, int rows, Source source, Sink sink) throws IOException {
    List<FrameRows> read = new ArrayList<>(frames.size());
    for (int k = 0; k < frames.size(); k++) {
      StackedFrame frame = frames.get(k);
      int[] needed = resampler.needed(frame.transform(), firstRow, rows, width, frame.height());
      read.add(source.read(k, needed[0], needed[1] - needed[0]));
    }
    for (int y = firstRow; y < firstRow + rows; y++) {
      for (int k = 0; k < frames.size(); k++) {
        StackedFrame frame = frames.get(k);
        resampler.row(frame.transform(), y, read.get(k), frame.sky(), values[k], variances[k]);
        multiply(values[k], frame.scale());
        multiply(variances[k], frame.scale() * frame.scale());
      }
      pixels.combine(values, variances, row);
      sink.accept(y, row);
    }
  }

  private static void multiply(float[] row, double factor) {
    float by = (float) factor;
    for (int x = 0; x < row.length; x++) {
      row[x] *= by;
    }
  }

  /**
   * Returns how the noise of pixels of the stack is related, where all frames are there and none is
   * rejected.
   *
   * @param height of the stack
   * @param variances of the pixels of each frame, in its own unit
   */
  public NoiseCorrelation noise(int height, double[] variances) {
    double weights = frames.stream().mapToDouble(StackedFrame::weight).sum();
    NoiseCorrelation noise = new NoiseCorrelation();
    for (int k = 0; k < frames.size(); k++) {
      StackedFrame frame = frames.get(k);
      double part = frame.weight() / weights * frame.scale();
      noise.add(kernel, frame.transform(), width, height, part * part * variances[k]);
    }
    return noise;
  }
}
