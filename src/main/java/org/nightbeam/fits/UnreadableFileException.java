package org.nightbeam.fits;

import java.io.IOException;

/** A file that is no usable FITS image; the message says why and what can be done about it. */
public final class UnreadableFileException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message a sentence for the person who will read the table of frames
   */
  public UnreadableFileException(String message) {
    super(message);
  }

  /**
   * @param message a sentence for the person who will read the table of frames
   * @param cause what was met
   */
  public UnreadableFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
