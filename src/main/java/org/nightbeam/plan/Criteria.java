package org.nightbeam.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.FrameType;
import org.nightbeam.frame.Setup;

/**
 * Judges masters by every {@link Criterion} and every {@link Preference}.
 *
 * <p>Bias: same configuration. Dark: same configuration and temperature; the same exposure first,
 * else a longer one, scaled down. Flat: same configuration and filter. Of those that agree, the
 * nearest night is taken; of two nights equally near, the earlier.
 *
 * @param rules how closely things must agree
 */
record Criteria(MatchingRules rules) {

  private Stream<Criterion> applying(FrameType master) {
    return Stream.of(Criterion.values()).filter(criterion -> criterion.appliesTo(master, rules));
  }

  /** Orders masters without a failure, the best first. */
  Comparator<MasterSpec> preference(Wanted wanted) {
    return (a, b) -> {
      Comparison one = Comparison.strict(a, wanted, rules);
      Comparison other = Comparison.strict(b, wanted, rules);
      for (Preference preference : Preference.values()) {
        int order = preference.compare(one, other);
        if (order != 0) {
          return order;
        }
      }
      return 0;
    };
  }

  /** Returns why the better of two masters without a failure is preferred to the other. */
  String advantage(MasterSpec better, MasterSpec worse, Wanted wanted) {
    Comparison one = Comparison.strict(better, wanted, rules);
    Comparison other = Comparison.strict(worse, wanted, rules);
    return Stream.of(Preference.values())
        .filter(preference -> preference.compare(one, other) != 0)
        .findFirst()
        .orElse(Preference.NAME)
        .why();
  }

  /**
   * Orders masters that fail something, the one first that a person would take for the nearest: of
   * the same camera, of the same size, with the fewest failures, of the nearest night.
   */
  Comparator<MasterSpec> nearness(Wanted wanted) {
    Map<MasterSpec, Integer> failures = new IdentityHashMap<>();
    return Comparator.comparing((MasterSpec master) -> !isOfCamera(master, wanted))
        .thenComparing(master -> !isOfSize(master, wanted))
        .thenComparing(master -> failures.computeIfAbsent(master, m -> failures(m, wanted).size()))
        .thenComparing(master -> Criterion.nights(master.night(), wanted.night()))
        .thenComparing(MasterSpec::id);
  }

  /** Returns whether a master is of the camera, as far as its name is known. */
  boolean isOfCamera(MasterSpec master, Wanted wanted) {
    CameraConfiguration found = rules.comparable(master.configuration());
    return CameraConfiguration.agree(
        "camera", found.camera(), rules.comparable(wanted.configuration()).camera());
  }

  private static boolean isOfSize(MasterSpec master, Wanted wanted) {
    return master.configuration().width() == wanted.configuration().width()
        && master.configuration().height() == wanted.configuration().height();
  }

  /**
   * Returns the names of the values that are known on one side only. A master that Nightbeam made
   * fails them; with one of other software they count as agreeing.
   */
  List<String> unknowns(MasterSpec master, Wanted wanted) {
    Comparison comparison = Comparison.strict(master, wanted, rules);
    List<String> unknowns = new ArrayList<>();
    applying(master.type()).forEach(each -> unknowns.addAll(each.unknowns(comparison)));
    return unknowns;
  }

  /** Returns what of the setup only the master or only the frame says, so that it is assumed. */
  List<String> knownOnOneSide(MasterSpec master, Wanted wanted) {
    return knownOnOneSide(Comparison.strict(master, wanted, rules));
  }

  static List<String> knownOnOneSide(Comparison c) {
    CameraConfiguration found = c.master().configuration();
    CameraConfiguration expected = c.camera();
    return found.setup().equals(expected.setup())
        ? List.of() // nearly always
        : new Setup(c.rules().comparable(found).setup())
            .knownOnOneSide(new Setup(c.rules().comparable(expected).setup()));
  }

  /** Returns the criteria that a master fails, each with the values expected and found. */
  List<Criterion.Failure> failures(MasterSpec master, Wanted wanted) {
    Comparison comparison = Comparison.of(master, wanted, rules);
    List<Criterion.Failure> failures = new ArrayList<>();
    applying(master.type()).forEach(each -> failures.addAll(each.failures(comparison)));
    return failures;
  }

  /** Returns phrases in one sentence. */
  static String joined(List<?> phrases) {
    return phrases.stream().map(Object::toString).collect(Collectors.joining(", "));
  }

  /** Returns every criterion that a master of its type must fulfil. */
  List<Criterion.Verdict> verdicts(MasterSpec master, Wanted wanted) {
    Comparison comparison = Comparison.of(master, wanted, rules);
    List<Criterion.Verdict> verdicts = new ArrayList<>();
    applying(master.type()).forEach(each -> verdicts.addAll(each.verdicts(comparison)));
    return verdicts;
  }

  /** Returns whether the masters of a shelf fail nothing but, perhaps, temperature and night. */
  boolean agreesOtherwise(MasterShelf shelf, Wanted wanted) {
    Comparison comparison = Comparison.strict(shelf.any(), wanted, rules);
    for (Criterion criterion : Criterion.values()) {
      if (criterion.isSharedByShelf()
          && criterion.appliesTo(comparison.type(), rules)
          && !criterion.agrees(comparison)) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether a master agrees in temperature, if its type must. */
  boolean agreesInTemperature(MasterSpec master, Wanted wanted) {
    return agrees(Criterion.TEMPERATURE, master, wanted);
  }

  private boolean agrees(Criterion criterion, MasterSpec master, Wanted wanted) {
    return !criterion.appliesTo(master.type(), rules)
        || criterion.agrees(Comparison.strict(master, wanted, rules));
  }
}
