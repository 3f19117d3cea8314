package org.nightbeam.fits.deflate;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Deflates bytes (RFC 1951), looking for nothing but runs: bytes that repeat the element before.
 * Not safe for use by several threads: it keeps work space.
 *
 * <p>Noise, of which most pixels are made, does not repeat, and zlib takes most of its time to look
 * for what was there before. Without that, with one Huffman code for each call, and with what no
 * code makes smaller stored as it is, this gives fewer bytes than zlib's levels 1 to 9 for lights
 * and darks (for flats some 4 % more), many times faster, see {@code src/bench/README.md}. And the
 * bytes do not depend on which zlib a Java machine has.
 */
public final class RunDeflater {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int BYTES = 256;
  private static final int END = 256;
  private static final int FIRST_LENGTH = 257;
  private static final int SYMBOLS = 286;
  private static final int LONGEST_RUN = 258;
  private static final int SHORTEST_PIECE = 3;
  private static final int LARGEST_STORED = 0xffff;

  /** Bits of a block's type. */
  private static final int STORED = 0;

  private static final int FIXED = 1;
  private static final int DYNAMIC = 2;

  /** A code must save more than this part of what it codes: what is stored is read faster. */
  private static final int LEAST_SAVED = 100;

  /** Number of equally frequent bytes, of 256, whose entropy is 7.9 bits. */
  private static final int NEARLY_ALL = 239;

  private static final int LONGEST_CODE_OF_LENGTHS = 7;

  /** Bytes that the codes' lengths take: as they are on most frames, and at most. */
  private static final int USUAL_FOR_LENGTHS = 100;

