package org.nightbeam.plan;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.FrameType;
import org.nightbeam.frame.Setup;

/**
 * What one master must fulfil to be used for a frame, and which of several is preferred.
 *
 * <p>Bias: same configuration. Dark: same configuration and temperature; the same exposure first,
 * else a longer one, scaled down. Flat: same configuration and filter. Of those that agree, the
 * nearest night is taken; of two nights equally near, the earlier.
 *
 * @param rules how closely things must agree
 */
record Criteria(MatchingRules rules) {
  /** What stands for a value that is not known. */
  static final String NOT_GIVEN = "(not given)";

  private static final MathContext SEVEN_DIGITS = new MathContext(7);

  /** Orders masters without a failure, the best first. */
  Comparator<MasterSpec> preference(Wanted wanted) {
    return Comparator.comparing((MasterSpec master) -> knownOnOneSide(master, wanted).size())
        .thenComparing(
            (MasterSpec master) -> master.type().isDark() && !isSameExposure(master, wanted))
        .thenComparing(master -> master.type().isDark() && isTooShort(master, wanted))
        .thenComparing(master -> nights(master.night(), wanted.night()))
        .thenComparing(MasterSpec::night, Comparator.nullsLast(Comparator.naturalOrder()))
        .thenComparing(
            master -> master.type().isDark() ? Math.abs(master.exposure() - wanted.exposure()) : 0)
        .thenComparing(master -> difference(master.temperature(), wanted.temperature()))
        .thenComparing(master -> master.processing().isMaster())
        .thenComparing(MasterSpec::earlier)
        .thenComparing(MasterSpec::id);
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
        .thenComparing(master -> nights(master.night(), wanted.night()))
        .thenComparing(MasterSpec::id);
  }

  /** Whether a master is of the camera, as far as its name is known. */
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
   * The criteria that cannot be judged, as something is not known on one side. A master that
   * Nightbeam made fails them, with one of other software they count as agreeing.
   */
  List<String> unknowns(MasterSpec master, Wanted wanted) {
    List<String> unknowns = new ArrayList<>();
    Map<String, String> found = rules.comparable(master.configuration()).settings();
    Map<String, String> expected =
        rules.comparable(wanted.configurationFor(master.type())).settings();
    for (String name : CameraConfiguration.names(expected, found)) {
      if (expected.getOrDefault(name, "").isEmpty() != found.getOrDefault(name, "").isEmpty()) {
        unknowns.add(name);
      }
    }
    if (master.type().isDark()
        && Double.isNaN(master.temperature()) != Double.isNaN(wanted.temperature())) {
      unknowns.add("temperature");
    }
    if (master.type() == FrameType.FLAT
        && rules.matchesRotator()
        && Double.isNaN(master.rotator()) != Double.isNaN(wanted.rotator())) {
      unknowns.add("rotator");
    }
    if ((master.night() == null) != (wanted.night() == null)) {
      unknowns.add("night");
    }
    return unknowns;
  }

  /** What of the setup only the master or only the frame says, so that it is taken to agree. */
  List<String> knownOnOneSide(MasterSpec master, Wanted wanted) {
    CameraConfiguration found = master.configuration();
    CameraConfiguration expected = wanted.configurationFor(master.type());
    return found.setup().equals(expected.setup())
        ? List.of() // nearly always
        : new Setup(rules.comparable(found).setup())
            .knownOnOneSide(new Setup(rules.comparable(expected).setup()));
  }

