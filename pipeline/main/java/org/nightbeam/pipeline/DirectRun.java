package org.nightbeam.pipeline;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricQueryResults;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.nightbeam.transforms.Progress;

/** A pipeline in this process, by the DirectRunner: its counters are at hand. */
final class DirectRun implements RunningPipeline {
  private static final MetricsFilter COUNTERS =
      MetricsFilter.builder()
          .addNameFilter(MetricNameFilter.inNamespace(Progress.NAMESPACE))
          .build();

  private final PipelineResult result;

  DirectRun(PipelineResult result) {
    this.result = result;
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
    Map<Progress, Long> counters = Progress.none();
    MetricQueryResults query = result.metrics().queryMetrics(COUNTERS);
    for (MetricResult<Long> counter : query.getCounters()) {
      counters.merge(
          Progress.valueOf(counter.getName().getName()), counter.getAttempted(), Long::sum);
    }
    return counters;
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
