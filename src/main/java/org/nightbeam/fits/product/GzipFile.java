package org.nightbeam.fits.product;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.nightbeam.fits.deflate.BitWriter;
import org.nightbeam.fits.deflate.JoinedCrc;
import org.nightbeam.fits.deflate.RunDeflater;
import org.nightbeam.storage.NewFile;

/**
 * A new file, compressed by gzip (RFC 1952) on its way, with parts that are written last: headers
 * with sums over what follows them. Those are stored as they are, so that their room is known. The
 * same bytes give the same file: it has neither name nor time. It is one member: CFITSIO stops
 * after the first. Not safe for use by several threads.
 */
public final class GzipFile {
  private static final int PIECE = 1 << 17;

  /** Float32 pixels repeat after so many bytes, if they do, and so do shorter ones. */
  private static final int DISTANCE = 4;

  private static final int LARGEST_STORED = 0xffff;
  private static final int STORED_HEADER = 5;
  private static final byte[] END = {3, 0}; // a last block, in which there is only its end

  private final NewFile file;
  private final Piece piece = new Piece();
  private final List<Part> parts = new ArrayList<>();
  private final CRC32 crc = new CRC32(); // of what was written since the last room
  private long bytes; // of that
  private int filled; // bytes of the piece that is filled now

  /** A piece, and the work space of its compression. */
  private static final class Piece {
    private final byte[] bytes = new byte[PIECE];
    private final RunDeflater deflater = new RunDeflater();
    private final BitWriter compressed = new BitWriter();
    private int length;

    void compress() {
      compressed.clear();
      deflater.deflate(bytes, 0, length, DISTANCE, compressed);
      RunDeflater.align(compressed);
    }
  }

  /** What was written between two rooms, or a room. */
  private static final class Part {
    private final long length;
    private long crc;
    private boolean written;

    Part(long length, long crc, boolean written) {
      this.length = length;
      this.crc = crc;
      this.written = written;
    }
  }

  /** Room for bytes that are written later. */
  public final class Room {
    private final long position;
    private final Part part;

    private Room(long position, Part part) {
      this.position = position;
      this.part = part;
    }

    /**
     * Writes what the room is for, once.
     *
     * @param content as many bytes as were asked for, from position to limit
     */
    void fill(ByteBuffer content) throws IOException {
      if (part.written || content.remaining() != part.length) {
        throw new IllegalStateException(
            String.format("%d bytes for a room of %d", content.remaining(), part.length));
      }
      CRC32 own = new CRC32();
      own.update(content.duplicate());
      part.crc = own.getValue();
      part.written = true;
      long end = file.channel().position();
      long at = position;
      while (content.hasRemaining()) {
        int length = Math.min(LARGEST_STORED, content.remaining());
        file.channel().position(at + STORED_HEADER);
        file.write(content.slice().limit(length));
        content.position(content.position() + length);
        at += STORED_HEADER + length;
      }
      file.channel().position(end);
    }
  }

  /**
   * Begins the file.
   *
   * @param file to which nothing was written; it stays the caller's, who commits and closes it
   */
  public GzipFile(NewFile file) throws IOException {
    this.file = file;
    file.write(ByteBuffer.wrap(TileCompressor.GZIP_HEADER));
  }

  /** Writes bytes, from position to limit. */
  void write(ByteBuffer more) throws IOException {
    crc.update(more.duplicate());
    bytes += more.remaining();
    while (more.hasRemaining()) {
      int length = Math.min(PIECE - filled, more.remaining());
      more.get(piece.bytes, filled, length);
      filled += length;
      if (filled == PIECE) {
        endPiece();
      }
    }
  }

  /** Leaves room for so many bytes, which must be filled before the file is finished. */
  Room reserve(int length) throws IOException {
    endPart();
    Part part = new Part(length, 0, false);
    parts.add(part);
    long position = file.channel().position();
    for (int left = length; left > 0; left -= LARGEST_STORED) {
      int stored = Math.min(LARGEST_STORED, left);
      ByteBuffer header = ByteBuffer.allocate(STORED_HEADER).order(ByteOrder.LITTLE_ENDIAN);
      header.put((byte) 0).putShort((short) stored).putShort((short) ~stored);
      file.write(header.flip());
      file.channel().position(file.channel().position() + stored);
    }
    return new Room(position, part);
  }

  /** Writes what is left and the end of the file, which is not committed yet. */
  void finish() throws IOException {
    endPart();
    JoinedCrc whole = new JoinedCrc();
    long length = 0;
    for (Part part : parts) {
      if (!part.written) {
        throw new IllegalStateException("a room of " + part.length + " bytes was not filled");
      }
      whole.append(part.crc, part.length);
      length += part.length;
    }
    ByteBuffer trailer = ByteBuffer.allocate(END.length + 2 * Integer.BYTES);
    trailer.order(ByteOrder.LITTLE_ENDIAN).put(END);
    trailer.putInt((int) whole.value()).putInt((int) length);
    file.write(trailer.flip());
  }

  private void endPart() throws IOException {
    if (filled > 0) {
      endPiece();
    }
    if (bytes > 0) {
      parts.add(new Part(bytes, crc.getValue(), true));
    }
    crc.reset();
    bytes = 0;
  }

  private void endPiece() throws IOException {
    piece.length = filled;
    filled = 0;
    piece.compress();
    file.write(piece.compressed.written());
  }
}
