package org.nightbeam.run;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.nightbeam.run.runner.RunningPipeline;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.terminal.Terminal;
import org.nightbeam.transforms.storage.BeamStorage;
import org.nightbeam.transforms.storage.ProcessEnd;
import org.nightbeam.transforms.work.Progress;
import org.nightbeam.transforms.work.RunSettings;

/**
 * The folders that a run fills on its way: removed when it ends. An interrupted run is cancelled
 * first, so that it does not fill them again.
 */
final class TemporaryFolders implements AutoCloseable {
  private static final int TRIES = 5;
  private static final long BETWEEN_TRIES_MILLIS = 200;

  private static final String GO_ON = "the same command continues from there";

  private final RunSettings run;
  private final BeamStorage storage;
  private final OutputLock lock;
  private final PrintStream err;
  private volatile RunningPipeline running;
  private boolean ended;
  private CompletableFuture<Void> pixels = CompletableFuture.completedFuture(null);
  private final Thread whenInterrupted = new Thread(this::removeOnInterrupt);

  /**
   * @param storage of the run, open until the folders are removed
   * @param lock given back when the run is interrupted, after the last file has gone
   * @param err where leftovers are reported
   */
  TemporaryFolders(RunSettings run, BeamStorage storage, OutputLock lock, PrintStream err) {
    this.run = run;
    this.storage = storage;
    this.lock = lock;
    this.err = err;
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
      cancel(); // on a cluster, a run may outlive our connection to it
    }
    pixels.join();
    removeTillItIsGone();
  }

  /**
   * Notes that only small reports are still to be made, and begins to remove the pixels in the
   * folders, which the file system may delay behind its own writes.
   */
  void afterTheEnd() {
    ended = true;
    pixels = CompletableFuture.runAsync(this::removePixels, task -> daemon(task).start());
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "nightbeam-remove");
    thread.setDaemon(true);
    return thread;
  }

  /** Removes everything but the place of unfinished reports. */
  private void removePixels() {
    try {
      LocalStorage.deleteFolder(run.folder().decompressed());
      if (BeamStorage.isLocal(run.folder().inOutput())) {
        Path reports = Path.of(run.folder().unfinished());
        try (DirectoryStream<Path> parts =
            Files.newDirectoryStream(reports.getParent(), part -> !part.equals(reports))) {
          for (Path part : parts) {
            LocalStorage.deleteFolder(part);
          }
        }
      }
    } catch (IOException | RuntimeException itStays) {
      return; // till the end, where it is tried again and told
    }
  }

  /**
   * Waits for the end: the hook does the work; a cancelled run has nothing to add, least of all
   * that it failed.
   */
  private static void waitForTheEnd() {
    try {
      Thread.sleep(Long.MAX_VALUE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sets what fills the folders. */
  void afterCancelling(RunningPipeline running) {
    this.running = running;
  }

  private void cancel() {
    try {
      running.cancel();
    } catch (IOException e) {
      err.println("nightbeam: " + e.getMessage());
    }
  }

  private void removeOnInterrupt() {
    ProcessEnd.begin();
    err.println(RunProgress.lineStart(Terminal.of(err)) + "nightbeam: interrupted: stopping");
    if (running != null) {
      cancel();
    }
    removeTillItIsGone();
    try {
      lock.close();
    } catch (IOException e) {
      err.println("nightbeam: the lock of the output stays behind: " + e.getMessage());
    }
    err.println("nightbeam: " + done());
  }

  /** Returns what is done of an interrupted run, and how to go on. */
  private String done() {
    Map<Progress, Long> counters = Progress.none();
    try {
      if (running != null) {
        counters.putAll(running.progress());
      }
    } catch (IOException notKnown) {
      return GO_ON;
    }
    long lights = counters.get(Progress.LIGHTS_PLANNED);
    long masters = counters.get(Progress.MASTERS_PLANNED);
    if (lights + masters == 0) {
      return "nothing was made yet; " + GO_ON;
    }
    return String.format(
        "%d of %d lights and %d of %d masters are done and stay, unfinished ones are gone; %s",
        counters.get(Progress.LIGHTS_DONE),
        lights,
        counters.get(Progress.MASTERS_WRITTEN),
        masters,
        GO_ON);
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
      err.println("nightbeam: temporary files stay behind: " + failure.getMessage());
    }
  }

  private void remove() throws IOException {
    LocalStorage.deleteFolder(run.folder().inScratch());
    String output = run.folder().inOutput();
    if (BeamStorage.isLocal(output)) {
      LocalStorage.deleteFolder(Path.of(output));
    } else {
      storage.deleteFolder(output);
    }
  }
}
