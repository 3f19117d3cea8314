package org.nightbeam.transforms;

import java.io.IOException;
import java.io.Serializable;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.nightbeam.storage.LostOutputException;
import org.nightbeam.transforms.work.RunSettings;
import org.nightbeam.transforms.work.Worker;

/**
 * The work of one step of the pipeline on an element. All steps are run by one class of {@link
 * DoFn}: Beam examines each class, and generates another for it, which takes longer than most
 * steps.
 *
 * @param <I> elements
 * @param <O> elements of the main output
 */
public interface Step<I, O> extends Serializable {
  /** Namespace of the metrics of all steps. */
  String METRICS = "nightbeam";

  /**
   * Works on an element.
   *
   * @param context of the element: its value, side inputs and outputs
   * @param worker what the threads of this process share in the run
   */
  void process(DoFn<I, O>.ProcessContext context, Worker worker) throws IOException;

  /** Returns the transform that applies a step to each element. */
  static <I, O> ParDo.SingleOutput<I, O> of(RunSettings run, Step<I, O> step) {
    return ParDo.of(new StepFn<>(run, step));
  }

  /** Runs a step. */
  final class StepFn<I, O> extends DoFn<I, O> {
    private static final long serialVersionUID = 1L;

    private final String runId;
    private final byte[] settings; // coded once: Beam serialises each step dozens of times
    private final Step<I, O> step;
    private transient Worker worker;
    private transient Counter elements;
    private transient Counter microseconds;

    private StepFn(RunSettings run, Step<I, O> step) {
      this.runId = run.runId();
      this.settings = run.coded();
      this.step = step;
    }

    /** Joins the worker of this process. */
    @Setup
    public void setUp(PipelineOptions options) throws IOException {
      String name = step.getClass().getSimpleName();
      elements = Metrics.counter(METRICS, name + ".elements");
      microseconds = Metrics.counter(METRICS, name + ".microseconds");
      worker = Worker.join(runId, () -> RunSettings.of(settings), options);
    }

    /** Leaves it; also called if it could not be joined. */
    @Teardown
    public void tearDown() throws IOException {
      if (worker != null) {
        worker.leave();
        worker = null;
      }
    }

    @ProcessElement
    public void process(ProcessContext context) throws IOException {
      long start = System.nanoTime();
      try {
        step.process(context, worker);
      } catch (LostOutputException over) {
        throw NoRestart.of(over);
      } finally {
        elements.inc();
        microseconds.inc((System.nanoTime() - start) / 1000);
      }
    }
  }
}
