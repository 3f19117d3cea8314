package org.nightbeam.storage;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;

/** Opens stored files for reading at any position, and creates new ones atomically. */
public interface Storage {

  /**
   * Opens a file for reading.
   *
   * @throws java.io.FileNotFoundException or {@link java.nio.file.NoSuchFileException} if there is
   *     no such file
   */
  SeekableByteChannel open(String uri) throws IOException;

  /**
   * Begins a new file that appears under its name, whole, when it is committed; an existing file of
   * that name is replaced then. Missing folders are made.
   */
  NewFile create(String uri) throws IOException;
}
