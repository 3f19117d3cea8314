package org.nightbeam.plan;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.FrameType;

/**
 * A criterion that a master must fulfil to be used for a frame. Reasons and tables name the
 * criteria in this order. It is one class of more than 400 lines, as it is one list.
 *
 * <p>A new criterion is a constant here. Where its value is a card that must merely agree it is a
 * {@link org.nightbeam.frame.Setup.Kind} instead: {@link #CONFIGURATION} compares all of these, and
 * masters carry them in their headers.
 */
enum Criterion {
  /** Every setting of the camera and its telescope. */
  CONFIGURATION("configuration") {
    @Override
    boolean appliesTo(FrameType master, MatchingRules rules) {
      return true;
    }

    @Override
    boolean agrees(Comparison c) {
      return failures(c).isEmpty();
    }

    @Override
    List<Failure> failures(Comparison c) {
      return c
          .rules()
          .comparable(c.camera())
          .differences(c.rules().comparable(c.judged().configuration()))
          .stream()
          .map(
              difference ->
                  new Failure(
                      difference.name() + " " + CriterionText.of(difference.found()),
                      CriterionText.of(difference.expected()),
                      difference.expected().isEmpty()))
          .toList();
    }

    @Override
    List<String> unknowns(Comparison c) {
      List<String> unknowns = new ArrayList<>();
      Map<String, String> found = c.settingsThatMatter(c.master());
      Map<String, String> expected = c.settingsThatMatter();
      for (String name : CameraConfiguration.names(expected, found)) {
        if (expected.getOrDefault(name, "").isEmpty() != found.getOrDefault(name, "").isEmpty()) {
          unknowns.add(name);
        }
      }
      return unknowns;
    }

    @Override
    List<Verdict> verdicts(Comparison c) {
      Map<String, String> expected = c.camera().settings();
      Map<String, String> found = c.master().configuration().settings();
      Map<String, String> expectedThatMatter = c.settingsThatMatter();
      Map<String, String> judgedThatMatter = c.settingsThatMatter(c.judged());
      List<Verdict> verdicts = new ArrayList<>();
      for (String name : CameraConfiguration.names(expected, found)) {
        String value = expected.getOrDefault(name, "");
        String matters = expectedThatMatter.getOrDefault(name, "");
        verdicts.add(
            new Verdict(
                name,
                CriterionText.of(value) + (value.equals(matters) ? "" : ", or any"),
                CriterionText.of(found.getOrDefault(name, "")),
                CameraConfiguration.agree(name, matters, judgedThatMatter.getOrDefault(name, ""))));
      }
      return verdicts;
    }

    @Override
    Object shelf(MasterSpec master, MatchingRules rules) {
      return master.configuration();
    }
  },

  /** The filter of flats. */
  FILTER("filter") {
    @Override
    boolean appliesTo(FrameType master, MatchingRules rules) {
      return master == FrameType.FLAT;
    }

    @Override
    boolean agrees(Comparison c) {
      return c.judged().filter().equals(c.wanted().filter());
    }

    @Override
    boolean isNotKnown(Wanted wanted) {
      return wanted.filter().isEmpty();
    }

    @Override
    String wanted(Comparison c) {
      return CriterionText.of(c.wanted().filter());
    }

    @Override
    String found(MasterSpec master) {
      return CriterionText.of(master.filter());
    }

    @Override
    Object shelf(MasterSpec master, MatchingRules rules) {
      return master.filter();
    }
  },

