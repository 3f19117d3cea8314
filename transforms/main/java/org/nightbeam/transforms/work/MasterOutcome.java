package org.nightbeam.transforms.work;

import org.nightbeam.master.LibraryMaster;
import org.nightbeam.master.store.MasterReference;
import org.nightbeam.rerun.Done;

/**
 * Outcome of a planned master: it travels to the stages that need the master, instead of its
 * pixels.
 *
 * @param id of the master in the plan
 * @param reference to the master; null if it could not be made
 * @param failure why it could not be made; null if it was
 */
public record MasterOutcome(String id, MasterReference reference, String failure) {

  public static MasterOutcome made(String id, MasterReference reference) {
    return new MasterOutcome(id, reference, null);
  }

  /** Returns the outcome of a master that is given. */
  public static MasterOutcome of(LibraryMaster given) {
    return made(given.spec().id(), given.reference());
  }

  /** Returns the outcome of a master that an earlier run has made. */
  public static MasterOutcome of(Done.Master done) {
    return made(done.reference().id(), done.reference());
  }

  public static MasterOutcome failed(String id, String why) {
    return new MasterOutcome(id, null, why);
  }
}
