package org.nightbeam.transforms;

import java.util.HashMap;
import java.util.Map;
import org.nightbeam.master.LibraryMaster;
import org.nightbeam.master.MasterReference;
import org.nightbeam.rerun.Done;

/** The masters that a stage may use, as its side inputs have them. */
final class Masters {
  private final Map<String, MasterOutcome> outcomes = new HashMap<>();

  /** Adds the masters that were there before the run. */
  void add(RunPlan plan) {
    for (LibraryMaster master : plan.library().masters()) {
      String id = master.spec().id();
      outcomes.put(id, MasterOutcome.made(id, master.reference()));
    }
    for (Done.Master master : plan.done().masters()) {
      String id = master.reference().id();
      outcomes.put(id, MasterOutcome.made(id, master.reference()));
    }
  }

  /** Adds a master of this run. */
  void add(MasterOutcome outcome) {
    outcomes.put(outcome.id(), outcome);
  }

  /**
   * Returns the reference of a master; null for a null id.
   *
   * @throws MissingMasterException if the master could not be made
   */
  MasterReference get(String id) throws MissingMasterException {
    if (id == null) {
      return null;
    }
    MasterOutcome outcome = outcomes.get(id);
    if (outcome == null) {
      throw new IllegalStateException("no stage before this one has made master " + id);
    }
    if (outcome.reference() == null) {
      throw new MissingMasterException(id, outcome.failure());
    }
    return outcome.reference();
  }

  /** Returns the path of a master that is there, in the table of frames; null for a null id. */
  String path(String id) {
    return id == null ? null : outcomes.get(id).reference().path();
  }

  /** Returns a master's path in the table of frames; null for none. */
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