  /** The angle of the rotator of flats; a known angle and an unknown one do not agree. */
  ROTATOR("rotator") {
    @Override
    boolean appliesTo(FrameType master, MatchingRules rules) {
      return master == FrameType.FLAT && rules.matchesRotator();
    }

    @Override
    boolean agrees(Comparison c) {
      double mine = c.judged().rotator();
      double turn = Math.abs(Math.IEEEremainder(mine - c.wanted().rotator(), 360));
      return Double.isNaN(turn)
          ? Double.isNaN(mine) && Double.isNaN(c.wanted().rotator())
          : turn <= c.rules().rotatorTolerance();
    }

    @Override
    boolean isUnknown(Comparison c) {
      return Double.isNaN(c.master().rotator()) != Double.isNaN(c.wanted().rotator());
    }

    @Override
    boolean isNotKnown(Wanted wanted) {
      return Double.isNaN(wanted.rotator());
    }

    @Override
    String wanted(Comparison c) {
      return CriterionText.angle(c.wanted().rotator())
          + " within "
          + CriterionText.number(c.rules().rotatorTolerance());
    }

    @Override
    String found(MasterSpec master) {
      return CriterionText.angle(master.rotator());
    }

    @Override
    Object shelf(MasterSpec master, MatchingRules rules) {
      return master.rotator();
    }
  },

  /** The temperature of the sensor for darks; a known one and an unknown one do not agree. */
  TEMPERATURE("temperature") {
    @Override
    boolean appliesTo(FrameType master, MatchingRules rules) {
      return master.isDark();
    }

    @Override
    boolean agrees(Comparison c) {
      return agreeInTemperature(c.judged().temperature(), c.wanted().temperature(), c.rules());
    }

    @Override
    boolean isUnknown(Comparison c) {
      return Double.isNaN(c.master().temperature()) != Double.isNaN(c.wanted().temperature());
    }

    @Override
    boolean isNotKnown(Wanted wanted) {
      return Double.isNaN(wanted.temperature());
    }

    @Override
    String wanted(Comparison c) {
      return String.format(
          "%s within %s C",
          CriterionText.celsius(c.wanted().temperature()),
          CriterionText.number(c.rules().temperatureTolerance()));
    }

    @Override
    String found(MasterSpec master) {
      return CriterionText.celsius(master.temperature());
    }

    @Override
    boolean isSharedByShelf() {
      return false; // a shelf finds the masters of a temperature itself
    }

    @Override
    Object shelf(MasterSpec master, MatchingRules rules) {
      return Math.floor(
          master.temperature() / Math.max(SMALLEST_STEP, rules.temperatureTolerance()));
    }
  },

  /**
   * The exposure of darks, and whether their bias is taken off: nothing of a dark that still has
   * its bias in it may be scaled, so it fits its own exposure only.
   */
  EXPOSURE("exposure") {
    @Override
    boolean appliesTo(FrameType master, MatchingRules rules) {
      return master.isDark();
    }

    @Override
    boolean agrees(Comparison c) {
      return failures(c).isEmpty();
    }

    @Override
    List<Failure> failures(Comparison c) {
      MasterSpec dark = c.judged();
      Wanted wanted = c.wanted();
      List<Failure> failures = new ArrayList<>();
      if (wanted.debiased() != dark.isDebiased()) {
        failures.add(
            wanted.debiased()
                ? new Failure("its bias still in it", "a dark with the bias taken off")
                : new Failure("the bias taken off", "a dark with it, as no bias is subtracted"));
      } else if (!wanted.debiased() && !isExactExposure(dark, wanted)) {
        String shortest =
            wanted.shortestExposure() < wanted.exposure()
                ? CriterionText.number(wanted.shortestExposure()) + " to "
                : "";
        failures.add(
            new Failure(
                "exposure " + found(dark) + " and its bias in it",
                "exactly " + shortest + CriterionText.number(wanted.exposure()) + " s"));
      }
      if (isTooShort(dark, wanted, c.rules()) && !c.rules().scaleDarkUp()) {
        failures.add(
            new Failure("exposure " + found(dark), wanted(c) + " (--scaleDarkUp allows it)"));
      }
      return failures;
    }

    @Override
    List<Verdict> verdicts(Comparison c) {
      boolean debiased = c.wanted().debiased();
      return List.of(
          new Verdict(label(), wanted(c), found(c.master()), agrees(c)),
          new Verdict(
              "bias taken off",
              debiased ? "yes" : "no",
              c.master().isDebiased() ? "yes" : "no",
              debiased == c.master().isDebiased()));
    }

    @Override
    String wanted(Comparison c) {
      return CriterionText.number(c.wanted().exposure())
          + (c.rules().scaleDarkUp() ? " s, or scaled" : " s or longer");
    }

    @Override
    String found(MasterSpec master) {
      return CriterionText.number(master.exposure()) + " s";
    }

    @Override
    Object shelf(MasterSpec master, MatchingRules rules) {
      return List.of(master.exposure(), master.isDebiased());
    }
  },

