package org.nightbeam.transforms.master;

import org.apache.beam.sdk.transforms.DoFn;
import org.nightbeam.frame.Frame;
import org.nightbeam.master.MasterInput;
import org.nightbeam.master.MasterJob;
import org.nightbeam.master.store.MasterReference;
import org.nightbeam.reason.Reason;
import org.nightbeam.reason.ReasonCode;
import org.nightbeam.table.FrameRow;
import org.nightbeam.table.FrameStatus;
import org.nightbeam.transforms.Masters;
import org.nightbeam.transforms.work.MasterOutcome;
import org.nightbeam.transforms.work.Progress;
import org.nightbeam.transforms.work.Worker;

/**
 * Outcome of a master.
 *
 * @param job the master, without the frames that failed while it was combined
 * @param reference to it; null if it was not made
 */
public record WrittenMaster(MasterJob job, MasterReference reference) {

  /** Emits the outcome and the rows of all frames of the master. */
  void output(DoFn<?, MasterOutcome>.ProcessContext context, Worker worker) {
    String failure = job.failure() == null ? MasterJob.NO_INPUT_LEFT : job.failure();
    String id = job.spec().id();
    context.output(
        reference == null ? MasterOutcome.failed(id, failure) : MasterOutcome.made(id, reference));
    for (MasterJob.Rejection bad : job.rejected()) {
      output(FrameRow.leftOut(bad.frame(), bad.reason()), context);
    }
    for (MasterInput input : job.inputs()) {
      output(reference == null ? unused(input.frame(), failure) : used(input.frame()), context);
    }
    if (reference != null) {
      worker.counts().add(Progress.MASTERS_WRITTEN, 1);
    }
  }

  private static FrameRow unused(Frame frame, String failure) {
    return FrameRow.of(frame, FrameStatus.UNUSED, Reason.of(ReasonCode.MASTER_FAILED, failure));
  }

  private FrameRow used(Frame frame) {
    return FrameRow.of(
            frame.warned(job.doubt()),
            FrameStatus.USED_IN_MASTER,
            Reason.remark(job.spec().remark()))
        .with(Masters.path(job.bias()), Masters.path(job.dark()), null)
        .into(reference.path());
  }

  private static void output(FrameRow row, DoFn<?, MasterOutcome>.ProcessContext context) {
    context.output(CombineMasters.ROWS, row);
  }
}
