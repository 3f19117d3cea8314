package org.nightbeam.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * A file being written. Nothing of it can be seen under its final name before {@link #commit}; if
 * it is closed without a commit, nothing of it stays.
 */
public interface NewFile extends Closeable {

  /** The place to write to, in any order. */
  FileChannel channel();

  /** Gives the file its final name. To be called once, after the last write. */
  void commit() throws IOException;

  /** Removes what was not committed. */
  @Override
  void close() throws IOException;
}
