package org.nightbeam.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nightbeam.frame.FrameType;

/**
 * The masters of a run: those that can be made, with the masters that each of them needs, those
 * that cannot, with the reason, and those that are there already.
 *
 * @param makeable in order of id
 * @param unmakeable in order of id
 * @param library masters of earlier runs
 */
public record MasterPlan(
    List<MasterSpec> makeable, List<Unmakeable> unmakeable, List<MasterSpec> library) {

  /**
   * A master that cannot be made.
   *
   * @param id of the master
   * @param type of the master
   * @param reason what it lacks, for a person to read
   */
  public record Unmakeable(String id, FrameType type, String reason) {}

  /**
   * Finds for each proposed master the masters that it needs: bias first, then darks, then flats.
   *
   * @param library masters of earlier runs
   */
  public static MasterPlan of(
      Iterable<MasterSpec> proposed, List<MasterSpec> library, MatchingRules rules) {
    List<MasterSpec> ordered = new ArrayList<>();
    proposed.forEach(ordered::add);
    ordered.sort(
        Comparator.comparing((MasterSpec master) -> order(master.type()))
            .thenComparing(MasterSpec::id));
    List<MasterSpec> makeable = new ArrayList<>();
    List<Unmakeable> unmakeable = new ArrayList<>();
    MasterMatcher matcher = null;
    int stage = -1;
    for (MasterSpec master : ordered) {
      if (order(master.type()) > stage) {
        stage = order(master.type());
        matcher =
            new MasterMatcher(
                new MasterPlan(makeable, unmakeable, library), rules); // of earlier stages
      }
      if (!master.processing().isMaster() && master.frames() < rules.minimumFrames()) {
        unmakeable.add(new Unmakeable(master.id(), master.type(), tooFew(master, rules)));
        continue;
      }
      MasterMatcher.Needs needs = matcher.needsOf(master);
      if (needs.missing().isEmpty() || rules.skipsSteps()) {
        makeable.add(master.needing(needs.biasId(), needs.darkId(), remark(master, needs)));
      } else {
        unmakeable.add(
            new Unmakeable(master.id(), master.type(), String.join("; ", needs.missing())));
      }
    }
    makeable.sort(Comparator.comparing(MasterSpec::id));
    unmakeable.sort(Comparator.comparing(Unmakeable::id));
    return new MasterPlan(makeable, unmakeable, List.copyOf(library));
  }

  private static String remark(MasterSpec master, MasterMatcher.Needs needs) {
    List<String> remarks = new ArrayList<>();
    if (!master.remark().isEmpty()) {
      remarks.add(master.remark());
    }
    if (master.processing().isMaster()) {
      remarks.add("a master of other software: " + master.processing().description());
    }
    if (!needs.missing().isEmpty()) {
      remarks.add("step left out: " + String.join("; ", needs.missing()));
    }
    remarks.addAll(needs.remarks());
    return String.join("; ", remarks);
  }

  private static String tooFew(MasterSpec master, MatchingRules rules) {
    return String.format(
        "%d frame%s, expected at least %d (--minimumFrames)",
        master.frames(), master.frames() == 1 ? "" : "s", rules.minimumFrames());
  }

  /** All masters that a frame may be given: those to be made, then those of the library. */
  public List<MasterSpec> usable() {
    List<MasterSpec> usable = new ArrayList<>(makeable);
    usable.addAll(library);
    return usable;
  }

  /** The makeable masters by id. */
  public Map<String, MasterSpec> byId() {
    Map<String, MasterSpec> byId = new HashMap<>();
    makeable.forEach(master -> byId.put(master.id(), master));
    return byId;
  }

  /** The reasons of the unmakeable masters by id. */
  public Map<String, String> reasons() {
    Map<String, String> reasons = new HashMap<>();
    unmakeable.forEach(master -> reasons.put(master.id(), master.reason()));
    return reasons;
  }

  private static int order(FrameType type) {
    return switch (type) {
      case BIAS -> 0;
      case DARK, DARK_FLAT -> 1;
      default -> 2;
    };
  }
}
