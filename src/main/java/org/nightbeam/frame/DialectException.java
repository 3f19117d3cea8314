package org.nightbeam.frame;

/** A dialect file is wrong: the message names the file, the line and the reason. */
public final class DialectException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  DialectException(String message) {
    super(message);
  }
}
