package org.nightbeam.storage;

import java.io.IOException;

/** A run may not write to its output any more: a later one has taken it over, or it is gone. */
public final class LostOutputException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message a sentence for a person
   */
  public LostOutputException(String message) {
    super(message);
  }
}
