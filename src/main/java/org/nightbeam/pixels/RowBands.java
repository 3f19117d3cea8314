package org.nightbeam.pixels;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.nightbeam.fits.RowDecoder;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.RawLayout;

/**
 * Rows of a frame to look at instead of all: bands of neighbouring rows, evenly spread. Bands, as a
 * band is one read from a file; neighbours, as a colour sensor needs rows of both parities.
 *
 * @param height rows of the frame
 * @param bands how many
 * @param rows of a band
 */
public record RowBands(int height, int bands, int rows) {
  /** Refuses bands that overlap or are empty. */
  public RowBands {
    if (bands < 1 || rows < 1 || (long) bands * rows > height) {
      throw new IllegalArgumentException(
          bands + " bands of " + rows + " rows are not to be found in " + height);
    }
  }

  /**
   * Returns so many bands of so many rows; fewer and lower ones in a frame that is too low for
   * them.
   */
  public static RowBands spread(int height, int bands, int rows) {
    int possible = Math.max(1, Math.min(bands, height / 2));
    return new RowBands(height, possible, Math.max(1, Math.min(rows, height / possible)));
  }

  /** Returns the first row of a band, which is in the middle of its part of the frame. */
  public int first(int band) {
    long from = (long) height * band / bands;
    long to = (long) height * (band + 1) / bands;
    return (int) ((from + to - rows) / 2);
  }

  /** Returns the band that a row is in; -1 if it is in none. */
  public int bandOf(int y) {
    int guess = (int) ((long) y * bands / height);
    for (int band = Math.max(0, guess - 1); band <= Math.min(bands - 1, guess + 1); band++) {
      if (y >= first(band) && y < first(band) + rows) {
        return band;
      }
    }
    return -1;
  }

  /** Takes one row after the other. */
  @FunctionalInterface
  public interface RowSink {
    /**
     * Takes a row.
     *
     * @param y row
     * @param row its pixels in ADU; used again for the next
     */
    void accept(int y, float[] row);
  }

  /** Reads the rows of a frame, a band at a time. */
  public void read(Frame frame, FramePixels pixels, RowSink sink) throws IOException {
    int width = frame.width();
    RawLayout layout = frame.layout();
    ByteBuffer bytes = ByteBuffer.allocateDirect(Math.toIntExact(rows * frame.rowBytes()));
    RowDecoder decoder = new RowDecoder(frame.format());
    float[] row = new float[width];
    for (int band = 0; band < bands; band++) {
      pixels.readRows(frame, layout.image().rowsFrom() + first(band), bytes.clear());
      for (int k = 0; k < rows; k++) {
        decoder.read(bytes, k * layout.width() + layout.image().columnsFrom(), width, row);
        sink.accept(first(band) + k, row);
      }
    }
  }

  /** Returns all rows of all bands, in order. */
  public int[] all() {
    int[] all = new int[bands * rows];
    for (int k = 0; k < all.length; k++) {
      all[k] = first(k / rows) + k % rows;
    }
    return all;
  }
}
