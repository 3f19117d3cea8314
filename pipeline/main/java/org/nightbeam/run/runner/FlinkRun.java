package org.nightbeam.run.runner;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.nightbeam.transforms.storage.BeamStorage;
import org.nightbeam.transforms.work.Ledger;
import org.nightbeam.transforms.work.Progress;
import org.nightbeam.transforms.work.RunSettings;

/**
 * A pipeline on Flink. Its runner returns when all is done and has no counters before, so it has a
 * thread of its own, and progress is what the workers note beside the products.
 */
public final class FlinkRun implements RunningPipeline {
  private static final Duration LEDGER_EVERY = Duration.ofSeconds(1);

  /** A ledger of many entries on far storage takes a while to be counted. */
  private static final int REST_OF_LEDGER = 10;

  private static final Duration TO_CANCEL = Duration.ofSeconds(15);

  private final BeamStorage storage;
  private final RunSettings run;
  private final FlinkWatch watch;
  private final FutureTask<PipelineResult> running;
  private final Map<Progress, Long> progress = Progress.none();
  private String progressFailure;
  private long nextReading = System.nanoTime();

  /**
   * Starts a pipeline.
   *
   * @param watch of the cluster; null if the job is in this process, or handed to a cluster that is
   *     not known by name
   */
  public FlinkRun(Pipeline pipeline, RunSettings run, FlinkWatch watch) {
    this.storage = new BeamStorage(run.folder().inScratch(), pipeline.getOptions());
    this.run = run;
    this.watch = watch;
    running = new FutureTask<>(pipeline::run);
    Thread thread = new Thread(running, "flink-job");
    thread.setDaemon(true); // does not keep the process when it is interrupted
    thread.start();
  }

  @Override
  public boolean await(Duration atMost) {
    try {
      PipelineResult.State state =
          running.get(atMost.toMillis(), TimeUnit.MILLISECONDS).waitUntilFinish();
      if (state != PipelineResult.State.DONE) {
        throw new IllegalStateException("the pipeline ended as " + state);
      }
      return true;
    } catch (TimeoutException stillRunning) {
      return false;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error fatal) {
        throw fatal;
      }
      if (watch != null && watch.isSilent()) {
        IllegalStateException lost = new IllegalStateException(watch.lost());
        lost.addSuppressed(e); // as a cause it would be what people are told
        throw lost;
      }
      throw (RuntimeException) e.getCause(); // Pipeline.run declares no others
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public Map<Progress, Long> progress() {
    long now = System.nanoTime();
    if (now >= nextReading || running.isDone()) {
      try {
        progress.putAll(Ledger.progress(run, storage));
        progressFailure = null;
      } catch (IOException e) {
        // The run goes on without us; only what is shown of it is old.
        progressFailure = "the progress of the run is not known at the moment: " + e.getMessage();
      }
      long took = System.nanoTime() - now;
      nextReading = now + Math.max(LEDGER_EVERY.toNanos(), REST_OF_LEDGER * took);
    }
    return progress;
  }

  @Override
  public String note() {
    String failure = progressFailure;
    progressFailure = null;
    return failure != null ? failure : watch == null ? null : watch.note();
  }

  @Override
  public void cancel() throws IOException {
    if (watch == null) {
      return; // within this process, it ends with it
    }
    try {
      watch.cancel(TO_CANCEL);
    } catch (IOException e) {
      throw new IOException(
          "the job may still be running, as the cluster does not answer"
              + (e.getMessage() == null ? "" : " (" + e.getMessage() + ")")
              + "; the same command takes over its output, and ends it",
          e);
    }
  }

  @Override
  public void close() throws IOException {
    storage.close();
  }
}
