package org.nightbeam.storage;

import java.io.IOException;

/** Thrown if a file has changed between reads, so that the parts read do not belong together. */
public final class ChangedFileException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param uri of the file
   */
  public ChangedFileException(String uri) {
    super(uri + ": was changed while it was read");
  }
}
