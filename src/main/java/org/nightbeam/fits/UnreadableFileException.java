package org.nightbeam.fits;

import java.io.IOException;
import org.nightbeam.reason.Reason;
import org.nightbeam.reason.ReasonCode;

/**
 * Thrown if a file is not a usable FITS image; the message says why, and what can be done about it.
 */
public final class UnreadableFileException extends IOException {
  private static final long serialVersionUID = 1L;

  private final ReasonCode code;

  /**
   * @param message a sentence for the person who will read the table of frames
   */
  public UnreadableFileException(String message) {
    this(ReasonCode.UNREADABLE, message);
  }

  /**
   * @param message a sentence for the person who will read the table of frames
   * @param cause what was met
   */
  public UnreadableFileException(String message, Throwable cause) {
    this(ReasonCode.UNREADABLE, message, cause);
  }

  /**
   * @param code the kind of the reason
   * @param message a sentence for the person who will read the table of frames
   */
  public UnreadableFileException(ReasonCode code, String message) {
    super(message);
    this.code = code;
  }

  /**
   * @param code the kind of the reason
   * @param message a sentence for the person who will read the table of frames
   * @param cause what was met
   */
  public UnreadableFileException(ReasonCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** Returns why the file cannot be used. */
  public Reason reason() {
    return Reason.of(code, getMessage());
  }
}
