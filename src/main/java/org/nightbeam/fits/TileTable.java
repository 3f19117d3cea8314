package org.nightbeam.fits;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nightbeam.reason.ReasonCode;

/**
 * An image that is stored as a table of compressed tiles (FITS 4.0, section 10.1), by the table's
 * header alone. What {@link TiledPixels} cannot decode, or not within bounded memory, is refused.
 */
public final class TileTable {
  /** Pixels of all tiles side by side: so many are in memory. */
  static final int LARGEST_TILE = 1 << 24;

  private static final long LONGEST_ROW = 1 << 27;
  private static final int MOST_COLUMNS = 999;
  private static final Pattern FORMAT =
      Pattern.compile("(\\d{0,9})([LXBIJKAEDCMPQ])([LXBIJKAEDCM]?).*");

  /** Ways in which tiles are compressed, as ZCMPTYPE has them. */
  enum Algorithm {
    RICE_1,
    GZIP_1,
    GZIP_2,
    HCOMPRESS_1,
    PLIO_1,
    NOCOMPRESS;

    /**
     * Returns whether the elements themselves come out, of whatever type, and not integers only.
     */
    boolean keepsBytes() {
      return this == GZIP_1 || this == GZIP_2 || this == NOCOMPRESS;
    }
  }

  /** What is done to floating-point pixels before they are compressed, as ZQUANTIZ has it. */
  enum Quantizer {
    /** Nothing. */
    NONE,
    NO_DITHER,
    SUBTRACTIVE_DITHER_1,
    SUBTRACTIVE_DITHER_2
  }

  /**
   * A column of the table.
   *
   * @param offset of its first byte in a row
   * @param type letter of its TFORM
   * @param length elements in a row; of arrays of variable length one
   * @param element letter of the elements, where it has arrays of variable length
   */
  record Column(int offset, char type, int length, char element) {
    boolean isArray() {
      return type == 'P' || type == 'Q';
    }
  }

  private final FitsHeader header;
  private final long offset;
  private final int rowBytes;
  private final int rows;
  private final long heapOffset;
  private final long heapBytes;
  private final int width;
  private final int height;
  private final int bitpix;
  private final int tileWidth;
  private final int tileHeight;
  private final Algorithm algorithm;
  private final Quantizer quantizer;
  private final boolean unsignedPlio;

  /** Returns whether an HDU is the table of a compressed image. */
  static boolean isIn(FitsHeader header) {
    return header.text("ZIMAGE").orElse("F").equals("T");
  }

  /**
   * @param header of the table, whose data are known to be as long as it says
   * @param image header of the image, whose axes and BITPIX are known to be usable
   * @param offset of the table's first byte
   * @throws UnreadableFileException if it cannot be decoded
   */
  TileTable(FitsHeader header, FitsHeader image, long offset) throws UnreadableFileException {
    this.header = header;
    this.offset = offset;
    if (!header.text("XTENSION").orElse("").equals("BINTABLE")
        || header.integer("NAXIS").orElse(0) != 2) {
      throw refused("it is no table of two axes (XTENSION = BINTABLE)");
    }
    width = (int) image.integer("NAXIS1").orElseThrow();
    height = (int) image.integer("NAXIS2").orElseThrow();
    bitpix = (int) image.integer("BITPIX").orElseThrow();
    tileWidth = (int) Math.min(width, tileSize(1, width));
    tileHeight = (int) Math.min(height, tileSize(2, 1));
    if ((long) width * tileHeight > LARGEST_TILE) {
      throw refused(
          String.format(
              "its tiles are %d x %d; expected at most %d pixels side by side",
              tileWidth, tileHeight, LARGEST_TILE));
    }
    algorithm = statedAlgorithm();
    quantizer = statedQuantizer();
    checkPixelType();
    long bytes = header.integer("NAXIS1").orElse(0);
    long tiles = header.integer("NAXIS2").orElse(0);
    long expected = tilesAcross() * (((long) height + tileHeight - 1) / tileHeight);
    if (tiles != expected || tiles > Integer.MAX_VALUE) {
      throw refused(String.format("it has %d tiles; expected %d", tiles, expected));
    }
    if (bytes > LONGEST_ROW) {
      throw refused(
          String.format("its rows have %d bytes; expected at most %d", bytes, LONGEST_ROW));
    }
    rowBytes = (int) bytes;
    rows = (int) tiles;
    long heap = header.integer("THEAP").orElse(bytes * tiles);
    heapBytes = header.integer("PCOUNT").orElse(0) - (heap - bytes * tiles);
    if (heap < bytes * tiles || heapBytes < 0) {
      throw refused("THEAP = " + heap + " is outside of its data");
    }
    heapOffset = offset + heap;
    unsignedPlio =
        algorithm == Algorithm.PLIO_1 && bitpix == 16 && image.number("BZERO").orElse(0) == 32768;
    checkColumns();
  }

