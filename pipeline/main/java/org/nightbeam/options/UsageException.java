package org.nightbeam.options;

/** A mistake in the command line; the message says in one line what it is and how to mend it. */
public final class UsageException extends Exception {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message);
  }
}
