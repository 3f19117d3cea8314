package org.nightbeam.transforms.storage;

import java.util.concurrent.CancellationException;

/**
 * Says that this process is ending, by Ctrl-C for example: its runs make no further file, so that
 * what is removed then does not come back behind the back of whoever removes it. A file that is
 * begun may still be finished.
 */
public final class ProcessEnd {
  private static volatile boolean begun;

  private ProcessEnd() {}

  /** Marks this process as ending, for good. */
  public static void begin() {
    begun = true;
  }

  /** Returns whether this process is ending. */
  public static boolean hasBegun() {
    return begun;
  }

  /**
   * Checks that something new may be begun.
   *
   * @throws CancellationException if the process is ending
   */
  public static void check() {
    if (begun) {
      throw new CancellationException("the run was interrupted");
    }
  }
}
