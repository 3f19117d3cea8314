package org.nightbeam.pipeline;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.nightbeam.transforms.Progress;

/** A pipeline in this process, by the DirectRunner: its counters are at hand. */
final class DirectRun implements RunningPipeline {
  private final Map<Progress, Long> atStart = Progress.inThisProcess();
  private final PipelineResult result;

  /** Starts a pipeline. */
  DirectRun(Pipeline pipeline) {
    result = pipeline.run();
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
    Map<Progress, Long> counts = Progress.inThisProcess();
    counts.replaceAll((progress, number) -> number - atStart.get(progress));
    return counts;
  }

  @Override
  public String note() {
    return null;
  }

  @Override
  public void cancel() {
    try {
      result.cancel();
    } catch (IOException e) {
      System.err.println("nightbeam: the pipeline cannot be cancelled: " + e.getMessage());
    }
  }
}
