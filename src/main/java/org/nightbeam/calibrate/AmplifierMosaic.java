package org.nightbeam.calibrate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import org.nightbeam.fits.product.PixelFlag;

/**
 * The images of the amplifiers of a detector, put together in memory to one image: {@code
 * [height][width]}, as small as holds all of them. What none of them covers has no value.
 */
final class AmplifierMosaic {
  private final int left;
  private final int bottom;
  private final int width;
  private final int height;
  private final float[][] pixels;
  private final float[][] sigmas; // empty if they are not wanted
  private final byte[][] flags; // empty if they are not wanted

  AmplifierMosaic(Collection<AmplifierPlace> places, LightSettings settings) {
    int right = 0;
    int top = 0;
    int leftmost = Integer.MAX_VALUE;
    int lowest = Integer.MAX_VALUE;
    for (AmplifierPlace place : places) {
      leftmost = Math.min(leftmost, place.left());
      lowest = Math.min(lowest, place.bottom());
      right = Math.max(right, place.left() + place.width());
      top = Math.max(top, place.bottom() + place.height());
    }
    left = leftmost;
    bottom = lowest;
    width = right - left;
    height = top - bottom;
    pixels = new float[height][width];
    sigmas = new float[settings.withUncertainty() ? height : 0][width];
    flags = new byte[settings.withMask() ? height : 0][width];
    for (float[] row : pixels) {
      Arrays.fill(row, Float.NaN);
    }
    for (float[] row : sigmas) {
      Arrays.fill(row, Float.NaN);
    }
    for (byte[] row : flags) {
      Arrays.fill(row, PixelFlag.NO_DATA.bit());
    }
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** The detector's column of the first one, from 0. */
  int left() {
    return left;
  }

  /** The detector's row of the first one, from 0. */
  int bottom() {
    return bottom;
  }

  /**
   * Where the rows of an amplifier go to.
   *
   * @param factor of its pixels, by which amplifiers agree with each other
   */
  LightSink sink(AmplifierPlace place, float factor) {
    return new LightSink() {
      private int nextPixels;
      private int nextSigmas;
      private int nextFlags;

      @Override
      public void pixels(ByteBuffer rows) {
        nextPixels = place(rows, pixels, nextPixels);
      }

      @Override
      public void sigmas(ByteBuffer rows) {
        nextSigmas = place(rows, sigmas, nextSigmas);
      }

      private int place(ByteBuffer rows, float[][] into, int first) {
        int y = first;
        for (; rows.hasRemaining(); y++) {
          float[] row = into[place.rowOf(y) - bottom];
          for (int x = 0; x < place.width(); x++) {
            row[place.columnOf(x) - left] = rows.getFloat() * factor;
          }
        }
        return y;
      }

      @Override
      public void flags(ByteBuffer rows) {
        for (; rows.hasRemaining(); nextFlags++) {
          byte[] row = flags[place.rowOf(nextFlags) - bottom];
          for (int x = 0; x < place.width(); x++) {
            row[place.columnOf(x) - left] = rows.get();
          }
        }
      }
    };
  }

  /** Writes all of it. */
  void writeTo(LightSink sink) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocateDirect(width * Float.BYTES);
    for (int y = 0; y < height; y++) {
      bytes.clear().asFloatBuffer().put(pixels[y]);
      sink.pixels(bytes);
      if (sigmas.length > 0) {
        bytes.clear().asFloatBuffer().put(sigmas[y]);
        sink.sigmas(bytes);
      }
      if (flags.length > 0) {
        sink.flags(ByteBuffer.wrap(flags[y]));
      }
    }
  }
}