  /** The night: near enough, and on the side where it may be. */
  NIGHT("night") {
    @Override
    boolean appliesTo(FrameType master, MatchingRules rules) {
      return true;
    }

    @Override
    boolean agrees(Comparison c) {
      return isNear(c.judged(), c.wanted(), c.rules())
          && isOnItsSide(c.judged(), c.wanted(), c.rules());
    }

    @Override
    List<Failure> failures(Comparison c) {
      LocalDate found = c.judged().night();
      LocalDate expected = c.wanted().night();
      List<Failure> failures = new ArrayList<>();
      if (!isNear(c.judged(), c.wanted(), c.rules())) {
        long nights = nights(found, expected);
        failures.add(
            nights == Long.MAX_VALUE
                ? new Failure(
                    "night " + CriterionText.of(found),
                    CriterionText.of(expected),
                    expected == null)
                : new Failure(nights + " nights away", "at most " + c.rules().maxAge(c.type())));
      }
      if (!isOnItsSide(c.judged(), c.wanted(), c.rules())) {
        MatchingRules.MasterNights side = c.rules().masterNights();
        failures.add(
            new Failure(
                "night " + found,
                String.format(
                    "%s or %s (--masterNights=%s)",
                    expected,
                    side == MatchingRules.MasterNights.BEFORE ? "earlier" : "later",
                    side)));
      }
      return failures;
    }

    @Override
    boolean isUnknown(Comparison c) {
      return (c.master().night() == null) != (c.wanted().night() == null);
    }

    @Override
    String wanted(Comparison c) {
      String side =
          switch (c.rules().masterNights()) {
            case ANY -> "";
            case BEFORE -> ", or earlier";
            case AFTER -> ", or later";
          };
      return String.format(
          "%s within %d nights%s",
          CriterionText.of(c.wanted().night()), c.rules().maxAge(c.type()), side);
    }

    @Override
    String found(MasterSpec master) {
      return CriterionText.of(master.night());
    }

    @Override
    boolean isSharedByShelf() {
      return false; // a shelf finds the masters of a night itself
    }
  };

  /** Degrees Celsius: a tolerance of 0 is no step. */
  private static final double SMALLEST_STEP = 0.01;

  private final String label;

  Criterion(String label) {
    this.label = label;
  }

  /**
   * A criterion, and whether a master fulfils it.
   *
   * @param name of the criterion
   * @param wanted what was expected, for a person to read
   * @param found what the master has
   * @param agrees whether that is enough
   */
  record Verdict(String name, String wanted, String found, boolean agrees) {}

  /**
   * What is wrong with a master.
   *
   * @param found what the master has, with the name of the criterion
   * @param expected what it should have
   * @param unknown whether that is not known of the frame
   */
  record Failure(String found, String expected, boolean unknown) {
    /** Makes one of a frame of which is known what would be right. */
    Failure(String found, String expected) {
      this(found, expected, false);
    }

    @Override
    public String toString() {
      return found + ", expected " + expected;
    }
  }

  /** Returns the name that tables and reasons have. */
  final String label() {
    return label;
  }

  /** Returns whether masters of a type must fulfil it. */
  abstract boolean appliesTo(FrameType master, MatchingRules rules);

