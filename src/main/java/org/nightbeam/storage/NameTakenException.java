package org.nightbeam.storage;

import java.nio.file.FileSystemException;

/** Thrown if something else has the name of a file to be written, or of one of its folders. */
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
