package org.nightbeam.fits;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.nightbeam.fits.TileTable.Algorithm;
import org.nightbeam.fits.TileTable.Column;
import org.nightbeam.fits.TileTable.Quantizer;

/** Decodes one tile after the other. Not safe for use by several threads: it keeps work space. */
final class TileDecoder {
  /** Working on a larger tile takes so much memory that one is enough at a time. */
  private static final int LARGE = 1 << 20;

  private static final Object ONE_LARGE = new Object();

  private final TileTable table;
  private final int bytesPerPixel;
  private final TileCodec codec; // null if elements keep their bytes
  private final GzipElements elements = new GzipElements();
  private final Dequantizer dequantizer;
  private final Column scale;
  private final Column zero;
  private final Column blank;
  private int[] integers = new int[0];

  TileDecoder(TileTable table) throws UnreadableFileException {
    this.table = table;
    this.bytesPerPixel = Math.abs(table.bitpix()) / 8;
    this.codec = table.algorithm().keepsBytes() ? null : TileCodec.of(table);
    this.dequantizer = new Dequantizer(table);
    this.scale = table.column("ZSCALE");
    this.zero = table.column("ZZERO");
    this.blank = table.column("ZBLANK");
  }

  /** In which way a tile is stored, by its column. */
  enum Stored {
    COMPRESSED_DATA,
    GZIP_COMPRESSED_DATA,
    UNCOMPRESSED_DATA
  }

  /**
   * Decodes a tile.
   *
   * @param tile its number, from 0
   * @param row its row of the table
   * @param compressed its bytes, from position to limit, with an array
   * @param out receives its pixels as they would be stored, from its position on
   * @throws IOException if the bytes are no such tile
   */
  void decode(
      int tile,
      ByteBuffer row,
      Stored stored,
      ByteBuffer compressed,
      int width,
      int height,
      ByteBuffer out)
      throws IOException {
    if (width * height <= LARGE) {
      decodeAlone(tile, row, stored, compressed, width, height, out);
      return;
    }
    synchronized (ONE_LARGE) {
      decodeAlone(tile, row, stored, compressed, width, height, out);
      integers = new int[0];
    }
  }

  private void decodeAlone(
      int tile,
      ByteBuffer row,
      Stored stored,
      ByteBuffer compressed,
      int width,
      int height,
      ByteBuffer out)
      throws IOException {
    int length = width * height;
    try {
      switch (stored) {
        case UNCOMPRESSED_DATA -> {
          elements.copy(compressed, length, bytesPerPixel);
          copyElements(length, out);
        }
        case GZIP_COMPRESSED_DATA -> {
          elements.decompress(compressed, length, bytesPerPixel, false);
          copyElements(length, out);
        }
        default -> decodeCompressed(tile, row, compressed, width, height, out);
      }
    } catch (RuntimeException wrong) { // the library has many for a code that is wrong
      throw new IOException(wrong.getMessage() == null ? "its code is wrong" : wrong.getMessage());
    }
  }

  private void decodeCompressed(
      int tile, ByteBuffer row, ByteBuffer compressed, int width, int height, ByteBuffer out)
      throws IOException {
    int length = width * height;
    boolean quantised = table.quantizer() != Quantizer.NONE;
    if (codec == null) {
      int largest = quantised ? Integer.BYTES : Math.max(Integer.BYTES, bytesPerPixel);
      if (table.algorithm() == Algorithm.NOCOMPRESS) {
        elements.copy(compressed, length, largest);
      } else {
        elements.decompress(compressed, length, largest, table.algorithm() == Algorithm.GZIP_2);
      }
      if (!quantised && (elements.size() == bytesPerPixel || table.bitpix() < 0)) {
        copyElements(length, out);
        return;
      }
    }
    integers = integers.length < length ? new int[length] : integers;
    if (codec == null) {
      elements.read(integers, length);
    } else {
      codec.decode(compressed, width, height, integers);
    }
    if (quantised) {
      dequantizer.write(integers, length, tile, scaling(row), out);
    } else {
      writeIntegers(length, out);
    }
  }

  private void copyElements(int length, ByteBuffer out) throws IOException {
    if (elements.size() != bytesPerPixel) {
      throw new IOException(
          String.format(
              "its pixels have %d bytes each; expected %d", elements.size(), bytesPerPixel));
    }
    out.put(elements.bytes(), 0, length * bytesPerPixel);
  }

  private void writeIntegers(int length, ByteBuffer out) {
    int below = table.isUnsignedPlio() ? 1 << 15 : 0;
    if (!table.isLossless()) {
      clamp(length);
    }
    switch (table.bitpix()) {
      case 8 -> {
        for (int i = 0; i < length; i++) {
          out.put((byte) integers[i]);
        }
      }
      case 16 -> {
        for (int i = 0; i < length; i++) {
          out.putShort((short) (integers[i] - below));
        }
      }
      default -> {
        for (int i = 0; i < length; i++) {
          out.putInt(integers[i]);
        }
      }
    }
  }

  /** A lossy tile may go beyond what its pixels can hold. */
  private void clamp(int length) {
    int least =
        table.bitpix() == 8 ? 0 : table.bitpix() == 16 ? Short.MIN_VALUE : Integer.MIN_VALUE;
    int most =
        table.bitpix() == 8 ? 0xff : table.bitpix() == 16 ? Short.MAX_VALUE : Integer.MAX_VALUE;
    for (int i = 0; i < length; i++) {
      integers[i] = Math.max(least, Math.min(integers[i], most));
    }
  }

  /** Of a tile with a NaN among its pixels, astropy writes NaN, and reads no pixel. */
  private Dequantizer.Scaling scaling(ByteBuffer row) throws IOException {
    double factor = number(row, scale, "ZSCALE", 1);
    double summand = number(row, zero, "ZZERO", 0);
    if (factor == 0 || Double.isInfinite(factor) || Double.isInfinite(summand)) {
      throw new IOException(String.format("ZSCALE = %s, ZZERO = %s", factor, summand));
    }
    return new Dequantizer.Scaling(factor, summand, blank(row));
  }

  private double number(ByteBuffer row, Column column, String keyword, double ifAbsent)
      throws IOException {
    if (column == null) {
      OptionalDouble shared = table.shared(keyword);
      return shared.orElse(ifAbsent);
    }
    return switch (column.type()) {
      case 'D' -> row.getDouble(column.offset());
      case 'E' -> row.getFloat(column.offset());
      default -> throw new IOException("its column " + keyword + " has no floating-point numbers");
    };
  }

  private Integer blank(ByteBuffer row) throws IOException {
    if (blank == null) {
      OptionalLong shared = table.blank();
      return shared.isPresent() ? Integer.valueOf((int) shared.getAsLong()) : null;
    }
    return switch (blank.type()) {
      case 'B' -> row.get(blank.offset()) & 0xff;
      case 'I' -> (int) row.getShort(blank.offset());
      case 'J' -> row.getInt(blank.offset());
      default -> throw new IOException("its column ZBLANK has no integers");
    };
  }
}
