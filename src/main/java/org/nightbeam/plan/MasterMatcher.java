package org.nightbeam.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;

/**
 * Finds the masters that belong to a frame by {@link Criteria}, and says, where none does, what the
 * nearest ones lack. Masters are kept so that a search looks at a few of them, however many nights
 * there are, and finds what a look at all of them would. Not for several threads at once.
 */
public final class MasterMatcher {
  private static final int NEAREST_SHOWN = 2;

  private final Map<FrameType, List<MasterShelf>> shelves = new EnumMap<>(FrameType.class);
  private final Map<CameraConfiguration, List<MasterShelf>> byConfiguration = new HashMap<>();
  private final List<MasterSpec> foreign;
  private final Map<FrameType, MasterPlan.Unmakeable> firstUnmakeable =
      new EnumMap<>(FrameType.class);
  private final Map<Wanted, Choice> choices = new HashMap<>();
  private final MatchingRules rules;
  private final Criteria criteria;

  /**
   * @param plan the masters to choose from, and those that cannot be made
   */
  public MasterMatcher(MasterPlan plan, MatchingRules rules) {
    this.rules = rules;
    this.criteria = new Criteria(rules);
    Map<MasterShelf.Label, List<MasterSpec>> labelled = new LinkedHashMap<>();
    for (MasterSpec master : plan.usable()) {
      labelled
          .computeIfAbsent(MasterShelf.Label.of(master, rules), label -> new ArrayList<>())
          .add(master);
    }
    labelled.forEach(
        (label, masters) -> {
          MasterShelf shelf = new MasterShelf(masters);
          shelves.computeIfAbsent(label.type(), type -> new ArrayList<>()).add(shelf);
          byConfiguration
              .computeIfAbsent(rules.key(label.configuration()), camera -> new ArrayList<>())
              .add(shelf);
        });
    foreign = plan.usable().stream().filter(master -> master.processing().isMaster()).toList();
    for (MasterPlan.Unmakeable master : plan.unmakeable()) {
      firstUnmakeable.putIfAbsent(master.type(), master);
    }
  }

  /**
   * The masters that the inputs of a master need.
   *
   * @param biasId null for none
   * @param darkId null for none
   * @param missing what is needed and not there, a sentence each
   * @param remarks what a person should know, a sentence each
   */
  record Needs(String biasId, String darkId, List<String> missing, List<String> remarks) {}

  Needs needsOf(MasterSpec master) {
    List<String> missing = new ArrayList<>();
    if (master.type() == FrameType.BIAS || master.processing().isCorrected()) {
      return new Needs(null, null, missing, List.of());
    }
    Wanted wanted = Wanted.by(master);
    MasterSpec bias = find(FrameType.BIAS, wanted, missing);
    MasterSpec dark = master.type() == FrameType.FLAT ? findDark(wanted, bias, missing) : null;
    return new Needs(idOf(bias), idOf(dark), missing, assumptions(wanted, bias, dark));
  }

  /**
   * What is to be done with a light frame.
   *
   * @param light null if it is not to be calibrated
   * @param reason why not; null if it is
   */
  public record Decision(LightFrame light, String reason) {}

  /** Finds the masters of a light frame. */
  public Decision decide(Frame frame) {
    Choice choice = choices.computeIfAbsent(Wanted.by(frame, rules), this::choose);
    return choice.refusal != null
        ? new Decision(null, choice.refusal)
        : new Decision(
            new LightFrame(frame, choice.biasId, choice.darkId, choice.flatId, choice.remark),
            null);
  }

  /** The masters for all lights that want the same: most of a night's do. */
  private record Choice(
      String biasId, String darkId, String flatId, String remark, String refusal) {}

