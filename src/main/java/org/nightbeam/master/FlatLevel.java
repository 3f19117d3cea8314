package org.nightbeam.master;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.nightbeam.fits.RowDecoder;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FramePixels;

/**
 * The level of a flat frame in ADU, by which it is normalised: the mean of its valid pixels after
 * bias and dark current are taken off. A colour sensor has one a channel of its 2 x 2 filter
 * pattern, by row and column from the first pixel; of a monochrome one all four are the same.
 *
 * @param evenEven of pixels in even rows and even columns
 * @param evenOdd of pixels in even rows and odd columns
 * @param oddEven of pixels in odd rows and even columns
 * @param oddOdd of pixels in odd rows and odd columns
 */
public record FlatLevel(double evenEven, double evenOdd, double oddEven, double oddOdd) {
  private static final int BYTES_AT_ONCE = 1 << 18;

  /** The level at a pixel. */
  public double at(int y, int x) {
    return (y & 1) == 0 ? ((x & 1) == 0 ? evenEven : evenOdd) : ((x & 1) == 0 ? oddEven : oddOdd);
  }

  /** Whether all channels have the same level. */
  public boolean isUniform() {
    return evenEven == evenOdd && evenEven == oddEven && evenEven == oddOdd;
  }

  /**
   * Measures a flat frame. Sums are in double precision, row by row.
   *
   * @throws UnreadableFileException if the level is not above 0, so that nothing can be divided by
   *     it
   */
  public static FlatLevel measure(Frame flat, FramePixels pixels, Pedestal pedestal)
      throws IOException {
    double[] sums = new double[4];
    long[] counts = new long[4];
    int width = flat.width();
    float[] values = new float[width];
    float[] pedestalRow = new float[width];
    RowDecoder decoder = new RowDecoder(flat.format());
    int rowBytes = width * flat.format().bytesPerPixel();
    int rowsAtOnce = Math.max(1, BYTES_AT_ONCE / rowBytes);
    ByteBuffer bytes = ByteBuffer.allocateDirect(rowBytes * rowsAtOnce);
    try (ReadableByteChannel channel = pixels.sequential(flat)) {
      for (int y = 0; y < flat.height(); y++) {
        int inTile = y % rowsAtOnce;
        if (inTile == 0) {
          bytes.clear().limit(Math.min(rowsAtOnce, flat.height() - y) * rowBytes);
          FramePixels.fill(channel, bytes, flat);
        }
        decoder.read(bytes, inTile * width, width, values);
        pedestal.read(y, 0, width, flat.exposure(), pedestalRow);
        int evenColumns = (y & 1) * 2;
        add(values, pedestalRow, 0, width, sums, counts, evenColumns);
        add(values, pedestalRow, 1, width, sums, counts, evenColumns + 1);
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
          count == 0
              ? "the flat has no valid pixel"
              : String.format(
                  "the flat's mean after bias and dark is %.4g ADU; expected a level above 0",
                  level));
    }
    return level;
  }
}
