package org.nightbeam.fits;

/**
 * A two-dimensional image in a FITS file.
 *
 * @param index number of the HDU, 0 for the primary one
 * @param header the HDU's own header
 * @param format how its pixels are stored
 * @param width pixels a row (NAXIS1)
 * @param height rows (NAXIS2)
 * @param dataOffset byte at which the first pixel starts, in the file after decompression by gzip
 */
public record ImageHdu(
    int index, FitsHeader header, PixelFormat format, int width, int height, long dataOffset) {

  /** Bytes of all pixels. */
  public long dataBytes() {
    return (long) width * height * format.bytesPerPixel();
  }
}
