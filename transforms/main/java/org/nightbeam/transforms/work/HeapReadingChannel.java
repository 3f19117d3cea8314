package org.nightbeam.transforms.work;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/**
 * A channel that is read through arrays only: Beam's Hadoop channel advances a buffer that has no
 * array twice (2.70), which skips data or fails.
 */
final class HeapReadingChannel implements SeekableByteChannel {
  private static final int PIECE_BYTES = 1 << 20;

  private final SeekableByteChannel channel;
  private ByteBuffer piece = ByteBuffer.allocate(0);

  HeapReadingChannel(SeekableByteChannel channel) {
    this.channel = channel;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
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

  @Override
  public int write(ByteBuffer from) throws IOException {
    return channel.write(from);
  }

  @Override
  public long position() throws IOException {
    return channel.position();
  }

  @Override
  public SeekableByteChannel position(long position) throws IOException {
    channel.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public SeekableByteChannel truncate(long size) throws IOException {
    channel.truncate(size);
    return this;
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
