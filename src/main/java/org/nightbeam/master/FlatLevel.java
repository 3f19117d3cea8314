package org.nightbeam.master;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import org.nightbeam.fits.FitsSection;
import org.nightbeam.fits.RowDecoder;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.frame.Frame;
import org.nightbeam.master.store.ChannelSums;
import org.nightbeam.pixels.FramePixels;
import org.nightbeam.pixels.Overscan;
import org.nightbeam.reason.ReasonCode;
import org.nightbeam.signal.Linearity;

/**
 * The level of a flat frame in ADU, by which it is normalised: the mean of its valid pixels after
 * bias and dark current are taken off. A colour sensor has one per channel of its 2 x 2 filter
 * pattern, by row and column from the first pixel; of a monochrome one all four are the same.
 *
 * @param evenEven of pixels in even rows and even columns
 * @param evenOdd of pixels in even rows and odd columns
 * @param oddEven of pixels in odd rows and even columns
 * @param oddOdd of pixels in odd rows and odd columns
 */
public record FlatLevel(double evenEven, double evenOdd, double oddEven, double oddOdd) {
  private static final int BYTES_AT_ONCE = 1 << 18;

  /** Values are within 2^22 + 2^16 of 0, see {@link org.nightbeam.fits.PixelFormat}. */
  private static final int ROWS_OF_INT_SUMS = 256;

  /** Returns the level at a pixel. */
  public double at(int y, int x) {
    return (y & 1) == 0 ? ((x & 1) == 0 ? evenEven : evenOdd) : ((x & 1) == 0 ? oddEven : oddOdd);
  }

  /**
   * Measures a flat frame. The mean of a difference is the difference of the means: where every
   * pixel has a value, raw pixels are summed as integers, exactly, and the pedestal's sums are
   * known. Else pixel by pixel, sums in double precision, row by row.
   *
   * @param overscan that is subtracted; null for none
   * @param linearity how counts above bias are corrected
   * @throws UnreadableFileException if the level is not above 0, so that nothing can be divided by
   *     it
   */
  public static FlatLevel measure(
      Frame flat, FramePixels pixels, Pedestal pedestal, Overscan overscan, Linearity linearity)
      throws IOException {
    ChannelSums below = pedestal.channelSums(flat.height(), flat.exposure());
    double[] sums = new double[4];
    long[] counts = new long[4];
    try (Rows rows = new Rows(flat, pixels)) {
      rows.passTrimmedOff();
      boolean raw = overscan == null && !linearity.isOn();
      if (raw && flat.format().isSmallInteger() && below.areComplete()) {
        addIntegers(rows, flat, sums, counts);
        sums[0] -= below.evenEven();
        sums[1] -= below.evenOdd();
        sums[2] -= below.oddEven();
        sums[3] -= below.oddOdd();
      } else {
        addValid(rows, flat, pedestal, overscan, linearity, sums, counts);
      }
    }
    if (!flat.configuration().isColour()) {
      double sum = sums[0] + sums[1] + sums[2] + sums[3];
      long count = counts[0] + counts[1] + counts[2] + counts[3];
      double level = usable(sum, count);
      return new FlatLevel(level, level, level, level);
    }
    return new FlatLevel(
        usable(sums[0], counts[0]),
        usable(sums[1], counts[1]),
        usable(sums[2], counts[2]),
        usable(sums[3], counts[3]));
  }

  /** The stored rows of a frame, some at a time. */
  private static final class Rows implements Closeable {
    private final Frame frame;
    private final ReadableByteChannel channel;
    private final int rowBytes;
    private final int rowsAtOnce;
    private final ByteBuffer bytes;

    Rows(Frame frame, FramePixels pixels) throws IOException {
      this.frame = frame;
      this.rowBytes = Math.toIntExact(frame.rowBytes());
      this.rowsAtOnce = Math.max(1, BYTES_AT_ONCE / rowBytes);
      this.bytes = ByteBuffer.allocateDirect(rowBytes * rowsAtOnce);
      this.channel = pixels.sequential(frame);
    }

