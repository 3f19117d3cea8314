package org.nightbeam.header;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import java.util.function.DoubleSupplier;
import java.util.regex.Pattern;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.frame.Fact;
import org.nightbeam.header.dialect.Dialect;
import org.nightbeam.time.TimeScale;

/**
 * Start of an exposure and its night, from one header. Contradictions between its clocks are told
 * by {@link ClockWitnesses}; local time and longitude are read by {@link SiteClock}.
 */
final class HeaderClock {
  private static final Pattern FRACTION_OF_A_DAY =
      Pattern.compile("(?i)\\b(?:part|fraction)s? of (?:a |the )?day|\\bfractional day");

  private final FactLookup lookup;
  private final FitsHeader header;
  private final StatedFacts.OfFile stated;
  private final SiteClock site;
  private final ClockWitnesses witnesses;
  private boolean nightByDefault;
  private boolean localClockTold;
  private LocalDate dateAlone; // null if there is a time of day, or no date
  private double east = Double.NaN;

  HeaderClock(FactLookup lookup) {
    this.lookup = lookup;
    this.header = lookup.header();
    this.stated = lookup.stated();
    this.site = new SiteClock(lookup);
    this.witnesses = new ClockWitnesses(lookup);
  }

  /**
   * Returns the start: a date with its time, else a day number, else a date alone, meaning its
   * midnight. Of local time it is what a day number says, else what the site's time zone makes of
   * it.
   *
   * @param exposure in seconds, by which clocks may differ; NaN if not known
   */
  Optional<Instant> time(NightRule rule, DoubleSupplier exposure) {
    Optional<Instant> clock = clock();
    Optional<Instant> dayNumber = dayNumber();
    if (clock.isPresent() && (site.isLocalTime() || isMidnightForWantOfATime(clock, dayNumber))) {
      return dayNumber
          .map(shown -> utcOfSystem(shown, false))
          .or(() -> clock.flatMap(shown -> site.utcOf(shown, rule)));
    }
    Optional<Instant> start =
        clock
            .or(() -> dayNumber)
            .or(() -> beforeEnd(Fact.END_DATE, exposure.getAsDouble()))
            .or(() -> beforeEnd(Fact.MIDDLE_DATE, exposure.getAsDouble() / 2))
            .or(() -> midnightOfDateAlone(Fact.DATE));
    if (start.isEmpty()) {
      lookup.tellUnusable(Fact.DATE, "no date; expected one such as 2024-01-31T20:15:03");
    }
    clock.ifPresent(date -> witnesses.compare(date, exposure.getAsDouble(), localClockTold));
    return start.map(shown -> utcOfSystem(shown, clock.isPresent()));
  }

  /**
   * Returns the UTC of an instant that the header has on the scale of TIMESYS.
   *
   * @param byDate whether it is that of a date with its time, else of a day number, or a middle
   */
  private Instant utcOfSystem(Instant shown, boolean byDate) {
    Optional<TimeScale> scale = TimeScale.of(header.text("TIMESYS").orElse(""));
    if (scale.isEmpty() || stated.value(Fact.DATE).isPresent() || dateAlone != null) {
      return shown;
    }
    boolean saysUtc =
        byDate
            ? lookup.first(Fact.DATE, this::whole).isEmpty() && isOfUtBeside()
                || lookup.first(Fact.DATE, this::saysUtc).isPresent()
            : isDayNumberOfUt();
    return saysUtc ? shown : scale.get().utc(shown);
  }

  private Optional<Instant> whole(String date) {
    return ObservationTime.parse(date, null, true);
  }

  /** Returns whether the time beside a date is that of a card which names UT, as UTSTART does. */
  private boolean isOfUtBeside() {
    return localClockTold
        || lookup
            .firstPlace(
                Fact.TIME,
                place ->
                    atTime(place).or(() -> secondsOfDateAlone(place)).map(any -> isOfUt(place)))
            .orElse(false);
  }