  private static final int MOST_FOR_LENGTHS = 280;
  private static final int[] ORDER_OF_LENGTHS = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  };
  private static final int REPEAT = 16;
  private static final int ZEROS = 17;
  private static final int MANY_ZEROS = 18;

  private static final int[] LENGTH_SYMBOL = new int[LONGEST_RUN + 1];
  private static final int[] LENGTH_EXTRA = new int[LONGEST_RUN + 1];
  private static final int[] LENGTH_BASE = new int[LONGEST_RUN + 1];

  static { // RFC 1951, section 3.2.5
    int length = 3;
    for (int symbol = FIRST_LENGTH; symbol < SYMBOLS - 1; symbol++) {
      int extra = symbol < 265 ? 0 : (symbol - 261) / 4;
      int base = length;
      for (int i = 0; i < 1 << extra && length <= LONGEST_RUN; i++, length++) {
        LENGTH_SYMBOL[length] = symbol;
        LENGTH_EXTRA[length] = extra;
        LENGTH_BASE[length] = base;
      }
    }
    LENGTH_SYMBOL[LONGEST_RUN] = SYMBOLS - 1;
    LENGTH_EXTRA[LONGEST_RUN] = 0;
    LENGTH_BASE[LONGEST_RUN] = LONGEST_RUN;
  }

  private final int[][] partCounts = new int[4][BYTES];
  private final int[] counts = new int[SYMBOLS];
  private final int[] byteCodes = new int[BYTES];
  private int[] runs = new int[64]; // where each begins, where it ends
  private int runEnds; // how many of them are taken

  /**
   * Deflates bytes. What is written makes a whole with {@link #end}.
   *
   * @param distance bytes of an element: 1, 2 or 4
   */
  public void deflate(byte[] bytes, int from, int to, int distance, BitWriter out) {
    findRuns(bytes, from, to, distance);
    count(bytes, from, to);
    if (runEnds == 0 && isNoise(to - from)) {
      store(bytes, from, to, out);
      return;
    }
    int[] lengths = HuffmanCode.lengths(counts, BitWriter.LONGEST_CODE);
    long size = size(lengths);
    if (size > to - from - (to - from) / LEAST_SAVED) {
      store(bytes, from, to, out);
      return;
    }
    out.reserve(size + MOST_FOR_LENGTHS);
    writeBlock(bytes, from, to, distance, lengths, out);
  }

  /** Writes what ends a whole of blocks. */
  public static void end(BitWriter out) {
    out.reserve(2);
    out.put(1 | FIXED << 1, 10); // a last block, in which there is only its end
    out.align();
  }

  /** Fills up to a whole byte, so that whole blocks may follow each other. */
  public static void align(BitWriter out) {
    out.reserve(6);
    putStoredHeader(0, out);
  }

  /** Writes the three bits, the filling and the length of a block that is stored. */
  private static void putStoredHeader(int length, BitWriter out) {
    out.put(STORED << 1, 3);
    out.align();
    out.put(length | ~length << 16, 32);
  }

  private static void store(byte[] bytes, int from, int to, BitWriter out) {
    for (int at = from; at < to; at += LARGEST_STORED) {
      int length = Math.min(LARGEST_STORED, to - at);
      out.reserve(length + 6L);
      putStoredHeader(length, out);
      out.putBytes(bytes, at, length);
    }
  }

  /** Finds all runs of 15 bytes and more, and some of 8 and more: shorter ones gain nothing. */
  private void findRuns(byte[] bytes, int from, int to, int distance) {
    runEnds = 0;
    int free = from + distance; // no run begins before
    int at = from + Long.BYTES;
    while (at <= to - Long.BYTES) {
      if ((long) LONG.get(bytes, at) != (long) LONG.get(bytes, at - distance)) {
        at += Long.BYTES;
        continue;
      }
      int start = at;
      while (start > free && bytes[start - 1] == bytes[start - 1 - distance]) {
        start--;
      }
      int end = at + Long.BYTES;
      while (end <= to - Long.BYTES
          && (long) LONG.get(bytes, end) == (long) LONG.get(bytes, end - distance)) {
        end += Long.BYTES;
      }
      while (end < to && bytes[end] == bytes[end - distance]) {
        end++;
      }
      if (runEnds == runs.length) {
        runs = Arrays.copyOf(runs, 2 * runs.length);
      }
      runs[runEnds++] = start;
      runs[runEnds++] = end;
      free = end;
      at = end;
    }
  }

  private void count(byte[] bytes, int from, int to) {
    Arrays.fill(counts, 0);
    for (int[] part : partCounts) {
      Arrays.fill(part, 0);
    }
    int literals = from;
    for (int i = 0; i < runEnds; i += 2) {
      countBytes(bytes, literals, runs[i]);
      for (int left = runs[i + 1] - runs[i]; left > 0; left -= piece(left)) {
        counts[LENGTH_SYMBOL[piece(left)]]++;
      }
      literals = runs[i + 1];
    }
    countBytes(bytes, literals, to);
    for (int i = 0; i < BYTES; i++) {
      counts[i] = partCounts[0][i] + partCounts[1][i] + partCounts[2][i] + partCounts[3][i];
    }
    counts[END] = 1;
  }

  /** In four parts: to count the same byte again takes until the last count is written. */
  private void countBytes(byte[] bytes, int from, int to) {
    int[] first = partCounts[0];
    int[] second = partCounts[1];
    int[] third = partCounts[2];
    int[] fourth = partCounts[3];
    int i = from;
    for (; i <= to - Long.BYTES; i += Long.BYTES) {
      long word = (long) LONG.get(bytes, i);
      first[(int) word & 0xff]++;
      second[(int) (word >>> 8) & 0xff]++;
      third[(int) (word >>> 16) & 0xff]++;
      fourth[(int) (word >>> 24) & 0xff]++;
      first[(int) (word >>> 32) & 0xff]++;
      second[(int) (word >>> 40) & 0xff]++;
      third[(int) (word >>> 48) & 0xff]++;
      fourth[(int) (word >>> 56)]++;
    }
    for (; i < to; i++) {
      first[bytes[i] & 0xff]++;
    }
  }

  /** Returns a part of what is left of a run, so that nothing is left that is too short. */
  private static int piece(int left) {
    return left <= LONGEST_RUN ? left : Math.min(LONGEST_RUN, left - SHORTEST_PIECE);
  }

  /**
   * Returns whether the collision entropy, which is never above Shannon's, is more than 7.9 bits.
   */
  private boolean isNoise(long length) {
    long collisions = 0;
    for (int i = 0; i < BYTES; i++) {
      collisions += (long) counts[i] * counts[i];
    }
    return length * length > NEARLY_ALL * collisions;
  }

  /** Returns the number of bytes of the block, as far as one knows without writing it. */
  private long size(int[] lengths) {
    long bits = 8 * USUAL_FOR_LENGTHS;
    for (int i = 0; i < SYMBOLS; i++) {
      bits += (long) counts[i] * lengths[i];
    }
    for (int i = FIRST_LENGTH; i < SYMBOLS - 1; i++) {
      bits += counts[i] * (1L + Math.max(0, (i - 261) / 4)); // the distance, and more of the length
    }
    return (bits + counts[SYMBOLS - 1]) / 8;
  }

  private void writeBlock(
      byte[] bytes, int from, int to, int distance, int[] lengths, BitWriter out) {
    int distanceSymbol = distance - 1; // RFC 1951, section 3.2.5
    int otherSymbol = distanceSymbol == 0 ? 1 : 0; // as zlib does: a code of one bit needs two
    int[] distanceLengths = new int[Math.max(distanceSymbol, otherSymbol) + 1];
    distanceLengths[distanceSymbol] = 1;
    distanceLengths[otherSymbol] = 1;
    out.put(DYNAMIC << 1, 3);
    writeLengths(lengths, distanceLengths, out);
    int[] codes = HuffmanCode.codes(lengths);
    for (int i = 0; i < BYTES; i++) {
      byteCodes[i] = codes[i] << 4 | lengths[i];
    }
    int distanceCode = distanceSymbol > otherSymbol ? 1 : 0;
    int literals = from;
    for (int i = 0; i < runEnds; i += 2) {
      out.putCodes(bytes, literals, runs[i], byteCodes);
      for (int left = runs[i + 1] - runs[i]; left > 0; left -= piece(left)) {
        int length = piece(left);
        int symbol = LENGTH_SYMBOL[length];
        out.put(codes[symbol], lengths[symbol]);
        out.put(length - LENGTH_BASE[length], LENGTH_EXTRA[length]);
        out.put(distanceCode, 1);
      }
      literals = runs[i + 1];
    }
    out.putCodes(bytes, literals, to, byteCodes);
    out.put(codes[END], lengths[END]);
  }

  /** Writes the lengths of the codes, by a code of their own (RFC 1951, section 3.2.7). */
  private static void writeLengths(int[] lengths, int[] distanceLengths, BitWriter out) {
    int used = SYMBOLS;
    while (lengths[used - 1] == 0) {
      used--;
    }
    int[] all = Arrays.copyOf(lengths, used + distanceLengths.length);
    System.arraycopy(distanceLengths, 0, all, used, distanceLengths.length);
    int[] symbols = new int[all.length];
    int[] extra = new int[all.length];
    int[] counts = new int[ORDER_OF_LENGTHS.length];
    int n = 0;
    for (int at = 0; at < all.length; ) {
      int same = 1;
      while (at + same < all.length && all[at + same] == all[at]) {
        same++;
      }
      int taken = 1;
      symbols[n] = all[at];
      if (all[at] == 0 && same >= 3) {
        taken = Math.min(same, 138);
        symbols[n] = taken < 11 ? ZEROS : MANY_ZEROS;
        extra[n] = taken < 11 ? taken - 3 : taken - 11;
      } else if (at > 0 && all[at] == all[at - 1] && same >= 3) {
        taken = Math.min(same, 6);
        symbols[n] = REPEAT;
        extra[n] = taken - 3;
      }
      counts[symbols[n++]]++;
      at += taken;
    }
    int[] lengthsOfLengths = HuffmanCode.lengths(counts, LONGEST_CODE_OF_LENGTHS);
    int[] codes = HuffmanCode.codes(lengthsOfLengths);
    int written = ORDER_OF_LENGTHS.length;
    while (lengthsOfLengths[ORDER_OF_LENGTHS[written - 1]] == 0) {
      written--;
    }
    out.put(used - FIRST_LENGTH, 5);
    out.put(distanceLengths.length - 1, 5);
    out.put(written - 4, 4);
    for (int i = 0; i < written; i++) {
      out.put(lengthsOfLengths[ORDER_OF_LENGTHS[i]], 3);
    }
    for (int i = 0; i < n; i++) {
      out.put(codes[symbols[i]], lengthsOfLengths[symbols[i]]);
      switch (symbols[i]) {
        case REPEAT -> out.put(extra[i], 2);
        case ZEROS -> out.put(extra[i], 3);
        case MANY_ZEROS -> out.put(extra[i], 7);
        default -> {}
      }
    }
  }
}
