package org.nightbeam.storage;

import java.io.IOException;

/** A file is no longer the one that was looked at before: what was read does not go together. */
public final class ChangedFileException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param uri of the file
   */
  public ChangedFileException(String uri) {
    super(uri + ": was changed while it was read");
  }
}
