package org.nightbeam.fits;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/**
 * Turns stored bytes into physical values (FITS 4.0, section 5.3): {@code bzero + bscale * stored},
 * in double precision, rounded to float once. BLANK, NaN, infinities and what exceeds a float's
 * range give NaN.
 *
 * <p>The bytes are read in bulk into an array of their own type, then converted in a loop of its
 * own: on JDK 17 that is twice as fast as a conversion fused with arithmetic.
 *
 * <p>Not safe for use by several threads: it keeps work space.
 */
public final class RowDecoder {
  private final PixelFormat format;
  private byte[] bytes = new byte[0];
  private short[] shorts = new short[0];
  private int[] ints = new int[0];
  private long[] longs = new long[0];
  private double[] doubles = new double[0];

  /**
   * @param format how the pixels are stored
   */
  public RowDecoder(PixelFormat format) {
    this.format = format;
  }

  /**
   * Reads pixels as exact integers; only for a format that {@link PixelFormat#isSmallInteger}.
   *
   * @param stored big-endian pixels; position and limit are not used
   * @param first index of the first pixel to read, in pixels from the buffer's start
   * @param out {@code [>= length]}, receives physical values in ADU
   */
  public void read(ByteBuffer stored, int first, int length, int[] out) {
    int zero = (int) format.bzero();
    if (format.bitpix() == 16) {
      bulk(shortView(stored), first, length);
      widen(shorts, zero, length, out);
    } else {
      bulk(stored, first, length);
      widen(bytes, zero, length, out);
    }
  }

  /**
   * Reads pixels as floats.
   *
   * @param stored big-endian pixels; position and limit are not used
   * @param first index of the first pixel to read, in pixels from the buffer's start
   * @param out {@code [>= length]}, receives physical values in ADU
   */
  public void read(ByteBuffer stored, int first, int length, float[] out) {
    if (format.isSmallInteger()) {
      if (format.bitpix() == 16) {
        bulk(shortView(stored), first, length);
        widen(shorts, length, out);
      } else {
        bulk(stored, first, length);
        widen(bytes, length, out);
      }
      if (format.bzero() != 0) {
        add(out, (float) format.bzero(), length); // exact: all are integers below 2^24
      }
      return;
    }
    switch (format.bitpix()) {
      case 8 -> {
        bulk(stored, first, length);
        for (int i = 0; i < length; i++) {
          out[i] = physical(bytes[i] & 0xff);
        }
      }
      case 16 -> {
        bulk(shortView(stored), first, length);
        for (int i = 0; i < length; i++) {
          out[i] = physical(shorts[i]);
        }
      }
      case 32 -> {
        ints = ints.length < length ? new int[length] : ints;
        IntBuffer view = stored.duplicate().clear().order(ByteOrder.BIG_ENDIAN).asIntBuffer();
        view.get(first, ints, 0, length);
        for (int i = 0; i < length; i++) {
          out[i] = physical(ints[i]);
        }
      }
      case 64 -> {
        longs = longs.length < length ? new long[length] : longs;
        LongBuffer view = stored.duplicate().clear().order(ByteOrder.BIG_ENDIAN).asLongBuffer();
        view.get(first, longs, 0, length);
        // Some write 2^63 with fewer digits than a double has.
        boolean unsigned =
            Math.abs(format.bzero() - 0x1p63) < 1e-12 * 0x1p63 && format.bscale() == 1;
        for (int i = 0; i < length; i++) {
          out[i] = unsigned ? unsignedPhysical(longs[i]) : physical(longs[i]);
        }
      }
      case -32 -> {
        FloatBuffer view = stored.duplicate().clear().order(ByteOrder.BIG_ENDIAN).asFloatBuffer();
        view.get(first, out, 0, length);
        if (isScaled()) {
          for (int i = 0; i < length; i++) {
            out[i] = (float) (format.bzero() + format.bscale() * out[i]);
          }
        }
        finiteOrNaN(out, length);
      }
      default -> {
        doubles = doubles.length < length ? new double[length] : doubles;
        DoubleBuffer view = stored.duplicate().clear().order(ByteOrder.BIG_ENDIAN).asDoubleBuffer();
        view.get(first, doubles, 0, length);
        for (int i = 0; i < length; i++) {
          out[i] = (float) (format.bzero() + format.bscale() * doubles[i]);
        }
        finiteOrNaN(out, length);
      }
    }
  }

  private boolean isScaled() {
    return format.bzero() != 0 || format.bscale() != 1;
  }

  private float physical(long stored) {
    if (format.blank() != null && stored == format.blank()) {
      return Float.NaN;
    }
    float value = (float) (format.bzero() + format.bscale() * stored);
    return Float.isFinite(value) ? value : Float.NaN;
  }

  /** Adds 2^63 before the conversion to double, which would round small values away. */
  private float unsignedPhysical(long stored) {
    if (format.blank() != null && stored == format.blank()) {
      return Float.NaN;
    }
    long unsigned = stored ^ Long.MIN_VALUE;
    return (float) ((unsigned >>> 1) * 2.0 + (unsigned & 1));
  }

  private ShortBuffer shortView(ByteBuffer stored) {
    return stored.duplicate().clear().order(ByteOrder.BIG_ENDIAN).asShortBuffer();
  }

  private void bulk(ShortBuffer view, int first, int length) {
    shorts = shorts.length < length ? new short[length] : shorts;
    view.get(first, shorts, 0, length);
  }

  private void bulk(ByteBuffer stored, int first, int length) {
    bytes = bytes.length < length ? new byte[length] : bytes;
    stored.duplicate().clear().get(first, bytes, 0, length);
  }

  private static void widen(short[] stored, int zero, int length, int[] out) {
    for (int i = 0; i < length; i++) {
      out[i] = stored[i] + zero;
    }
  }

  private static void widen(byte[] stored, int zero, int length, int[] out) {
    for (int i = 0; i < length; i++) {
      out[i] = (stored[i] & 0xff) + zero;
    }
  }

  private static void widen(short[] stored, int length, float[] out) {
    for (int i = 0; i < length; i++) {
      out[i] = stored[i];
    }
  }

  private static void widen(byte[] stored, int length, float[] out) {
    for (int i = 0; i < length; i++) {
      out[i] = stored[i] & 0xff;
    }
  }

  private static void add(float[] values, float summand, int length) {
    for (int i = 0; i < length; i++) {
      values[i] += summand;
    }
  }

  private static void finiteOrNaN(float[] values, int length) {
    for (int i = 0; i < length; i++) {
      // Adding 0, or NaN for what is not finite.
      values[i] += values[i] - values[i];
    }
  }
}
