package org.nightbeam.pixels;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import java.util.List;
import org.nightbeam.fits.FitsSection;
import org.nightbeam.fits.RowDecoder;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.RawLayout;
import org.nightbeam.signal.OverscanFit;
import org.nightbeam.signal.OverscanSettings;
import org.nightbeam.signal.OverscanStatistic;

/**
 * The level of a frame's overscan in ADU: of each row, or, where the overscan is a strip below or
 * above the image, of each column.
 *
 * @param ofColumns whether it is that of columns
 * @param levels of the rows, or columns, of the image: those that are kept
 */
public record Overscan(boolean ofColumns, List<Double> levels) {
  private static final int BYTES_AT_ONCE = 1 << 18;

  /**
   * Measures a frame.
   *
   * @return null if it has no overscan
   * @throws UnreadableFileException if it cannot be read, or has too few lines for the curve
   */
  public static Overscan measure(Frame frame, FramePixels pixels, OverscanSettings settings)
      throws IOException {
    FitsSection section = frame.layout().overscan();
    if (section == null) {
      return null;
    }
    boolean ofColumns = frame.layout().isOverscanOfColumns();
    float[][] values = read(frame, pixels, section);
    double[] perLine = new double[ofColumns ? frame.layout().width() : frame.layout().height()];
    Arrays.fill(perLine, Double.NaN);
    if (ofColumns) {
      float[] column = new float[section.rows()];
      for (int x = 0; x < section.columns(); x++) {
        for (int y = 0; y < column.length; y++) {
          column[y] = values[y][x];
        }
        perLine[section.columnsFrom() + x] =
            OverscanFit.lineLevel(column, 0, column.length, settings.statistic());
      }
    } else {
      for (int y = 0; y < section.rows(); y++) {
        perLine[section.rowsFrom() + y] =
            OverscanFit.lineLevel(values[y], 0, section.columns(), settings.statistic());
      }
    }
    FitsSection image = frame.layout().image();
    int from = ofColumns ? image.columnsFrom() : image.rowsFrom();
    int length = ofColumns ? image.columns() : image.rows();
    double[] levels = OverscanFit.levels(perLine, from, length, settings);
    return new Overscan(ofColumns, Arrays.stream(levels, from, from + length).boxed().toList());
  }

  /** Returns the pixels of a section, {@code [rows][columns]}. */
  private static float[][] read(Frame frame, FramePixels pixels, FitsSection section)
      throws IOException {
    int width = frame.layout().width();
    int rowBytes = width * frame.format().bytesPerPixel();
    int rowsAtOnce = Math.max(1, BYTES_AT_ONCE / rowBytes);
    ByteBuffer bytes = ByteBuffer.allocateDirect(rowBytes * rowsAtOnce);
    RowDecoder decoder = new RowDecoder(frame.format());
    float[][] values = new float[section.rows()][section.columns()];
    int end = section.rowsFrom() + section.rows();
    try (ReadableByteChannel channel = pixels.sequential(frame)) {
      for (int y = 0; y < end; y += rowsAtOnce) {
        int rows = Math.min(rowsAtOnce, end - y);
        FramePixels.fill(channel, bytes.clear().limit(rows * rowBytes), frame);
        for (int r = Math.max(0, section.rowsFrom() - y); r < rows; r++) {
          decoder.read(
              bytes,
              r * width + section.columnsFrom(),
              section.columns(),
              values[y + r - section.rowsFrom()]);
        }
      }
    }
    return values;
  }

  /**
   * Subtracts it from part of a row of the image.
   *
   * @param values {@code [>= length]}, in ADU
   * @param y row
   * @param x the first pixel
   * @param step columns from one value to the next
   */
  public void subtract(float[] values, int y, int x, int step, int length) {
    if (ofColumns) {
      for (int i = 0; i < length; i++) {
        values[i] -= levels.get(x + i * step).floatValue();
      }
    } else {
      float level = levels.get(y).floatValue();
      for (int i = 0; i < length; i++) {
        values[i] -= level;
      }
    }
  }

  /**
   * Returns the variance of the level of a line, in units of that of one overscan pixel; 0 without
   * overscan. Of a curve it is the mean over its lines.
   */
  public static double variance(RawLayout layout, OverscanSettings settings) {
    FitsSection section = layout.overscan();
    if (section == null) {
      return 0;
    }
    boolean ofColumns = layout.isOverscanOfColumns();
    int pixelsOfLine = ofColumns ? section.rows() : section.columns();
    int lines = ofColumns ? section.columns() : section.rows();
    double ofLine =
        (settings.statistic() == OverscanStatistic.MEDIAN ? Math.PI / 2 : 1) / pixelsOfLine;
    return switch (settings.function()) {
      case EACH_LINE -> ofLine;
      case CONSTANT -> ofLine / lines;
      case LEGENDRE, CHEBYSHEV -> ofLine * settings.order() / lines;
      case SPLINE1 -> ofLine * (settings.order() + 1) / lines;
      case SPLINE3 -> ofLine * (settings.order() + 3) / lines;
    };
  }

  /** Returns its mean. */
  public double mean() {
    return levels.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }
}
