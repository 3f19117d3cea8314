package org.nightbeam.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** A channel that hands on to another all that it does not do itself. */
public interface ForwardingChannel extends SeekableByteChannel {
  /** Returns the channel that does the work. */
  SeekableByteChannel channel();

  @Override
  default int read(ByteBuffer into) throws IOException {
    return channel().read(into);
  }

  @Override
  default int write(ByteBuffer from) throws IOException {
    return channel().write(from);
  }

  @Override
  default long position() throws IOException {
    return channel().position();
  }

  @Override
  default SeekableByteChannel position(long position) throws IOException {
    channel().position(position);
    return this;
  }

  @Override
  default long size() throws IOException {
    return channel().size();
  }

  @Override
  default SeekableByteChannel truncate(long size) throws IOException {
    channel().truncate(size);
    return this;
  }

  @Override
  default boolean isOpen() {
    return channel().isOpen();
  }

  @Override
  default void close() throws IOException {
    channel().close();
  }
}
