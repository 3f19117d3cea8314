package org.nightbeam.fits.product;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.nightbeam.fits.TileCompression;
import org.nightbeam.fits.TileLayout;
import org.nightbeam.fits.checksum.DataSum;
import org.nightbeam.fits.deflate.BitWriter;

/**
 * Compresses an image by tiles, without loss and bit by bit (FITS 4.0, section 10.1): pixels go in,
 * from the first to the last, and compressed tiles come out, which are the heap of a table. What
 * the heap is, memory or a file, the caller says. One tile is in memory at a time. Not safe for use
 * by several threads.
 *
 * <pre>{@code
 * TileEncoder encoder = new TileEncoder(GZIP_2, -32, width, height, file::write);
 * file.channel().position(start + encoder.headerBytes(plainHeader) + encoder.tableBytes());
 * while (...) {
 *   encoder.add(rows);
 * }
 * CompressedImage image = encoder.finish();
 * // padding; then, from the start on, image.header(plainHeader) and image.table()
 * }</pre>
 *
 * <p>A tile is some whole rows, 64 KiB of pixels or little less, or one long row. In fewer pixels
 * the bytes of one place (GZIP_2) are too few to have a code of their own: single rows of 1024
 * float32 pixels took 3 to 8 % more room, and three times as long. With more next to nothing is
 * won, and who reads few rows has more to decompress.
 */
public final class TileEncoder {
  /** Takes the compressed tiles. */
  @FunctionalInterface
  public interface Heap {
    /** Appends the bytes between position and limit, which are the caller's again afterwards. */
    void append(ByteBuffer bytes) throws IOException;
  }

  private final TileLayout layout;
  private final Heap heap;
  private final Tile tile;
  private final int[] lengths;
  private int tiles; // finished
  private long added;
  private long pixelSum;
  private long heapSum;
  private long heapBytes;

  /** A tile, and the work space of its compression. */
  private static final class Tile {
    private final byte[] pixels;
    private final TileCompressor compressor;
    private final BitWriter compressed = new BitWriter();
    private final DataSum sum = new DataSum();
    private int length;
    private long pixelSum;
    private long compressedSum;

    Tile(TileLayout layout) {
      pixels = new byte[layout.tileBytes()];
      compressor = new TileCompressor(layout.method(), layout.bytesPerPixel());
    }

    void compress() {
      pixelSum = sum(ByteBuffer.wrap(pixels, 0, length));
      compressor.compress(pixels, length, compressed);
      compressedSum = sum(compressed.written());
    }

    private long sum(ByteBuffer bytes) {
      sum.reset();
      sum.add(bytes);
      return sum.value();
    }
  }

  /**
   * @param method how
   * @param bitpix of the pixels: 8, 16, 32 or -32
   * @param width pixels per row
   * @param height rows
   * @param heap takes the tiles
   */
  public TileEncoder(TileCompression method, int bitpix, int width, int height, Heap heap) {
    this.layout = new TileLayout(method, bitpix, width, height);
    this.heap = heap;
    this.lengths = new int[layout.tiles()];
    this.tile = new Tile(layout);
  }

  /** Returns the number of bytes of the table, between its header and the heap. */
  long tableBytes() {
    return layout.tableBytes();
  }

  /**
   * Returns the number of bytes of the table's header, in whole blocks.
   *
   * @param plain header of the image as it would be without compression, in whole blocks, with
   *     cards for DATASUM and CHECKSUM if it shall have them; their values may still be missing
   */
  int headerBytes(ByteBuffer plain) {
    return CompressedHeader.size(layout, plain);
  }

  /**
   * Adds pixels.
   *
   * @param pixels big-endian, from position to limit; any number of bytes
   */
  public void add(ByteBuffer pixels) throws IOException {
    if (added + pixels.remaining() > layout.pixelBytes()) {
      throw new IllegalStateException(
          String.format(
              "%d bytes of pixels; expected %d", added + pixels.remaining(), layout.pixelBytes()));
    }
    while (pixels.hasRemaining()) {
      int whole = (int) Math.min(tile.pixels.length, layout.pixelBytes() - startOfTile());
      int filled = (int) (added - startOfTile());
      int more = Math.min(whole - filled, pixels.remaining());
      pixels.get(tile.pixels, filled, more);
      added += more;
      if (filled + more == whole) {
        tile.length = whole;
        tile.compress();
        append();
      }
    }
  }

  /** Returns the byte of the image at which the tile that is being filled begins. */
  private long startOfTile() {
    return added / layout.tileBytes() * layout.tileBytes();
  }

  private void append() throws IOException {
    long offset = (long) tiles * layout.tileBytes();
    pixelSum = DataSum.sum(pixelSum, DataSum.at(offset, tile.pixelSum));
    heapSum = DataSum.sum(heapSum, DataSum.at(heapBytes, tile.compressedSum));
    ByteBuffer bytes = tile.compressed.written();
    lengths[tiles++] = bytes.remaining();
    heapBytes += bytes.remaining();
    heap.append(bytes);
  }

  /** Returns what is needed for header and table, when all pixels were added. */
  public CompressedImage finish() throws IOException {
    if (added != layout.pixelBytes()) {
      throw new IllegalStateException(
          String.format("%d bytes of pixels; expected %d", added, layout.pixelBytes()));
    }
    return new CompressedImage(layout, lengths, heapBytes, heapSum, pixelSum);
  }
}