    /** Passes over the rows before the first that is kept. */
    void passTrimmedOff() throws IOException {
      FitsSection image = frame.layout().image();
      for (int y = 0; y < image.rowsFrom(); y += rowsAtOnce) {
        bytes.clear().limit(Math.min(rowsAtOnce, image.rowsFrom() - y) * rowBytes);
        FramePixels.fill(channel, bytes, frame);
      }
    }

    /** Reads what is needed for a row, which must be the next; gives its first pixel's index. */
    int read(int y) throws IOException {
      int inTile = y % rowsAtOnce;
      if (inTile == 0) {
        bytes.clear().limit(Math.min(rowsAtOnce, frame.height() - y) * rowBytes);
        FramePixels.fill(channel, bytes, frame);
      }
      return inTile * frame.layout().width() + frame.layout().image().columnsFrom();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private static void addIntegers(Rows rows, Frame flat, double[] sums, long[] counts)
      throws IOException {
    int width = flat.width();
    int evens = width - width / 2;
    int[] even = new int[evens];
    int[] odd = new int[evens];
    int[][] columns = new int[4][evens]; // sums of so many rows that no int overflows
    RowDecoder decoder = new RowDecoder(flat.format());
    for (int y = 0; y < flat.height(); y++) {
      decoder.readParted(rows.bytes, rows.read(y), width, even, odd);
      int channel = (y & 1) * 2;
      add(columns[channel], even, evens);
      add(columns[channel + 1], odd, width / 2);
      counts[channel] += evens;
      counts[channel + 1] += width / 2;
      if (y % ROWS_OF_INT_SUMS == ROWS_OF_INT_SUMS - 1 || y == flat.height() - 1) {
        for (int c = 0; c < 4; c++) {
          sums[c] += sum(columns[c]);
          Arrays.fill(columns[c], 0);
        }
      }
    }
  }

  private static long sum(int[] values) {
    long sum = 0;
    for (int value : values) {
      sum += value;
    }
    return sum;
  }

  private static void subtract(float[] values, float[] bias, int length) {
    for (int i = 0; i < length; i++) {
      values[i] -= bias[i];
    }
  }

  private static void add(int[] sums, int[] values, int length) {
    for (int i = 0; i < length; i++) {
      sums[i] += values[i];
    }
  }

  private static void addValid(
      Rows rows,
      Frame flat,
      Pedestal pedestal,
      Overscan overscan,
      Linearity linearity,
      double[] sums,
      long[] counts)
      throws IOException {
    int width = flat.width();
    float[] values = new float[width];
    float[] pedestalRow = new float[width];
    RowDecoder decoder = new RowDecoder(flat.format());
    for (int y = 0; y < flat.height(); y++) {
      decoder.read(rows.bytes, rows.read(y), width, values);
      if (overscan != null) {
        overscan.subtract(values, y, 0, 1, width);
      }
      if (linearity.isOn()) {
        pedestal.readBias(y, 0, width, pedestalRow);
        subtract(values, pedestalRow, width);
        linearity.correct(values, width);
        pedestal.readDark(y, 0, width, flat.exposure(), pedestalRow);
      } else {
        pedestal.read(y, 0, width, flat.exposure(), pedestalRow);
      }
      int channel = (y & 1) * 2;
      add(values, pedestalRow, 0, width, sums, counts, channel);
      add(values, pedestalRow, 1, width, sums, counts, channel + 1);
    }
  }

  private static void add(
      float[] values,
      float[] pedestal,
      int first,
      int width,
      double[] sums,
      long[] counts,
      int channel) {
    double sum = 0;
    int count = 0;
    for (int i = first; i < width; i += 2) {
      float value = values[i] - pedestal[i];
      if (value - value == 0) {
        sum += value;
        count++;
      }
    }
    sums[channel] += sum;
    counts[channel] += count;
  }

  private static double usable(double sum, long count) throws UnreadableFileException {
    double level = sum / count;
    if (!(level > 0)) {
      throw new UnreadableFileException(
          ReasonCode.FLAT_LEVEL,
          count == 0
              ? "the flat has no valid pixel"
              : String.format(
                  "the flat's mean after bias and dark is %.4g ADU; expected a level above 0",
                  level));
    }
    return level;
  }
}
