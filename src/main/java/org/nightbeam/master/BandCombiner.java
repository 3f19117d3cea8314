package org.nightbeam.master;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nightbeam.combine.CombineSettings;
import org.nightbeam.combine.Combiner;
import org.nightbeam.fits.ColumnParity;
import org.nightbeam.fits.RowDecoder;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.fits.checksum.DataSum;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.frame.RawLayout;
import org.nightbeam.pixels.FramePixels;
import org.nightbeam.pixels.Overscan;
import org.nightbeam.reason.Reason;
import org.nightbeam.signal.Linearity;

/**
 * Combines some rows of a stack of frames into rows of their master:
 *
 * <ul>
 *   <li>bias: {@code B = combine(b)}, in ADU
 *   <li>dark: {@code D = combine((d - B) / t)}, in ADU/s
 *   <li>flat: {@code F = combine((f - B - D t) / level(f))}; not above 0, or not finite: NaN
 * </ul>
 *
 * <p>Where all exposures are the same, {@code combine((d - B) / t) = (combine(d) - B) / t}: median,
 * mean and sigma clipping all commute with a shift and a positive factor. Then raw values are
 * combined, as integers if they are.
 *
 * <p>Before that, the overscan level is subtracted from every frame, if there is one; a linearity
 * correction is applied after the bias and before the dark current is subtracted.
 *
 * <p>Memory is bounded by {@code tileBytes}, not by the number of frames: of each frame, so many
 * rows are read at a time as fit. How the rows are cut does not change the result. Not safe for use
 * by several threads: it keeps work space. That is why it has more than 400 lines: reading,
 * correcting and combining share the buffers by which memory is bounded.
 */
public final class BandCombiner {
  /** Bytes of the rows that one thread combines at a time: they should stay in its cache. */
  private static final int CACHE_BYTES = 1 << 20;

  private static final int TRIMMED_OFF_AT_ONCE = 1 << 20;

  private static final int SHORTEST_STRETCH = 256;
  private static final int LONGEST_STRETCH = 4096;

  private final FramePixels pixels;
  private final Combiner combiner;
  private final Linearity linearity;
  private final int tileBytes;

  private final DataSum dataSum = new DataSum();
  private ByteBuffer tile = ByteBuffer.allocateDirect(0);
  private final Half even = new Half();
  private final Half odd = new Half();

  /**
   * @param pixels where the frames are read from
   * @param settings how they are combined
   * @param linearity how counts above bias are corrected
   * @param tileBytes how much raw data is held at a time
   */
  public BandCombiner(
      FramePixels pixels, CombineSettings settings, Linearity linearity, int tileBytes) {
    this.pixels = pixels;
    this.linearity = linearity;
    this.combiner = new Combiner(settings);
    this.tileBytes = tileBytes;
  }

  /** Returns how much raw data is held at a time. */
  public int tileBytes() {
    return tileBytes;
  }

  /** Receives the rows of a master, from the first of the band to the last. */
  public interface RowSink {
    /**
     * Takes a row.
     *
     * @param row {@code [width]}; valid during the call only
     * @param counts {@code [width]}, number of values behind each pixel; valid during the call
     *     only; null if not wanted
     */
    void accept(float[] row, int[] counts) throws IOException;
  }

  /** A frame of the stack could not be read. */
  public static final class InputException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Frame frame;

    InputException(Frame frame, UnreadableFileException cause) {
      super(frame.path() + ": " + cause.getMessage(), cause);
      this.frame = frame;
    }

    /** Returns why the frame cannot be used. */
    public Reason reason() {
      return ((UnreadableFileException) getCause()).reason();
    }