  /** The criteria that a master fails, each with the values expected and found. */
  List<String> failures(MasterSpec asItIs, Wanted wanted) {
    MasterSpec master = asItIs.processing().isMaster() ? asItIs.assuming(wanted) : asItIs;
    List<String> failures = subjectFailures(master, wanted);
    if (!agreesInTemperature(master, wanted)) {
      failures.add(
          "temperature "
              + degrees(master.temperature())
              + ", expected "
              + degrees(wanted.temperature())
              + " within "
              + number(rules.temperatureTolerance())
              + " C");
    }
    failures.addAll(exposureFailures(master, wanted));
    if (!agreesInAge(master, wanted)) {
      long nights = nights(master.night(), wanted.night());
      failures.add(
          nights == Long.MAX_VALUE
              ? "night " + shown(master.night()) + ", expected " + shown(wanted.night())
              : nights + " nights away, expected at most " + maxAge(master.type()));
    }
    if (!agreesInDirection(master, wanted)) {
      failures.add(
          String.format(
              "night %s, expected %s or %s (--masterNights=%s)",
              master.night(),
              wanted.night(),
              rules.masterNights() == MatchingRules.MasterNights.BEFORE ? "earlier" : "later",
              rules.masterNights()));
    }
    return failures;
  }

  /**
   * One criterion, and whether a master fulfils it.
   *
   * @param name of the criterion
   * @param wanted what was expected, for a person to read
   * @param found what the master has
   * @param agrees whether that is enough
   */
  record Verdict(String name, String wanted, String found, boolean agrees) {}

  /** Every criterion that a master of its type must fulfil. */
  List<Verdict> verdicts(MasterSpec master, Wanted wanted) {
    if (master.processing().isMaster()) {
      List<Verdict> asItIs = strictVerdicts(master, wanted);
      List<Verdict> assumed = strictVerdicts(master.assuming(wanted), wanted);
      List<Verdict> verdicts = new ArrayList<>();
      for (int i = 0; i < asItIs.size(); i++) {
        Verdict found = asItIs.get(i);
        verdicts.add(new Verdict(found.name, found.wanted, found.found, assumed.get(i).agrees));
      }
      return verdicts;
    }
    return strictVerdicts(master, wanted);
  }

  private List<Verdict> strictVerdicts(MasterSpec master, Wanted wanted) {
    List<Verdict> verdicts = new ArrayList<>();
    CameraConfiguration camera = wanted.configurationFor(master.type());
    Map<String, String> expected = camera.settings();
    Map<String, String> found = master.configuration().settings();
    Map<String, String> foundThatMatter = rules.comparable(master.configuration()).settings();
    Map<String, String> thatMatter = rules.comparable(camera).settings();
    for (String name : CameraConfiguration.names(expected, found)) {
      String value = expected.getOrDefault(name, "");
      String matters = thatMatter.getOrDefault(name, "");
      verdicts.add(
          new Verdict(
              name,
              shown(value) + (value.equals(matters) ? "" : ", or any"),
              shown(found.getOrDefault(name, "")),
              CameraConfiguration.agree(name, matters, foundThatMatter.getOrDefault(name, ""))));
    }
    if (master.type() == FrameType.FLAT) {
      verdicts.add(
          new Verdict(
              "filter",
              shown(wanted.filter()),
              shown(master.filter()),
              master.filter().equals(wanted.filter())));
    }
    if (master.type() == FrameType.FLAT && rules.matchesRotator()) {
      verdicts.add(
          new Verdict(
              "rotator",
              angle(wanted.rotator()) + " within " + number(rules.rotatorTolerance()),
              angle(master.rotator()),
              agreesInRotator(master, wanted)));
    }
    if (master.type().isDark()) {
      verdicts.add(
          new Verdict(
              "temperature",
              degrees(wanted.temperature())
                  + " within "
                  + number(rules.temperatureTolerance())
                  + " C",
              degrees(master.temperature()),
              agreesInTemperature(master, wanted)));
      verdicts.add(
          new Verdict(
              "exposure",
              number(wanted.exposure()) + (rules.scaleDarkUp() ? " s, or scaled" : " s or longer"),
              number(master.exposure()) + " s",
              exposureFailures(master, wanted).isEmpty()));
      verdicts.add(
          new Verdict(
              "bias taken off",
              wanted.debiased() ? "yes" : "no",
              master.isDebiased() ? "yes" : "no",
              wanted.debiased() == master.isDebiased()));
    }
    verdicts.add(
        new Verdict(
            "night",
            shown(wanted.night()) + " within " + maxAge(master.type()) + " nights" + side(),
            shown(master.night()),
            agreesInAge(master, wanted) && agreesInDirection(master, wanted)));
    return verdicts;
  }

