package org.nightbeam.transforms;

import java.util.ArrayList;
import java.util.List;
import org.nightbeam.master.LibraryMaster;
import org.nightbeam.master.MasterLibrary;
import org.nightbeam.plan.MasterPlan;
import org.nightbeam.plan.MasterSpec;
import org.nightbeam.plan.MatchingRules;
import org.nightbeam.rerun.Done;

/**
 * Plan of a run: what it will make, and what exists already.
 *
 * @param masters all masters that were proposed, each with its fate
 * @param library masters of earlier runs that were given
 * @param done products of this plan that are up to date
 */
public record RunPlan(MasterPlan masters, MasterLibrary library, Done done) {
  /** Returns the plan of all that is known; without anything known it is empty. */
  static RunPlan of(Iterable<Known> known, MatchingRules rules) {
    List<MasterSpec> proposed = new ArrayList<>();
    List<LibraryMaster> library = new ArrayList<>();
    List<Done.Master> masters = new ArrayList<>();
    List<Done.Light> lights = new ArrayList<>();
    for (Known each : known) {
      addTo(proposed, each.proposal());
      addTo(library, each.library());
      addTo(masters, each.doneMaster());
      addTo(lights, each.doneLight());
    }
    library.sort((a, b) -> a.spec().id().compareTo(b.spec().id()));
    MasterLibrary there = new MasterLibrary(library);
    return new RunPlan(
        MasterPlan.of(proposed, there.specs(), rules), there, new Done(masters, lights));
  }

  private static <T> void addTo(List<T> list, T element) {
    if (element != null) {
      list.add(element);
    }
  }
}