  private Choice choose(Wanted wanted) {
    List<String> missing = new ArrayList<>();
    MasterSpec bias = find(FrameType.BIAS, wanted, missing);
    MasterSpec dark = findDark(wanted, bias, missing);
    MasterSpec flat = find(FrameType.FLAT, wanted, missing);
    if (!missing.isEmpty() && !rules.skipsSteps()) {
      return new Choice(null, null, null, null, String.join("; ", missing));
    }
    List<String> remarks = new ArrayList<>();
    missing.forEach(what -> remarks.add("step left out: " + what));
    if (dark != null && !criteria.isSameExposure(dark, wanted)) {
      remarks.add(String.format("dark of %s s scaled to %s s", dark.exposure(), wanted.exposure()));
    }
    remarks.addAll(assumptions(wanted, bias, dark, flat));
    for (MasterSpec master : Arrays.asList(bias, dark, flat)) {
      if (master != null
          && !master.processing().isMaster()
          && !wanted.configuration().equals(master.configuration())) {
        List<String> ignored =
            wanted.configurationFor(master.type()).differences(master.configuration());
        if (!ignored.isEmpty()) {
          remarks.add(
              String.format(
                  "master %s has %s (--ignoreSettings)",
                  master.type().label(), String.join(", ", ignored)));
        }
      }
    }
    String remark = remarks.isEmpty() ? null : String.join("; ", remarks);
    return new Choice(idOf(bias), idOf(dark), idOf(flat), remark, null);
  }

  /** What is not known of a frame or its masters and was taken to agree, a sentence each. */
  private List<String> assumptions(Wanted wanted, MasterSpec... masters) {
    Map<String, List<String>> byUnknowns = new LinkedHashMap<>();
    for (MasterSpec master : masters) {
      if (master != null) {
        List<String> unknowns =
            master.processing().isMaster()
                ? criteria.unknowns(master, wanted)
                : criteria.knownOnOneSide(master, wanted);
        if (!unknowns.isEmpty()) {
          byUnknowns
              .computeIfAbsent(String.join(", ", unknowns), any -> new ArrayList<>())
              .add((master.processing().isMaster() ? "foreign " : "") + master.type().label());
        }
      }
    }
    return byUnknowns.entrySet().stream()
        .map(
            same ->
                String.format(
                    "%s of the frame or its %s not known, taken to agree",
                    same.getKey(), String.join(", ", same.getValue())))
        .toList();
  }

  private static String idOf(MasterSpec master) {
    return master == null ? null : master.id();
  }

  private MasterSpec findDark(Wanted wanted, MasterSpec bias, List<String> missing) {
    if (Double.isNaN(wanted.exposure())) {
      missing.add(
          "the header gives no exposure time (such as EXPTIME), so no dark can be scaled to it");
      return null;
    }
    Wanted dark = wanted.debiased(bias != null);
    List<String> noDark = new ArrayList<>();
    MasterSpec found = null;
    if (wanted.type() == FrameType.FLAT && shelves.containsKey(FrameType.DARK_FLAT)) {
      found = find(FrameType.DARK_FLAT, dark, noDark);
    }
    if (found == null) {
      found = find(FrameType.DARK, dark, noDark);
    }
    if (found == null) {
      missing.addAll(noDark);
    }
    return found;
  }

  /**
   * Finds the best master of a type.
   *
   * @param missing takes, where there is none, the reason
   * @return null for none
   */
  MasterSpec find(FrameType type, Wanted wanted, List<String> missing) {
    MasterSpec best =
        byConfiguration.getOrDefault(rules.key(wanted.configuration()), List.of()).stream()
            .filter(shelf -> shelf.any().type() == type)
            .flatMap(shelf -> best(shelf, wanted).stream())
            .min(criteria.preference(wanted))
            .orElse(null);
    if (best == null) {
      best = withUnknowns(type, wanted);
    }
    if (best == null) {
      missing.add(explanation(type, wanted));
    }
    return best;
  }

  /**
   * The best master of other software that fails nothing that is known on both sides: one with few
   * unknowns before others. There are few such masters, so all are looked at.
   */
  private MasterSpec withUnknowns(FrameType type, Wanted wanted) {
    return foreign.stream()
        .filter(master -> master.type() == type)
        .filter(master -> criteria.failures(master, wanted).isEmpty())
        .min(
            Comparator.comparing((MasterSpec master) -> criteria.unknowns(master, wanted).size())
                .thenComparing(criteria.preference(wanted)))
        .orElse(null);
  }