    /** Returns the frame. */
    public Frame frame() {
      return frame;
    }
  }

  /**
   * Combines the rows of a band.
   *
   * @param type of the master
   * @param inputs in {@link Frame#ORDER}, at least one
   * @param pedestal of the inputs: bias for darks, bias and dark for flats
   * @param counted whether to count the values behind each pixel
   * @return for each input the part that these rows have in the sum of its pixels, see {@link
   *     DataSum}
   * @throws InputException if a frame cannot be read
   */
  public List<Long> combine(
      FrameType type,
      List<MasterInput> inputs,
      Pedestal pedestal,
      int firstRow,
      int rows,
      boolean counted,
      RowSink sink)
      throws IOException {
    Band band = new Band(type, inputs, pedestal, counted);
    band.combine(firstRow, rows, sink);
    return Arrays.stream(band.sums).boxed().toList();
  }

  /** The even or the odd columns of a stretch of a row, see {@link ColumnParity}. */
  private static final class Half {
    private int[][] ints = new int[0][];
    private float[][] floats = new float[0][];
    private float[] bias = new float[0];
    private float[] darkRate = new float[0]; // ADU/s
    private float[] pedestal = new float[0]; // without the bias, if counts are corrected
    private float[] result = new float[0];
    private int[] counts; // null if they are not wanted

    void reserve(boolean integers, int frames, int length, boolean counted) {
      if (!counted) {
        counts = null;
      } else if (counts == null || counts.length < length) {
        counts = new int[length];
      }
      if (integers && (ints.length < frames || ints[0].length < length)) {
        ints = new int[frames][length];
      }
      if (!integers && (floats.length < frames || floats[0].length < length)) {
        floats = new float[frames][length];
      }
      if (result.length < length) {
        result = new float[length];
        bias = new float[length];
        darkRate = new float[length];
        pedestal = new float[length];
      }
    }
  }

  private final class Band {
    private final FrameType type;
    private final Pedestal pedestal;
    private final int frames;
    private final Frame[] frame;
    private final Overscan[] overscan;
    private final FlatLevel[] level;
    private final double[] weights;
    private final double[] seconds;
    private final RowDecoder[] decoder;
    private final ByteBuffer[] stored;
    private final long[] sums;
    private final int width;
    private final boolean corrects;
    private final boolean rawFirst;
    private final boolean integers;
    private final int stretch;
    private final float[] masterPart;

    Band(FrameType type, List<MasterInput> inputs, Pedestal pedestal, boolean counted) {
      this.type = type;
      this.pedestal = pedestal;
      this.frames = inputs.size();
      this.frame = inputs.stream().map(MasterInput::frame).toArray(Frame[]::new);
      this.overscan = inputs.stream().map(MasterInput::overscan).toArray(Overscan[]::new);
      this.level = inputs.stream().map(MasterInput::level).toArray(FlatLevel[]::new);
      this.decoder =
          Arrays.stream(frame).map(f -> new RowDecoder(f.format())).toArray(RowDecoder[]::new);
      this.stored = new ByteBuffer[frames];
      this.sums = new long[frames];
      this.width = frame[0].width();
      this.seconds = seconds(BiasInDark.staysIn(type, inputs, !pedestal.isEmpty()));
      this.corrects = linearity.isOn() && type != FrameType.BIAS;
      boolean alike =
          type == FrameType.BIAS
              || type != FrameType.FLAT && Arrays.stream(seconds).allMatch(t -> t == seconds[0]);
      this.rawFirst =
          alike && !corrects && Arrays.stream(overscan).allMatch(level -> level == null);
      this.integers = rawFirst && Arrays.stream(frame).allMatch(f -> f.format().isSmallInteger());
      int fitting = CACHE_BYTES / Float.BYTES / frames;
      // Even, so that each stretch begins with an even column.
      this.stretch = Math.max(SHORTEST_STRETCH, Math.min(LONGEST_STRETCH, fitting)) & ~1;
      this.masterPart = new float[stretch];
      even.reserve(integers, frames, stretch / 2, counted);
      odd.reserve(integers, frames, stretch / 2, counted);
      this.weights = inputs.stream().mapToDouble(input -> input.weight(type)).toArray();
    }

    void combine(int firstRow, int rows, RowSink sink) throws IOException {
      long bytesPerRow = 0;
      for (Frame f : frame) {
        bytesPerRow += f.rowBytes();
      }
      addTrimmedOff(firstRow, rows);
      int tileRows = (int) Math.max(1, Math.min(rows, tileBytes / bytesPerRow));
      if (tile.capacity() < tileRows * bytesPerRow + 8L * frames) {
        tile = ByteBuffer.allocateDirect(Math.toIntExact(tileRows * bytesPerRow + 8L * frames));
      }
      float[] row = new float[width];
      int[] counts = even.counts == null ? null : new int[width];
      for (int y = firstRow; y < firstRow + rows; y += tileRows) {
        int inTile = Math.min(tileRows, firstRow + rows - y);
        readTile(y, inTile);
        for (int r = 0; r < inTile; r++) {
          for (int x = 0; x < width; x += stretch) {
            int length = Math.min(stretch, width - x);
            combine(y + r, r, x, length);
            ColumnParity.join(even.result, odd.result, length, row, x);
            if (counts != null) {
              ColumnParity.join(even.counts, odd.counts, length, counts, x);
            }
          }
          sink.accept(row, counts);
        }
      }
    }

    /** Rows above and below what is kept count in the sums of the pixels too. */
    private void addTrimmedOff(int firstRow, int rows) throws IOException {
      for (int k = 0; k < frames; k++) {
        RawLayout layout = frame[k].layout();
        int end = layout.image().rowsFrom() + layout.image().rows();
        if (firstRow == 0) {
          addToSum(k, 0, layout.image().rowsFrom());
        }
        if (firstRow + rows == frame[k].height()) {
          addToSum(k, end, layout.height() - end);
        }
      }
    }

    private void addToSum(int k, int firstRow, int rows) throws IOException {
      int atOnce = (int) Math.max(1, Math.min(rows, TRIMMED_OFF_AT_ONCE / frame[k].rowBytes()));
      for (int y = firstRow; y < firstRow + rows; y += atOnce) {
        int next = Math.min(atOnce, firstRow + rows - y);
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(next * frame[k].rowBytes()));
        try {
          pixels.readRows(frame[k], y, bytes);
        } catch (UnreadableFileException e) {
          throw new InputException(frame[k], e);
        }
        addToSum(k, y, bytes.clear());
      }
    }

    private void addToSum(int k, int firstRow, ByteBuffer bytes) {
      dataSum.reset();
      dataSum.add(bytes);
      long offset = firstRow * frame[k].rowBytes();
      sums[k] = DataSum.sum(sums[k], DataSum.at(offset, dataSum.value()));
    }

    private void readTile(int firstRow, int rows) throws IOException {
      List<FramePixels.RowsRead> started = new ArrayList<>(frames);
      int at = 0;
      for (int k = 0; k < frames; k++) {
        at = (at + 7) & ~7; // aligned for every pixel type
        int length = Math.toIntExact(rows * frame[k].rowBytes());
        stored[k] = tile.slice(at, length);
        at += length;
        int stored0 = firstRow + frame[k].layout().image().rowsFrom();
        started.add(pixels.startReading(frame[k], stored0, stored[k].duplicate()));
        if (started.get(k).hasFailed()) {
          break;
        }
      }
      // Also after a failure: what is still under way writes into the tile, which is used again.
      started.forEach(FramePixels.RowsRead::finish);
      for (int k = 0; k < started.size(); k++) {
        try {
          started.get(k).await();
        } catch (UnreadableFileException e) {
          throw new InputException(frame[k], e);
        }
      }
      for (int k = 0; k < frames; k++) {
        addToSum(k, firstRow + frame[k].layout().image().rowsFrom(), stored[k]);
      }
    }

    private void combine(int y, int rowInTile, int x, int length) {
      int evens = length - length / 2;
      int odds = length / 2;
      if (integers) {
        readIntegers(rowInTile, x, length);
        combiner.combine(even.ints, frames, evens, weights, even.result, even.counts);
        combiner.combine(odd.ints, frames, odds, weights, odd.result, odd.counts);
      } else {
        readFloats(y, rowInTile, x, length);
        combiner.combine(even.floats, frames, evens, weights, even.result, even.counts);
        combiner.combine(odd.floats, frames, odds, weights, odd.result, odd.counts);
      }
      if (rawFirst && type != FrameType.BIAS) {
        double t = seconds[0];
        readMasters(y, x, length);
        expose(t, length);
        rate(even.result, even.pedestal, t, evens);
        rate(odd.result, odd.pedestal, t, odds);
      }
      if (type == FrameType.FLAT) {
        onlyPositive(even.result, evens);
        onlyPositive(odd.result, odds);
      }
    }

    private void readIntegers(int rowInTile, int x, int length) {
      for (int k = 0; k < frames; k++) {
        int first = place(k, rowInTile, x);
        decoder[k].readParted(stored[k], first, length, even.ints[k], odd.ints[k]);
      }
    }

    private void readFloats(int y, int rowInTile, int x, int length) {
      boolean raw = rawFirst || type == FrameType.BIAS;
      if (!raw) {
        readMasters(y, x, length);
      }
      double exposure = Double.NaN;
      for (int k = 0; k < frames; k++) {
        int first = place(k, rowInTile, x);
        decoder[k].readParted(stored[k], first, length, even.floats[k], odd.floats[k]);
        if (overscan[k] != null) {
          overscan[k].subtract(even.floats[k], y, x, 2, length - length / 2);
          overscan[k].subtract(odd.floats[k], y, x + 1, 2, length / 2);
        }
        if (!raw) {
          double t = seconds[k];
          if (t != exposure) {
            expose(t, length);
            exposure = t;
          }
          reduce(even, k, y, x, length - length / 2);
          reduce(odd, k, y, x + 1, length / 2);
        }
      }
    }

    /**
     * Returns the seconds by which each frame is divided to become a rate. A bias that stays in a
     * dark is no rate: then all frames have the exposure of the master, so that a light of the same
     * exposure gets exactly its level subtracted.
     */
    private double[] seconds(boolean biasInIt) {
      double[] own = Arrays.stream(frame).mapToDouble(Frame::darkSeconds).toArray();
      if (biasInIt) {
        double[] sorted = own.clone();
        Arrays.sort(sorted);
        Arrays.fill(own, sorted[(sorted.length - 1) / 2]);
      }
      return own;
    }

    /** Subtracts the pedestal from a frame, and converts it to the unit of its master. */
    private void reduce(Half half, int k, int y, int x, int length) {
      float[] values = half.floats[k];
      if (corrects) {
        subtract(values, half.bias, length);
        linearity.correct(values, length); // the dark current is still in them
      }
      if (type == FrameType.FLAT) {
        normalise(values, half.pedestal, level[k].at(y, x), length);
      } else {
        rate(values, half.pedestal, seconds[k], length);
      }
    }

    /** Returns where a pixel is in the stored rows of a frame. */
    private int place(int k, int rowInTile, int x) {
      RawLayout layout = frame[k].layout();
      return rowInTile * layout.width() + layout.image().columnsFrom() + x;
    }

    /** Reads what the pedestals of frames of all exposures follow from. */
    private void readMasters(int y, int x, int length) {
      pedestal.readBias(y, x, length, masterPart);
      ColumnParity.part(masterPart, length, even.bias, odd.bias);
      if (pedestal.hasDark()) {
        pedestal.readDarkRate(y, x, length, masterPart);
        ColumnParity.part(masterPart, length, even.darkRate, odd.darkRate);
      }
    }

    /** Computes the pedestal of frames of an exposure. */
    private void expose(double seconds, int length) {
      expose(even, (float) seconds, length - length / 2);
      expose(odd, (float) seconds, length / 2);
    }

    private void expose(Half half, float seconds, int length) {
      if (corrects) {
        Arrays.fill(half.pedestal, 0, length, 0f);
      } else {
        System.arraycopy(half.bias, 0, half.pedestal, 0, length);
      }
      if (pedestal.hasDark()) {
        addScaled(half.pedestal, half.darkRate, seconds, length);
      }
    }
  }

  // One small loop a method, which is compiled once, by itself.

  private static void subtract(float[] values, float[] bias, int length) {
    for (int i = 0; i < length; i++) {
      values[i] -= bias[i];
    }
  }

  private static void addScaled(float[] sum, float[] rate, float time, int length) {
    for (int i = 0; i < length; i++) {
      sum[i] += rate[i] * time;
    }
  }

  private static void rate(float[] values, float[] pedestal, double seconds, int length) {
    for (int i = 0; i < length; i++) {
      values[i] = (float) ((values[i] - pedestal[i]) / seconds);
    }
  }

  private static void normalise(float[] values, float[] pedestal, double level, int length) {
    float factor = (float) (1 / level);
    for (int i = 0; i < length; i++) {
      values[i] = (values[i] - pedestal[i]) * factor;
    }
  }

  private static void onlyPositive(float[] values, int length) {
    for (int i = 0; i < length; i++) {
      values[i] = values[i] > 0 ? values[i] : Float.NaN;
    }
  }
}
