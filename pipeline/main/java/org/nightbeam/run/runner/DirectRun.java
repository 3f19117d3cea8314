package org.nightbeam.run.runner;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.nightbeam.transforms.work.Progress;
import org.nightbeam.transforms.work.RunCounts;
import org.nightbeam.transforms.work.RunSettings;

/** A pipeline in this process, by the DirectRunner: its counters are at hand. */
public final class DirectRun implements RunningPipeline {
  private final RunCounts counts;
  private final PipelineResult result;

  /** Starts the pipeline of a run. */
  public DirectRun(Pipeline pipeline, RunSettings run) {
    counts = RunCounts.watch(run);
    try {
      result = pipeline.run();
    } catch (Throwable notStarted) {
      try (counts) {
        throw notStarted;
      }
    }
  }

  @Override
  public boolean await(Duration atMost) {
    PipelineResult.State state =
        result.waitUntilFinish(org.joda.time.Duration.millis(atMost.toMillis()));
    if (state == null || !state.isTerminal()) {
      return false;
    }
    if (state != PipelineResult.State.DONE) {
      throw new IllegalStateException("the pipeline ended as " + state);
    }
    return true;
  }

  @Override
  public Map<Progress, Long> progress() {
    return counts.soFar();
  }

  @Override
  public String note() {
    return counts.takeNote();
  }

  @Override
  public void cancel() throws IOException {
    try {
      result.cancel();
    } catch (IOException e) {
      throw new IOException("the pipeline cannot be cancelled: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    counts.close();
  }
}
