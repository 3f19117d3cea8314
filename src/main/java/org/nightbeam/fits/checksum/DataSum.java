package org.nightbeam.fits.checksum;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;

/**
 * The checksum of FITS 4.0, appendix J: the ones' complement sum of a data unit as 32-bit
 * big-endian words, taken piece by piece. Words are read two at a time, and carries are kept until
 * the end of a piece, which gives the same sum.
 */
public final class DataSum {
  private static final long LOW_WORD = 0xffffffffL;

  /** Pairs of words that are summed side by side: few enough for an L1 cache. */
  private static final int ABREAST = 512;

  private static final int PIECE = 1 << 20;

  private final long[] pairs = new long[ABREAST];
  private final long[] sums = new long[ABREAST];
  private long sum;
  private boolean closed;

  /**
   * Adds the bytes between position and limit, and leaves both alone. Only the last piece may have
   * a length that is no multiple of 4: it is filled up with zeros.
   */
  public void add(ByteBuffer piece) {
    if (closed) {
      throw new IllegalStateException("a piece after one whose length is no multiple of 4");
    }
    ByteBuffer bytes = piece.slice().order(ByteOrder.BIG_ENDIAN);
    addPairs(bytes.asLongBuffer());
    int rest = bytes.limit() & 7;
    if (rest != 0) {
      long last = 0;
      for (int i = 0; i < rest; i++) {
        last |= (bytes.get(bytes.limit() - rest + i) & 0xffL) << (56 - 8 * i);
      }
      sum = folded(sum + (last & LOW_WORD) + (last >>> 32));
      closed = (rest & 3) != 0;
    }
  }

  /**
   * Each of the sums adds every 512th pair: one sum alone would have each addition wait for the
   * last one, and JDK 17 has no SIMD instructions for that.
   */
  private void addPairs(LongBuffer whole) {
    int used = Math.min(whole.remaining(), ABREAST);
    Arrays.fill(sums, 0, used, 0);
    while (whole.hasRemaining()) {
      int n = Math.min(whole.remaining(), ABREAST);
      whole.get(pairs, 0, n);
      addWords(pairs, sums, n);
    }
    long total = sum; // of less than 2^29 words, so carries have room
    for (int i = 0; i < used; i++) {
      total += sums[i];
    }
    sum = folded(total);
  }

  /** Adds both words of each pair to a sum of its own. */
  private static void addWords(long[] pairs, long[] sums, int length) {
    for (int i = 0; i < length; i++) {
      sums[i] += (pairs[i] & LOW_WORD) + (pairs[i] >>> 32);
    }
  }

  /**
   * Returns the sum of a file from a byte on to its end. The position of the channel changes.
   *
   * @param from first byte that counts
   */
  public static long of(SeekableByteChannel file, long from) throws IOException {
    DataSum sum = new DataSum();
    ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
    file.position(from);
    while (file.read(piece.clear()) >= 0) {
      while (piece.hasRemaining() && file.read(piece) >= 0) {}
      sum.add(piece.flip());
    }
    return sum.value();
  }

  /** Begins anew. */
  public void reset() {
    sum = 0;
    closed = false;
  }

  /**
   * Returns the part in the sum of a data unit that a piece has which does not begin at a whole
   * word.
   *
   * @param sum of the piece by itself
   * @param offset of the piece in the data unit, in bytes
   */
  public static long at(long offset, long sum) {
    // 2^32 is 1 in ones' complement, so to divide by 256 is to turn.
    return Integer.rotateRight((int) sum, 8 * (int) (offset & 3)) & LOW_WORD;
  }

  /** Returns the sum so far, as DATASUM has it: 0 to 2^32 - 1. */
  public long value() {
    return sum;
  }

  /** Returns the ones' complement sum of two sums. */
  public static long sum(long a, long b) {
    return folded(a + b);
  }

  private static long folded(long wide) {
    long once = (wide & LOW_WORD) + (wide >>> 32);
    return (once & LOW_WORD) + (once >>> 32);
  }
}
