package org.nightbeam.header;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.frame.Fact;
import org.nightbeam.frame.FactTrace;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.frame.Pointing;
import org.nightbeam.frame.Processing;
import org.nightbeam.header.dialect.Dialect;

/**
 * What one header says, by the words of a dialect: of each fact the first keyword counts whose
 * value can be used. What no keyword gives is unknown.
 */
final class HeaderFacts {

  /** Days; what is longer is a time, or a placeholder. */
  private static final double LONGEST_EXPOSURE = 1e6;

  private static final Set<String> ONE_EXPOSURE = Set.of("EXPTIME", "EXPOSURE");
  private static final String NO_TEMPERATURE =
      "no temperature of a sensor; expected degrees Celsius";
  private static final double ABSOLUTE_ZERO = -273.15;
  private static final double SET_POINT_REACHED = 2;

  private final FactLookup lookup;
  private final CameraFacts camera;
  private final HeaderClock clock;
  private final Dialect dialect;
  private final FitsHeader header;
  private final StatedFacts.OfFile stated;
  private final FactTrace trace;

  /**
   * @param stated facts that go before those of the header
   */
  HeaderFacts(Dialect dialect, FitsHeader header, StatedFacts.OfFile stated, FactTrace trace) {
    this.lookup = new FactLookup(dialect, header, stated, trace);
    this.camera = new CameraFacts(lookup);
    this.clock = new HeaderClock(lookup);
    this.dialect = dialect;
    this.header = header;
    this.stated = stated;
    this.trace = trace;
  }

  /** Returns the header that they are of. */
  FitsHeader header() {
    return header;
  }

  /** Returns the first value of a fact, as text; empty if there is none. */
  String text(Fact fact) {
    return lookup.text(fact);
  }

  /** Returns the keywords in which a fact is looked for. */
  List<String> keywords(Fact fact) {
    return lookup.keywords(fact);
  }

  /** Returns how the camera was set. */
  CameraFacts camera() {
    return camera;
  }

  /** Facts that no frame needs yet are looked up for those who ask where all came from. */
  void traceOthers() {
    if (trace != FactTrace.NONE) {
      lookup.text(Fact.BIAS_SECTION);
      lookup.text(Fact.TRIM_SECTION);
    }
  }

  /** A type that a header claims: the keyword and its value, as they stand there. */
  record Claim(String keyword, String value, FrameType type) {}

  /**
   * Returns every claim of the header about the frame's type; {@code UNKNOWN} for words not in the
   * table.
   */
  List<Claim> typeClaims() {
    List<Claim> claims = new ArrayList<>();
    if (isTypeStated()) {
      String type = lookup.stated(Fact.TYPE).orElseThrow();
      String origin = stated.origins().get(Fact.TYPE.label());
      return List.of(new Claim(origin, type, FrameType.ofLabel(type)));
    }
    for (Dialect.Source source : lookup.sources(Fact.TYPE)) {
      for (Dialect.Place place : source.places()) {
        Optional<String> value =
            place.fits(header) ? header.text(place.keyword()) : Optional.empty();
        FrameType type = value.flatMap(dialect::typeOfValue).orElse(FrameType.UNKNOWN);
        value.ifPresent(word -> claims.add(new Claim(place.keyword(), word, type)));
        trace.looked(Fact.TYPE, place.keyword(), value.orElse(null), type != FrameType.UNKNOWN);
      }
    }
    return claims;
  }

  /** Returns two lines that state different things; empty if there are none. */
  Optional<String> contradiction() {
    return Optional.ofNullable(stated.contradiction());
  }

  /** Returns what a person should know of how the header was read. */
  Frame.Notes notes(PathFilter byPath) {
    List<String> told =
        new ArrayList<>(HeaderOddities.of(header, dialect, lookup.words().keywords()));
    told.addAll(lookup.unusable());
    told.addAll(lookup.contradictions());
    told.addAll(doubts());
    if (!byPath.filter().isEmpty()) {
      told.add("filter " + byPath.filter() + " from its path, as the header gives none");
    }
    String warnings = String.join("; ", told);
    String byHand = stated.summary();
    return warnings.isEmpty()
            && byHand.isEmpty()
            && !clock.isNightByDefault()
            && !clock.isDateAlone()
        ? Frame.Notes.NONE
        : new Frame.Notes(
            byHand,
            warnings,
            String.join("; ", lookup.unusable()),
            clock.isNightByDefault(),
            clock.isDateAlone());
  }

  /** Returns what was read and may mean that something is wrong. */
  private List<String> doubts() {
    List<String> doubts = new ArrayList<>();
    double pedestal = lookup.number(Fact.PEDESTAL, value -> true).orElse(0);
    if (pedestal != 0) {
      doubts.add(
          String.format(
              "PEDESTAL = %s: the camera program has added a constant, often after it had subtracted a"
                  + " dark",
              FactLookup.shown(OptionalDouble.of(pedestal))));
    }
    exposuresDiffer().ifPresent(doubts::add);
    return doubts;
  }

  /** Returns a sentence where EXPTIME and EXPOSURE differ, two words for one thing. */
  private Optional<String> exposuresDiffer() {
    if (stated.value(Fact.EXPOSURE).isPresent()) {
      return Optional.empty();
    }
    List<Double> values = new ArrayList<>();
    for (Dialect.Source source : lookup.sources(Fact.EXPOSURE)) {
      Dialect.Place place = source.places().get(0);
      if (ONE_EXPOSURE.contains(place.keyword()) && header.has(place.keyword())) {
        lookup.inUnitOfFact(Fact.EXPOSURE, place).ifPresent(values::add);
      }
    }
    boolean differ =
        values.size() > 1
            && Math.abs(values.get(0) - values.get(1))
                > 0.05 + 0.02 * Math.max(values.get(0), values.get(1));
    return differ
        ? Optional.of(
            String.format(
                "EXPTIME and EXPOSURE differ, %s s and %s s; the first counts",
                FactLookup.shown(OptionalDouble.of(values.get(0))),
                FactLookup.shown(OptionalDouble.of(values.get(1)))))
        : Optional.empty();
  }

