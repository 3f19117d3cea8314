package org.nightbeam.storage;

import java.nio.file.FileSystemException;

/** Where a file should be, or a folder of it, there is something else. */
public final class NameTakenException extends FileSystemException {
  private static final long serialVersionUID = 1L;

  /**
   * @param file whose name is taken
   * @param why by what, and what to do
   */
  public NameTakenException(String file, String why) {
    super(file, null, why);
  }
}
