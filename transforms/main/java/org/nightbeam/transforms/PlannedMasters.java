package org.nightbeam.transforms;

import java.io.IOException;
import org.nightbeam.plan.MasterPlan;
import org.nightbeam.storage.Storage;

/** The plan of all masters, in a file that each worker reads once. */
final class PlannedMasters {
  private final Storage storage;
  private final String uri;
  private MasterPlan known;

  PlannedMasters(Storage storage, RunSettings run) {
    this.storage = storage;
    this.uri = run.temporaryOutput() + "/plan";
  }

  /** Says what is planned, once a run; to say the same again does no harm. */
  void put(MasterPlan plan) throws IOException {
    RecordFile.write(storage, uri, MasterPlan.class, plan);
  }

  /**
   * The plan.
   *
   * @throws IOException if it cannot be read
   */
  synchronized MasterPlan get() throws IOException {
    if (known == null) {
      known = RecordFile.read(storage, uri, MasterPlan.class);
    }
    return known;
  }
}
