package org.nightbeam.fits.deflate;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Bits in the order of deflate: the first one is the lowest of its byte (RFC 1951, section 3.1).
 */
public final class BitWriter {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Bytes written at a time, of which only some may count. */
  private static final int SLACK = 2 * Long.BYTES;

  /** Codes of {@link #putCodes} that fit into a long together with up to 7 pending bits. */
  private static final int CODES_AT_ONCE = 4;

  /** Longest code of {@link #putCodes}. */
  static final int LONGEST_CODE = 14;

  private byte[] bytes = new byte[1 << 12];
  private int length;
  private long waiting;
  private int bits; // of those that wait; fewer than 8 between two calls

  /** Forgets what was written. */
  public void clear() {
    length = 0;
    waiting = 0;
    bits = 0;
  }

  /** Returns the whole bytes written so far, until the next call that writes. */
  public ByteBuffer written() {
    return ByteBuffer.wrap(bytes, 0, length);
  }

  /** Makes room for so many bytes more, which must be done before they are written. */
  public void reserve(long more) {
    int needed = Math.toIntExact(length + more + SLACK);
    if (bytes.length < needed) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, 2 * bytes.length));
    }
  }

  /**
   * Writes a number.
   *
   * @param count of its bits, at most 32
   */
  public void put(int value, int count) {
    waiting |= (value & 0xffffffffL) << bits;
    bits += count;
    flush();
  }

  private void flush() {
    LONG.set(bytes, length, waiting);
    length += bits >>> 3;
    waiting >>>= bits & ~7;
    bits &= 7;
  }

  /** Fills up to a whole byte with zeros. */
  void align() {
    put(0, -bits & 7);
  }

  /** Writes bytes, from a whole byte on. */
  public void putBytes(byte[] from, int offset, int count) {
    System.arraycopy(from, offset, bytes, length, count);
    length += count;
  }

  /**
   * Writes the codes of bytes.
   *
   * @param codes {@code [256]}, of each byte its code, of at most {@value #LONGEST_CODE} bits,
   *     above the 4 bits with its length
   */
  void putCodes(byte[] from, int offset, int end, int[] codes) {
    byte[] out = bytes;
    long word = waiting;
    int used = bits;
    int at = length;
    int i = offset;
    for (; i <= end - CODES_AT_ONCE; i += CODES_AT_ONCE) {
      int first = codes[from[i] & 0xff];
      word |= (first >>> 4 & 0xffffL) << used;
      used += first & 15;
      int second = codes[from[i + 1] & 0xff];
      word |= (second >>> 4 & 0xffffL) << used;
      used += second & 15;
      int third = codes[from[i + 2] & 0xff];
      word |= (third >>> 4 & 0xffffL) << used;
      used += third & 15;
      int fourth = codes[from[i + 3] & 0xff];
      word |= (fourth >>> 4 & 0xffffL) << used;
      used += fourth & 15;
      LONG.set(out, at, word);
      at += used >>> 3;
      word >>>= used & ~7;
      used &= 7;
    }
    waiting = word;
    bits = used;
    length = at;
    for (; i < end; i++) {
      int code = codes[from[i] & 0xff];
      put(code >>> 4, code & 15);
    }
  }
}
