package org.nightbeam.terminal;

/** The exit statuses of the program. */
public enum ExitStatus {
  /** All went well. */
  DONE(0),
  /** The run failed. */
  FAILED(1),
  WRONG_COMMAND_LINE(2),
  /** The run finished, but a frame was rejected or left uncalibrated. */
  FRAMES_LEFT(3);

  private final int code;

  ExitStatus(int code) {
    this.code = code;
  }

  /** Returns the number that the process ends with. */
  public int code() {
    return code;
  }
}
