package org.nightbeam.fits.product;

import java.util.zip.CRC32;
import org.nightbeam.fits.TileCompression;
import org.nightbeam.fits.deflate.BitWriter;
import org.nightbeam.fits.deflate.RunDeflater;

/** Compresses tiles. Not safe for use by several threads: it keeps work space. */
final class TileCompressor {
  /** The header of a gzip member without name and time, of an unknown system (RFC 1952). */
  static final byte[] GZIP_HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

  private final TileCompression method;
  private final int bytesPerPixel;
  private final RunDeflater deflater = new RunDeflater();
  private final CRC32 crc = new CRC32();
  private byte[] parted = new byte[0];

  TileCompressor(TileCompression method, int bytesPerPixel) {
    this.method = method;
    this.bytesPerPixel = bytesPerPixel;
  }

  /**
   * Compresses a tile.
   *
   * @param pixels big-endian
   * @param length of them in bytes
   * @param out receives the tile alone
   */
  void compress(byte[] pixels, int length, BitWriter out) {
    out.clear();
    out.reserve(GZIP_HEADER.length);
    out.putBytes(GZIP_HEADER, 0, GZIP_HEADER.length);
    byte[] bytes = pixels;
    if (method == TileCompression.GZIP_1) {
      deflater.deflate(bytes, 0, length, bytesPerPixel, out);
    } else {
      bytes = bytesPerPixel == 1 ? pixels : parted(pixels, length);
      int part = length / bytesPerPixel;
      for (int at = 0; at < length; at += part) {
        deflater.deflate(bytes, at, at + part, 1, out);
      }
    }
    RunDeflater.end(out);
    crc.reset();
    crc.update(bytes, 0, length);
    out.reserve(2 * Integer.BYTES);
    out.put((int) crc.getValue(), Integer.SIZE);
    out.put(length, Integer.SIZE);
  }

  /** Returns all first bytes, then all second ones, and so on. */
  private byte[] parted(byte[] pixels, int length) {
    parted = parted.length < length ? new byte[length] : parted;
    int part = length / bytesPerPixel;
    if (bytesPerPixel == 4) {
      for (int i = 0; i < part; i++) {
        parted[i] = pixels[4 * i];
        parted[part + i] = pixels[4 * i + 1];
        parted[2 * part + i] = pixels[4 * i + 2];
        parted[3 * part + i] = pixels[4 * i + 3];
      }
      return parted;
    }
    for (int i = 0; i < part; i++) {
      for (int k = 0; k < bytesPerPixel; k++) {
        parted[k * part + i] = pixels[i * bytesPerPixel + k];
      }
    }
    return parted;
  }
}
