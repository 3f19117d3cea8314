package org.nightbeam.preview;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.nightbeam.fits.PixelFormat;
import org.nightbeam.frame.Frame;
import org.nightbeam.storage.NewFile;
import org.nightbeam.storage.Storage;
import org.nightbeam.table.LightStatistics;

/**
 * Looks at a light while it is calibrated: gives a picture of it before and after, and its
 * statistics. It holds less than a megabyte for a frame 4096 pixels wide.
 *
 * <p>Not safe for use by several threads.
 */
public final class LightPreview {
  /** Pixels of the longer side of a picture, where nobody says otherwise. */
  public static final int SIDE = 384;

  private static final int SAMPLE_SIDE = 48;

  private final BoxAverage before; // null where there are colours
  private final BoxAverage after;
  private final ColourBoxes coloursBefore; // null for grey pictures
  private final ColourBoxes coloursAfter;
  private final Crops crops; // null for none
  private final PixelSample sample;
  private final StarField stars;
  private final float saturation;
  private final int width;
  private long raw;
  private long saturated;

  /**
   * Looks at a frame.
   *
   * @param side most pixels of the longer side of its picture
   */
  public LightPreview(Frame frame, int side) {
    this(
        frame.width(),
        frame.height(),
        frame.configuration().cfaPattern().toUpperCase(Locale.ROOT),
        saturation(frame),
        side);
  }

  /**
   * @param pattern of the colour filter array; empty for none. That of red, green and blue pixels
   *     is shown in colour.
   * @param saturation of raw pixels in ADU; NaN if not known
   * @param side most pixels of the longer side of its picture
   */
  LightPreview(int width, int height, String pattern, double saturation, int side) {
    boolean colour = !pattern.isEmpty();
    boolean shown = ColourBoxes.isCell(pattern) && Math.min(width, height) >= SIDE / 8;
    this.width = width;
    this.before = shown ? null : new BoxAverage(width, height, side, colour);
    this.after = shown ? null : new BoxAverage(width, height, side, colour);
    this.coloursBefore = shown ? new ColourBoxes(width, height, side, pattern) : null;
    this.coloursAfter = shown ? new ColourBoxes(width, height, side, pattern) : null;
    this.crops = Crops.of(width, height, colour);
    this.sample = new PixelSample(width, height, SAMPLE_SIDE);
    this.stars = new StarField(width, height, colour, saturation);
    this.saturation = (float) saturation;
  }

  /** Returns the ADU from which a raw pixel is saturated; NaN if not known. */
  private static double saturation(Frame frame) {
    double stated = frame.sensor().saturation();
    PixelFormat format = frame.format();
    return !Double.isNaN(stated)
        ? stated
        : switch (format.bitpix()) {
          case 8 -> format.bzero() + format.bscale() * 255;
          case 16 -> format.bzero() + format.bscale() * Short.MAX_VALUE;
          default -> Double.NaN;
        };
  }

  /**
   * Takes a raw row, in order of the rows.
   *
   * @param row physical values in ADU; NaN for none
   */
  public void raw(int y, float[] row) {
    boolean counted;
    if (before == null) {
      if (!coloursBefore.takes(y)) {
        return;
      }
      coloursBefore.add(y, row);
      counted = true; // of colours that fill up at different levels
    } else {
      if (!before.takes(y)) {
        return;
      }
      before.add(y, row);
      counted = before.begins(y);
    }
    if (counted) {
      saturated += countFrom(saturation, row, width);
      raw += width;
    }
  }

  /** Returns how many values are at least this. */
  private static int countFrom(float limit, float[] row, int width) {
    int count = 0;
    for (int x = 0; x < width; x++) {
      count += row[x] >= limit ? 1 : 0;
    }
    return count;
  }

  /**
   * Takes a calibrated row, in order of the rows.
   *
   * @param row in ADU; NaN for no value
   */
  public void calibrated(int y, float[] row) {
    if (after == null) {
      if (coloursAfter.takes(y)) {
        coloursAfter.add(y, row);
      }
    } else if (after.takes(y)) {
      after.add(y, row);
    }
    if (crops != null) {
      crops.add(y, row);
    }
    sample.add(y, row);
    stars.add(y, row);
  }

  /** Returns what was seen, when all rows were. */
  public LightStatistics statistics() {
    return new LightStatistics(
        sample.sky(),
        sample.noise(),
        raw == 0 || Float.isNaN(saturation) ? Double.NaN : (double) saturated / raw,
        stars.count(),
        stars.fwhm());
  }

  /**
   * Writes the pictures: the raw frame above the calibrated one, in one JPEG file, and {@link
   * Crops} in another.
   *
   * @param uri where to, see {@link PreviewPath#picture}
   */
  public void write(Storage storage, String uri) throws IOException {
    ByteBuffer jpeg =
        before == null
            ? ColourBoxes.jpeg(coloursBefore, coloursAfter)
            : GreyJpeg.of(before.width(), before.height(), before.pixels(), after.pixels());
    write(storage, uri, jpeg);
    if (crops != null) {
      write(storage, PreviewPath.crops(uri), crops.jpeg());
    }
  }

  private static void write(Storage storage, String uri, ByteBuffer jpeg) throws IOException {
    try (NewFile file = storage.createReplaceable(uri)) {
      file.write(jpeg);
      file.commit();
    }
  }
}