  /** Returns whether a day number is of a card which names UT, as MJD_UTC does. */
  private boolean isDayNumberOfUt() {
    return isOfUt(Fact.MODIFIED_JULIAN_DATE).or(() -> isOfUt(Fact.JULIAN_DATE)).orElse(false);
  }

  private Optional<Boolean> isOfUt(Fact fact) {
    return lookup.firstPlace(
        fact,
        place ->
            header.number(place.keyword()).isPresent()
                ? Optional.of(isOfUt(place))
                : Optional.empty());
  }

  private Optional<Boolean> saysUtc(String date) {
    boolean zulu = date.strip().endsWith("Z") || ObservationTime.offsetIn(date).isPresent();
    return zulu ? Optional.of(true) : Optional.empty();
  }

  /** Returns an end or a middle less the seconds of exposure before it, if they are known. */
  private Optional<Instant> beforeEnd(Fact fact, double seconds) {
    return lookup
        .first(fact, ObservationTime::ofDateOrDayNumber)
        .map(end -> end.minusMillis(Double.isNaN(seconds) ? 0 : Math.round(seconds * 1000)));
  }

  /**
   * Returns whether a time of 0:00:00 stands for none, as the day number has one of the same day.
   */
  private static boolean isMidnightForWantOfATime(
      Optional<Instant> clock, Optional<Instant> dayNumber) {
    return dayNumber.isPresent()
        && clock.orElseThrow().equals(clock.orElseThrow().truncatedTo(ChronoUnit.DAYS))
        && dayNumber.get().truncatedTo(ChronoUnit.DAYS).equals(clock.orElseThrow())
        && Duration.between(clock.orElseThrow(), dayNumber.get()).toSeconds()
            > ClockWitnesses.CLOCKS_AGREE;
  }

  /** Returns the midnight of a date without a time of day. */
  private Optional<Instant> midnightOfDateAlone(Fact fact) {
    Optional<Instant> midnight =
        lookup.first(fact, date -> ObservationTime.parse(date, null, false));
    dateAlone = midnight.map(day -> LocalDate.ofInstant(day, ZoneOffset.UTC)).orElse(null);
    return midnight;
  }

  /** Returns a date with its time, as it stands there. */
  private Optional<Instant> clock() {
    Optional<Instant> whole =
        lookup.first(Fact.DATE, date -> ObservationTime.parse(date, null, true));
    return whole
        .or(() -> lookup.firstPlace(Fact.TIME, this::atTimeOrUt))
        .or(() -> lookup.firstPlace(Fact.TIME, this::secondsOfDateAlone));
  }

  /**
   * Returns the date at the time of a card. Where another card beside it has the universal time and
   * is off by more than a quarter of an hour, the first is by the clock of the site, and the other
   * counts.
   */
  private Optional<Instant> atTimeOrUt(Dialect.Place place) {
    Optional<Instant> shown = atTime(place);
    if (shown.isEmpty() || isOfUt(place)) {
      return shown;
    }
    for (Dialect.Source source : lookup.sources(Fact.TIME)) {
      Dialect.Place other = source.places().get(0);
      Optional<Instant> ut =
          isOfUt(other) && header.text(other.keyword()).orElse("").contains(":")
              ? atTime(other)
              : Optional.empty();
      if (ut.isPresent()) {
        double seconds = Duration.between(ut.get(), shown.get()).toMillis() / 1000d;
        if (Math.abs(Math.IEEEremainder(seconds, ClockWitnesses.SECONDS_OF_A_DAY))
            < ClockWitnesses.A_ZONE_APART) {
          return shown;
        }
        localClockTold = true;
        lookup.contradict(
            String.format(
                Locale.ROOT,
                "%s is %.2f h from %s, which is taken; the other may be local time: state date or"
                    + " night with --facts",
                place.keyword(),
                Math.abs(seconds) / 3600,
                other.keyword()));
        return ut;
      }
    }
    return shown;
  }

