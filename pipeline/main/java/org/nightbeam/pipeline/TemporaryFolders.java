package org.nightbeam.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.transforms.BeamStorage;
import org.nightbeam.transforms.RemoteFiles;
import org.nightbeam.transforms.RunSettings;

/**
 * The folders that a run fills on its way: removed when it ends. When it is interrupted, it is
 * cancelled first, lest it fill them again.
 */
final class TemporaryFolders implements AutoCloseable {
  private static final int TRIES = 5;
  private static final long BETWEEN_TRIES_MILLIS = 200;

  private final RunSettings run;
  private final OutputLock lock;
  private volatile RunningPipeline running;
  private boolean ended;
  private final Thread whenInterrupted = new Thread(this::removeOnInterrupt);

  /**
   * @param lock given back when the run is interrupted, after the last file has gone
   */
  TemporaryFolders(RunSettings run, OutputLock lock) {
    this.run = run;
    this.lock = lock;
    Runtime.getRuntime().addShutdownHook(whenInterrupted);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(whenInterrupted);
    } catch (IllegalStateException alreadyShuttingDown) {
      waitForTheEnd();
      return;
    }
    if (!ended && running != null) {
      running.cancel(); // on a cluster, a run may outlive our connection to it
    }
    removeTillItIsGone();
  }

  /** Says that nothing fills the folders any more. */
  void afterTheEnd() {
    ended = true;
  }

  /** The hook does the work; a cancelled run has nothing to add, least of all that it failed. */
  private static void waitForTheEnd() {
    try {
      Thread.sleep(Long.MAX_VALUE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Says what fills the folders. */
  void afterCancelling(RunningPipeline running) {
    this.running = running;
  }

  private void removeOnInterrupt() {
    System.err.println(
        "nightbeam: interrupted; what is finished stays, and the same command goes on from there");
    if (running != null) {
      running.cancel();
    }
    removeTillItIsGone();
    try {
      lock.close();
    } catch (IOException e) {
      System.err.println("nightbeam: the lock of the output stays behind: " + e.getMessage());
    }
  }

  /** A thread that is in the middle of a frame finishes it, and makes its folder for that. */
  private void removeTillItIsGone() {
    IOException failure = null;
    for (int i = 0; i < TRIES; i++) {
      try {
        remove();
        failure = null;
        if (ended) {
          break;
        }
      } catch (IOException e) {
        failure = e;
      }
      try {
        Thread.sleep(BETWEEN_TRIES_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    if (failure != null) {
      System.err.println("nightbeam: temporary files stay behind: " + failure.getMessage());
    }
  }

  private void remove() throws IOException {
    LocalStorage.deleteFolder(run.temporaryScratch());
    String output = run.temporaryOutput();
    if (BeamStorage.isLocal(output)) {
      LocalStorage.deleteFolder(Path.of(output));
      return;
    }
    RemoteFiles.deleteFolder(output);
  }
}