  private static UnreadableFileException refused(String why) {
    return new UnreadableFileException(ReasonCode.COMPRESSED, why + "; decompress it with funpack");
  }

  private long tileSize(int axis, long ifAbsent) throws UnreadableFileException {
    String keyword = "ZTILE" + axis;
    long size = header.integer(keyword).orElse(header.has(keyword) ? 0 : ifAbsent);
    if (size < 1) {
      throw refused(keyword + " is no number of pixels");
    }
    return size;
  }

  private Algorithm statedAlgorithm() throws UnreadableFileException {
    String name = header.text("ZCMPTYPE").orElse("(nothing)");
    for (Algorithm known : Algorithm.values()) {
      if (known.name().equals(name)) {
        return known;
      }
    }
    if (name.equals("RICE_ONE")) { // as it was called before it was in the standard
      return Algorithm.RICE_1;
    }
    throw refused("ZCMPTYPE = " + name + "; expected one of " + List.of(Algorithm.values()));
  }

  private Quantizer statedQuantizer() throws UnreadableFileException {
    boolean scaled = header.has("ZSCALE") || column("ZSCALE") != null;
    String name = header.text("ZQUANTIZ").orElse(scaled ? "NO_DITHER" : "NONE");
    if (bitpix > 0) {
      if (scaled) {
        throw refused("it has integers that are quantised (ZSCALE)");
      }
      return Quantizer.NONE;
    }
    if (!scaled) {
      return Quantizer.NONE;
    }
    for (Quantizer known : Quantizer.values()) {
      if (known.name().equals(name)) {
        return known;
      }
    }
    throw refused("ZQUANTIZ = " + name + "; expected one of " + List.of(Quantizer.values()));
  }

  private void checkPixelType() throws UnreadableFileException {
    boolean integers = bitpix > 0 && bitpix <= 32 || quantizer != Quantizer.NONE;
    if (!integers && !algorithm.keepsBytes()) {
      throw refused(
          String.format(
              "ZBITPIX = %d by %s without ZSCALE; expected integers of at most 32 bits",
              bitpix, algorithm));
    }
    if (header.has("ZMASKCMP") || column("NULL_PIXEL_MASK") != null) {
      throw refused("it has a mask of pixels without a value (ZMASKCMP)");
    }
    if (algorithm == Algorithm.RICE_1) {
      if (!List.of(1L, 2L, 4L).contains(parameter("BYTEPIX", 4))) {
        throw refused("BYTEPIX = " + parameter("BYTEPIX", 4) + "; expected 1, 2 or 4");
      }
      if (!List.of(16L, 32L).contains(parameter("BLOCKSIZE", 32))) {
        throw refused("BLOCKSIZE = " + parameter("BLOCKSIZE", 32) + "; expected 16 or 32");
      }
    }
  }

  private void checkColumns() throws UnreadableFileException {
    if (column("COMPRESSED_DATA") == null
        && column("GZIP_COMPRESSED_DATA") == null
        && column("UNCOMPRESSED_DATA") == null) {
      throw refused("it has no column COMPRESSED_DATA");
    }
  }

