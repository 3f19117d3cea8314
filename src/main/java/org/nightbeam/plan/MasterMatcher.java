package org.nightbeam.plan;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;

/**
 * Finds the masters that belong to a frame, and says, where none does, what the nearest ones lack.
 *
 * <p>Bias: same configuration. Dark: same configuration and temperature; the same exposure first,
 * else a longer one, scaled down. Flat: same configuration and filter. Of those that agree, the
 * nearest night is taken; of two nights equally near, the earlier.
 */
public final class MasterMatcher {
  private static final int NEAREST_SHOWN = 2;

  private final Map<FrameType, List<MasterSpec>> masters = new EnumMap<>(FrameType.class);
  private final Map<CameraConfiguration, List<MasterSpec>> byConfiguration = new HashMap<>();
  private final List<MasterPlan.Unmakeable> unmakeable;
  private final MatchingRules rules;

  /**
   * @param plan the masters to choose from, and those that cannot be made
   */
  public MasterMatcher(MasterPlan plan, MatchingRules rules) {
    for (MasterSpec master : plan.makeable()) {
      masters.computeIfAbsent(master.type(), type -> new ArrayList<>()).add(master);
      byConfiguration
          .computeIfAbsent(master.configuration(), camera -> new ArrayList<>())
          .add(master);
    }
    this.unmakeable = List.copyOf(plan.unmakeable());
    this.rules = rules;
  }

  /** What a frame or master is matched by. */
  private record Wanted(
      FrameType type,
      CameraConfiguration configuration,
      LocalDate night,
      double exposure,
      double shortestExposure,
      double temperature,
      String filter,
      boolean debiased) {

    /** The same, by whether a bias is taken off. */
    Wanted debiased(boolean isDebiased) {
      return new Wanted(
          type, configuration, night, exposure, shortestExposure, temperature, filter, isDebiased);
    }
  }

  /**
   * The masters that the inputs of a master need.
   *
   * @param biasId null for none
   * @param darkId null for none
   * @param missing what is needed and not there, a sentence each
   */
  record Needs(String biasId, String darkId, List<String> missing) {}

  Needs needsOf(MasterSpec master) {
    List<String> missing = new ArrayList<>();
    if (master.type() == FrameType.BIAS) {
      return new Needs(null, null, missing);
    }
    Wanted wanted =
        new Wanted(
            master.type(),
            master.configuration(),
            master.night(),
            master.exposure(),
            master.shortestExposure(),
            master.temperature(),
            master.filter(),
            false);
    MasterSpec bias = find(FrameType.BIAS, wanted, missing);
    MasterSpec dark = master.type() == FrameType.FLAT ? findDark(wanted, bias, missing) : null;
    return new Needs(idOf(bias), idOf(dark), missing);
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
    Wanted wanted =
        new Wanted(
            FrameType.LIGHT,
            frame.configuration(),
            frame.night(),
            frame.exposure(),
            frame.exposure(),
            frame.temperature(),
            frame.filter(),
            false);
    List<String> missing = new ArrayList<>();
    MasterSpec bias = find(FrameType.BIAS, wanted, missing);
    MasterSpec dark = findDark(wanted, bias, missing);
    MasterSpec flat = find(FrameType.FLAT, wanted, missing);
    if (!missing.isEmpty() && !rules.skipsSteps()) {
      return new Decision(null, String.join("; ", missing));
    }
    List<String> remarks = new ArrayList<>();
    missing.forEach(what -> remarks.add("step left out: " + what));
    if (dark != null && !isSameExposure(dark, wanted)) {
      remarks.add(String.format("dark of %s s scaled to %s s", dark.exposure(), wanted.exposure()));
    }
    String remark = remarks.isEmpty() ? null : String.join("; ", remarks);
    return new Decision(new LightFrame(frame, idOf(bias), idOf(dark), idOf(flat), remark), null);
  }

  private static String idOf(MasterSpec master) {
    return master == null ? null : master.id();
  }

