package org.nightbeam.preview;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.nightbeam.statistics.Selection;

/**
 * A frame of a sensor with a colour filter array made smaller, in colour: each pixel has the means
 * of the red, green and blue ones of a square of whole cells, of which two rows and four columns
 * are taken. No value is interpolated.
 */
final class ColourBoxes {
  private static final Pattern CELL = Pattern.compile("RGGB|BGGR|GRBG|GBRG");
  private static final String COLOURS = "RGB";
  private static final int SAMPLES = 2000;
  private static final int COLUMNS_OF_A_BOX = 4;
  private static final int ROWS_OF_A_BOX = 2;

  private final int box;
  private final int width;
  private final int height;
  private final int[] colours = new int[4]; // of the pixels of a cell, by rows
  private final float[][] rows;
  private final float[][] planes;

  /**
   * @param longest side of the small image at most
   * @param cell colours of the first two pixels of the first two rows, see {@link #isCell}
   */
  ColourBoxes(int width, int height, int longest, String cell) {
    int smallest = Math.max(1, (Math.max(width, height) + longest - 1) / longest);
    this.box = smallest + smallest % 2;
    this.width = width / box;
    this.height = height / box;
    this.rows = new float[ROWS_OF_A_BOX][this.width * box];
    this.planes = new float[COLOURS.length()][this.width * this.height];
    for (int i = 0; i < colours.length; i++) {
      colours[i] = COLOURS.indexOf(cell.charAt(i));
    }
    for (float[] plane : planes) {
      Arrays.fill(plane, Float.NaN);
    }
  }

  /** Returns whether a pattern is one of red, green and blue. */
  static boolean isCell(String pattern) {
    return CELL.matcher(pattern).matches();
  }

  /** Returns whether a row of the frame is among those that are taken. */
  boolean takes(int y) {
    return y < height * box && y % box < ROWS_OF_A_BOX;
  }

  /** Takes a row; rows must come in order. */
  void add(int y, float[] row) {
    float[] kept = rows[y % box];
    System.arraycopy(row, 0, kept, 0, kept.length);
    if (y % box == ROWS_OF_A_BOX - 1) {
      average(y / box * width);
    }
  }

  private void average(int at) {
    int taken = Math.min(box, COLUMNS_OF_A_BOX);
    float[] sums = new float[planes.length];
    int[] counts = new int[planes.length];
    for (int x = 0; x < width; x++) {
      Arrays.fill(sums, 0);
      Arrays.fill(counts, 0);
      for (int k = x * box; k < x * box + taken; k++) {
        for (int r = 0; r < ROWS_OF_A_BOX; r++) {
          float value = rows[r][k];
          int colour = colours[2 * r + (k & 1)];
          if (value - value == 0) {
            sums[colour] += value;
            counts[colour]++;
          }
        }
      }
      for (int c = 0; c < planes.length; c++) {
        planes[c][at + x] = sums[c] / counts[c]; // NaN if there is none
      }
    }
  }

  /**
   * Returns the bytes of a JPEG file with two images, one below the other, each by the z-scale of
   * green. Red and blue have it too, about their own medians: the sky is grey, and what is brighter
   * has its colour.
   */
  static ByteBuffer jpeg(ColourBoxes above, ColourBoxes below) {
    int size = above.width * above.height;
    byte[][] colours = new byte[COLOURS.length()][2 * size];
    above.stretch(colours, 0);
    below.stretch(colours, size);
    return new JpegEncoder(GreyJpeg.QUANTISATION)
        .encode(colours[0], colours[1], colours[2], above.width, 2 * above.height);
  }

  private void stretch(byte[][] colours, int at) {
    float[] green = planes[COLOURS.indexOf('G')];
    ZScale limits = ZScale.of(green);
    double middle = median(green);
    for (int c = 0; c < planes.length; c++) {
      double above = median(planes[c]) - middle;
      ZScale own = new ZScale(limits.low() + above, limits.high() + above);
      GreyJpeg.stretch(planes[c], width, height, own, colours[c], at);
    }
  }

  /** Returns the median of some pixels; NaN if none is valid. */
  private static double median(float[] plane) {
    int step = Math.max(1, plane.length / SAMPLES) | 1;
    float[] some = new float[plane.length / step + 1];
    int count = 0;
    for (int i = 0; i < plane.length; i += step) {
      if (plane[i] - plane[i] == 0) {
        some[count++] = plane[i];
      }
    }
    return count == 0 ? Double.NaN : Selection.select(some, count, count / 2);
  }
}
