package org.nightbeam.transforms;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.nightbeam.master.LibraryMaster;
import org.nightbeam.master.MasterLibrary;
import org.nightbeam.master.MasterReference;
import org.nightbeam.plan.MasterPlan;
import org.nightbeam.storage.Storage;

/**
 * The plan of all masters, and those of earlier runs that it may use, in files that each worker
 * reads once.
 */
final class PlannedMasters {
  private final Storage storage;
  private final String plan;
  private final String library;
  private MasterPlan knownPlan;
  private Map<String, MasterReference> knownLibrary;

  PlannedMasters(Storage storage, RunSettings run) {
    this.storage = storage;
    this.plan = run.temporaryOutput() + "/plan";
    this.library = run.temporaryOutput() + "/library";
  }

  /** Says what is planned, once a run; to say the same again does no harm. */
  void put(MasterPlan masters, MasterLibrary earlier) throws IOException {
    RecordFile.write(storage, library, MasterLibrary.class, earlier);
    RecordFile.write(storage, plan, MasterPlan.class, masters);
  }

  /**
   * The plan.
   *
   * @throws IOException if it cannot be read
   */
  synchronized MasterPlan get() throws IOException {
    if (knownPlan == null) {
      knownPlan = RecordFile.read(storage, plan, MasterPlan.class);
    }
    return knownPlan;
  }

  /**
   * The master of an earlier run that has this id; null if it is one that this run makes.
   *
   * @throws IOException if the library cannot be read
   */
  synchronized MasterReference fromLibrary(String id) throws IOException {
    if (knownLibrary == null) {
      Map<String, MasterReference> masters = new HashMap<>();
      for (LibraryMaster master :
          RecordFile.read(storage, library, MasterLibrary.class).masters()) {
        masters.put(master.spec().id(), master.reference());
      }
      knownLibrary = masters;
    }
    return knownLibrary.get(id);
  }
}
