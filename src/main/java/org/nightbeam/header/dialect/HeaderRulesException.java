package org.nightbeam.header.dialect;

/**
 * Thrown if a dialect or a file of stated facts is wrong: the message names the file, the line and
 * the reason.
 */
public final class HeaderRulesException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  HeaderRulesException(String message) {
    super(message);
  }
}
