package org.nightbeam.plan;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.ChipWindow;
import org.nightbeam.frame.FrameType;
import org.nightbeam.reason.Reason;
import org.nightbeam.reason.ReasonCode;

/** Says why there is no master of a type for a frame: what the nearest ones lack. */
final class NoMaster {
  private static final String NO_MASTER = "no master ";
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

  /** Returns the reason. */
  Reason of(FrameType type, Wanted wanted) {
    if (!masters.has(type)) {
      return noneMade(type, wanted);
    }
    List<MasterSpec> nearest = masters.nearest(type, wanted, NEAREST_SHOWN);
    if (!criteria.isOfCamera(nearest.get(0), wanted)) {
      String others =
          masters.cameras(type).stream()
              .limit(NEAREST_SHOWN)
              .map(NoMaster::shownCamera)
              .collect(Collectors.joining(" and "));
      return none(
          ReasonCode.OTHER_CAMERA,
          type,
          String.format(
              "there are %s of %s, none of %s",
              type == FrameType.BIAS ? "biases" : type.label() + "s",
              others,
              shownCamera(wanted.configuration().camera())));
    }
    StringBuilder text = new StringBuilder(NO_MASTER + type.label() + " matches: ");
    if (isPerhapsSection(nearest.get(0), wanted)) {
      nearest = nearest.subList(0, 1);
    }
    List<Reason.Lack> lacks = new ArrayList<>();
    int shown = 0;
    for (MasterSpec master : nearest) {
      List<Criterion.Failure> failures = criteria.failures(master, wanted);
      String phrase = master.id() + " has " + Criteria.joined(failures);
      if (shown > 0 && text.length() + phrase.length() > TWO_LINES) {
        break;
      }
      text.append(shown > 0 ? "; " : "").append(phrase);
      for (Criterion.Failure failure : failures) {
        lacks.add(
            new Reason.Lack(
                type.label(), master.id(), failure.found(), failure.expected(), failure.unknown()));
      }
      shown++;
    }
    if (isPerhapsSection(nearest.get(0), wanted)) {
      text.append("; a section of it would do if both headers said where on the chip they lie");
    }
    int further = masters.count(type) - shown;
    if (further > 0) {
      text.append("; and ").append(further).append(" further away");
    }
    return new Reason(ReasonCode.NO_MATCH, text.toString(), List.copyOf(lacks));
  }

  /** Returns whether a master is larger than a frame that may be a window of it. */
  private static boolean isPerhapsSection(MasterSpec master, Wanted wanted) {
    CameraConfiguration whole = master.configuration();
    CameraConfiguration window = wanted.configuration();
    return !master.isSection()
        && window.width() <= whole.width()
        && window.height() <= whole.height()
        && (window.width() < whole.width() || window.height() < whole.height())
        && window.xbin() == whole.xbin()
        && window.ybin() == whole.ybin()
        && !(ChipWindow.isKnown(whole) && ChipWindow.isKnown(window));
  }

  /** Returns the reason why there is nothing to compare with. */
  private static Reason none(ReasonCode code, FrameType type, String why) {
    return new Reason(
        code,
        NO_MASTER + type.label() + ": " + why,
        List.of(new Reason.Lack(type.label(), "", why, "")));
  }

  private static String shownCamera(String camera) {
    return camera.isEmpty() ? "a camera without a name" : camera;
  }

  /** Returns why no master of a type is made at all: the cause of one of the same camera. */
  private Reason noneMade(FrameType type, Wanted wanted) {
    List<MasterPlan.Unmakeable> there = unmakeable.getOrDefault(type, List.of());
    if (there.isEmpty()) {
      return none(
          ReasonCode.NO_CALIBRATION_FRAMES,
          type,
          "there are no usable " + type.label() + " frames");
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
    return none(
        ReasonCode.MASTER_NOT_MADE,
        type,
        nearest.id() + " cannot be made (" + nearest.cause() + ")");
  }
}
