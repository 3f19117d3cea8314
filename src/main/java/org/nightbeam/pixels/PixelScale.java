package org.nightbeam.pixels;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.util.zip.GZIPInputStream;
import org.nightbeam.fits.ImageHdu;
import org.nightbeam.fits.RowDecoder;
import org.nightbeam.fits.TiledPixels;
import org.nightbeam.frame.Compression;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;

/**
 * How the pixels of a raw frame were scaled, by a few of them. Cameras count whole ADU; programs
 * that save floating-point numbers often make them fractions of the largest value, and some
 * cameras, or their programs, shift 12 or 14 bits to the left, so that all values are multiples of
 * 16 or 4.
 */
public final class PixelScale {
  private static final int PIXELS = 2048;
  private static final int MORE_PIXELS = 8192;

  /** So many pixels that differ from the first do not all do it by multiples of 4 by chance. */
  private static final int FEWEST_DIFFERENT = 8;

  private static final int SMALLEST_STEP = 4;
  private static final int LARGEST_STEP = 256;
  private static final int LARGEST_OF_16_BITS = 65535;

  private PixelScale() {}

  /**
   * The frame with its scale in its setup, if it is not that of ADU.
   *
   * @param file the file that the frame is in, which may be read anywhere
   * @param image the same image as it was found there
   */
  public static Frame told(SeekableByteChannel file, ImageHdu image, Frame frame) {
    boolean looked =
        frame.setAside() == null
            && frame.format() != null
            && frame.format().bitpix() != 8
            && (frame.type().isCalibration() || frame.type() == FrameType.LIGHT);
    if (!looked) {
      return frame;
    }
    try {
      float[] first = sample(file, image, frame, 0, PIXELS);
      if (frame.format().bitpix() < 0 && isFraction(first)) {
        return frame
            .scaled("all values within 0..1")
            .warned("all values are between 0 and 1: expected ADU, not fractions of the largest");
      }
      int step = step(first);
      if (step == 0 && frame.compression() == Compression.NONE) {
        long middle = (long) image.width() * (image.height() / 2);
        step = step(sample(file, image, frame, middle, MORE_PIXELS));
      }
      return step > 1 ? frame.scaled("all values multiples of " + step) : frame;
    } catch (IOException unreadable) {
      return frame; // what reads the pixels will say so
    }
  }

  private static float[] sample(
      SeekableByteChannel file, ImageHdu image, Frame frame, long from, int most)
      throws IOException {
    int count = (int) Math.min(most, (long) image.width() * image.height() - from);
    ByteBuffer bytes = ByteBuffer.allocate(count * frame.format().bytesPerPixel());
    FramePixels.fill(opened(file, image, frame, from), bytes, frame);
    float[] values = new float[count];
    new RowDecoder(frame.format()).read(bytes.flip(), 0, count, values);
    return values;
  }

  /** Opens the pixels from one on; of a compressed file, from the first. */
  private static ReadableByteChannel opened(
      SeekableByteChannel file, ImageHdu image, Frame frame, long from) throws IOException {
    switch (frame.compression()) {
      case GZIP -> {
        file.position(0);
        InputStream in = new GZIPInputStream(Channels.newInputStream(file));
        in.skipNBytes(image.dataOffset());
        return Channels.newChannel(in);
      }
      case TILES -> {
        return new TiledPixels(file, image.tiles());
      }
      default -> {
        file.position(image.dataOffset() + from * frame.format().bytesPerPixel());
        return file;
      }
    }
  }

  private static boolean isFraction(float[] values) {
    boolean some = false;
    for (float value : values) {
      if (value < 0 || value > 1) {
        return false;
      }
      some |= value > 0 && value < 1;
    }
    return some;
  }

  /**
   * The power of 2 by which values were multiplied; 1 if they were not, 0 if too few of them
   * differ. The largest value of 16 bits may stand for any that is more.
   */
  static int step(float[] values) {
    int divisor = 0;
    int different = 0;
    float first = Float.NaN;
    for (float value : values) {
      if (!Float.isFinite(value) || value == LARGEST_OF_16_BITS) {
        continue;
      }
      if (value != Math.rint(value)) {
        return 1;
      }
      first = Float.isNaN(first) ? value : first;
      int difference = (int) Math.abs(value - first);
      if (difference != 0) {
        different++;
        divisor = greatestCommonDivisor(difference, divisor);
        if (divisor < SMALLEST_STEP) {
          return 1;
        }
      }
    }
    if (different < FEWEST_DIFFERENT) {
      return 0;
    }
    boolean shifted = Integer.bitCount(divisor) == 1 && divisor <= LARGEST_STEP;
    return shifted ? divisor : 1;
  }

  private static int greatestCommonDivisor(int a, int b) {
    while (b != 0) {
      int rest = a % b;
      a = b;
      b = rest;
    }
    return a;
  }
}
