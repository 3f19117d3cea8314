package org.nightbeam.run.runner;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.nightbeam.transforms.work.Progress;

/** A pipeline that runs, whatever runs it. */
public interface RunningPipeline extends AutoCloseable {

  /**
   * Waits for the end, but no longer than a given time.
   *
   * @return whether the pipeline has ended, and well; its failure is thrown
   */
  boolean await(Duration atMost);

  /** Returns the progress so far; every counter has a value. */
  Map<Progress, Long> progress() throws IOException;

  /**
   * Returns what the user should know of how it runs, such as that it waits for a machine; each is
   * said once.
   *
   * @return a sentence, or null
   */
  String note();

  /**
   * Stops it; returns when no more work is started, or after some seconds.
   *
   * @throws IOException if it may go on, with what to do then
   */
  void cancel() throws IOException;

  /** Releases what was used to watch it, which does not stop it. */
  @Override
  void close() throws IOException;
}
