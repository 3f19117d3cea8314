package org.nightbeam.storage;

import java.io.IOException;

/**
 * Thrown if a run may no longer write to its output: a later run has taken it over, or it is gone.
 */
public final class LostOutputException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message a sentence for a person
   */
  public LostOutputException(String message) {
    super(message);
  }
}