  /** The masters of the nearest night of a shelf that has some that fail nothing. */
  private List<MasterSpec> best(MasterShelf shelf, Wanted wanted) {
    if (!criteria.agreesOtherwise(shelf.any(), wanted) || !shelf.hasTemperature(wanted, criteria)) {
      return List.of();
    }
    Iterator<List<MasterSpec>> nights = shelf.outwards(wanted.night());
    while (nights.hasNext()) {
      List<MasterSpec> night = nights.next();
      if (night.stream().anyMatch(master -> !criteria.agreesInAge(master, wanted))) {
        break; // and all that follow are further away
      }
      List<MasterSpec> fit =
          night.stream()
              .filter(master -> criteria.agreesInTemperature(master, wanted))
              .filter(master -> criteria.agreesInDirection(master, wanted))
              .toList();
      if (!fit.isEmpty()) {
        return fit;
      }
    }
    return List.of();
  }

  private String explanation(FrameType type, Wanted wanted) {
    List<MasterShelf> candidates = shelves.getOrDefault(type, List.of());
    if (candidates.isEmpty()) {
      MasterPlan.Unmakeable unmakeable = firstUnmakeable.get(type);
      return "no master "
          + type.label()
          + ": "
          + (unmakeable == null
              ? "there are no usable " + type.label() + " frames"
              : unmakeable.id() + " cannot be made (" + unmakeable.reason() + ")");
    }
    List<String> nearest =
        Stream.concat(
                candidates.stream().flatMap(shelf -> nearest(shelf, wanted).stream()),
                foreign.stream().filter(master -> master.type() == type))
            .distinct()
            .map(master -> new Candidate(master, criteria.failures(master, wanted)))
            .sorted(Candidate.order(wanted))
            .limit(NEAREST_SHOWN)
            .map(master -> master.id() + " has " + String.join(", ", master.failures))
            .toList();
    int further = candidates.stream().mapToInt(MasterShelf::size).sum() - NEAREST_SHOWN;
    return "no master "
        + type.label()
        + " matches: "
        + String.join("; ", nearest)
        + (further > 0 ? "; and " + further + " further away" : "");
  }

  private record Candidate(MasterSpec master, List<String> failures) {
    static Comparator<Candidate> order(Wanted wanted) {
      return Comparator.comparing((Candidate candidate) -> candidate.failures.size())
          .thenComparing(candidate -> Criteria.nights(candidate.master.night(), wanted.night()))
          .thenComparing(Candidate::id);
    }

    String id() {
      return master.id();
    }
  }

  /**
   * Masters of a shelf among which are the nearest of it. The further away, the more fails: after
   * two that agree in temperature and direction no other can be nearer; nor, where none agrees,
   * after any two.
   */
  private List<MasterSpec> nearest(MasterShelf shelf, Wanted wanted) {
    List<List<MasterSpec>> byFailures =
        List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    boolean someMayAgree =
        shelf.hasTemperature(wanted, criteria)
            || rules.masterNights() != MatchingRules.MasterNights.ANY;
    int enough = someMayAgree ? NEAREST_SHOWN : 0;
    int found = 0;
    Iterator<List<MasterSpec>> nights = shelf.outwards(wanted.night());
    while (nights.hasNext() && !(byFailures.get(0).size() >= enough && found >= NEAREST_SHOWN)) {
      for (MasterSpec master : nights.next()) {
        int failures =
            (criteria.agreesInTemperature(master, wanted) ? 0 : 1)
                + (criteria.agreesInDirection(master, wanted) ? 0 : 1);
        if (byFailures.get(failures).size() < NEAREST_SHOWN) {
          byFailures.get(failures).add(master);
          found++;
        }
      }
    }
    return byFailures.stream().flatMap(List::stream).toList();
  }
}
