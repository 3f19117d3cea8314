package org.nightbeam.pixels;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.util.zip.GZIPInputStream;
import org.nightbeam.fits.ImageHdu;
import org.nightbeam.fits.PixelFormat;
import org.nightbeam.fits.RowDecoder;
import org.nightbeam.fits.TiledPixels;
import org.nightbeam.frame.Compression;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.statistics.CommonStep;

/**
 * How the pixels of a raw frame were scaled, by a few of them. Cameras count whole ADU; programs
 * that save floating-point numbers often make them fractions of the largest value, some cameras, or
 * their programs, shift 12 or 14 bits to the left, so that all values are multiples of 16 or 4, and
 * others keep the upper 8 bits.
 */
public final class PixelScale {
  private static final int PIXELS = 2048;
  private static final int MORE_PIXELS = 8192;

  /**
   * Number of different pixels that cannot all differ from the first by multiples of 4 by chance.
   */
  private static final int FEWEST_DIFFERENT = 8;

  private static final int SMALLEST_STEP = 4;
  private static final int LARGEST_STEP = 256;
  private static final int LARGEST_OF_16_BITS = 65535;

  /** ADU; noise about an overscan that was taken off is nearer to 0. */
  private static final int FAR_BELOW_ZERO = -1000;

  private PixelScale() {}

  /**
   * Returns the frame with its scale in its setup, if it is not that of ADU.
   *
   * @param file the file that the frame is in, which may be read anywhere
   * @param image the same image as it was found there
   */
  public static Frame told(SeekableByteChannel file, ImageHdu image, Frame frame) {
    boolean looked =
        frame.setAside() == null
            && frame.format() != null
            && (frame.type().isCalibration() || frame.type() == FrameType.LIGHT);
    if (!looked) {
      return frame;
    }
    if (frame.format().bitpix() == 8) {
      return frame.scaled("all values of 8 bits");
    }
    long middle = (long) image.width() * (image.height() / 2);
    boolean seekable = frame.compression() == Compression.NONE;
    try {
      ByteBuffer first = bytes(file, image, frame, 0, PIXELS);
      boolean whole =
          frame.format().bitpix() > 0
              && frame.format().bscale() == Math.rint(frame.format().bscale());
      if (!whole && isFraction(values(first.duplicate(), frame.format()))) {
        return frame
            .scaled("all values within 0..1")
            .warned("all values are between 0 and 1: expected ADU, not fractions of full scale");
      }
      int step = step(first, frame.format());
      if (step == 0 && seekable) {
        step = step(bytes(file, image, frame, middle, MORE_PIXELS), frame.format());
      }
      return scaled(frame, step).warned(signDoubt(first.rewind(), frame.format()));
    } catch (IOException unreadable) {
      return frame; // what reads the pixels will say so
    }
  }

  /**
   * Returns what to say of 16 bits of which most are far below 0: cameras count from 0 on. Null for
   * nothing.
   */
  private static String signDoubt(ByteBuffer bytes, PixelFormat format) {
    if (!isOfShorts(format) || format.bzero() != 0) {
      return null;
    }
    int below = 0;
    int count = bytes.remaining() / Short.BYTES;
    while (bytes.hasRemaining()) {
      below += bytes.getShort() < FAR_BELOW_ZERO ? 1 : 0;
    }
    return below > count / 2
        ? "most values are below 0, as those above 32767 are where BZERO = 32768 was left out: expected"
            + " ADU from 0 on"
        : null;
  }

  private static Frame scaled(Frame frame, int step) {
    return step > 1 ? frame.scaled("all values multiples of " + step) : frame;
  }

  /**
   * Returns whether pixels are 16 bits, as those of nearly all cameras, and no others when scaled.
   */
  private static boolean isOfShorts(PixelFormat format) {
    return format.bitpix() == 16 && format.bscale() == 1 && format.bzero() == (int) format.bzero();
  }

  private static ByteBuffer bytes(
      SeekableByteChannel file, ImageHdu image, Frame frame, long from, int most)
      throws IOException {
    int count = (int) Math.min(most, (long) image.width() * image.height() - from);
    ByteBuffer bytes = ByteBuffer.allocate(count * frame.format().bytesPerPixel());
    FramePixels.fill(opened(file, image, frame, from), bytes, frame);
    return bytes.flip();
  }

  private static float[] values(ByteBuffer bytes, PixelFormat format) {
    float[] values = new float[bytes.remaining() / format.bytesPerPixel()];
    new RowDecoder(format).read(bytes, 0, values.length, values);
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

  private static int step(ByteBuffer bytes, PixelFormat format) {
    return isOfShorts(format) ? stepOfShorts(bytes, format) : step(values(bytes, format));
  }

  /**
   * Returns the step of integers of 16 bits: a frame that was not shifted shows it in a few pixels.
   */
  private static int stepOfShorts(ByteBuffer bytes, PixelFormat format) {
    Steps steps = new Steps();
    int zero = (int) format.bzero();
    while (bytes.hasRemaining()) {
      int stored = bytes.getShort();
      boolean valid = format.blank() == null || format.blank() != stored;
      if (valid && !steps.add(stored + zero)) {
        return 1;
      }
    }
    return steps.step();
  }

  /**
   * Returns the power of 2 by which values were multiplied; 1 if they were not, 0 if too few of
   * them differ. The largest value of 16 bits may stand for any that is more.
   */
  static int step(float[] values) {
    Steps steps = new Steps();
    for (float value : values) {
      boolean whole = value == Math.rint(value);
      if (Float.isFinite(value) && (!whole || !steps.add((int) value))) {
        return 1;
      }
    }
    return steps.step();
  }

  /** The step of values of which some do not count. */
  private static final class Steps {
    private final CommonStep common = new CommonStep();

    /** Takes a value; returns whether they may still all have been shifted. */
    boolean add(int value) {
      if (value != LARGEST_OF_16_BITS) {
        common.add(value);
      }
      return common.step() == 0 || common.step() >= SMALLEST_STEP;
    }

    int step() {
      if (common.different() < FEWEST_DIFFERENT) {
        return 0;
      }
      int step = common.step();
      return Integer.bitCount(step) == 1 && step <= LARGEST_STEP ? step : 1;
    }
  }
}