  /** Returns a column by its name; null if there is none. */
  Column column(String name) throws UnreadableFileException {
    long fields = header.integer("TFIELDS").orElse(0);
    long at = 0;
    for (int i = 1; i <= Math.min(fields, MOST_COLUMNS); i++) {
      Matcher format = FORMAT.matcher(header.text("TFORM" + i).orElse(""));
      if (!format.matches()) {
        throw refused("TFORM" + i + " is no format of a column");
      }
      long repeat = format.group(1).isEmpty() ? 1 : Long.parseLong(format.group(1));
      char type = format.group(2).charAt(0);
      long bytes = type == 'X' ? (repeat + 7) / 8 : repeat * size(type);
      if (at + bytes > header.integer("NAXIS1").orElse(0)) {
        throw refused("its columns are longer than its rows");
      }
      if (header.text("TTYPE" + i).orElse("").equals(name) && repeat > 0) {
        char element = format.group(3).isEmpty() ? 'B' : format.group(3).charAt(0);
        return new Column((int) at, type, (int) repeat, element);
      }
      at += bytes;
    }
    return null;
  }

  /** Returns the number of bytes of an element. */
  static int size(char type) {
    return switch (type) {
      case 'I' -> 2;
      case 'J', 'E' -> 4;
      case 'K', 'D', 'C', 'P' -> 8;
      case 'M', 'Q' -> 16;
      default -> 1;
    };
  }

  /** Returns a parameter of the algorithm, by ZNAMEn and ZVALn. */
  long parameter(String name, long ifAbsent) {
    for (int i = 1; header.has("ZNAME" + i); i++) {
      if (header.text("ZNAME" + i).orElse("").equals(name)) {
        OptionalDouble value = header.number("ZVAL" + i);
        return value.isPresent() ? Math.round(value.getAsDouble()) : ifAbsent;
      }
    }
    return ifAbsent;
  }

  /** Returns a number that all tiles share, where no column has it. */
  OptionalDouble shared(String keyword) {
    return header.number(keyword);
  }

  /** Returns the integer of pixels without a value, of all tiles; empty if there is none. */
  OptionalLong blank() {
    return header.integer("ZBLANK");
  }

  /** Returns whether its pixels are those that were compressed, bit by bit. */
  public boolean isLossless() {
    return quantizer == Quantizer.NONE
        && !(algorithm == Algorithm.HCOMPRESS_1 && parameter("SCALE", 0) > 1);
  }

  /** Returns the number of bytes of the table with all tiles. */
  public long storedBytes() {
    return (long) rows * rowBytes + heapBytes;
  }

  /** Returns the number of bytes of the decoded tiles that are in memory at a time. */
  long bytesAtOnce() {
    return (long) width * tileHeight * (Math.abs(bitpix) / 8);
  }

  /** Returns ZDITHER0; where no tile is dithered after all, it may be anything. */
  long ditherSeed() {
    return header.integer("ZDITHER0").orElse(0);
  }

  long offset() {
    return offset;
  }

  int rowBytes() {
    return rowBytes;
  }

  int rows() {
    return rows;
  }

  long heapOffset() {
    return heapOffset;
  }

  long heapBytes() {
    return heapBytes;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  int bitpix() {
    return bitpix;
  }

  int tileWidth() {
    return tileWidth;
  }

  int tileHeight() {
    return tileHeight;
  }

  int tilesAcross() {
    return (width + tileWidth - 1) / tileWidth;
  }

  Algorithm algorithm() {
    return algorithm;
  }

  Quantizer quantizer() {
    return quantizer;
  }

  /**
   * Returns whether 32768 was added to the pixels: CFITSIO does so for PLIO, which knows no
   * negatives.
   */
  boolean isUnsignedPlio() {
    return unsignedPlio;
  }
}
