package org.nightbeam.header;

/**
 * A file that says how headers are read, or what they lack, is wrong: the message names the file,
 * the line and the reason.
 */
public final class HeaderRulesException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  HeaderRulesException(String message) {
    super(message);
  }
}