  /** Returns whether the master fulfils it. */
  abstract boolean agrees(Comparison c);

  /** Returns the value that is wanted, for a person to read. */
  String wanted(Comparison c) {
    throw new UnsupportedOperationException(label + " has several values");
  }

  /** Returns the value of a master, for a person to read. */
  String found(MasterSpec master) {
    throw new UnsupportedOperationException(label + " has several values");
  }

  /** Returns what is wrong; empty for nothing. */
  List<Failure> failures(Comparison c) {
    return agrees(c)
        ? List.of()
        : List.of(new Failure(label + " " + found(c.judged()), wanted(c), isNotKnown(c.wanted())));
  }

  /** Returns the rows that a table of candidates has of it. */
  List<Verdict> verdicts(Comparison c) {
    return List.of(new Verdict(label, wanted(c), found(c.master()), agrees(c)));
  }

  /** Returns whether its value is not known of a frame. */
  boolean isNotKnown(Wanted wanted) {
    return false;
  }

  /** Returns whether its value is known of either the master or the frame, but not of both. */
  boolean isUnknown(Comparison c) {
    return false;
  }

  /** Returns the names of the values that are known on one side only. */
  List<String> unknowns(Comparison c) {
    return isUnknown(c) ? List.of(label) : List.of();
  }

  /** Returns whether all masters of a {@link MasterShelf} fulfil it, or none does. */
  boolean isSharedByShelf() {
    return true;
  }

  /** Returns what masters of one {@link MasterShelf} have in common; they differ in the rest. */
  Object shelf(MasterSpec master, MatchingRules rules) {
    return "";
  }

  /** Returns whether two temperatures, NaN if not known, are the same within the tolerance. */
  static boolean agreeInTemperature(double a, double b, MatchingRules rules) {
    return Double.isNaN(a) ? Double.isNaN(b) : Math.abs(a - b) <= rules.temperatureTolerance();
  }

  /** Returns whether a dark has the exposure that is wanted, within the tolerance. */
  static boolean isSameExposure(MasterSpec dark, Wanted wanted, MatchingRules rules) {
    return Math.abs(dark.exposure() - wanted.exposure()) <= rules.exposureTolerance();
  }

  /** Returns whether a dark would have to be scaled up. */
  static boolean isTooShort(MasterSpec dark, Wanted wanted, MatchingRules rules) {
    return dark.exposure() < wanted.exposure() - rules.exposureTolerance();
  }

  /** Returns whether the bias in a dark, which is a rate, comes to what it is in what is wanted. */
  private static boolean isExactExposure(MasterSpec dark, Wanted wanted) {
    double tolerance = 1e-6 * dark.exposure();
    return Math.abs(dark.exposure() - wanted.exposure()) <= tolerance
        && Math.abs(dark.exposure() - wanted.shortestExposure()) <= tolerance;
  }

  /** Returns whether a master's night is not too far away. */
  static boolean isNear(MasterSpec master, Wanted wanted, MatchingRules rules) {
    return nights(master.night(), wanted.night()) <= rules.maxAge(master.type());
  }

  /** Returns whether a master's night is on the side where it may be; an unknown one is. */
  static boolean isOnItsSide(MasterSpec master, Wanted wanted, MatchingRules rules) {
    if (master.night() == null || wanted.night() == null) {
      return true;
    }
    return switch (rules.masterNights()) {
      case ANY -> true;
      case BEFORE -> !master.night().isAfter(wanted.night());
      case AFTER -> !master.night().isBefore(wanted.night());
    };
  }

  /** Returns the nights between two dates: 0 if both are unknown, infinitely many if one is. */
  static long nights(LocalDate a, LocalDate b) {
    if (a == null || b == null) {
      return a == b ? 0 : Long.MAX_VALUE;
    }
    return Math.abs(ChronoUnit.DAYS.between(a, b));
  }
}
