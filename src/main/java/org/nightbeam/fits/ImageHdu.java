package org.nightbeam.fits;

/**
 * A two-dimensional image in a FITS file.
 *
 * @param index number of the HDU, 0 for the primary one; that of the file before it was compressed
 * @param header the HDU's own header; of a tile-compressed image that which it had before
 * @param format how its pixels are stored
 * @param width pixels per row (NAXIS1)
 * @param height rows (NAXIS2)
 * @param dataOffset byte at which the first pixel starts, in the file after decompression by gzip;
 *     of a tile-compressed image the first byte of its table
 * @param tiles how its tiles are stored; null if it is not tile-compressed
 */
public record ImageHdu(
    int index,
    FitsHeader header,
    PixelFormat format,
    int width,
    int height,
    long dataOffset,
    TileTable tiles) {

  /** Returns the number of bytes of all pixels. */
  public long dataBytes() {
    return (long) width * height * format.bytesPerPixel();
  }
}
