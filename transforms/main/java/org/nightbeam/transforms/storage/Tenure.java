package org.nightbeam.transforms.storage;

import java.io.IOException;
import java.time.Duration;
import org.nightbeam.storage.LostOutputException;

/**
 * Checks whether a run still owns its output. Its token is a file in its own folder below the
 * output, which a later run removes before it looks at what is there: see {@code work.OutputOwner}.
 *
 * <p>Where files are moved into their places, as on HDFS, the token is asked for when all of a file
 * is in the run's folder: the later run removes first the token and then the folder, so a file
 * either is in its place before that, or never. A local file needs no question: the move itself
 * fails. S3 moves nothing: there the token is asked for once a {@link #LEASE}, by all writers of a
 * process together, and each object is put on the condition that it is what it was, so it replaces
 * no later run's.
 */
public final class Tenure {
  /** How long a yes holds on S3, and how long a later run waits there. */
  public static final Duration LEASE = Duration.ofSeconds(3);

  /** Asks whether the token is there. */
  public interface Question {
    boolean isThere() throws IOException;
  }

  private final String output;
  private final String ownFolder;
  private final Question question;
  private boolean asked;
  private long confirmed;

  /**
   * @param output folder or URI of the products of the run
   * @param ownFolder of the run below it, where what it writes does no harm
   * @param question asks storage for the token
   */
  public Tenure(String output, String ownFolder, Question question) {
    this.output = output;
    this.ownFolder = ownFolder + "/";
    this.question = question;
  }

  /** Returns whether it matters for a file: what is in the run's own folder does no harm. */
  boolean covers(String uri) {
    return !uri.startsWith(ownFolder);
  }

  /**
   * Makes sure of it, by a question unless one was answered within the lease.
   *
   * @throws LostOutputException if it is lost
   */
  synchronized void require() throws IOException {
    if (!asked || System.nanoTime() - confirmed > LEASE.toNanos()) {
      ask();
    }
  }

  /**
   * Asks.
   *
   * @throws LostOutputException if it is lost
   */
  synchronized void ask() throws IOException {
    long now = System.nanoTime();
    if (!question.isThere()) {
      throw new LostOutputException(
          output + ": a later run writes there now, and this one has ended; its files stay");
    }
    asked = true;
    confirmed = now;
  }
}
