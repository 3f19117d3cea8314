package org.nightbeam.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A file being written. Nothing of it can be seen under its final name before {@link #commit}; if
 * it is closed without a commit, nothing of it stays.
 */
public interface NewFile extends Closeable {

  /** Returns the place to write to, in any order. */
  FileChannel channel();

  /** Writes on at the channel's position, all that is between position and limit. */
  default void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel().write(bytes);
    }
  }

  /**
   * Writes all that is between position and limit to a place of its own; the channel's position
   * stays.
   */
  default void write(ByteBuffer bytes, long at) throws IOException {
    for (long to = at; bytes.hasRemaining(); ) {
      to += channel().write(bytes, to);
    }
  }

  /** Gives the file its final name. To be called once, after the last write. */
  void commit() throws IOException;

  /** Removes what was not committed. */
  @Override
  void close() throws IOException;
}
