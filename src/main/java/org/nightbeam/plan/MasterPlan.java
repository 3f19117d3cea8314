package org.nightbeam.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.FrameType;
import org.nightbeam.reason.Reason;
import org.nightbeam.reason.ReasonCode;

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

  /** No masters. */
  public static final MasterPlan EMPTY = new MasterPlan(List.of(), List.of(), List.of());

  /**
   * A master that cannot be made.
   *
   * @param id of the master
   * @param type of the master
   * @param why what it lacks
   * @param cause the same in a few words, for the frames that lack it in turn
   * @param configuration of its camera; null if not known
   */
  public record Unmakeable(
      String id, FrameType type, Reason why, String cause, CameraConfiguration configuration) {

    /** Returns what it lacks, for a person to read. */
    public String reason() {
      return why.text();
    }

    static Unmakeable of(MasterSpec master, Reason why, String cause) {
      return new Unmakeable(master.id(), master.type(), why, cause, master.configuration());
    }
  }

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
    Map<String, List<MasterSpec>> parts = new HashMap<>();
    ordered.stream()
        .filter(master -> master.whole() != null)
        .forEach(part -> parts.computeIfAbsent(part.whole(), w -> new ArrayList<>()).add(part));
    ordered.removeIf(master -> master.whole() != null);
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
      List<MasterSpec> ofOneExposure = parts.getOrDefault(master.id(), List.of());
      boolean parted =
          !ofOneExposure.isEmpty()
              && !matcher.needsOf(master).missing().isEmpty()
              && ofOneExposure.stream().anyMatch(matcher::lacksNothing);
      for (MasterSpec one : parted ? ofOneExposure : List.of(master)) {
        if (!one.processing().isMaster() && one.frames() < rules.minimumFrames()) {
          Reason tooFew = Reason.of(ReasonCode.TOO_FEW_FRAMES, tooFew(one, rules));
          unmakeable.add(Unmakeable.of(one, tooFew, tooFew.text()));
          continue;
        }
        MasterMatcher.Needs needs = matcher.needsOf(one);
        if (needs.missing().isEmpty() || rules.skipsSteps()) {
          makeable.add(one.needing(needs.biasId(), needs.darkId(), remark(one, needs)));
        } else {
          unmakeable.add(
              Unmakeable.of(one, Reason.joined(needs.missing()), causes(needs.missing())));
        }
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
      remarks.add(Reason.STEP_LEFT_OUT + Reason.joined(needs.missing()));
    }
    remarks.addAll(needs.remarks());
    return String.join("; ", remarks);
  }

  /** {@code no master dark} of a sentence that says what the nearest ones lack. */
  private static String causes(List<Reason> missing) {
    return missing.stream()
        .map(reason -> reason.text().replaceFirst("( matches)?: .*", ""))
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private static String tooFew(MasterSpec master, MatchingRules rules) {
    return String.format(
        "%d frame%s, expected at least %d (--minimumFrames)",
        master.frames(), master.frames() == 1 ? "" : "s", rules.minimumFrames());
  }

  /** Returns all masters that a frame may be given: those to be made, then those of the library. */
  public List<MasterSpec> usable() {
    List<MasterSpec> usable = new ArrayList<>(makeable);
    usable.addAll(library);
    return usable;
  }

  /** Returns the makeable masters by id. */
  public Map<String, MasterSpec> byId() {
    Map<String, MasterSpec> byId = new HashMap<>();
    makeable.forEach(master -> byId.put(master.id(), master));
    return byId;
  }

  /** Returns the ids of all masters of the run, whether they can be made or not. */
  Set<String> ids() {
    Set<String> ids = new HashSet<>();
    makeable.forEach(master -> ids.add(master.id()));
    unmakeable.forEach(master -> ids.add(master.id()));
    return ids;
  }

  /** Returns the reasons of the unmakeable masters by id. */
  public Map<String, Reason> reasons() {
    Map<String, Reason> reasons = new HashMap<>();
    unmakeable.forEach(master -> reasons.put(master.id(), master.why()));
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
