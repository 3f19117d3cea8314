package org.nightbeam.fits;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import org.nightbeam.fits.TileDecoder.Stored;
import org.nightbeam.fits.TileTable.Column;
import org.nightbeam.reason.ReasonCode;

/**
 * The pixels of a tile-compressed image as they were stored before: from the first to the last,
 * with the tiles of one row of tiles in memory. Not safe for use by several threads.
 */
public final class TiledPixels implements ReadableByteChannel {
  private static final int WINDOW = 1 << 18;

  /** Largest size of a tile, with the overhead of its codec, in units of the size of its pixels. */
  private static final int LARGEST_GROWTH = 2;

  private static final int LARGEST_EXTRA = 1 << 16;

  private final SeekableByteChannel file;
  private final TileTable table;
  private final TileDecoder decoder;
  private final Column[] columns = new Column[Stored.values().length];
  private final Window rows;
  private final Window heap;
  private ByteBuffer pixels = ByteBuffer.allocate(0); // of one row of tiles
  private ByteBuffer tilePixels = ByteBuffer.allocate(0);
  private int nextRow;

  /**
   * @param file the file with the table; closed with this
   */
  public TiledPixels(SeekableByteChannel file, TileTable table) throws UnreadableFileException {
    this.file = file;
    this.table = table;
    this.decoder = new TileDecoder(table);
    for (Stored stored : Stored.values()) {
      columns[stored.ordinal()] = table.column(stored.name());
    }
    rows = new Window(table.offset() + (long) table.rows() * table.rowBytes());
    heap = new Window(table.heapOffset() + table.heapBytes());
  }

  /** A part of the file, read some more at a time than is asked for: tiles follow each other. */
  private final class Window {
    private final long end;
    private ByteBuffer bytes = ByteBuffer.allocate(0);
    private long start;

    Window(long end) {
      this.end = end;
    }

    ByteBuffer at(long position, int length) throws IOException {
      if (position < start || position + length > start + bytes.limit()) {
        int read = (int) Math.max(length, Math.min(WINDOW, end - position));
        bytes = bytes.capacity() < read ? ByteBuffer.allocate(read) : bytes;
        start = position;
        file.position(position);
        bytes.clear().limit(read);
        while (bytes.hasRemaining()) {
          if (file.read(bytes) < 0) {
            bytes.limit(0);
            throw new UnreadableFileException(
                ReasonCode.TRUNCATED,
                "truncated: the data end before the last tile; copy the file again");
          }
        }
      }
      return bytes.slice((int) (position - start), length);
    }
  }

  /** Returns the number of bytes of decoded tiles that are in memory at a time. */
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
    long position = table.offset() + (long) tile * table.rowBytes();
    ByteBuffer row = rows.at(position, table.rowBytes());
    for (Stored stored : Stored.values()) {
      Column column = columns[stored.ordinal()];
      ByteBuffer bytes = column == null ? null : bytes(tile, row, column, width * height);
      if (bytes != null) {
        try {
          decoder.decode(tile, row, stored, bytes, width, height, out);
        } catch (IOException wrong) {
          throw damaged(tile, wrong.getMessage());
        }
        return;
      }
    }
    throw damaged(tile, "it has no data");
  }

  /** Returns the bytes of a tile in one of the columns; null if there are none. */
  private ByteBuffer bytes(int tile, ByteBuffer row, Column column, int length) throws IOException {
    if (!column.isArray()) { // nom-tam-fits writes so, where all tiles have as many bytes
      int bytes = column.length() * TileTable.size(column.type());
      return row.slice(column.offset(), bytes);
    }
    boolean isLong = column.type() == 'Q';
    long elements =
        isLong ? row.getLong(column.offset()) : row.getInt(column.offset()) & 0xffffffffL;
    if (elements == 0) {
      return null;
    }
    long start =
        isLong ? row.getLong(column.offset() + 8) : row.getInt(column.offset() + 4) & 0xffffffffL;
    int size = TileTable.size(column.element());
    int pixelBytes = Math.max(Integer.BYTES, Math.abs(table.bitpix()) / 8);
    long most = (long) length * pixelBytes * LARGEST_GROWTH + LARGEST_EXTRA;
    if (elements < 0 || elements > most / size || start < 0 || start > table.heapBytes()) {
      throw damaged(tile, "it is said to have " + elements + " elements at byte " + start);
    }
    if (start + elements * size > table.heapBytes()) {
      throw damaged(tile, "it ends behind the table's data");
    }
    return heap.at(table.heapOffset() + start, (int) (elements * size));
  }

  private UnreadableFileException damaged(int tile, String why) {
    int first = tile / table.tilesAcross() * table.tileHeight();
    return new UnreadableFileException(
        ReasonCode.TRUNCATED,
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
