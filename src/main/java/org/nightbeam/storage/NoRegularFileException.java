package org.nightbeam.storage;

import java.nio.file.FileSystemException;

/** Thrown where a file is expected and there is a folder, a pipe, a socket or a device. */
public final class NoRegularFileException extends FileSystemException {
  private static final long serialVersionUID = 1L;

  /**
   * @param file path
   */
  public NoRegularFileException(String file) {
    super(file, null, "no regular file, but a folder, a pipe, a socket or a device");
  }
}