  private MasterSpec findDark(Wanted wanted, MasterSpec bias, List<String> missing) {
    if (Double.isNaN(wanted.exposure)) {
      missing.add("no exposure time is known, so no dark can be scaled to it");
      return null;
    }
    Wanted dark = wanted.debiased(bias != null);
    List<String> noDark = new ArrayList<>();
    MasterSpec found = null;
    if (wanted.type == FrameType.FLAT && masters.containsKey(FrameType.DARK_FLAT)) {
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

  private MasterSpec find(FrameType type, Wanted wanted, List<String> missing) {
    MasterSpec best =
        byConfiguration.getOrDefault(wanted.configuration, List.of()).stream()
            .filter(candidate -> candidate.type() == type)
            .filter(candidate -> nights(candidate.night(), wanted.night) <= maxAge(type))
            .filter(candidate -> failures(type, candidate, wanted).isEmpty())
            .min(preference(wanted))
            .orElse(null);
    if (best == null) {
      missing.add(explanation(type, masters.getOrDefault(type, List.of()), wanted));
    }
    return best;
  }

  private Comparator<MasterSpec> preference(Wanted wanted) {
    return Comparator.comparing(
            (MasterSpec master) -> master.type().isDark() && !isSameExposure(master, wanted))
        .thenComparing(master -> master.type().isDark() && isTooShort(master, wanted))
        .thenComparing(master -> nights(master.night(), wanted.night))
        .thenComparing(MasterSpec::night, Comparator.nullsLast(Comparator.naturalOrder()))
        .thenComparing(
            master -> master.type().isDark() ? Math.abs(master.exposure() - wanted.exposure) : 0)
        .thenComparing(master -> difference(master.temperature(), wanted.temperature))
        .thenComparing(MasterSpec::id);
  }

  private boolean isSameExposure(MasterSpec dark, Wanted wanted) {
    return Math.abs(dark.exposure() - wanted.exposure) <= rules.exposureTolerance();
  }

  private boolean isTooShort(MasterSpec dark, Wanted wanted) {
    return dark.exposure() < wanted.exposure - rules.exposureTolerance();
  }

  /** With its bias in it, a dark fits its own exposure only: nothing of it may be scaled. */
  private static boolean isExactExposure(MasterSpec dark, Wanted wanted) {
    double tolerance = 1e-6 * dark.exposure();
    return Math.abs(dark.exposure() - wanted.exposure) <= tolerance
        && Math.abs(dark.exposure() - wanted.shortestExposure) <= tolerance;
  }

  /** The criteria that a candidate fails, each with the values expected and found. */
  private List<String> failures(FrameType type, MasterSpec candidate, Wanted wanted) {
    List<String> failures =
        new ArrayList<>(wanted.configuration.differences(candidate.configuration()));
    if (type == FrameType.FLAT && !candidate.filter().equals(wanted.filter)) {
      failures.add("filter " + shown(candidate.filter()) + ", expected " + shown(wanted.filter));
    }
    if (candidate.type().isDark()) {
      boolean oneKnown = Double.isNaN(candidate.temperature()) != Double.isNaN(wanted.temperature);
      if (oneKnown
          || difference(candidate.temperature(), wanted.temperature)
              > rules.temperatureTolerance()) {
        failures.add(
            String.format(
                "temperature %s, expected %s within %s C",
                degrees(candidate.temperature()),
                degrees(wanted.temperature),
                rules.temperatureTolerance()));
      }
      if (wanted.debiased != (candidate.biasId() != null)) {
        failures.add(
            wanted.debiased
                ? "its bias still in it, expected a dark with the bias taken off"
                : "the bias taken off, expected a dark with it, as no bias is subtracted");
      } else if (!wanted.debiased && !isExactExposure(candidate, wanted)) {
        failures.add(
            String.format(
                "exposure %s s and its bias in it, expected exactly %s s",
                candidate.exposure(), wanted.exposure));
      }
      if (isTooShort(candidate, wanted) && !rules.scaleDarkUp()) {
        failures.add(
            String.format(
                "exposure %s s, expected %s s or longer (--scaleDarkUp allows it)",
                candidate.exposure(), wanted.exposure));
      }
    }
    long nights = nights(candidate.night(), wanted.night);
    if (nights > maxAge(type)) {
      failures.add(
          nights == Long.MAX_VALUE
              ? "night " + shown(candidate.night()) + ", expected " + shown(wanted.night)
              : String.format("%d nights away, expected at most %d", nights, maxAge(type)));
    }
    return failures;
  }

  private int maxAge(FrameType type) {
    return switch (type) {
      case BIAS -> rules.biasMaxAge();
      case FLAT -> rules.flatMaxAge();
      default -> rules.darkMaxAge();
    };
  }

  private String explanation(FrameType type, List<MasterSpec> candidates, Wanted wanted) {
    if (candidates.isEmpty()) {
      return "no master "
          + type.label()
          + ": "
          + unmakeable.stream()
              .filter(master -> master.type() == type)
              .findFirst()
              .map(master -> master.id() + " cannot be made (" + master.reason() + ")")
              .orElse("there are no usable " + type.label() + " frames");
    }
    List<String> nearest =
        candidates.stream()
            .sorted(
                Comparator.comparing((MasterSpec master) -> failures(type, master, wanted).size())
                    .thenComparing(master -> nights(master.night(), wanted.night))
                    .thenComparing(MasterSpec::id))
            .limit(NEAREST_SHOWN)
            .map(
                master -> master.id() + " has " + String.join(", ", failures(type, master, wanted)))
            .toList();
    return "no master "
        + type.label()
        + " matches: "
        + String.join("; ", nearest)
        + (candidates.size() > NEAREST_SHOWN
            ? "; and " + (candidates.size() - NEAREST_SHOWN) + " further away"
            : "");
  }

  /** Nights between two dates; two unknown ones count as the same, one as infinitely far. */
  private static long nights(LocalDate a, LocalDate b) {
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
    return value == null || value.equals("") ? "(not given)" : value.toString();
  }

  private static String degrees(double celsius) {
    return Double.isNaN(celsius) ? "(not given)" : celsius + " C";
  }
}
