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
  /** A float whose last bit is worth 1, as is that of all its neighbours for 2^22 either way. */
  private static final float ZERO = 0x1.8p23f;

  private static final int BITS_OF_ZERO = Float.floatToRawIntBits(ZERO);

  private final PixelFormat format;
  private byte[] bytes = new byte[0];
  private short[] shorts = new short[0];
  private int[] ints = new int[0];
  private long[] longs = new long[0];
  private double[] doubles = new double[0];
  private int[] pairs = new int[0];
  private int[] evenInts = new int[0];
  private int[] oddInts = new int[0];
  private float[] row = new float[0];
  private ByteBuffer bits = ByteBuffer.allocateDirect(0);

  /** The buffer that the views are of: many rows are read from one. */
  private ByteBuffer viewed;

  private ShortBuffer viewedShorts;
  private IntBuffer viewedPairs; // from the first pixel on
  private IntBuffer viewedOddPairs; // from the second on

  /**
   * @param format how the pixels are stored
   */
  public RowDecoder(PixelFormat format) {
    this.format = format;
  }

  /**
   * Reads pixels as exact integers, even columns apart from odd ones; only for a format that {@link
   * PixelFormat#isSmallInteger}.
   *
   * @param stored big-endian pixels; position and limit are not used
   * @param first index of the first pixel to read, in pixels from the buffer's start
   * @param even {@code [>= (length + 1) / 2]}, receives physical values in ADU of the first pixel,
   *     the third and so on
   * @param odd {@code [>= length / 2]}, receives those of the others
   */
  public void readParted(ByteBuffer stored, int first, int length, int[] even, int[] odd) {
    int zero = (int) format.bzero();
    if (format.bitpix() == 16) {
      partShorts(stored, first, length, zero, even, odd);
    } else {
      bulk(stored, first, length);
      for (int i = 0; i < length / 2; i++) {
        even[i] = (bytes[2 * i] & 0xff) + zero;
        odd[i] = (bytes[2 * i + 1] & 0xff) + zero;
      }
      if ((length & 1) != 0) {
        even[length / 2] = (bytes[length - 1] & 0xff) + zero;
      }
    }
  }

  /**
   * Reads pixels as floats, even columns apart from odd ones: of 16-bit integers that is several
   * times as fast as in a row.
   *
   * @param stored big-endian pixels; position and limit are not used
   * @param first index of the first pixel to read, in pixels from the buffer's start
   * @param even {@code [>= (length + 1) / 2]}, receives physical values in ADU of the first pixel,
   *     the third and so on
   * @param odd {@code [>= length / 2]}, receives those of the others
   */
  public void readParted(ByteBuffer stored, int first, int length, float[] even, float[] odd) {
    if (format.isSmallInteger() && format.bitpix() == 16) {
      int evens = length - length / 2;
      evenInts = atLeast(evens, evenInts);
      oddInts = atLeast(evens, oddInts);
      partShorts(stored, first, length, (int) format.bzero() + BITS_OF_ZERO, evenInts, oddInts);
      ofBits(evenInts, evens, even);
      ofBits(oddInts, length / 2, odd);
    } else {
      row = row.length < length ? new float[length] : row;
      read(stored, first, length, row);
      ColumnParity.part(row, length, even, odd);
    }
  }

  /**
   * Two stored values are one word, parted by shifts: C2 of JDK 17 makes SIMD instructions of
   * those, and none of a conversion from short.
   */
  private void partShorts(
      ByteBuffer stored, int first, int length, int zero, int[] even, int[] odd) {
    int words = length / 2;
    pairs = atLeast(words, pairs);
    view(stored);
    ((first & 1) == 0 ? viewedPairs : viewedOddPairs).get(first / 2, pairs, 0, words);
    firstOfPairs(pairs, zero, words, even);
    secondOfPairs(pairs, zero, words, odd);
    if ((length & 1) != 0) {
      even[words] = viewedShorts.get(first + length - 1) + zero;
    }
  }

  private void view(ByteBuffer stored) {
    if (viewed != stored) {
      ByteBuffer whole = stored.duplicate().clear();
      viewedShorts = whole.order(ByteOrder.BIG_ENDIAN).asShortBuffer();
      viewedPairs = whole.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
      whole.position(Math.min(2, whole.limit()));
      viewedOddPairs = whole.asIntBuffer();
      viewed = stored;
    }
  }

  private static void firstOfPairs(int[] pairs, int zero, int length, int[] out) {
    for (int i = 0; i < length; i++) {
      out[i] = (pairs[i] << 24 >> 16 | pairs[i] >>> 8 & 0xff) + zero;
    }
  }

  private static void secondOfPairs(int[] pairs, int zero, int length, int[] out) {
    for (int i = 0; i < length; i++) {
      out[i] = (pairs[i] << 8 >> 16 & ~0xff | pairs[i] >>> 24) + zero;
    }
  }

  /** The floats with these bits, minus {@link #ZERO}: by way of memory, which is the fastest. */
  private void ofBits(int[] words, int length, float[] out) {
    if (bits.capacity() < 4 * length) {
      bits = ByteBuffer.allocateDirect(4 * length).order(ByteOrder.nativeOrder());
    }
    bits.asIntBuffer().put(0, words, 0, length);
    bits.asFloatBuffer().get(0, out, 0, length);
    add(out, -ZERO, length);
  }

  private static int[] atLeast(int length, int[] array) {
    return array.length < length ? new int[length] : array;
  }

  /**
   * Reads pixels as floats.
   *
   * @param stored big-endian pixels; position and limit are not used
   * @param first index of the first pixel to read, in pixels from the buffer's start
   * @param out {@code [>= length]}, receives physical values in ADU
   */
  public void read(ByteBuffer stored, int first, int length, float[] out) {
    switch (format.bitpix()) {
      case 8 -> readBytes(stored, first, length, out);
      case 16 -> readShorts(stored, first, length, out);
      case 32 -> readInts(stored, first, length, out);
      case 64 -> readLongs(stored, first, length, out);
      case -32 -> readFloats(stored, first, length, out);
      default -> readDoubles(stored, first, length, out);
    }
  }

  private void readBytes(ByteBuffer stored, int first, int length, float[] out) {
    bulk(stored, first, length);
    widen(bytes, length, out);
    toPhysical(out, length);
  }

  private void readShorts(ByteBuffer stored, int first, int length, float[] out) {
    shorts = shorts.length < length ? new short[length] : shorts;
    view(stored);
    viewedShorts.get(first, shorts, 0, length);
    widen(shorts, length, out);
    toPhysical(out, length);
  }

  /** Turns stored values of 8 or 16 bits into physical ones: as floats, too, they are exact. */
  private void toPhysical(float[] values, int length) {
    if (!format.isSmallInteger()) {
      for (int i = 0; i < length; i++) {
        values[i] = physical((long) values[i]);
      }
    } else if (format.bzero() != 0) {
      add(values, (float) format.bzero(), length); // exact: all are integers below 2^24
    }
  }

  private void readInts(ByteBuffer stored, int first, int length, float[] out) {
    ints = atLeast(length, ints);
    IntBuffer view = stored.duplicate().clear().order(ByteOrder.BIG_ENDIAN).asIntBuffer();
    view.get(first, ints, 0, length);
    for (int i = 0; i < length; i++) {
      out[i] = physical(ints[i]);
    }
  }

  private void readLongs(ByteBuffer stored, int first, int length, float[] out) {
    longs = longs.length < length ? new long[length] : longs;
    LongBuffer view = stored.duplicate().clear().order(ByteOrder.BIG_ENDIAN).asLongBuffer();
    view.get(first, longs, 0, length);
    // Some write 2^63 with fewer digits than a double has.
    boolean unsigned = Math.abs(format.bzero() - 0x1p63) < 1e-12 * 0x1p63 && format.bscale() == 1;
    for (int i = 0; i < length; i++) {
      out[i] = unsigned ? unsignedPhysical(longs[i]) : physical(longs[i]);
    }
  }

  private void readFloats(ByteBuffer stored, int first, int length, float[] out) {
    FloatBuffer view = stored.duplicate().clear().order(ByteOrder.BIG_ENDIAN).asFloatBuffer();
    view.get(first, out, 0, length);
    if (isScaled()) {
      for (int i = 0; i < length; i++) {
        out[i] = (float) (format.bzero() + format.bscale() * out[i]);
      }
    }
    finiteOrNaN(out, length);
  }

  private void readDoubles(ByteBuffer stored, int first, int length, float[] out) {
    doubles = doubles.length < length ? new double[length] : doubles;
    DoubleBuffer view = stored.duplicate().clear().order(ByteOrder.BIG_ENDIAN).asDoubleBuffer();
    view.get(first, doubles, 0, length);
    for (int i = 0; i < length; i++) {
      out[i] = (float) (format.bzero() + format.bscale() * doubles[i]);
    }
    finiteOrNaN(out, length);
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

  private void bulk(ByteBuffer stored, int first, int length) {
    bytes = bytes.length < length ? new byte[length] : bytes;
    stored.duplicate().clear().get(first, bytes, 0, length);
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
