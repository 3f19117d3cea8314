package org.nightbeam.header;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
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
 * Start of an exposure and its night, from one header. Contradictions between clocks and longitude
 * are reported. It is one class of more than 400 lines, as every clock is a witness for the others.
 */
final class HeaderClock {
  /** Seconds by which two clocks in a header may differ besides the exposure. */
  private static final double CLOCKS_AGREE = 60;

  private static final double SECONDS_OF_A_DAY = 86_400;

  /** Seconds from which two times of day are of two zones. */
  private static final double A_ZONE_APART = 900;

  /** Seconds: all zones but few are some of these from UTC. */
  private static final double HALF_AN_HOUR = 1800;

  /** Seconds from the end of an exposure until its file has a header. */
  private static final double MOST_TO_WRITE = 300;

  private static final double MOST_HOURS_OF_A_CLOCK = 15;

  /** Zones have borders, and summers. */
  private static final double HOURS_OF_A_ZONE = 3.5;

  private static final Pattern FRACTION_OF_A_DAY =
      Pattern.compile("(?i)\\b(?:part|fraction)s? of (?:a |the )?day|\\bfractional day");

  /** Names of cards whose sign is known: hours from UTC count to the east. */
  private static final Pattern OFFSET_FROM_UTC = Pattern.compile("UT|GMT|TZ-?_?OFF");

  private final FactLookup lookup;
  private final Dialect dialect;
  private final FitsHeader header;
  private final StatedFacts.OfFile stated;
  private boolean nightByDefault;
  private boolean localClockTold;
  private LocalDate dateAlone; // null if there is a time of day, or no date
  private double east = Double.NaN;

