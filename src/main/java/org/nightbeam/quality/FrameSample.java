package org.nightbeam.quality;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nightbeam.frame.Frame;
import org.nightbeam.pixels.FramePixels;
import org.nightbeam.pixels.RowBands;
import org.nightbeam.statistics.ClippedMoments;
import org.nightbeam.statistics.Spread;

/**
 * Properties of a frame from a sample of its rows: level, noise, the levels of its parts, and
 * whether it has light, saturated pixels, or nothing at all. Rows are those of {@link #rows}: of a
 * frame of 4096 rows 64, in 8 places of the file. By it {@link Misfits} finds frames that do not
 * belong to their group.
 *
 * @param width pixels per row of the frame
 * @param height rows of the frame
 * @param level median of the levels of the parts, in ADU; NaN without a valid pixel
 * @param noise standard deviation from pixel to pixel in ADU, by the differences of a pixel and the
 *     next but one of its row: read noise, photon noise and the pixels' own differences, but no
 *     structure; NaN where there are too few pixels
 * @param lowest smallest value in ADU
 * @param highest largest value in ADU
 * @param validPart part of the pixels that have a value
 * @param saturatedPart part of the valid pixels that are saturated
 * @param across how many parts there are side by side
 * @param parts of the frame, row by row
 * @param rowLevels means of the rows looked at, in ADU; NaN for one without a valid pixel
 * @param columnLevels means of up to 64 columns, evenly spread, over these rows, in ADU
 */