  private String side() {
    return switch (rules.masterNights()) {
      case ANY -> "";
      case BEFORE -> ", or earlier";
      case AFTER -> ", or later";
    };
  }

  /**
   * Why the better of two masters that fail nothing is preferred to the other: the first criterion
   * of {@link #preference} in which they differ.
   */
  String advantage(MasterSpec better, MasterSpec other, Wanted wanted) {
    if (knownOnOneSide(better, wanted).size() != knownOnOneSide(other, wanted).size()) {
      return "more is known of it";
    }
    if (better.type().isDark()) {
      if (isSameExposure(better, wanted) != isSameExposure(other, wanted)) {
        return "same exposure";
      }
      if (isTooShort(better, wanted) != isTooShort(other, wanted)) {
        return "long enough exposure";
      }
    }
    long nights = nights(better.night(), wanted.night());
    if (nights != nights(other.night(), wanted.night())) {
      return "nearer night";
    }
    if (!Objects.equals(better.night(), other.night())) {
      return "earlier of two nights equally near";
    }
    if (better.type().isDark()
        && Math.abs(better.exposure() - wanted.exposure())
            != Math.abs(other.exposure() - wanted.exposure())) {
      return "closer exposure";
    }
    if (difference(better.temperature(), wanted.temperature())
        != difference(other.temperature(), wanted.temperature())) {
      return "closer temperature";
    }
    if (better.processing().isMaster() != other.processing().isMaster()) {
      return "made by Nightbeam";
    }
    return better.earlier() == other.earlier() ? "first by name" : "made by this run";
  }

  /** Whether a master fails nothing but, perhaps, its temperature and night. */
  boolean agreesOtherwise(MasterSpec master, Wanted wanted) {
    return subjectFailures(master, wanted).isEmpty() && exposureFailures(master, wanted).isEmpty();
  }

  private List<String> subjectFailures(MasterSpec master, Wanted wanted) {
    List<String> failures =
        new ArrayList<>(
            rules
                .comparable(wanted.configurationFor(master.type()))
                .differences(rules.comparable(master.configuration())));
    if (master.type() == FrameType.FLAT && !master.filter().equals(wanted.filter())) {
      failures.add("filter " + shown(master.filter()) + ", expected " + shown(wanted.filter()));
    }
    if (!agreesInRotator(master, wanted)) {
      failures.add(
          "rotator "
              + angle(master.rotator())
              + ", expected "
              + angle(wanted.rotator())
              + " within "
              + number(rules.rotatorTolerance()));
    }
    return failures;
  }

  private List<String> exposureFailures(MasterSpec master, Wanted wanted) {
    List<String> failures = new ArrayList<>();
    if (!master.type().isDark()) {
      return failures;
    }
    if (wanted.debiased() != master.isDebiased()) {
      failures.add(
          wanted.debiased()
              ? "its bias still in it, expected a dark with the bias taken off"
              : "the bias taken off, expected a dark with it, as no bias is subtracted");
    } else if (!wanted.debiased() && !isExactExposure(master, wanted)) {
      failures.add(
          "exposure "
              + number(master.exposure())
              + " s and its bias in it, expected exactly "
              + (wanted.shortestExposure() < wanted.exposure()
                  ? number(wanted.shortestExposure()) + " to "
                  : "")
              + number(wanted.exposure())
              + " s");
    }
    if (isTooShort(master, wanted) && !rules.scaleDarkUp()) {
      failures.add(
          "exposure "
              + number(master.exposure())
              + " s, expected "
              + number(wanted.exposure())
              + " s or longer (--scaleDarkUp allows it)");
    }
    return failures;
  }

