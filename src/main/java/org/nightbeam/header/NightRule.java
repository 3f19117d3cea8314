package org.nightbeam.header;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * When a night begins: at the noon of the telescope, so that its evening and its morning have one
 * date. The first of these that is known tells when that is.
 *
 * @param longitude degrees east of telescopes whose headers give none; NaN if not known
 * @param zone the site's time zone; null if not known
 * @param behindUtc how far the dates of nights are behind UTC otherwise
 */
public record NightRule(double longitude, ZoneId zone, Duration behindUtc) implements Serializable {
  private static final double SECONDS_A_DEGREE = 240;
  private static final int HALF_A_TURN = 180;

  /**
   * Hour of UTC by which the night of a date alone is told: it is in the night that begins in the
   * evening of that date, as long as midnight there is no later than two hours after that of UTC.
   */
  private static final int HOUR_OF_DATES = 14;

  private static final Duration SMALLEST_ZONE = Duration.ofMinutes(15);

  /** Returns the rule for telescopes of which nothing but the offset is known. */
  public static NightRule behindUtc(Duration behindUtc) {
    return new NightRule(Double.NaN, null, behindUtc);
  }

  /**
   * Returns the local date at the noon before.
   *
   * @param start of an exposure; null if not known
   * @param local the same by the clock of the site, which tells the night of telescopes whose
   *     longitude and zone are not known; null if not known
   * @param headerLongitude degrees east by the header, by whose mean sun it is noon; NaN if it
   *     gives none
   * @return null if neither start is known
   */
  LocalDate night(Instant start, LocalDateTime local, double headerLongitude) {
    if (start == null) {
      return local == null ? null : ofClock(local);
    }
    double east = Double.isNaN(headerLongitude) ? longitude : headerLongitude;
    if (!Double.isNaN(east)) {
      double within = Math.IEEEremainder(east, 2 * HALF_A_TURN);
      return dateOf(
          start, Duration.ofSeconds(Math.round((HALF_A_TURN - within) * SECONDS_A_DEGREE)));
    }
    if (zone != null) {
      return ofClock(start.atZone(zone).toLocalDateTime());
    }
    return isOfSite(start, local) ? ofClock(local) : dateOf(start, behindUtc);
  }

  /**
   * Returns the night of a date in UTC without a time: the one whose middle is on that date. Where
   * midnight is about that of UTC, it is the night that begins in the evening of that date, as who
   * writes a date alone means it.
   */
  LocalDate nightOf(LocalDate date, double headerLongitude) {
    Instant middle = date.atTime(HOUR_OF_DATES, 0).toInstant(ZoneOffset.UTC);
    return night(middle, null, headerLongitude);
  }

  /** Returns whether nothing but the offset from UTC tells the night of a start. */
  boolean isDefault(Instant start, LocalDateTime local, double headerLongitude) {
    return Double.isNaN(headerLongitude)
        && Double.isNaN(longitude)
        && zone == null
        && !isOfSite(start, local);
  }

  /** Returns whether the clock is that of a site; one that shows UTC is that of a computer. */
  private static boolean isOfSite(Instant start, LocalDateTime local) {
    return local != null
        && Duration.between(start.atZone(ZoneOffset.UTC).toLocalDateTime(), local)
                .abs()
                .compareTo(SMALLEST_ZONE)
            >= 0;
  }

  /**
   * Returns the instant at which the clock of the site shows a time; empty if its zone is not
   * known.
   */
  Optional<Instant> utcOf(Instant shown) {
    return zone == null
        ? Optional.empty()
        : Optional.of(LocalDateTime.ofInstant(shown, ZoneOffset.UTC).atZone(zone).toInstant());
  }

  private static LocalDate ofClock(LocalDateTime local) {
    return local.minusHours(12).toLocalDate();
  }

  private static LocalDate dateOf(Instant start, Duration behind) {
    return start.minus(behind).atZone(ZoneOffset.UTC).toLocalDate();
  }
}
