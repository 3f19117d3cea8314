package org.nightbeam.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.frame.Setup;

/**
 * Finds the masters that belong to a frame by {@link Criteria}, and says, where none does, what the
 * nearest ones lack. Masters are kept so that a search looks at a few of them, however many nights
 * there are, and finds what a look at all of them would. Not for several threads at once.
 */
public final class MasterMatcher {
  private static final int NEAREST_SHOWN = 2;

  /** Characters: a reason that is longer is not read. */
  private static final int TWO_LINES = 220;

  private final Map<FrameType, List<MasterShelf>> shelves = new EnumMap<>(FrameType.class);
  private final Map<CameraConfiguration, List<MasterShelf>> byConfiguration = new HashMap<>();
  private final List<MasterSpec> foreign;
  private final Set<String> flatFolders = new HashSet<>();
  private final Map<FrameType, List<MasterPlan.Unmakeable>> unmakeable =
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
    for (MasterSpec master : plan.usable()) {
      String folder = new Setup(master.configuration().setup()).folder();
      if (!folder.isEmpty()) {
        flatFolders.add(folder);
      }
    }
    foreign = plan.usable().stream().filter(master -> master.processing().isMaster()).toList();
    for (MasterPlan.Unmakeable master : plan.unmakeable()) {
      unmakeable.computeIfAbsent(master.type(), type -> new ArrayList<>()).add(master);
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
    if (master.type().isDark()) {
      MasterSpec bias = find(FrameType.BIAS, wanted, new ArrayList<>());
      List<String> remarks = new ArrayList<>(assumptions(wanted, bias));
      if (bias == null) {
        remarks.add("no bias: it is still in this dark, which serves its own exposure only");
      }
      return new Needs(idOf(bias), null, missing, remarks);
    }
    Subtrahends subtrahends = subtrahends(wanted, missing);
    List<String> remarks = new ArrayList<>(subtrahends.remarks);
    remarks.addAll(assumptions(wanted, subtrahends.bias, subtrahends.dark));
    return new Needs(idOf(subtrahends.bias), idOf(subtrahends.dark), missing, remarks);
  }

  /** Whether all that the inputs of a master need is there. */
  boolean lacksNothing(MasterSpec master) {
    return needsOf(master).missing().isEmpty();
  }

  /**
   * What is subtracted from a frame.
   *
   * @param bias null for none
   * @param dark null for none
   * @param remarks how that is enough, a sentence each
   */
  private record Subtrahends(MasterSpec bias, MasterSpec dark, List<String> remarks) {}

  /**
   * Finds a bias and a dark without it; else a dark of the very exposure that still has its bias in
   * it, which is both. Cameras with CMOS sensors are often given no biases at all.
   *
   * @param missing takes what is needed and not there, a sentence each
   */
  private Subtrahends subtrahends(Wanted wanted, List<String> missing) {
    if (wanted.processing().isDarkDone()) {
      return new Subtrahends(null, null, List.of(wanted.processing().description()));
    }
    boolean biasDone = wanted.processing().isBiasDone();
    List<String> noBias = new ArrayList<>();
    List<String> noDark = new ArrayList<>();
    MasterSpec bias = biasDone ? null : find(FrameType.BIAS, wanted, noBias);
    MasterSpec dark = findDark(wanted.debiased(bias != null || biasDone), noDark);
    if (biasDone) {
      missing.addAll(noDark);
      return new Subtrahends(null, dark, List.of(wanted.processing().description()));
    }
    MasterSpec whole =
        bias == null ? dark : dark == null ? findDark(wanted, new ArrayList<>()) : null;
    if (whole != null) {
      return new Subtrahends(
          null,
          whole,
          List.of(
              String.format(
                  "no bias subtracted: %s of the same exposure has it in it",
                  whole.type() == FrameType.DARK ? "a dark" : "a dark flat")));
    }
    missing.addAll(noBias);
    missing.addAll(noDark);
    return new Subtrahends(bias, dark, List.of());
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
        ? new Decision(null, withUnusable(choice.refusal, frame))
        : new Decision(
            new LightFrame(frame, choice.biasId, choice.darkId, choice.flatId, choice.remark),
            null);
  }

