package org.nightbeam.header;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.frame.Fact;
import org.nightbeam.header.dialect.Dialect;

/**
 * The clock at the site of one header: whether its date is local time, how far that is from UTC,
 * and the longitude that agrees with it.
 */
final class SiteClock {
  private static final double MOST_HOURS_OF_A_CLOCK = 15;

  /**
   * Hours by which the clock of a site may differ from the sun's: zones have borders, and summer
   * time.
   */
  private static final double HOURS_OF_A_ZONE = 3.5;

  /** Names of cards whose sign is known: hours from UTC count to the east. */
  private static final Pattern OFFSET_FROM_UTC = Pattern.compile("UT|GMT|TZ-?_?OFF");

  private final FactLookup lookup;
  private final Dialect dialect;
  private final FitsHeader header;
  private final StatedFacts.OfFile stated;

  SiteClock(FactLookup lookup) {
    this.lookup = lookup;
    this.dialect = lookup.dialect();
    this.header = lookup.header();
    this.stated = lookup.stated();
  }

  /**
   * Returns whether the date is by the clock of the site: its comment says so, or the time system,
   * and it does not say itself how far that clock is from UTC.
   */
  boolean isLocalTime() {
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
   * Returns what a clock at the site shows as UTC: by the zone that the header says, or the rule.
   */
  Optional<Instant> utcOf(Instant shown, NightRule rule) {
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

  /**
   * Returns the start by the clock of the site; null if not known.
   *
   * @param start null if not known
   * @param clock gives the date with its time, as it stands in the header
   */
  LocalDateTime local(Instant start, Supplier<Optional<Instant>> clock) {
    Optional<LocalDateTime> said =
        lookup
            .first(Fact.LOCAL_DATE, date -> ObservationTime.parse(date, null, true))
            .map(shown -> LocalDateTime.ofInstant(shown, ZoneOffset.UTC));
    if (said.isPresent() && isOfSameTime(start, said.get())) {
      return said.get();
    }
    Optional<Instant> clockAlone =
        start == null
            ? Optional.empty()
            : lookup.first(
                Fact.LOCAL_DATE,
                text ->
                    text.contains(":")
                        ? ObservationTime.parse(
                            LocalDate.ofInstant(start, ZoneOffset.UTC).toString(), text, true)
                        : Optional.empty());
    if (clockAlone.isPresent()) {
      // It is of the day before or after, where that is nearer.
      double ahead =
          Math.IEEEremainder(
              Duration.between(start, clockAlone.get()).toMillis() / 1000d,
              ClockWitnesses.SECONDS_OF_A_DAY);
      return LocalDateTime.ofInstant(start.plusMillis(Math.round(ahead * 1000)), ZoneOffset.UTC);
    }
    if (isLocalTime()) {
      return clock.get().map(shown -> LocalDateTime.ofInstant(shown, ZoneOffset.UTC)).orElse(null);
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
  double longitude(Instant start, LocalDateTime local) {
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
