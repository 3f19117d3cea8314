package org.nightbeam.fits.product;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;

/** Compressed tiles in memory, for an HDU whose offset in the file is not known yet. */
public final class TileHeap implements TileEncoder.Heap {
  private static final int PIECE = 1 << 20;

  private final List<ByteBuffer> pieces = new ArrayList<>(); // full, but the last

  @Override
  public void append(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      if (pieces.isEmpty() || !last().hasRemaining()) {
        pieces.add(ByteBuffer.allocate(PIECE));
      }
      ByteBuffer piece = last();
      int more = Math.min(piece.remaining(), bytes.remaining());
      piece.put(bytes.slice().limit(more));
      bytes.position(bytes.position() + more);
    }
  }

  private ByteBuffer last() {
    return pieces.get(pieces.size() - 1);
  }

  /** Writes all of it. */
  void writeTo(WritableByteChannel channel) throws IOException {
    for (ByteBuffer piece : pieces) {
      ByteBuffer bytes = piece.duplicate().flip();
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }
}
