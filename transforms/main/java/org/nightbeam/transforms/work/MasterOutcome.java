package org.nightbeam.transforms.work;

import org.nightbeam.master.store.MasterReference;

/**
 * What became of a planned master: what travels to the stages that need it, in place of its pixels.
 *
 * @param id of the master in the plan
 * @param reference to the master; null if it could not be made
 * @param failure why it could not be made; null if it was
 */
public record MasterOutcome(String id, MasterReference reference, String failure) {

  public static MasterOutcome made(String id, MasterReference reference) {
    return new MasterOutcome(id, reference, null);
  }

  public static MasterOutcome failed(String id, String why) {
    return new MasterOutcome(id, null, why);
  }
}
