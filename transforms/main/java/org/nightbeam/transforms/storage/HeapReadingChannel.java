package org.nightbeam.transforms.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SeekableByteChannel;
import org.nightbeam.storage.ForwardingChannel;

/**
 * A channel that is read through arrays only: Beam's Hadoop channel advances a buffer that has no
 * array twice (2.70), which skips data or fails. Nor can that be positioned behind the end, or say
 * in Java's words that it is closed.
 */
final class HeapReadingChannel implements ForwardingChannel {
  private static final int PIECE_BYTES = 1 << 20;

  private final SeekableByteChannel channel;
  private ByteBuffer piece = ByteBuffer.allocate(0);

  /** The position while it is behind the end; otherwise -1. */
  private long behind = -1;

  HeapReadingChannel(SeekableByteChannel channel) {
    this.channel = channel;
  }

  @Override
  public SeekableByteChannel channel() {
    return channel;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    requireOpen();
    if (behind >= 0) {
      return into.hasRemaining() ? -1 : 0;
    }
    if (into.hasArray()) {
      return channel.read(into);
    }
    int wanted = Math.min(into.remaining(), PIECE_BYTES);
    if (piece.capacity() < wanted) {
      piece = ByteBuffer.allocate(wanted);
    }
    int read = channel.read(piece.clear().limit(wanted));
    into.put(piece.flip());
    return read;
  }

  private void requireOpen() throws ClosedChannelException {
    if (!channel.isOpen()) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public long position() throws IOException {
    requireOpen();
    return behind >= 0 ? behind : channel.position();
  }

  @Override
  public SeekableByteChannel position(long position) throws IOException {
    requireOpen();
    if (position > channel.size()) {
      behind = position;
    } else {
      channel.position(position);
      behind = -1;
    }
    return this;
  }
}
