package org.nightbeam.transforms;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.nightbeam.master.MasterReference;
import org.nightbeam.rerun.Done;
import org.nightbeam.storage.Storage;

/**
 * What became of the masters of earlier stages: a small file each, which a worker reads when a
 * frame needs that master. A stage is put after the one before by {@link GroupAfter}; so all are
 * there. As a side input the same costs a runner a dozen steps a stage.
 */
final class FinishedMasters {
  private final Storage storage;
  private final RunSettings run;
  private final PlannedMasters planned;
  private final DoneBefore doneBefore;
  private final Map<String, MasterOutcome> known = new ConcurrentHashMap<>();

  FinishedMasters(Storage storage, RunSettings run, PlannedMasters planned, DoneBefore doneBefore) {
    this.storage = storage;
    this.run = run;
    this.planned = planned;
    this.doneBefore = doneBefore;
  }

  /** Says what became of a master; to say the same again does no harm. */
  void put(MasterOutcome outcome) throws IOException {
    RecordFile.write(storage, uri(outcome.id()), MasterOutcome.class, outcome);
  }

  /**
   * The reference of a master, of this run or an earlier one; null for a null id.
   *
   * @throws MissingMasterException if the master could not be made
   * @throws IOException if what became of it cannot be read
   */
  MasterReference get(String id) throws MissingMasterException, IOException {
    if (id == null) {
      return null;
    }
    MasterReference earlier = planned.fromLibrary(id);
    if (earlier != null) {
      return earlier;
    }
    Done.Master done = doneBefore.master(id);
    if (done != null) {
      return done.reference();
    }
    MasterOutcome outcome = known.get(id);
    if (outcome == null) {
      outcome = RecordFile.read(storage, uri(id), MasterOutcome.class);
      known.put(id, outcome);
    }
    if (outcome.reference() == null) {
      throw new MissingMasterException(id, outcome.failure());
    }
    return outcome.reference();
  }

  private String uri(String id) {
    return run.temporaryOutput() + "/finished/" + RecordFile.nameOf(id);
  }

  /** A master's path in the table of frames; null for none. */
  static String path(MasterReference master) {
    return master == null ? null : master.path();
  }

  /** A planned master could not be made. */
  static final class MissingMasterException extends Exception {
    private static final long serialVersionUID = 1L;

    MissingMasterException(String id, String why) {
      // What a master of an earlier stage lacks is the cause for all that need it.
      super(why.startsWith("master ") ? why : "master " + id + " could not be made: " + why);
    }
  }
}
