package org.nightbeam.master;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nightbeam.combine.CombineSettings;
import org.nightbeam.combine.Combiner;
import org.nightbeam.fits.RowDecoder;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FramePixels;
import org.nightbeam.frame.FrameType;

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
 * <p>Memory is bounded by {@code tileBytes}, not by the number of frames: of each frame, so many
 * rows are read at a time as fit. How the rows are cut does not change the result. Not safe for use
 * by several threads: it keeps work space.
 */
public final class BandCombiner {
  /** Bytes of the rows that one thread combines at a time: they should stay in its cache. */
  private static final int CACHE_BYTES = 1 << 20;

  private static final int SHORTEST_STRETCH = 256;
  private static final int LONGEST_STRETCH = 4096;

  private final FramePixels pixels;
  private final Combiner combiner;
  private final int tileBytes;

  private ByteBuffer tile = ByteBuffer.allocateDirect(0);
  private int[][] intStack = new int[0][];
  private float[][] floatStack = new float[0][];

  /**
   * @param pixels where the frames are read from
   * @param settings how they are combined
   * @param tileBytes how much raw data is held at a time
   */
  public BandCombiner(FramePixels pixels, CombineSettings settings, int tileBytes) {
    this.pixels = pixels;
    this.combiner = new Combiner(settings);
    this.tileBytes = tileBytes;
  }

  /** Receives the rows of a master, from the first of the band to the last. */
  public interface RowSink {
    /**
     * Takes a row.
     *
     * @param row {@code [width]}; valid during the call only
     */
    void accept(float[] row) throws IOException;
  }

  /** A frame of the stack could not be read. */
  public static final class InputException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Frame frame;

    InputException(Frame frame, UnreadableFileException cause) {
      super(frame.path() + ": " + cause.getMessage(), cause);
      this.frame = frame;
    }

    /** The frame. */
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
   * @throws InputException if a frame cannot be read
   */
  public void combine(
      FrameType type,
      List<MasterInput> inputs,
      Pedestal pedestal,
      int firstRow,
      int rows,
      RowSink sink)
      throws IOException {
    new Band(type, inputs, pedestal).combine(firstRow, rows, sink);
  }

  private final class Band {
    private final FrameType type;
    private final Pedestal pedestal;
    private final int frames;
    private final Frame[] frame;
    private final FlatLevel[] level;
    private final RowDecoder[] decoder;
    private final int width;
    private final boolean rawFirst;
    private final boolean integers;
    private final int stretch;
    private final int[] tileStart;
    private final float[] pedestalPart;
    private final float[] result;

    Band(FrameType type, List<MasterInput> inputs, Pedestal pedestal) {
      this.type = type;
      this.pedestal = pedestal;
      this.frames = inputs.size();
      this.frame = inputs.stream().map(MasterInput::frame).toArray(Frame[]::new);
      this.level = inputs.stream().map(MasterInput::level).toArray(FlatLevel[]::new);
      this.decoder =
          Arrays.stream(frame).map(f -> new RowDecoder(f.format())).toArray(RowDecoder[]::new);
      this.width = frame[0].width();
      double exposure = frame[0].exposure();
      this.rawFirst =
          type == FrameType.BIAS
              || type != FrameType.FLAT
                  && Arrays.stream(frame).allMatch(f -> f.exposure() == exposure);
      this.integers = rawFirst && Arrays.stream(frame).allMatch(f -> f.format().isSmallInteger());
      this.stretch =
          Math.max(SHORTEST_STRETCH, Math.min(LONGEST_STRETCH, CACHE_BYTES / Float.BYTES / frames));
      this.tileStart = new int[frames];
      this.pedestalPart = new float[stretch];
      this.result = new float[stretch];
      reserveStack();
    }

    private void reserveStack() {
      if (integers && (intStack.length < frames || intStack[0].length < stretch)) {
        intStack = new int[frames][stretch];
      }
      if (!integers && (floatStack.length < frames || floatStack[0].length < stretch)) {
        floatStack = new float[frames][stretch];
      }
    }

