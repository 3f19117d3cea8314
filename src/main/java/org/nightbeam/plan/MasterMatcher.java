package org.nightbeam.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.frame.Setup;
import org.nightbeam.reason.Reason;
import org.nightbeam.reason.ReasonCode;

/**
 * Finds the masters that belong to a frame by every {@link Criterion}, and says, where none does,
 * what the nearest ones lack. Not for several threads at once.
 */
public final class MasterMatcher {
  private final MasterShelves masters;
  private final NoMaster explanation;
  private final Map<List<Object>, Choice> choices = new HashMap<>(); // by what is wanted
  private final MatchingRules rules;
  private final Criteria criteria;

  /**
   * @param plan the masters to choose from, and those that cannot be made
   */
  public MasterMatcher(MasterPlan plan, MatchingRules rules) {
    this.rules = rules;
    this.criteria = new Criteria(rules);
    this.masters = new MasterShelves(plan.usable(), rules);
    this.explanation = new NoMaster(masters, plan.unmakeable(), rules);
  }

  /**
   * The masters that the inputs of a master need.
   *
   * @param biasId null for none
   * @param darkId null for none
   * @param missing what is needed and not there, a sentence each
   * @param remarks what a person should know, a sentence each
   */
  record Needs(String biasId, String darkId, List<Reason> missing, List<String> remarks) {}

  Needs needsOf(MasterSpec master) {
    List<Reason> missing = new ArrayList<>();
    if (master.type() == FrameType.BIAS || master.processing().isCorrected()) {
      return new Needs(null, null, missing, List.of());
    }
    Wanted wanted = Wanted.by(master);
    if (master.type().isDark()) {
      MasterSpec bias = find(FrameType.BIAS, wanted, new ArrayList<>());
      List<String> remarks = new ArrayList<>(assumptions(wanted, bias));
      if (bias == null) {
        remarks.add("no bias: it is still in this dark, which is valid for its own exposure only");
      }
      return new Needs(idOf(bias), null, missing, remarks);
    }
    Subtrahends subtrahends = subtrahends(wanted, missing);
    List<String> remarks = new ArrayList<>(subtrahends.remarks);
    remarks.addAll(assumptions(wanted, subtrahends.bias, subtrahends.dark));
    return new Needs(idOf(subtrahends.bias), idOf(subtrahends.dark), missing, remarks);
  }

