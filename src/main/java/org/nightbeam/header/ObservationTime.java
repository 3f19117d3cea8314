package org.nightbeam.header;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nightbeam.fits.FitsHeader;

/**
 * Dates and times as headers have them: {@code 2024-01-31T20:15:03.25}, with a blank for the T,
 * both or neither, with Z or an offset, {@code 2024/01/31}, the {@code 31/01/99} of before 2000
 * (FITS 4.0, section 4.4.2.1: a year of the 1900s, but programs that still wrote {@code 08/05/10}
 * meant 2010: nothing digital is of 1910), the same with the month first if only that is a date, as
 * in {@code 09/29/97}, with points, with the name of the month, without any sign between, a date
 * and a time in two keywords, the latter also as decimal hours, and seconds since 1970. All are
 * UTC.
 */
final class ObservationTime {
  private static final Pattern T_OF_NO_TIME = Pattern.compile("(?<![A-Za-z])T$");
  private static final Pattern ISO =
      Pattern.compile("(\\d{4})[-/.:](\\d{1,2})[-/.:](\\d{1,2})(?:[T ]\\s*T?\\s*(\\S.*))?");
  private static final Pattern OLD =
      Pattern.compile("(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4}|\\d{2})(?:[T ]\\s*(\\S.*))?");
  private static final Pattern CLOCK =
      Pattern.compile(
          "(\\d{1,2})[: ](\\d{1,2})(?:[: ](\\d{1,2}(?:[.,]\\d*)?))?\\s*"
              + "(?:\\(?(?:UT|UTC|GMT)?\\)?\\s*)?(Z|[+-]\\d{1,2}(?::?\\d{2})?)?\\)?");
  private static final Pattern POINTS =
      Pattern.compile("(\\d{1,2})\\.(\\d{1,2})\\.(\\d{1,2}(?:[.,]\\d*)?)(\\D.*)?");
  private static final Pattern DASHES =
      Pattern.compile("(\\d{1,2})-(\\d{1,2})-(\\d{1,2}(?:[.,]\\d*)?)(\\D.*)?");
  private static final Pattern HALF_DAY =
      Pattern.compile(
          "(?i)(\\d{1,2})(:\\d{1,2}(?::\\d{1,2}(?:\\.\\d*)?)?)\\s*([AP])\\.?M\\.?(?:\\s+[A-Z]{2,5})?");
  private static final Pattern COMPACT =
      Pattern.compile("(\\d{4})(\\d{2})(\\d{2})T(\\d{2})(\\d{2})(\\d{2}(?:\\.\\d*)?)Z?");
  private static final Pattern COMPACT_DATE =
      Pattern.compile("((?:19|20)\\d{2})(\\d{2})(\\d{2})(?:[T ]\\s*(\\S.*))?");

  /** What FliPilot writes behind a date. */
  private static final Pattern OF_GPS = Pattern.compile("(?i)\\s+(?:no)?gps$");

