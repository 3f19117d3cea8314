package org.nightbeam.plan;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.nightbeam.frame.FrameType;

/** Says why there is no master of a type for a frame: what the nearest ones lack. */
final class NoMaster {
  private static final int NEAREST_SHOWN = 2;

  /** Characters: a reason that is longer is not read. */
  private static final int TWO_LINES = 220;

  private final MasterShelves masters;
  private final Map<FrameType, List<MasterPlan.Unmakeable>> unmakeable =
      new EnumMap<>(FrameType.class);
  private final MatchingRules rules;
  private final Criteria criteria;

  NoMaster(MasterShelves masters, List<MasterPlan.Unmakeable> unmakeable, MatchingRules rules) {
    this.masters = masters;
    this.rules = rules;
    this.criteria = new Criteria(rules);
    for (MasterPlan.Unmakeable master : unmakeable) {
      this.unmakeable.computeIfAbsent(master.type(), type -> new ArrayList<>()).add(master);
    }
  }

  /** Returns the reason in a sentence. */
  String of(FrameType type, Wanted wanted) {
    String none = "no master " + type.label();
    if (!masters.has(type)) {
      return none + ": " + noneMade(type, wanted);
    }
    List<MasterSpec> nearest = masters.nearest(type, wanted, NEAREST_SHOWN);
    if (!criteria.isOfCamera(nearest.get(0), wanted)) {
      String others =
          masters.cameras(type).stream()
              .limit(NEAREST_SHOWN)
              .map(NoMaster::shownCamera)
              .collect(Collectors.joining(" and "));
      return String.format(
          "%s: there are %s of %s, none of %s",
          none,
          type == FrameType.BIAS ? "biases" : type.label() + "s",
          others,
          shownCamera(wanted.configuration().camera()));
    }
    StringBuilder reason = new StringBuilder(none + " matches: ");
    int shown = 0;
    for (MasterSpec master : nearest) {
      String failures =
          master.id() + " has " + String.join(", ", criteria.failures(master, wanted));
      if (shown > 0 && reason.length() + failures.length() > TWO_LINES) {
        break;
      }
      reason.append(shown > 0 ? "; " : "").append(failures);
      shown++;
    }
    int further = masters.count(type) - shown;
    return reason + (further > 0 ? "; and " + further + " further away" : "");
  }

  private static String shownCamera(String camera) {
    return camera.isEmpty() ? "a camera without a name" : camera;
  }

  /** Returns why no master of a type is made at all: the cause of one of the same camera. */
  private String noneMade(FrameType type, Wanted wanted) {
    List<MasterPlan.Unmakeable> there = unmakeable.getOrDefault(type, List.of());
    if (there.isEmpty()) {
      return "there are no usable " + type.label() + " frames";
    }
    MasterPlan.Unmakeable nearest =
        there.stream()
            .filter(
                master ->
                    master.configuration() != null
                        && rules
                            .key(master.configuration())
                            .equals(rules.key(wanted.configuration())))
            .findFirst()
            .orElse(there.get(0));
    return nearest.id() + " cannot be made (" + nearest.cause() + ")";
  }
}
