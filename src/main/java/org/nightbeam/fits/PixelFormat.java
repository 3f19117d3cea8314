package org.nightbeam.fits;

/**
 * Storage format of an image's pixels (FITS 4.0, sections 4.4.1 and 5): big-endian, {@code physical
 * = bzero + bscale * stored}.
 *
 * @param bitpix 8 (unsigned), 16, 32, 64 (two's complement), -32 or -64 (IEEE 754)
 * @param bscale factor from stored to physical value
 * @param bzero physical value of a stored zero, in ADU
 * @param blank the stored integer that means "no value", or null
 */
public record PixelFormat(int bitpix, double bscale, double bzero, Long blank) {

  /** Refuses a {@code bitpix} that FITS does not know. */
  public PixelFormat {
    switch (bitpix) {
      case 8, 16, 32, 64, -32, -64 -> {}
      default ->
          throw new IllegalArgumentException(
              "BITPIX = " + bitpix + "; FITS knows 8, 16, 32, 64, -32 and -64");
    }
  }

  /** Returns the number of bytes per pixel in the file. */
  public int bytesPerPixel() {
    return Math.abs(bitpix) / 8;
  }

  /**
   * Returns whether every physical value is an integer within 2^22 of 0 and none is missing, so
   * that {@code int} and {@code float} hold it exactly.
   */
  public boolean isSmallInteger() {
    return (bitpix == 8 || bitpix == 16)
        && bscale == 1
        && blank == null
        && bzero == Math.rint(bzero)
        && Math.abs(bzero) <= 1 << 21;
  }
}