  private static final String MONTHS = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
  private static final String MONTH = "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*";
  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[, ]\\s*)?(\\d{1,2})[- ]"
              + MONTH
              + "[-, ]+(\\d{4})(?:[T, ]+(\\S.*))?");
  private static final Pattern UNIX_DATE =
      Pattern.compile(
          "(?i)(?:[a-z]{3},?\\s+)?"
              + MONTH
              + "\\s+(\\d{1,2}),?\\s+(\\d{1,2}:\\d{2}:\\S+)\\s+(\\d{4})");
  private static final Pattern ZONE =
      Pattern.compile("(?:UTC|UT|GMT)?\\s*([+-]\\d{1,2}(?::?\\d{2})?)");
  private static final Set<String> ZONE_NAMES =
      Set.of(
          "MST", "EST", "HST", "PST", "CST", "CET", "EET", "WET", "MET", "MST7MDT", "PST8PDT",
          "EST5EDT", "CST6CDT");
  private static final Pattern TO_THE_WEST = Pattern.compile("(?i)\\bwest|\\bbehind\\b");

  /** Says that what is west is below 0. */
  private static final Pattern NEGATIVE_TO_THE_WEST =
      Pattern.compile("(?i)\\bneg|\\bminus|- *w(?:est)?\\b|\\bw(?:est)? *-");

  private static final Pattern TO_THE_EAST =
      Pattern.compile(
          "(?i)\\beast|\\bahead\\b|\\bfrom (?:UTC?|GMT)\\b|\\b(?:UTC?|GMT) ?[+]|UTC? offset");
  private static final Pattern HOURS = Pattern.compile("\\d{1,2}\\.\\d+(?:[Ee]\\+?0+)?");
  private static final Pattern UNIX_SECONDS = Pattern.compile("\\d{9,10}(?:\\.\\d*)?");

  /** The year 2030: what is more may be digits of a date, such as {@code 1999123123}. */
  private static final double LAST_UNIX_SECOND = 1.9e9;

  private static final int OLDEST_YEAR = 50;
  private static final double UNIX_EPOCH_MJD = 40587;
  private static final double MJD_EPOCH_JD = 2400000.5;

  private ObservationTime() {}

  /**
   * Returns the instant of a date, or of a date and the time beside it.
   *
   * @param date a date with or without a time
   * @param time the time for a date that has none; null for none
   * @param whole whether a date without any time is refused; else its midnight is meant
   */
  static Optional<Instant> parse(String date, String time, boolean whole) {
    String trimmed =
        OF_GPS.matcher(T_OF_NO_TIME.matcher(date.trim()).replaceFirst("")).replaceFirst("");
    if (UNIX_SECONDS.matcher(trimmed).matches()) {
      double seconds = Double.parseDouble(trimmed);
      return seconds > 3e8 && seconds < LAST_UNIX_SECOND
          ? Optional.of(Instant.ofEpochMilli(Math.round(seconds * 1000)))
          : Optional.empty();
    }
    if (!ISO.matcher(trimmed).matches() && !OLD.matcher(trimmed).matches()) {
      trimmed = reordered(trimmed);
    }
    Matcher iso = ISO.matcher(trimmed);
    Matcher old = OLD.matcher(trimmed);
    try {
      LocalDate day;
      String own;
      if (iso.matches()) {
        day = date(iso.group(1), iso.group(2), iso.group(3));
        own = iso.group(4);
      } else if (old.matches()) {
        String year = old.group(4);
        // Who counts the hours of a day to twelve writes the month first.
        boolean monthFirst =
            Integer.parseInt(old.group(3)) > 12
                || old.group(5) != null && HALF_DAY.matcher(old.group(5)).matches();
        day =
            date(
                year.length() == 2 ? century(year) + year : year,
                old.group(monthFirst ? 1 : 3),
                old.group(monthFirst ? 3 : 1));
        own = old.group(5);
      } else {
        return Optional.empty();
      }
      String clock = own != null ? own : time;
      if (clock == null) {
        return whole ? Optional.empty() : Optional.of(midnight(day));
      }
      return clock(withColons(clock.trim())).map(midnight(day)::plus);
    } catch (DateTimeException impossible) {
      return Optional.empty();
    }
  }

  /** Returns the instant of a modified Julian date in days, rounded to the millisecond. */
  static Optional<Instant> ofModifiedJulianDate(double days) {
    // What is outside the years 1860 to 2130 is a placeholder or another unit.
    return days > 400 && days < 99000
        ? Optional.of(Instant.ofEpochMilli(Math.round((days - UNIX_EPOCH_MJD) * 86_400_000d)))
        : Optional.empty();
  }

  /** Returns the instant of a Julian date in days. */
  static Optional<Instant> ofJulianDate(double days) {
    return ofModifiedJulianDate(days - MJD_EPOCH_JD);
  }

  private static Instant midnight(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private static LocalDate date(String year, String month, String day) {
    return LocalDate.of(Integer.parseInt(year), Integer.parseInt(month), Integer.parseInt(day));
  }

  private static String century(String year) {
    return Integer.parseInt(year) < OLDEST_YEAR ? "20" : "19";
  }

  /** Returns a date with the name of its month, or without any sign between, as ISO has it. */
  private static String reordered(String date) {
    Matcher compact = COMPACT.matcher(date);
    if (compact.matches()) {
      return compact.replaceFirst("$1-$2-$3T$4:$5:$6");
    }
    Matcher day = COMPACT_DATE.matcher(date);
    if (day.matches()) {
      String rest = day.group(4) == null ? "" : "T" + day.group(4);
      return day.group(1) + "-" + day.group(2) + "-" + day.group(3) + rest;
    }
    Matcher named = NAMED.matcher(date);
    if (named.matches()) {
      String rest = named.group(4) == null ? "" : "T" + named.group(4);
      return named.group(3) + "-" + month(named.group(2)) + "-" + named.group(1) + rest;
    }
    Matcher unix = UNIX_DATE.matcher(date);
    return unix.matches()
        ? unix.group(4) + "-" + month(unix.group(1)) + "-" + unix.group(2) + "T" + unix.group(3)
        : date;
  }

  private static int month(String name) {
    return MONTHS.indexOf(name.toUpperCase(Locale.ROOT)) / 3 + 1;
  }

  private static Optional<Duration> clock(String text) {
    Matcher half = HALF_DAY.matcher(text);
    if (half.matches()) {
      int hour = Integer.parseInt(half.group(1));
      boolean afternoon = half.group(3).equalsIgnoreCase("P");
      return hour < 1 || hour > 12
          ? Optional.empty()
          : clock(hour % 12 + (afternoon ? 12 : 0) + half.group(2));
    }
    Matcher m = CLOCK.matcher(text);
    if (HOURS.matcher(text).matches() && Double.parseDouble(text) < 24) {
      return Optional.of(Duration.ofMillis(Math.round(Double.parseDouble(text) * 3_600_000)));
    }
    if (!m.matches()) {
      return Optional.empty();
    }
    long hours = Long.parseLong(m.group(1));
    long minutes = Long.parseLong(m.group(2));
    double seconds = m.group(3) == null ? 0 : Double.parseDouble(m.group(3).replace(',', '.'));
    if (hours > 24 || minutes > 59 || seconds >= 61) {
      return Optional.empty();
    }
    Duration ofDay =
        Duration.ofSeconds(hours * 3600 + minutes * 60).plusNanos(Math.round(seconds * 1e9));
    String zone = m.group(4);
    return Optional.of(zone == null ? ofDay : ofDay.minus(offset(zone)));
  }

  private static Duration offset(String zone) {
    if (zone.equals("Z")) {
      return Duration.ZERO;
    }
    String digits = zone.substring(1).replace(":", "");
    int ofHours = digits.length() > 2 ? digits.length() - 2 : digits.length(); // -7, -07, -7:00
    int hours = Integer.parseInt(digits.substring(0, ofHours));
    int minutes = ofHours < digits.length() ? Integer.parseInt(digits.substring(ofHours)) : 0;
    if (hours > 14 || minutes > 59) {
      throw new DateTimeException("no offset from UTC: " + zone);
    }
    Duration offset = Duration.ofMinutes(60L * hours + minutes);
    return zone.startsWith("-") ? offset.negated() : offset;
  }

  /** Returns a time with colons: 02.33.10 is 02:33:10, as CCDOPSLite writes it. */
  private static String withColons(String clock) {
    Matcher m = POINTS.matcher(clock);
    m = m.matches() ? m : DASHES.matcher(clock);
    return m.matches()
        ? m.group(1) + ":" + m.group(2) + ":" + m.group(3) + (m.group(4) == null ? "" : m.group(4))
        : clock;
  }

  /** Returns how far the clock of a date is ahead of UTC, where the date itself says so. */
  static Optional<Duration> offsetIn(String date) {
    Matcher iso = ISO.matcher(date.trim());
    if (!iso.matches() || iso.group(4) == null) {
      return Optional.empty();
    }
    Matcher m = CLOCK.matcher(withColons(iso.group(4).trim()));
    if (!m.matches() || m.group(4) == null || m.group(4).equals("Z")) {
      return Optional.empty();
    }
    try {
      return Optional.of(offset(m.group(4)));
    } catch (DateTimeException none) {
      return Optional.empty();
    }
  }

  /** Returns the instant of a date with its time, or of a day number of either kind. */
  static Optional<Instant> ofDateOrDayNumber(String text) {
    OptionalDouble days = FitsHeader.parseNumber(text);
    return days.isEmpty()
        ? parse(text, null, true)
        : ofModifiedJulianDate(days.getAsDouble()).or(() -> ofJulianDate(days.getAsDouble()));
  }

  /**
   * Returns the zone that a card names: {@code America/Phoenix}, {@code MST}, {@code UTC-7}, or a
   * number of hours, minutes or seconds. IRAF's observatories count such a number to the west,
   * others to the east: one above 0 counts only where the card says which.
   *
   * @param east whether the name of the card says that it counts to the east
   */
  static Optional<ZoneId> zone(String text, boolean east, String comment) {
    try {
      OptionalDouble number = FitsHeader.parseNumber(text);
      if (number.isEmpty()) {
        Matcher m = ZONE.matcher(text.trim());
        return m.matches()
            ? Optional.of(ZoneOffset.ofTotalSeconds((int) offset(m.group(1)).toSeconds()))
            : ZONE_NAMES.contains(text.trim()) || text.contains("/")
                ? Optional.of(ZoneId.of(text.trim(), ZoneId.SHORT_IDS))
                : Optional.empty();
      }
      double size = number.getAsDouble();
      boolean signs = NEGATIVE_TO_THE_WEST.matcher(comment).find();
      boolean west = !signs && TO_THE_WEST.matcher(comment).find();
      boolean eastern =
          signs || east || text.trim().startsWith("+") || TO_THE_EAST.matcher(comment).find();
      boolean said = eastern != west;
      double seconds =
          Math.abs(size) * (Math.abs(size) <= 14 ? 3600 : Math.abs(size) <= 14 * 60 ? 60 : 1);
      if (size > 0 && !said || seconds % 900 != 0 || seconds > 14 * 3600) {
        return Optional.empty();
      }
      return Optional.of(
          ZoneOffset.ofTotalSeconds((int) ((size < 0) == (west && said) ? seconds : -seconds)));
    } catch (DateTimeException none) {
      return Optional.empty();
    }
  }
}
