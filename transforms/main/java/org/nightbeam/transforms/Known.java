package org.nightbeam.transforms;

import org.nightbeam.master.LibraryMaster;
import org.nightbeam.plan.MasterSpec;
import org.nightbeam.rerun.Done;

/**
 * An input to a plan; all components but one are null.
 *
 * @param proposal a master that this run could make
 * @param library a master of an earlier run that was given
 * @param doneMaster a master of this plan that is up to date
 * @param doneLight a product of this plan that is up to date
 */
record Known(
    MasterSpec proposal, LibraryMaster library, Done.Master doneMaster, Done.Light doneLight) {
  static Known of(MasterSpec proposal) {
    return new Known(proposal, null, null, null);
  }

  static Known of(LibraryMaster master) {
    return new Known(null, master, null, null);
  }

  static Known of(Done.Master master) {
    return new Known(null, null, master, null);
  }

  static Known of(Done.Light light) {
    return new Known(null, null, null, light);
  }
}