  /** Returns whether all that the inputs of a master need is there. */
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
  private Subtrahends subtrahends(Wanted wanted, List<Reason> missing) {
    if (wanted.processing().isDarkDone()) {
      return new Subtrahends(null, null, List.of(wanted.processing().description()));
    }
    boolean biasDone = wanted.processing().isBiasDone();
    List<Reason> noBias = new ArrayList<>();
    List<Reason> noDark = new ArrayList<>();
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
  public record Decision(LightFrame light, Reason reason) {}

  /** Finds the masters of a light frame. */
  public Decision decide(Frame frame) {
    Wanted wanted = Wanted.by(frame, rules);
    Choice choice = choices.computeIfAbsent(wanted.values(), values -> choose(wanted));
    return choice.refusal != null
        ? new Decision(null, withUnusable(choice, frame))
        : new Decision(
            new LightFrame(frame, choice.biasId, choice.darkId, choice.flatId, choice.remark),
            null);
  }

  /**
   * Returns a reason with what could not be used: a fact that is missed may be there, in a form
   * that cannot be read.
   */
  private static Reason withUnusable(Choice choice, Frame frame) {
    String unusable = frame.notes().unusable();
    return choice.missesFact && !unusable.isEmpty() ? choice.refusal.and(unusable) : choice.refusal;
  }

  /** The masters for all lights that want the same: most of a night's do. */
  private record Choice(
      String biasId,
      String darkId,
      String flatId,
      String remark,
      Reason refusal,
      boolean missesFact) {}

  private Choice choose(Wanted wanted) {
    List<Reason> missing = new ArrayList<>();
    Subtrahends subtrahends = subtrahends(wanted, missing);
    MasterSpec bias = subtrahends.bias;
    MasterSpec dark = subtrahends.dark;
    MasterSpec flat = find(FrameType.FLAT, inKnownFolder(wanted), missing);
    if (!missing.isEmpty() && !rules.skipsSteps()) {
      boolean missesFact =
          missing.stream()
              .anyMatch(
                  reason ->
                      reason.code() == ReasonCode.NO_EXPOSURE
                          || reason.lacks().stream().anyMatch(Reason.Lack::unknown));
      return new Choice(null, null, null, null, Reason.joined(missing), missesFact);
    }
    List<String> remarks = new ArrayList<>();
    missing.forEach(what -> remarks.add(Reason.STEP_LEFT_OUT + what));
    remarks.addAll(subtrahends.remarks);
    if (flat != null && flat.hasItsBias()) {
      remarks.add("master flat has its bias still in it, and corrects too little");
    }
    if (dark != null && !Criterion.isSameExposure(dark, wanted, rules)) {
      remarks.add(String.format("dark of %s s scaled to %s s", dark.exposure(), wanted.exposure()));
    }
    Wanted ofDark = wanted.debiased(bias != null || wanted.processing().isBiasDone());
    for (MasterSpec master : Arrays.asList(bias, dark, flat)) {
      boolean single = master != null && master.frames() == 1 && !master.processing().isMaster();
      if (single && masters.hasOfSeveralFrames(master.type(), master == dark ? ofDark : wanted)) {
        remarks.add(
            String.format(
                "master %s of 1 frame, as it fits better than one of several (--minimumFrames)",
                master.type().label()));
      }
    }
    remarks.addAll(assumptions(wanted, bias, dark, flat));
    for (MasterSpec master : Arrays.asList(bias, dark, flat)) {
      if (master != null
          && !master.processing().isMaster()
          && !wanted.configuration().equals(master.configuration())) {
        List<CameraConfiguration.Difference> ignored =
            wanted.configurationFor(master.type()).differences(master.configuration());
        if (!ignored.isEmpty()) {
          remarks.add(
              String.format(
                  "master %s has %s (--ignoreSettings)",
                  master.type().label(), Criteria.joined(ignored)));
        }
      }
    }
    String remark = remarks.isEmpty() ? null : String.join("; ", remarks);
    return new Choice(idOf(bias), idOf(dark), idOf(flat), remark, null, false);
  }

  /**
   * Returns what is wanted, by its folder as well: the folder of a light of which nothing says the
   * filter matters where flats lie in several folders, or in one of the same name; else it is that
   * of its target or session.
   */
  private Wanted inKnownFolder(Wanted wanted) {
    String folder = new Setup(wanted.configuration().setup()).folder();
    if (folder.isEmpty() || masters.folders().contains(folder) || masters.folders().size() > 1) {
      return wanted;
    }
    return wanted.with(
        wanted.configuration().with(new Setup(wanted.configuration().setup()).withoutFolder()));
  }

  /**
   * Returns what was cut, or not known of a frame or its masters and taken to agree, a sentence
   * each.
   */
  private List<String> assumptions(Wanted wanted, MasterSpec... masters) {
    List<String> assumptions = new ArrayList<>();
    for (MasterSpec master : masters) {
      if (master != null && master.isSection()) {
        assumptions.add(
            String.format(
                "master %s of a larger frame cut to this window of the chip, %s",
                master.type().label(), MasterSection.of(master.id()).section()));
      }
    }
    Map<String, List<String>> byUnknowns = new LinkedHashMap<>();
    for (MasterSpec master : masters) {
      if (master != null) {
        List<String> unknowns =
            master.processing().isMaster()
                ? criteria.unknowns(master, wanted)
                : criteria.knownOnOneSide(master, wanted).stream()
                    .filter(name -> !name.equals(Setup.Kind.FOLDER.label()))
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
    byUnknowns.forEach(
        (unknowns, types) ->
            assumptions.add(unknowns + String.join(", ", types) + " not known, taken to agree"));
    return assumptions;
  }

  private static String idOf(MasterSpec master) {
    return master == null ? null : master.id();
  }

  private MasterSpec findDark(Wanted dark, List<Reason> missing) {
    if (Double.isNaN(dark.exposure())) {
      missing.add(
          Reason.of(
              ReasonCode.NO_EXPOSURE,
              "the header gives no exposure time (such as EXPTIME), so no dark can be scaled to it"));
      return null;
    }
    List<Reason> noDark = new ArrayList<>();
    MasterSpec found = null;
    if (dark.type() == FrameType.FLAT && masters.has(FrameType.DARK_FLAT)) {
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
  MasterSpec find(FrameType type, Wanted wanted, List<Reason> missing) {
    MasterSpec best = masters.best(type, wanted);
    if (best == null) {
      missing.add(explanation.of(type, wanted));
    }
    return best;
  }
}
