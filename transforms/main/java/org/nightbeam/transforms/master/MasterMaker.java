package org.nightbeam.transforms.master;

import java.io.IOException;
import java.util.List;
import org.nightbeam.master.BiasShare;
import org.nightbeam.master.CheckedFrame;
import org.nightbeam.master.FrameCheck;
import org.nightbeam.master.MasterJob;
import org.nightbeam.master.Pedestal;
import org.nightbeam.master.store.MasterStore;
import org.nightbeam.plan.CalibrationFrame;
import org.nightbeam.plan.MasterSpec;
import org.nightbeam.transforms.Masters;
import org.nightbeam.transforms.work.Progress;
import org.nightbeam.transforms.work.RunCounts;
import org.nightbeam.transforms.work.Worker;

/** Finds the masters of earlier stages for the steps that make a master. */
final class MasterMaker {
  private final FrameCheck check;
  private final MasterStore store;
  private final BiasShare share;
  private final RunCounts counts;
  private final Masters masters;

  /**
   * @param masters of earlier stages
   */
  MasterMaker(Worker worker, Masters masters) {
    this.check = worker.frameCheck();
    this.store = worker.masters();
    this.share = new BiasShare(worker.storage(), store);
    this.counts = worker.counts();
    this.masters = masters;
  }

  /** Checks a frame, and measures it if it is a flat. */
  CheckedFrame check(CalibrationFrame use) throws IOException {
    CheckedFrame checked = check.check(use, ofStore -> pedestal(use.master(), ofStore));
    if (checked.level() != null) {
      counts.add(Progress.FLATS_MEASURED, 1);
    }
    return checked;
  }

  private Pedestal pedestal(MasterSpec flat, MasterStore ofStore) throws IOException {
    try {
      return Pedestal.open(ofStore, masters.get(flat.biasId()), masters.get(flat.darkId()));
    } catch (Masters.MissingMasterException saidOnceForTheMaster) {
      return null;
    }
  }

  /**
   * Decides what a master is made of.
   *
   * @param checked all its frames
   */
  MasterJob job(List<CheckedFrame> checked) throws IOException {
    MasterSpec spec = checked.get(0).use().master();
    try {
      MasterJob job =
          MasterJob.of(checked, masters.get(spec.biasId()), masters.get(spec.darkId()), store);
      return spec.hasItsBias() ? share.said(job, masters.darks()) : job;
    } catch (Masters.MissingMasterException missing) {
      return MasterJob.failed(checked, missing.getMessage());
    }
  }
}