  boolean isSameExposure(MasterSpec dark, Wanted wanted) {
    return Math.abs(dark.exposure() - wanted.exposure()) <= rules.exposureTolerance();
  }

  private boolean isTooShort(MasterSpec dark, Wanted wanted) {
    return dark.exposure() < wanted.exposure() - rules.exposureTolerance();
  }

  /** With its bias in it, a dark fits its own exposure only: nothing of it may be scaled. */
  private static boolean isExactExposure(MasterSpec dark, Wanted wanted) {
    double tolerance = 1e-6 * dark.exposure();
    return Math.abs(dark.exposure() - wanted.exposure()) <= tolerance
        && Math.abs(dark.exposure() - wanted.shortestExposure()) <= tolerance;
  }

  /** Darks only must agree in temperature; a known one and an unknown one do not. */
  boolean agreesInTemperature(MasterSpec master, Wanted wanted) {
    return !master.type().isDark()
        || agreesInTemperature(master.temperature(), wanted.temperature());
  }

  /** Whether two temperatures, NaN if not known, are the same within the tolerance. */
  boolean agreesInTemperature(double a, double b) {
    return Double.isNaN(a) == Double.isNaN(b) && difference(a, b) <= rules.temperatureTolerance();
  }

  /** Flats only must agree in rotator; a known angle and an unknown one do not. */
  private boolean agreesInRotator(MasterSpec master, Wanted wanted) {
    if (master.type() != FrameType.FLAT || !rules.matchesRotator()) {
      return true;
    }
    double turn = Math.abs(Math.IEEEremainder(master.rotator() - wanted.rotator(), 360));
    return Double.isNaN(turn)
        ? Double.isNaN(master.rotator()) && Double.isNaN(wanted.rotator())
        : turn <= rules.rotatorTolerance();
  }

  boolean agreesInAge(MasterSpec master, Wanted wanted) {
    return nights(master.night(), wanted.night()) <= maxAge(master.type());
  }

  /** Whether a master's night is on the side where it may be; one that is not known is. */
  boolean agreesInDirection(MasterSpec master, Wanted wanted) {
    if (master.night() == null || wanted.night() == null) {
      return true;
    }
    return switch (rules.masterNights()) {
      case ANY -> true;
      case BEFORE -> !master.night().isAfter(wanted.night());
      case AFTER -> !master.night().isBefore(wanted.night());
    };
  }

  private int maxAge(FrameType type) {
    return switch (type) {
      case BIAS -> rules.biasMaxAge();
      case FLAT -> rules.flatMaxAge();
      default -> rules.darkMaxAge();
    };
  }

  /** Nights between two dates; two unknown ones count as the same, one as infinitely far. */
  static long nights(LocalDate a, LocalDate b) {
    if (a == null || b == null) {
      return a == b ? 0 : Long.MAX_VALUE;
    }
    return Math.abs(ChronoUnit.DAYS.between(a, b));
  }

  /** Distance of two values of which NaN is unknown; 0 if either is. */
  private static double difference(double a, double b) {
    double difference = Math.abs(a - b);
    return Double.isNaN(difference) ? 0 : difference;
  }

  private static String shown(Object value) {
    return value == null || value.equals("") ? NOT_GIVEN : value.toString();
  }

  private static String angle(double degrees) {
    return Double.isNaN(degrees) ? NOT_GIVEN : number(Math.rint(degrees * 10) / 10) + " degrees";
  }

  private static String degrees(double celsius) {
    return Double.isNaN(celsius) ? NOT_GIVEN : number(Math.rint(celsius * 10) / 10) + " C";
  }

  /** To seven digits: no exposure is known better, and 60 is not 60.0. */
  private static String number(double value) {
    return Double.isFinite(value)
        ? new BigDecimal(value).round(SEVEN_DIGITS).stripTrailingZeros().toPlainString()
        : Double.toString(value);
  }
}