  private static boolean isOfUt(Dialect.Place place) {
    return place.keyword().contains("UT");
  }

  private Optional<Instant> atTime(Dialect.Place place) {
    boolean ofClock = place.unit() != null && place.unit().isClock();
    return header
        .text(place.keyword())
        .filter(clock -> !ofClock || FitsHeader.parseNumber(clock).isEmpty())
        .flatMap(
            clock ->
                lookup.first(
                    Fact.DATE, date -> ObservationTime.parse(date, ofHours(clock, place), true)));
  }

  /** Returns the hours of a fraction of the day, where the comment says that it is one. */
  private String ofHours(String clock, Dialect.Place place) {
    OptionalDouble days = FitsHeader.parseNumber(clock);
    return days.isPresent()
            && days.getAsDouble() >= 0
            && days.getAsDouble() < 1
            && FRACTION_OF_A_DAY.matcher(header.comment(place.keyword())).find()
        ? String.format(Locale.ROOT, "%.9f", 24 * days.getAsDouble())
        : clock;
  }

  /** Returns the time of a card that counts the seconds since midnight. */
  private Optional<Instant> secondsOfDateAlone(Dialect.Place place) {
    OptionalDouble seconds = header.number(place.keyword());
    return place.unit() == null
            || place.unit().isClock()
            || seconds.isEmpty()
            || seconds.getAsDouble() > ClockWitnesses.SECONDS_OF_A_DAY
        ? Optional.empty()
        : lookup
            .first(Fact.DATE, date -> ObservationTime.parse(date, null, false))
            .map(
                midnight ->
                    midnight.plusMillis(
                        Math.round(place.unit().convert(seconds.getAsDouble()) * 1000)));
  }

  private Optional<Instant> dayNumber() {
    return dayNumber(Fact.MODIFIED_JULIAN_DATE, ObservationTime::ofModifiedJulianDate)
        .or(() -> dayNumber(Fact.JULIAN_DATE, ObservationTime::ofJulianDate));
  }

  private Optional<Instant> dayNumber(Fact fact, DoubleFunction<Optional<Instant>> toInstant) {
    OptionalDouble days = lookup.number(fact, value -> toInstant.apply(value).isPresent());
    return days.isPresent() ? toInstant.apply(days.getAsDouble()) : Optional.empty();
  }

  /**
   * Returns the night of the exposure: stated, or by its start; null if not known.
   *
   * @param start null if not known
   */
  LocalDate night(Instant start, NightRule rule) {
    LocalDate byHand = stated.night();
    LocalDateTime local = site.local(start, this::clock);
    if (local == null && (dateAlone != null || start == null)) {
      return byHand != null ? byHand : nightOfDateAlone(start, rule);
    }
    east = site.longitude(start, local);
    nightByDefault = byHand == null && start != null && rule.isDefault(start, local, east);
    return byHand != null ? byHand : rule.night(start, local, east);
  }

  /** Returns the night of a date without a time of day; null if there is none. */
  private LocalDate nightOfDateAlone(Instant start, NightRule rule) {
    east = site.longitude(start, null);
    boolean ofSite = dateAlone == null || site.isLocalTime();
    if (dateAlone == null && midnightOfDateAlone(Fact.LOCAL_DATE).isEmpty()) {
      return null;
    }
    LocalDate night = ofSite ? dateAlone : rule.nightOf(dateAlone, east);
    lookup.contradict(
        String.format(
            "the date %s has no time of day; the night is assumed to be that of %s",
            dateAlone, night));
    return night;
  }

  /** Returns the longitude in degrees east that gave the night looked up last; NaN for none. */
  double east() {
    return east;
  }

  /** Returns whether only the default gave the beginning of the night looked up last. */
  boolean isNightByDefault() {
    return nightByDefault;
  }

  /** Returns whether the time looked up last is the midnight of a date without a time. */
  boolean isDateAlone() {
    return dateAlone != null;
  }
}