    void combine(int firstRow, int rows, RowSink sink) throws IOException {
      long bytesPerRow = 0;
      for (Frame f : frame) {
        bytesPerRow += (long) width * f.format().bytesPerPixel();
      }
      int tileRows = (int) Math.max(1, Math.min(rows, tileBytes / bytesPerRow));
      if (tile.capacity() < tileRows * bytesPerRow + 8L * frames) {
        tile = ByteBuffer.allocateDirect(Math.toIntExact(tileRows * bytesPerRow + 8L * frames));
      }
      float[] row = new float[width];
      for (int y = firstRow; y < firstRow + rows; y += tileRows) {
        int inTile = Math.min(tileRows, firstRow + rows - y);
        readTile(y, inTile);
        for (int r = 0; r < inTile; r++) {
          for (int x = 0; x < width; x += stretch) {
            int length = Math.min(stretch, width - x);
            combine(y + r, r, x, length);
            System.arraycopy(result, 0, row, x, length);
          }
          sink.accept(row);
        }
      }
    }

    private void readTile(int firstRow, int rows) throws IOException {
      List<FramePixels.RowsRead> started = new ArrayList<>(frames);
      int at = 0;
      for (int k = 0; k < frames; k++) {
        at = (at + 7) & ~7; // aligned for every pixel type
        tileStart[k] = at;
        at += rows * width * frame[k].format().bytesPerPixel();
        started.add(pixels.startReading(frame[k], firstRow, part(k, at)));
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
    }

    private ByteBuffer part(int k, int end) {
      return tile.duplicate().clear().position(tileStart[k]).limit(end).slice();
    }

    private ByteBuffer part(int k) {
      return part(k, tile.capacity());
    }

    private void combine(int y, int rowInTile, int x, int length) {
      int first = rowInTile * width + x;
      if (integers) {
        for (int k = 0; k < frames; k++) {
          decoder[k].read(part(k), first, length, intStack[k]);
        }
        combiner.combine(intStack, frames, length, result);
      } else {
        double exposureOfPart = Double.NaN;
        for (int k = 0; k < frames; k++) {
          float[] values = floatStack[k];
          decoder[k].read(part(k), first, length, values);
          if (!rawFirst) {
            double t = frame[k].exposure();
            if (t != exposureOfPart) {
              // A dark's pedestal holds no dark, so its exposure does not matter.
              pedestal.read(y, x, length, t, pedestalPart);
              exposureOfPart = t;
            }
            if (type == FrameType.FLAT) {
              normalise(values, pedestalPart, level[k], y, x, length);
            } else {
              rate(values, pedestalPart, t, length);
            }
          }
        }
        combiner.combine(floatStack, frames, length, result);
      }
      if (rawFirst && type != FrameType.BIAS) {
        double t = frame[0].exposure();
        pedestal.read(y, x, length, t, pedestalPart);
        rate(result, pedestalPart, t, length);
      }
      if (type == FrameType.FLAT) {
        onlyPositive(result, length);
      }
    }
  }

  private static void rate(float[] values, float[] pedestal, double seconds, int length) {
    for (int i = 0; i < length; i++) {
      values[i] = (float) ((values[i] - pedestal[i]) / seconds);
    }
  }

  private static void normalise(
      float[] values, float[] pedestal, FlatLevel level, int y, int x, int length) {
    if (level.isUniform()) {
      float factor = (float) (1 / level.evenEven());
      for (int i = 0; i < length; i++) {
        values[i] = (values[i] - pedestal[i]) * factor;
      }
    } else {
      float first = (float) (1 / level.at(y, x));
      float second = (float) (1 / level.at(y, x + 1));
      for (int i = 0; i < length; i++) {
        values[i] = (values[i] - pedestal[i]) * ((i & 1) == 0 ? first : second);
      }
    }
  }

  private static void onlyPositive(float[] values, int length) {
    for (int i = 0; i < length; i++) {
      values[i] = values[i] > 0 ? values[i] : Float.NaN;
    }
  }
}
