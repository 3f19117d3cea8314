package org.nightbeam.fits;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;
import nom.tam.fits.compression.algorithm.hcompress.HCompressor.IntHCompressor;
import nom.tam.fits.compression.algorithm.hcompress.HCompressorOption;
import nom.tam.fits.compression.algorithm.plio.PLIOCompress;
import nom.tam.fits.compression.algorithm.rice.RiceCompressOption;
import nom.tam.fits.compression.algorithm.rice.RiceCompressor.IntRiceCompressor;

/** Decompresses tiles of integers, by nom-tam-fits. */
interface TileCodec {
  /**
   * Decompresses a tile.
   *
   * @param compressed the tile's bytes, from position to limit; all of its array may be changed
   * @param width pixels per row of the tile
   * @param height rows of the tile
   * @param pixels {@code [>= width * height]}, receives the integers
   * @throws RuntimeException if the bytes are no such tile
   */
  void decode(ByteBuffer compressed, int width, int height, int[] pixels);

  /** Returns the codec of a table's algorithm, which must be one of integers. */
  static TileCodec of(TileTable table) {
    return switch (table.algorithm()) {
      case RICE_1 ->
          new Rice((int) table.parameter("BYTEPIX", 4), (int) table.parameter("BLOCKSIZE", 32));
      case HCOMPRESS_1 -> new Hcompress(table.parameter("SMOOTH", 0) != 0);
      case PLIO_1 -> new Plio();
      default -> throw new IllegalArgumentException(table.algorithm() + " is not of integers");
    };
  }

  /**
   * Rice coding.
   *
   * @param bytesPerPixel of the integers that were coded: 1 (unsigned), 2 or 4
   * @param block pixels that are coded together
   */
  record Rice(int bytesPerPixel, int block) implements TileCodec {
    /** Writers may fill up to whole words. */
    private static final int FILLING = 8;

    @Override
    public void decode(ByteBuffer compressed, int width, int height, int[] pixels) {
      int length = width * height;
      RiceCompressOption option =
          new RiceCompressOption().setBytePix(bytesPerPixel).setBlockSize(block);
      new IntRiceCompressor(option)
          .decompress(compressed, IntBuffer.wrap(pixels, 0, length).slice());
      if (compressed.remaining() >= FILLING) {
        throw new IllegalArgumentException(compressed.remaining() + " bytes are left over");
      }
      // Differences are taken modulo 2^32, so the upper bits have no meaning.
      if (bytesPerPixel == 1) {
        for (int i = 0; i < length; i++) {
          pixels[i] &= 0xff;
        }
      } else if (bytesPerPixel == 2) {
        for (int i = 0; i < length; i++) {
          pixels[i] = (short) pixels[i];
        }
      }
    }
  }

  /**
   * Transform of Haar and quadtree coding.
   *
   * @param smooth whether a lossy tile is smoothed
   */
  record Hcompress(boolean smooth) implements TileCodec {
    private static final int MAGIC_BYTES = 2;

    @Override
    public void decode(ByteBuffer compressed, int width, int height, int[] pixels) {
      // The library would make room for whatever size the tile says.
      int rows = compressed.getInt(compressed.position() + MAGIC_BYTES);
      int columns = compressed.getInt(compressed.position() + MAGIC_BYTES + Integer.BYTES);
      boolean wrong = rows < 1 || columns < 1 || (long) rows * columns != (long) width * height;
      if (width * height == 1) { // of which the library makes 0
        throw new IllegalArgumentException("it has one pixel; expected more");
      }
      if (wrong) { // nom-tam-fits itself writes them in the other order
        throw new IllegalArgumentException("it says that it is " + columns + " x " + rows);
      }
      new IntHCompressor(new HCompressorOption().setSmooth(smooth))
          .decompress(compressed, IntBuffer.wrap(pixels, 0, width * height).slice());
    }
  }

  /** Run lengths of masks, as in IRAF. */
  final class Plio extends PLIOCompress implements TileCodec {
    private int[] pixels;
    private int length;

    @Override
    public void decode(ByteBuffer compressed, int width, int height, int[] pixels) {
      this.pixels = pixels;
      this.length = width * height;
      ShortBuffer words = compressed.asShortBuffer();
      // The library looks one word further than the list is long.
      ShortBuffer list = ShortBuffer.allocate(words.remaining() + 1).put(words).rewind();
      decompress(list, length);
    }

    /** The library's own compressor of integers cuts them to 16 bits. */
    @Override
    protected void put(int index, int pixel) {
      if (index >= length) {
        throw new IllegalArgumentException("it has too many pixels");
      }
      pixels[index] = pixel;
    }

    @Override
    protected int nextPixel() {
      throw new UnsupportedOperationException("nothing is compressed");
    }
  }
}
