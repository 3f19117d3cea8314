package org.nightbeam.fits;

/**
 * Division of an image into tiles of whole rows.
 *
 * @param method how they are compressed
 * @param bitpix of its pixels
 * @param width pixels per row
 * @param height rows
 */
public record TileLayout(TileCompression method, int bitpix, int width, int height) {
  /** Also, nom-tam-fits 1.21 loses its place in a longer one that is compressed by GZIP_1. */
  private static final int MOST_BYTES = 1 << 16;

  /** Bytes by which a tile may be longer than its pixels, in addition to a fraction of them. */
  private static final int LARGEST_EXTRA = 1 << 10;

  public TileLayout {
    if (bitpix != 8 && bitpix != 16 && bitpix != 32 && bitpix != -32) {
      throw new IllegalArgumentException("BITPIX = " + bitpix + "; expected 8, 16, 32 or -32");
    }
    if (width < 1 || height < 1 || (long) width * Integer.BYTES > 1 << 28) {
      throw new IllegalArgumentException(
          String.format("an image of %d x %d; expected 1 to 2^26 pixels per row", width, height));
    }
  }

  public int bytesPerPixel() {
    return Math.abs(bitpix) / 8;
  }

  public long pixelBytes() {
    return (long) width * height * bytesPerPixel();
  }

  /** Returns the rows of a tile; the last one may have fewer. */
  public int tileHeight() {
    return Math.max(1, Math.min(height, MOST_BYTES / (width * bytesPerPixel())));
  }

  /** Returns the number of bytes of pixels of a tile. */
  public int tileBytes() {
    return width * tileHeight() * bytesPerPixel();
  }

  public int tiles() {
    return (height - 1) / tileHeight() + 1;
  }

  /** Returns whether places in the heap need 64 bits, however small the tiles will get. */
  public boolean isLarge() {
    return pixelBytes() + pixelBytes() / 8 + (long) LARGEST_EXTRA * tiles() > Integer.MAX_VALUE;
  }

  /** Returns the number of bytes of a row of the table: length and place of a tile. */
  public int rowBytes() {
    return isLarge() ? 2 * Long.BYTES : 2 * Integer.BYTES;
  }

  public long tableBytes() {
    return (long) rowBytes() * tiles();
  }
}
