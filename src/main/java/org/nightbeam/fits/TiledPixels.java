package org.nightbeam.fits;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import org.nightbeam.fits.TileDecoder.Stored;
import org.nightbeam.fits.TileTable.Column;

/**
 * The pixels of a tile-compressed image as they were stored before: from the first to the last,
 * with the tiles of one row of tiles in memory. Not safe for use by several threads.
 */
public final class TiledPixels implements ReadableByteChannel {
  private static final int WINDOW = 1 << 18;

  /** A tile that does not get smaller, and what its codec says beside its pixels. */
  private static final int LARGEST_GROWTH = 2;

  private static final int LARGEST_EXTRA = 1 << 16;

  private final SeekableByteChannel file;
  private final TileTable table;
  private final TileDecoder decoder;
  private final Column[] columns = new Column[Stored.values().length];
  private final ByteBuffer index;
  private ByteBuffer pixels = ByteBuffer.allocate(0); // of one row of tiles
  private ByteBuffer tilePixels = ByteBuffer.allocate(0);
  private ByteBuffer window = ByteBuffer.allocate(0);
  private long windowStart;
  private int nextRow;

  /**
   * @param file the file with the table; closed with this
   * @throws UnreadableFileException if it ends before the table does
   */
  public TiledPixels(SeekableByteChannel file, TileTable table) throws IOException {
    this.file = file;
    this.table = table;
    this.decoder = new TileDecoder(table);
    for (Stored stored : Stored.values()) {
      columns[stored.ordinal()] = table.column(stored.name());
    }
    index = ByteBuffer.allocate(table.rows() * table.rowBytes());
    read(table.offset(), index);
  }

  private void read(long position, ByteBuffer bytes) throws IOException {
    file.position(position);
    while (bytes.hasRemaining()) {
      if (file.read(bytes) < 0) {
        throw new UnreadableFileException(
            "truncated: the data end before the last tile; copy the file again",
            new EOFException());
      }
    }
    bytes.flip();
  }

  /** Bytes of decoded tiles that are in memory at a time. */
  public long bytesAtOnce() {
    return table.bytesAtOnce();
  }

  @Override
  public int read(ByteBuffer out) throws IOException {
    if (!pixels.hasRemaining()) {
      if (nextRow >= table.height()) {
        return -1;
      }
      decodeTiles();
    }
    int length = Math.min(out.remaining(), pixels.remaining());
    out.put(pixels.duplicate().limit(pixels.position() + length));
    pixels.position(pixels.position() + length);
    return length;
  }

  private void decodeTiles() throws IOException {
    int height = Math.min(table.tileHeight(), table.height() - nextRow);
    int across = table.tilesAcross();
    int bytesPerPixel = Math.abs(table.bitpix()) / 8;
    if (pixels.capacity() == 0) {
      pixels = ByteBuffer.allocate((int) table.bytesAtOnce());
    }
    pixels.clear();
    for (int i = 0; i < across; i++) {
      int tile = nextRow / table.tileHeight() * across + i;
      int left = i * table.tileWidth();
      int width = Math.min(table.tileWidth(), table.width() - left);
      if (across == 1) {
        decode(tile, width, height, pixels);
        continue;
      }
      int bytes = width * height * bytesPerPixel;
      tilePixels = tilePixels.capacity() < bytes ? ByteBuffer.allocate(bytes) : tilePixels;
      decode(tile, width, height, tilePixels.clear());
      int row = width * bytesPerPixel;
      for (int y = 0; y < height; y++) {
        pixels.put((y * table.width() + left) * bytesPerPixel, tilePixels, y * row, row);
      }
    }
    pixels.position(0).limit(table.width() * height * bytesPerPixel);
    nextRow += height;
  }

  private void decode(int tile, int width, int height, ByteBuffer out) throws IOException {
    ByteBuffer row = index.slice(tile * table.rowBytes(), table.rowBytes());
    for (Stored stored : Stored.values()) {
      Column column = columns[stored.ordinal()];
      if (column == null) {
        continue;
      }
      boolean isLong = column.type() == 'Q';
      long elements =
          isLong ? row.getLong(column.offset()) : row.getInt(column.offset()) & 0xffffffffL;
      if (elements == 0) {
        continue;
      }
      long start =
          isLong ? row.getLong(column.offset() + 8) : row.getInt(column.offset() + 4) & 0xffffffffL;
      int size = TileTable.size(column.element());
      int pixelBytes = Math.max(Integer.BYTES, Math.abs(table.bitpix()) / 8);
      long most = (long) width * height * pixelBytes * LARGEST_GROWTH + LARGEST_EXTRA;
      if (elements < 0 || elements > most / size || start < 0 || start > table.heapBytes()) {
        throw damaged(tile, "it is said to have " + elements + " elements at byte " + start);
      }
      if (start + elements * size > table.heapBytes()) {
        throw damaged(tile, "it ends behind the table's data");
      }
      ByteBuffer compressed = stored(table.heapOffset() + start, (int) (elements * size));
      try {
        decoder.decode(tile, row, stored, compressed, width, height, out);
      } catch (IOException wrong) {
        throw damaged(tile, wrong.getMessage());
      }
      return;
    }
    throw damaged(tile, "it has no data");
  }

  /** Bytes of the file, read some more at a time: tiles follow each other. */
  private ByteBuffer stored(long position, int length) throws IOException {
    boolean there = position >= windowStart && position + length <= windowStart + window.limit();
    if (!there) {
      long end = table.heapOffset() + table.heapBytes();
      int bytes = (int) Math.max(length, Math.min(WINDOW, end - position));
      window = window.capacity() < bytes ? ByteBuffer.allocate(bytes) : window;
      windowStart = position;
      window.clear().limit(bytes);
      read(position, window);
    }
    return window.slice((int) (position - windowStart), length);
  }

  private UnreadableFileException damaged(int tile, String why) {
    int first = tile / table.tilesAcross() * table.tileHeight();
    return new UnreadableFileException(
        String.format(
            "tile %d of %d, from row %d on, is damaged (%s): %s; copy the file again",
            tile + 1, table.rows(), first, table.algorithm(), why));
  }

  @Override
  public boolean isOpen() {
    return file.isOpen();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