  /** A fact that is missed is perhaps there, in a way that could not be used. */
  private static String withUnusable(String reason, Frame frame) {
    String unusable = frame.notes().unusable();
    boolean missed = reason.contains(Criteria.NOT_GIVEN) || reason.contains("no exposure time");
    return missed && !unusable.isEmpty() ? reason + "; " + unusable : reason;
  }

  /** The masters for all lights that want the same: most of a night's do. */
  private record Choice(
      String biasId, String darkId, String flatId, String remark, String refusal) {}

  private Choice choose(Wanted wanted) {
    List<String> missing = new ArrayList<>();
    Subtrahends subtrahends = subtrahends(wanted, missing);
    MasterSpec bias = subtrahends.bias;
    MasterSpec dark = subtrahends.dark;
    MasterSpec flat = find(FrameType.FLAT, inKnownFolder(wanted), missing);
    if (!missing.isEmpty() && !rules.skipsSteps()) {
      return new Choice(null, null, null, null, String.join("; ", missing));
    }
    List<String> remarks = new ArrayList<>();
    missing.forEach(what -> remarks.add("step left out: " + what));
    remarks.addAll(subtrahends.remarks);
    if (flat != null && flat.hasItsBias()) {
      remarks.add("master flat has its bias still in it, and corrects too little");
    }
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

  /**
   * The folder of a light of which nothing says the filter matters where flats lie in several
   * folders, or in one of the same name; else it is that of its target or session.
   */
  private Wanted inKnownFolder(Wanted wanted) {
    String folder = new Setup(wanted.configuration().setup()).folder();
    if (folder.isEmpty() || flatFolders.contains(folder) || flatFolders.size() > 1) {
      return wanted;
    }
    return wanted.with(
        wanted.configuration().with(new Setup(wanted.configuration().setup()).withoutFolder()));
  }

  /** What is not known of a frame or its masters and was taken to agree, a sentence each. */
  private List<String> assumptions(Wanted wanted, MasterSpec... masters) {
    Map<String, List<String>> byUnknowns = new LinkedHashMap<>();
    for (MasterSpec master : masters) {
      if (master != null) {
        List<String> unknowns =
            master.processing().isMaster()
                ? criteria.unknowns(master, wanted)
                : criteria.knownOnOneSide(master, wanted).stream()
                    .filter(name -> !name.equals(Setup.FOLDER))
                    .toList();
        if (!unknowns.isEmpty()) {
          byUnknowns
              .computeIfAbsent(
                  String.join(", ", unknowns)
                      + " of the frame or its "
                      + (master.processing().isMaster() ? "foreign " : ""),
                  any -> new ArrayList<>())
              .add(master.type().label());
        }
      }
    }
    return byUnknowns.entrySet().stream()
        .map(
            same ->
                same.getKey() + String.join(", ", same.getValue()) + " not known, taken to agree")
        .toList();
  }

  private static String idOf(MasterSpec master) {
    return master == null ? null : master.id();
  }

  private MasterSpec findDark(Wanted dark, List<String> missing) {
    if (Double.isNaN(dark.exposure())) {
      missing.add(
          "the header gives no exposure time (such as EXPTIME), so no dark can be scaled to it");
      return null;
    }
    List<String> noDark = new ArrayList<>();
    MasterSpec found = null;
    if (dark.type() == FrameType.FLAT && shelves.containsKey(FrameType.DARK_FLAT)) {
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
    String none = "no master " + type.label();
    if (candidates.isEmpty()) {
      return none + ": " + noneMade(type, wanted);
    }
    List<MasterSpec> nearest =
        Stream.concat(
                candidates.stream().flatMap(shelf -> nearest(shelf, wanted).stream()),
                foreign.stream().filter(master -> master.type() == type))
            .distinct()
            .sorted(criteria.nearness(wanted))
            .limit(NEAREST_SHOWN)
            .toList();
    if (!criteria.isOfCamera(nearest.get(0), wanted)) {
      String others =
          candidates.stream()
              .map(shelf -> shelf.any().configuration().camera())
              .map(MasterMatcher::shownCamera)
              .distinct()
              .sorted()
              .limit(NEAREST_SHOWN)
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
    int further = candidates.stream().mapToInt(MasterShelf::size).sum() - shown;
    return reason + (further > 0 ? "; and " + further + " further away" : "");
  }

  private static String shownCamera(String camera) {
    return camera.isEmpty() ? "a camera without a name" : camera;
  }

  /** Why there is no master of a type at all: the cause of one of the same camera, and no more. */
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