  /** Returns whether the type is stated by hand, which overrides everything else. */
  boolean isTypeStated() {
    return stated.value(Fact.TYPE).isPresent();
  }

  /** Returns why the header shows that its frame is no raw one; empty if nothing does. */
  Optional<String> signOfReduction() {
    return stated.isRaw() ? Optional.empty() : signOfCards();
  }

  /** Returns the same, whatever is stated. */
  Optional<String> signOfCards() {
    return dialect.signOfReduction(header, lookup.words());
  }

  /** Returns whether the header says that a bias has been subtracted. */
  boolean isBiasSubtracted() {
    return dialect.isBiasSubtracted(header, lookup.words());
  }

  /** Returns what was done to the pixels, as it is stated. */
  Processing processing() {
    return stated.processing();
  }

  /** Returns all filters that are in the beam, joined by {@code +}; empty if there is none. */
  String filter() {
    Optional<String> byHand = lookup.stated(Fact.FILTER);
    if (byHand.isPresent()) {
      return byHand.get();
    }
    for (Dialect.Source source : lookup.sources(Fact.FILTER)) {
      Set<String> inBeam = new LinkedHashSet<>();
      boolean said = false;
      for (Dialect.Place place : inOneSeries(source.places())) {
        Optional<String> value =
            header.has(source.places().get(0).keyword()) && place.fits(header)
                ? header.text(place.keyword())
                : Optional.empty();
        lookup.looked(Fact.FILTER, place, value.isPresent());
        said |= value.isPresent();
        value.filter(name -> !dialect.isNoFilter(name)).ifPresent(inBeam::add);
      }
      if (said) {
        return String.join("+", inBeam);
      }
    }
    return "";
  }

  /** Returns whether somebody, or some card, says which filter there is, or that there is none. */
  boolean isFilterKnown() {
    return stated.value(Fact.FILTER).isPresent()
        || lookup.sources(Fact.FILTER).stream()
            .map(source -> source.places().get(0))
            .anyMatch(place -> place.fits(header) && header.text(place.keyword()).isPresent());
  }

  /**
   * FILTER beside another FILTER1 sums up all wheels: FILTER2 and FILTER3 are not behind it, but of
   * the wheels that it sums up.
   */
  private List<Dialect.Place> inOneSeries(List<Dialect.Place> places) {
    String first = places.get(0).keyword();
    Optional<String> ofFirstWheel = header.text(first + "1");
    boolean summary = ofFirstWheel.isPresent() && !ofFirstWheel.equals(header.text(first));
    return summary ? places.subList(0, 1) : places;
  }

  /** Returns the exposure in seconds; NaN if not known. */
  double exposure() {
    OptionalDouble usable =
        lookup.number(Fact.EXPOSURE, value -> value >= 0 && value <= LONGEST_EXPOSURE);
    if (usable.isEmpty()) {
      lookup.tellUnusable(Fact.EXPOSURE, "no exposure time; expected seconds, from 0 to 1,000,000");
    }
    double seconds = usable.orElse(Double.NaN);
    return seconds < 1e-9 ? 0 : seconds; // some cameras write 1E-32 for a bias
  }

  /**
   * Returns the temperature of the sensor in degrees Celsius: what was asked for, if it was
   * reached; NaN if not known.
   */
  double temperature() {
    if (!Double.isNaN(stated.temperature())) {
      return stated.temperature();
    }
    double set = celsius(Fact.SET_TEMPERATURE);
    double measured = celsius(Fact.MEASURED_TEMPERATURE);
    boolean reached = Double.isNaN(measured) || Math.abs(set - measured) <= SET_POINT_REACHED;
    if (Double.isNaN(set) && Double.isNaN(measured)) {
      lookup.tellUnusable(Fact.SET_TEMPERATURE, NO_TEMPERATURE);
      lookup.tellUnusable(Fact.MEASURED_TEMPERATURE, NO_TEMPERATURE);
    }
    return !Double.isNaN(set) && reached ? set : measured;
  }

  /** Returns the angle of the rotator in degrees, 0 to 360; NaN if not known. */
  double rotator() {
    double angle = lookup.number(Fact.ROTATOR, value -> Math.abs(value) <= 720).orElse(Double.NaN);
    return angle - 360 * Math.floor(angle / 360);
  }

  private double celsius(Fact fact) {
    double degrees =
        lookup
            .number(fact, value -> value > ABSOLUTE_ZERO && value < 350 && value != 100)
            .orElse(Double.NaN);
    // No sensor works at 100 degrees: these are kelvin.
    return degrees > 100 ? new Dialect.Unit(1, ABSOLUTE_ZERO).convert(degrees) : degrees;
  }

  /**
   * Returns the target and site of a light; the night must have been looked up before.
   *
   * @param binning pixels of the sensor in one of the image, along a row
   */
  Pointing pointing(int binning) {
    return new PointingFacts(lookup).pointing(clock.east(), binning);
  }

  /** Returns the start of the exposure; empty if not known. */
  Optional<Instant> time(NightRule rule) {
    return clock.time(rule, this::exposure);
  }

  /**
   * Returns the night of the exposure: stated, or by its start; null if not known.
   *
   * @param start null if not known
   */
  LocalDate night(Instant start, NightRule rule) {
    return clock.night(start, rule);
  }
}
