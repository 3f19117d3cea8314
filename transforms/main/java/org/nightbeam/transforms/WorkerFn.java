package org.nightbeam.transforms;

import java.io.IOException;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;

/** A step that uses what the threads of a worker process share in a run. */
abstract class WorkerFn<I, O> extends DoFn<I, O> {
  private static final long serialVersionUID = 1L;

  final RunSettings run;
  transient Worker worker;

  WorkerFn(RunSettings run) {
    this.run = run;
  }

  /** Joins the worker of this process. */
  @Setup
  public void setUp(PipelineOptions options) throws IOException {
    worker = Worker.join(run, options);
  }

  /** Leaves it; also called if it could not be joined. */
  @Teardown
  public void tearDown() throws IOException {
    if (worker != null) {
      worker.leave();
      worker = null;
    }
  }
}