  HeaderClock(FactLookup lookup) {
    this.lookup = lookup;
    this.dialect = lookup.dialect();
    this.header = lookup.header();
    this.stated = lookup.stated();
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
    if (clock.isPresent() && (isLocalTime() || isMidnightForWantOfATime(clock, dayNumber))) {
      return dayNumber
          .map(shown -> utcOfSystem(shown, false))
          .or(() -> clock.flatMap(shown -> utcOf(shown, rule)));
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
    clock.ifPresent(date -> compareWithWitnesses(date, exposure.getAsDouble()));
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

  /**
   * Returns what a clock at the site shows as UTC: by the zone that the header says, or the rule.
   */
  private Optional<Instant> utcOf(Instant shown, NightRule rule) {
    return zone()
        .map(zone -> LocalDateTime.ofInstant(shown, ZoneOffset.UTC).atZone(zone).toInstant())
        .or(() -> rule.utcOf(shown));
  }

  /** Returns the zone of the site, where the header says it without a doubt about the sign. */
  private Optional<ZoneId> zone() {
    return lookup.firstPlace(
        Fact.TIME_ZONE,
        place -> {
          String text = header.text(place.keyword()).orElse("");
          Optional<ZoneId> zone =
              ObservationTime.zone(
                  text,
                  OFFSET_FROM_UTC.matcher(place.keyword()).find(),
                  header.comment(place.keyword()));
          boolean signed = FitsHeader.parseNumber(text).orElse(-1) < 0 || text.startsWith("+");
          return signed ? zone : zone.flatMap(this::asTheLongitudeHasIt);
        });
  }

  /** Returns a zone whose number has no sign, or its mirror; none if the longitude fits neither. */
  private Optional<ZoneId> asTheLongitudeHasIt(ZoneId zone) {
    double east = new PointingFacts(lookup).longitude().orElse(Double.NaN);
    int seconds = zone.getRules().getOffset(Instant.EPOCH).getTotalSeconds();
    if (Double.isNaN(east) || hoursApart(east, seconds / 3600d) <= HOURS_OF_A_ZONE) {
      return Optional.of(zone);
    }
    return hoursApart(east, -seconds / 3600d) <= HOURS_OF_A_ZONE
        ? Optional.of(ZoneOffset.ofTotalSeconds(-seconds))
        : Optional.empty();
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
        && Duration.between(clock.orElseThrow(), dayNumber.get()).toSeconds() > CLOCKS_AGREE;
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
        if (Math.abs(Math.IEEEremainder(seconds, SECONDS_OF_A_DAY)) < A_ZONE_APART) {
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
            || seconds.getAsDouble() > SECONDS_OF_A_DAY
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
   * Returns whether the date is by the clock of the site: its comment says so, or the time system,
   * and it does not say itself how far that clock is from UTC.
   */
  private boolean isLocalTime() {
    boolean ofKnownClock =
        lookup
            .first(
                Fact.DATE,
                date ->
                    ObservationTime.parse(date, null, false)
                        .map(any -> ObservationTime.offsetIn(date).isPresent()))
            .orElse(false);
    if (stated.value(Fact.DATE).isPresent() || ofKnownClock) {
      return false;
    }
    boolean said =
        lookup
            .firstPlace(
                Fact.DATE,
                place ->
                    header.text(place.keyword()).isPresent()
                        ? Optional.of(dialect.isLocalTime(header.comment(place.keyword())))
                        : Optional.empty())
            .orElse(false);
    return said || dialect.isLocalTime(header.text("TIMESYS").orElse(""));
  }

  /**
   * Compares the date with its witnesses: day numbers, and the time of day beside a whole date,
   * must say the same as the date.
   */
  private void compareWithWitnesses(Instant start, double exposure) {
    double within = (Double.isNaN(exposure) ? 0 : exposure) + CLOCKS_AGREE;
    compare(start, Fact.MODIFIED_JULIAN_DATE, ObservationTime::ofModifiedJulianDate, within);
    compare(start, Fact.JULIAN_DATE, ObservationTime::ofJulianDate, within);
    compareWithDateOfFile(start, exposure);
    if (localClockTold) {
      return;
    }
    for (Dialect.Source source : lookup.sources(Fact.TIME)) {
      String keyword = source.places().get(0).keyword();
      if (keyword.startsWith("EXPSTART") || keyword.startsWith("TAI")) {
        continue;
      }
      Optional<Instant> sameDay =
          header
              .text(keyword)
              .filter(text -> text.contains(":"))
              .flatMap(
                  clock ->
                      ObservationTime.parse(
                          LocalDateTime.ofInstant(start, ZoneOffset.UTC).toLocalDate().toString(),
                          clock,
                          true));
      if (sameDay.isPresent()) {
        double seconds =
            Math.IEEEremainder(
                (sameDay.get().toEpochMilli() - start.toEpochMilli()) / 1000d, SECONDS_OF_A_DAY);
        tellDifference(keyword, seconds, within);
        return;
      }
    }
  }

  /**
   * No file is written before its exposure begins. Some cameras keep the DATE of the file before:
   * it counts where it is off by a zone, as one by the clock of the site is.
   */
  private void compareWithDateOfFile(Instant start, double exposure) {
    header
        .text("DATE")
        .flatMap(date -> ObservationTime.parse(date, null, true))
        .map(written -> Duration.between(start, written).toMillis() / 1000d)
        .filter(seconds -> seconds < -A_ZONE_APART && seconds > -SECONDS_OF_A_DAY)
        .filter(seconds -> isOfAZone(seconds) || isOfAZone(seconds - exposure))
        .ifPresent(seconds -> tellDifference("DATE", seconds, A_ZONE_APART));
  }

  /** Returns whether these are some half hours, and what it takes to write a file. */
  private static boolean isOfAZone(double seconds) {
    double off = Math.IEEEremainder(seconds, HALF_AN_HOUR);
    return off > -CLOCKS_AGREE && off < MOST_TO_WRITE;
  }

  private void compare(
      Instant start, Fact fact, DoubleFunction<Optional<Instant>> toInstant, double within) {
    for (Dialect.Source source : lookup.sources(fact)) {
      String keyword = source.places().get(0).keyword();
      OptionalDouble days = header.number(keyword);
      Optional<Instant> other =
          days.isPresent() ? toInstant.apply(days.getAsDouble()) : Optional.empty();
      if (other.isPresent()) {
        String text = header.text(keyword).orElse("");
        int point = text.indexOf('.');
        int decimals = point < 0 ? 0 : text.substring(point + 1).replaceAll("\\D.*", "").length();
        double lastDigit = 86_400 / Math.pow(10, decimals);
        double seconds = (other.get().toEpochMilli() - start.toEpochMilli()) / 1000d;
        tellDifference(keyword, seconds, within + lastDigit);
        return;
      }
    }
  }

  private void tellDifference(String keyword, double seconds, double within) {
    if (Math.abs(seconds) <= within) {
      return;
    }
    double size = Math.abs(seconds);
    String by =
        size < 300
            ? String.format(Locale.ROOT, "%.0f s", size)
            : size < 86_400 * 2
                ? String.format(Locale.ROOT, "%.2f h", size / 3600)
                : String.format(Locale.ROOT, "%.0f days", size / 86_400);
    lookup.contradict(
        String.format(
            "%s is %s %s than the date; one of them may be local time: state date or night with"
                + " --facts",
            keyword, by, seconds > 0 ? "later" : "earlier"));
  }

  /**
   * Returns the night of the exposure: stated, or by its start; null if not known.
   *
   * @param start null if not known
   */
  LocalDate night(Instant start, NightRule rule) {
    LocalDate byHand = stated.night();
    LocalDateTime local = local(start);
    if (local == null && (dateAlone != null || start == null)) {
      return byHand != null ? byHand : nightOfDateAlone(start, rule);
    }
    east = longitude(start, local);
    nightByDefault = byHand == null && start != null && rule.isDefault(start, local, east);
    return byHand != null ? byHand : rule.night(start, local, east);
  }

  /** Returns the night of a date without a time of day; null if there is none. */
  private LocalDate nightOfDateAlone(Instant start, NightRule rule) {
    east = longitude(start, null);
    boolean ofSite = dateAlone == null || isLocalTime();
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

  /** Returns the start by the clock of the site; null if not known. */
  private LocalDateTime local(Instant start) {
    Optional<LocalDateTime> said =
        lookup
            .first(Fact.LOCAL_DATE, date -> ObservationTime.parse(date, null, true))
            .map(clock -> LocalDateTime.ofInstant(clock, ZoneOffset.UTC));
    if (said.isPresent() && isOfSameTime(start, said.get())) {
      return said.get();
    }
    Optional<Instant> clockAlone =
        start == null
            ? Optional.empty()
            : lookup.first(
                Fact.LOCAL_DATE,
                clock ->
                    clock.contains(":")
                        ? ObservationTime.parse(
                            LocalDate.ofInstant(start, ZoneOffset.UTC).toString(), clock, true)
                        : Optional.empty());
    if (clockAlone.isPresent()) {
      // It is of the day before or after, where that is nearer.
      double ahead =
          Math.IEEEremainder(
              Duration.between(start, clockAlone.get()).toMillis() / 1000d, SECONDS_OF_A_DAY);
      return LocalDateTime.ofInstant(start.plusMillis(Math.round(ahead * 1000)), ZoneOffset.UTC);
    }
    if (isLocalTime()) {
      return clock().map(clock -> LocalDateTime.ofInstant(clock, ZoneOffset.UTC)).orElse(null);
    }
    return start == null
        ? null
        : lookup
            .first(Fact.DATE, ObservationTime::offsetIn)
            .map(offset -> LocalDateTime.ofInstant(start.plus(offset), ZoneOffset.UTC))
            .or(() -> zone().map(zone -> start.atZone(zone).toLocalDateTime()))
            .orElse(null);
  }

  /**
   * Returns the longitude in degrees east; NaN if not known. Where the clock of the site
   * contradicts it by hours, degrees are counted to the west, if that agrees, or not used.
   */
  private double longitude(Instant start, LocalDateTime local) {
    double east = new PointingFacts(lookup).longitude().orElse(Double.NaN);
    boolean byHand = stated.value(Fact.LONGITUDE).isPresent();
    if (Double.isNaN(east) || byHand || start == null || local == null) {
      return east;
    }
    double ahead =
        Duration.between(LocalDateTime.ofInstant(start, ZoneOffset.UTC), local).toSeconds() / 3600d;
    if (Math.abs(ahead) < 0.2 || Math.abs(ahead) > 15) {
      return east; // the clock of a computer
    }
    if (hoursApart(east, ahead) <= HOURS_OF_A_ZONE) {
      return east;
    }
    boolean west = hoursApart(-east, ahead) <= HOURS_OF_A_ZONE;
    lookup.contradict(
        String.format(
            Locale.ROOT,
            "longitude %s and a clock %.1f h %s UTC contradict each other: %s",
            FactLookup.shown(OptionalDouble.of(east)),
            Math.abs(ahead),
            ahead > 0 ? "ahead of" : "behind",
            west ? "taken as degrees west" : "the night is taken from the clock"));
    return west ? -east : Double.NaN;
  }

  /** Returns whether a local time can be that of a start; else it is told. */
  private boolean isOfSameTime(Instant start, LocalDateTime local) {
    double hours =
        start == null
            ? 0
            : Duration.between(LocalDateTime.ofInstant(start, ZoneOffset.UTC), local).toMinutes()
                / 60d;
    if (Math.abs(hours) > MOST_HOURS_OF_A_CLOCK) {
      lookup.contradict(
          String.format(
              Locale.ROOT,
              "the local time %s is %.0f h %s UTC, and not used",
              local,
              Math.abs(hours),
              hours > 0 ? "ahead of" : "behind"));
      return false;
    }
    return true;
  }

  private static double hoursApart(double east, double hoursAhead) {
    return Math.abs(Math.IEEEremainder(east / 15 - hoursAhead, 24));
  }
}
