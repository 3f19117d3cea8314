package org.nightbeam.quality.noise;

import java.io.IOException;
import java.util.Arrays;
import org.nightbeam.frame.Frame;
import org.nightbeam.pixels.FramePixels;
import org.nightbeam.pixels.RowBands;

/**
 * Pixels of a frame in small boxes, as {@link PhotonTransfer} wants them: from 16 rows at 16 places
 * of the frame, so that of a frame of 4096 rows 6 % are read. The four channels of a colour sensor
 * have boxes of their own.
 */
public final class PixelBoxes {
  private static final int BANDS = 16;
  private static final int ROWS = 16;
  private static final int COLUMNS = 32;

  private final int width;
  private final int across;
  private final int channels;
  private final RowBands bands;
  private final float[][] boxes;
  private final int[] counts;
  private final int[] rowLengths;

  /** Returns the rows of a frame of this height that are to be added. */
  public static RowBands rows(int height) {
    return RowBands.spread(height, BANDS, ROWS);
  }

  /**
   * @param colour whether the sensor has a colour filter array of 2 x 2 pixels
   */
  public PixelBoxes(int height, int width, boolean colour) {
    this.width = width;
    this.bands = rows(height);
    this.across = Math.max(1, width / COLUMNS);
    this.channels = colour ? 4 : 1;
    this.boxes = new float[bands.bands() * across * channels][];
    this.counts = new int[boxes.length];
    this.rowLengths = new int[boxes.length];
    for (int k = 0; k < boxes.length; k++) {
      boxes[k] = new float[bands.rows() * (width / across + 2) / (colour ? 2 : 1)];
    }
  }

  /**
   * Reads the rows of a frame that are wanted, and no others where it is not compressed.
   *
   * @throws org.nightbeam.fits.UnreadableFileException if they cannot be read
   */
  public static PixelBoxes of(Frame frame, FramePixels pixels) throws IOException {
    PixelBoxes boxes =
        new PixelBoxes(frame.height(), frame.width(), frame.configuration().isColour());
    rows(frame.height()).read(frame, pixels, boxes::add);
    return boxes;
  }

  /**
   * Takes a row; one that is not wanted is left out. All frames must give their rows in one order.
   *
   * @param y row
   * @param row {@code [>= width]}, physical values in ADU; NaN is no value
   */
  public void add(int y, float[] row) {
    int band = bands.bandOf(y);
    if (band < 0) {
      return;
    }
    for (int column = 0; column < across; column++) {
      int from = (int) ((long) width * column / across);
      int to = (int) ((long) width * (column + 1) / across);
      int box = (band * across + column) * channels;
      if (channels == 1) {
        append(box, row, from, to, 1);
      } else {
        int ofRow = box + (y & 1) * 2;
        append(ofRow + (from & 1), row, from, to, 2);
        append(ofRow + (from + 1 & 1), row, from + 1, to, 2);
      }
    }
  }

  private void append(int box, float[] row, int from, int to, int stride) {
    int before = counts[box];
    for (int x = from; x < to; x += stride) {
      boxes[box][counts[box]++] = row[x];
    }
    rowLengths[box] = counts[box] - before;
  }

  /** Returns how many boxes there are. */
  public int size() {
    return boxes.length;
  }

  /** Returns the pixels of a box, row after row; NaN, or infinite, is no value. */
  public float[] box(int k) {
    return Arrays.copyOf(boxes[k], counts[k]);
  }

  /** Returns the number of pixels in a row of a box. */
  int rowLength(int k) {
    return rowLengths[k];
  }
}
