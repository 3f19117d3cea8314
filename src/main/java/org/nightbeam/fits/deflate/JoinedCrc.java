package org.nightbeam.fits.deflate;

/**
 * The CRC-32 of bytes by those of its parts: one part is known only when the others are written.
 */
public final class JoinedCrc {
  /** The polynomial of gzip (RFC 1952, section 8), x^31 the lowest bit. */
  private static final long POLYNOMIAL = 0xedb88320L;

  private static final long ONE = 1L << 31;

  private long value;

  /**
   * Appends a part.
   *
   * @param crc of it
   * @param bytes its length
   */
  public void append(long crc, long bytes) {
    // Bytes that follow multiply what was before by x^8 each, modulo the polynomial.
    long power = ONE;
    long square = ONE >>> 8; // x^8, x^16, x^32 ...
    for (long left = bytes; left > 0; left >>>= 1) {
      power = (left & 1) == 1 ? product(power, square) : power;
      square = product(square, square);
    }
    value = product(power, value) ^ crc;
  }

  public long value() {
    return value;
  }

  private static long product(long a, long b) {
    long product = 0;
    long shifted = b;
    for (long bit = ONE; bit > 0; bit >>>= 1) {
      product ^= (a & bit) != 0 ? shifted : 0;
      shifted = (shifted & 1) != 0 ? shifted >>> 1 ^ POLYNOMIAL : shifted >>> 1;
    }
    return product;
  }
}