public record FrameSample(
    int width,
    int height,
    double level,
    double noise,
    double lowest,
    double highest,
    double validPart,
    double saturatedPart,
    int across,
    List<Part> parts,
    List<Double> rowLevels,
    List<Double> columnLevels)
    implements Serializable {

  /**
   * A part of a frame.
   *
   * @param level in ADU: for each channel of a 2 x 2 pattern the median of its pixels, and the mean
   *     of these four; NaN without a valid pixel
   * @param constant whether all its pixels have the same value
   */
  public record Part(double level, boolean constant) implements Serializable {}

  private static final int PARTS = 8;
  private static final int ROWS_OF_PART = 8;

  /** Largest number of differences of pixels for the noise, which gives it to 0.6 %. */
  private static final int DIFFERENCES = 1 << 14;

  private static final int FEWEST_DIFFERENCES = 16;

  /** Columns whose means are taken, and pixels of a row that its mean is of, at least. */
  private static final int COLUMNS = 64;

  static final int PIXELS_OF_ROW = 512;

  /** Returns the rows of a frame of this height that are to be looked at. */
  static RowBands rows(int height) {
    return RowBands.spread(height, PARTS, ROWS_OF_PART);
  }

  /**
   * Reads the rows of a frame that are wanted, and no others where it is not compressed.
   *
   * @throws org.nightbeam.fits.UnreadableFileException if they cannot be read
   */
  public static FrameSample of(Frame frame, FramePixels pixels) throws IOException {
    Builder builder = new Builder(frame.height(), frame.width(), frame.sensor().saturation());
    rows(frame.height()).read(frame, pixels, builder::add);
    return builder.build();
  }

  /**
   * Returns all that was found, as the key of a map. The JVM makes the {@code hashCode} of a record
   * at its first call, which a short run would feel.
   */
  public List<Object> values() {
    return List.of(
        List.of(width, height, across),
        List.of(level, noise, lowest, highest, validPart, saturatedPart),
        parts.stream().map(Part::level).toList(),
        rowLevels,
        columnLevels);
  }

  /** Returns whether all pixels have the same value, or there is none. */
  boolean isConstant() {
    return !(highest > lowest);
  }

  /** Takes the rows of a frame. Not safe for use by several threads. */
  public static final class Builder {
    private final int width;
    private final int height;
    private final double saturation;
    private final RowBands bands;
    private final float[][][] rows;

    /**
     * @param saturation the ADU from which a pixel is saturated; NaN if not known
     */
    public Builder(int height, int width, double saturation) {
      this.width = width;
      this.height = height;
      this.saturation = saturation;
      this.bands = rows(height);
      this.rows = new float[bands.bands()][bands.rows()][];
    }

    /**
     * Takes a row; one that is not wanted is left out.
     *
     * @param y row
     * @param row {@code [>= width]}, physical values in ADU; NaN, or infinite, is no value; it may
     *     be used again
     */
    void add(int y, float[] row) {
      int band = bands.bandOf(y);
      if (band >= 0) {
        rows[band][y - bands.first(band)] = Arrays.copyOf(row, width);
      }
    }

    /**
     * Returns the statistics of the rows that were taken.
     *
     * @throws IllegalStateException if one is missing that is wanted
     */
    FrameSample build() {
      refuseMissing();
      int across = Math.max(1, Math.min(PARTS, width / 2));
      List<Part> parts = parts(across);
      double[] levels = parts.stream().mapToDouble(Part::level).filter(Double::isFinite).toArray();
      Saturation values = values();
      return new FrameSample(
          width,
          height,
          Spread.median(levels),
          noise(),
          values.lowest(),
          values.highest(),
          (double) values.count() / ((long) bands.bands() * bands.rows() * width),
          values.part(),
          across,
          parts,
          rowLevels(),
          columnLevels());
    }

    private List<Double> rowLevels() {
      int stride = Math.max(1, width / PIXELS_OF_ROW) | 1;
      List<Double> levels = new ArrayList<>();
      for (float[][] band : rows) {
        for (float[] row : band) {
          Mean mean = new Mean();
          for (int x = 0; x < width; x += stride) {
            mean.add(row[x]);
          }
          levels.add(mean.value());
        }
      }
      return List.copyOf(levels);
    }

    private List<Double> columnLevels() {
      int count = Math.min(COLUMNS, width);
      List<Double> levels = new ArrayList<>();
      for (int k = 0; k < count; k++) {
        int x = (int) ((2L * k + 1) * width / (2L * count));
        Mean mean = new Mean();
        for (float[][] band : rows) {
          for (float[] row : band) {
            mean.add(row[x]);
          }
        }
        levels.add(mean.value());
      }
      return List.copyOf(levels);
    }

    /** The mean of values that are finite; NaN of none. */
    private static final class Mean {
      private double sum;
      private int count;

      void add(float value) {
        if (Float.isFinite(value)) {
          sum += value;
          count++;
        }
      }

      double value() {
        return count == 0 ? Double.NaN : sum / count;
      }
    }

    private void refuseMissing() {
      for (int y : bands.all()) {
        int band = bands.bandOf(y);
        if (rows[band][y - bands.first(band)] == null) {
          throw new IllegalStateException("row " + y + " of the sample is missing");
        }
      }
    }

    private List<Part> parts(int across) {
      List<Part> parts = new ArrayList<>();
      float[] work = new float[bands.rows() * (width / across + 1)];
      for (int band = 0; band < bands.bands(); band++) {
        for (int k = 0; k < across; k++) {
          int from = (int) ((long) width * k / across);
          int to = (int) ((long) width * (k + 1) / across);
          parts.add(new Part(level(band, from, to, work), isConstant(rows[band], from, to)));
        }
      }
      return List.copyOf(parts);
    }

    private double level(int band, int from, int to, float[] work) {
      double sum = 0;
      int channels = 0;
      for (int channel = 0; channel < 4; channel++) {
        int count = 0;
        for (int k = 0; k < bands.rows(); k++) {
          if ((bands.first(band) + k) % 2 == channel / 2) {
            int first = from + (from + channel) % 2;
            count = appendEverySecond(rows[band][k], first, to, work, count);
          }
        }
        if (count > 0) {
          sum += Spread.median(work, count);
          channels++;
        }
      }
      return channels == 0 ? Double.NaN : sum / channels;
    }

    /** Appends the valid ones of every second pixel of a row; returns how many there are then. */
    private static int appendEverySecond(float[] row, int from, int to, float[] out, int count) {
      int next = count;
      for (int x = from; x < to; x += 2) {
        if (Float.isFinite(row[x])) {
          out[next++] = row[x];
        }
      }
      return next;
    }

    private static boolean isConstant(float[][] rows, int from, int to) {
      float first = Float.NaN;
      for (float[] row : rows) {
        for (int x = from; x < to; x++) {
          if (Float.isFinite(row[x])) {
            if (Float.isNaN(first)) {
              first = row[x];
            } else if (row[x] != first) {
              return false;
            }
          }
        }
      }
      return true;
    }

    private Saturation values() {
      Saturation values = new Saturation(saturation);
      for (float[][] band : rows) {
        for (float[] row : band) {
          values.add(row);
        }
      }
      return values;
    }

    private double noise() {
      int ofRow = width - 2;
      long possible = (long) bands.bands() * bands.rows() * ofRow;
      if (possible < FEWEST_DIFFERENCES) {
        return Double.NaN;
      }
      // Odd, so that it is not always the same columns.
      int stride = (int) Math.max(1, possible / DIFFERENCES) | 1;
      float[] differences = new float[(int) (possible / stride + 1)];
      int count = 0;
      int first = 0;
      for (float[][] band : rows) {
        for (float[] row : band) {
          count = appendDifferences(row, first, stride, differences, count);
          // The next column, counted as if the rows were one.
          first = Math.floorMod(first - ofRow, stride);
        }
      }
      if (count < FEWEST_DIFFERENCES) {
        return Double.NaN;
      }
      double step = smallest(differences, count);
      if (step == Double.POSITIVE_INFINITY) {
        return 0;
      }
      return Math.sqrt(ClippedMoments.of(differences, count, step).variance() / 2);
    }

    /**
     * Appends valid differences of a pixel and the next but one; returns how many there are then.
     */
    private static int appendDifferences(
        float[] row, int first, int stride, float[] out, int count) {
      int next = count;
      for (int x = first; x < row.length - 2; x += stride) {
        float difference = row[x + 2] - row[x];
        if (Float.isFinite(difference)) {
          out[next++] = difference;
        }
      }
      return next;
    }

    /** Returns the smallest difference that is not 0; infinite if there is none. */
    private static double smallest(float[] differences, int count) {
      float smallest = Float.POSITIVE_INFINITY;
      for (int i = 0; i < count; i++) {
        float difference = Math.abs(differences[i]);
        smallest = difference > 0 && difference < smallest ? difference : smallest;
      }
      return smallest;
    }
  }
}
