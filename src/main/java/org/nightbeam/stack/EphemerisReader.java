package org.nightbeam.stack;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.nightbeam.time.SkyPosition;
import org.nightbeam.time.TimeScale;

/**
 * Reads the places of an object from a table that has a time, a right ascension and a declination
 * in each line: as JPL's Horizons writes observer tables, as the Minor Planet Center's ephemeris
 * service does, or as columns of a file of one's own, {@code time,ra,dec}. Lines of text around
 * them are passed over.
 */
final class EphemerisReader {
  private static final Pattern DATE =
      Pattern.compile(
          "(?<year>\\d{4})[- ](?<month>\\d{1,2}|[A-Za-z]{3})[- ](?<day>\\d{1,2})(?:T| +)"
              + "(?<hour>\\d{2}):?(?<minute>\\d{2})(?::?(?<second>\\d{2}(?:\\.\\d*)?))?(?:Z|(?=[\\s,]))");

  private static final Pattern DAY_NUMBER = Pattern.compile("(2[45]\\d{5}(?:\\.\\d*)?)(?=[\\s,])");

  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

  /** The designation of an object above its places, such as 2024 YR4. */
  private static final Pattern NAME = Pattern.compile("\\d+ [A-Z]{1,2}\\d*( .*)?");

  /** Where the table of Horizons begins and ends. */
  private static final String BEGIN = "$$SOE";

  private static final String END = "$$EOE";

  /** The clock that a head names. */
  private static final Pattern CLOCK =
      Pattern.compile("(?:date|time|jd)[_ ]*\\(?(?<name>tdb|tdt|tt|tai|et|utc|ut)\\b");

  /** A clock that is some hours from UTC, as Horizons has it for a time zone. */
  private static final Pattern CLOCK_OF_A_ZONE =
      Pattern.compile("(?:date|time)[_ ]*\\((?:zone|local|lt\\b|utc?[_ ]*[-+])");

  /** What a head says of the equator that right ascensions are of. */
  private static final Pattern FRAME = Pattern.compile("r\\.a\\.[_ ]*\\((?<frame>[^)]*)\\)");

  /** Marks of daylight and of the Moon, which Horizons puts between time and place. */
  private static final Pattern MARK = Pattern.compile("[*A-Za-z/]{1,3}");

  private static final Pattern MARKS = Pattern.compile("^(?:[*A-Za-z/]{1,3}\\s+)+");

  private static final String ANGLE = "\\d{1,2}[\\s:]\\s*\\d{1,2}[\\s:]\\s*\\d{1,2}(?:\\.\\d*)?";

  private static final Pattern SEXAGESIMAL =
      Pattern.compile("(?<ra>" + ANGLE + ")\\s+(?<dec>[-+]\\s?" + ANGLE + ")(?:\\s.*)?");

  private static final Pattern DEGREES =
      Pattern.compile("(?<ra>\\d{1,3}\\.\\d+)\\s+(?<dec>[-+]?\\d{1,2}\\.\\d+)(?:\\s.*)?");

  private static final Pattern ONE_NUMBER = Pattern.compile("\\d{1,2}(\\.\\d*)?");

  private static final double J2000 = 2_451_545;
  private static final long J2000_SECONDS = 946_728_000; // since 1970
  private static final double SECONDS_PER_DAY = 86_400;

  private final List<Ephemeris.Place> places = new ArrayList<>();
  private TimeScale clock; // null for UTC
  private int raColumn = -1; // of fields between commas; not named where negative
  private int decColumn = -1;
  private boolean raInHours; // where it is one number
  private int number;

  EphemerisReader(String text) {
    List<String> lines = text.lines().map(String::strip).toList();
    int begin = lines.indexOf(BEGIN);
    for (String line : lines) {
      number++;
      if (begin >= 0 && line.equals(END)) {
        break;
      }
      boolean inTable = begin >= 0 ? number > begin + 1 : !NAME.matcher(line).matches();
      if (inTable && !line.isEmpty() && Character.isDigit(line.charAt(0))) {
        add(line);
      } else if (places.isEmpty()) {
        readHead(line.toLowerCase(Locale.ROOT));
      }
    }
    if (places.size() < 2) {
      throw new IllegalArgumentException(
          "it has "
              + (places.isEmpty() ? "no place" : "one place")
              + "; expected two or more lines of time (UTC), right ascension, declination, such as"
              + " 2026-01-15T20:00:00,31.0428,46.6878");
    }
  }

  /** Returns the places in order of time. */
  List<Ephemeris.Place> places() {
    return places;
  }

  private void readHead(String line) {
    if (CLOCK_OF_A_ZONE.matcher(line).find()) {
      throw new IllegalArgumentException(
          "line "
              + number
              + ": the times are those of a time zone; expected UT: ask for the table without a"
              + " zone");
    }
    Matcher named = CLOCK.matcher(line);
    if (named.find()) {
      clock = TimeScale.of(named.group("name")).orElse(null);
    }
    Matcher frame = FRAME.matcher(line);
    if (frame.find() && frame.group("frame").contains("app")) {
      throw new IllegalArgumentException(
          "line "
              + number
              + ": the places are apparent ones of the date; expected those of J2000 or the ICRF"
              + " (quantity 1 of Horizons)");
    }
    String[] fields = line.replaceFirst("^#\\s*", "").split(",", -1);
    for (int k = 0; k < fields.length && fields.length > 2; k++) {
      String field = fields[k].strip();
      if (raColumn < 0 && field.matches("ra|ra[_ (].*|r\\.a\\..*|right.?ascension.*")) {
        raColumn = k;
        raInHours = field.matches("ra[_ (\\[]+h.*");
      } else if (decColumn < 0 && field.matches("dec|dec[_ .(].*|de|declination.*")) {
        decColumn = k;
      }
    }
  }

  private void add(String line) {
    Matcher date = DATE.matcher(line);
    Matcher day = DAY_NUMBER.matcher(line);
    Instant shown;
    String rest;
    if (date.lookingAt()) {
      shown = instant(date, line);
      rest = line.substring(date.end());
    } else if (day.lookingAt()) {
      double seconds = (Double.parseDouble(day.group(1)) - J2000) * SECONDS_PER_DAY;
      shown = Instant.ofEpochSecond(J2000_SECONDS).plusMillis(Math.round(1000 * seconds));
      rest = line.substring(day.end());
    } else {
      throw wrong("a time such as 2026-01-15T20:00:00, 2026-Jan-15 20:00 or 2461056.3333", line);
    }
    Instant time = clock == null ? shown : clock.utc(shown);
    if (!places.isEmpty() && !time.isAfter(places.get(places.size() - 1).time())) {
      throw wrong("a later time than that of the line before", line);
    }
    places.add(place(time, rest.strip(), line));
  }

  private Instant instant(Matcher date, String line) {
    String month = date.group("month").toLowerCase(Locale.ROOT);
    String second = date.group("second");
    try {
      return LocalDate.of(
              Integer.parseInt(date.group("year")),
              month.matches("\\d+") ? Integer.parseInt(month) : MONTHS.indexOf(month) + 1,
              Integer.parseInt(date.group("day")))
          .atTime(
              LocalTime.of(
                  Integer.parseInt(date.group("hour")), Integer.parseInt(date.group("minute"))))
          .toInstant(ZoneOffset.UTC)
          .plusMillis(second == null ? 0 : Math.round(1000 * Double.parseDouble(second)));
    } catch (DateTimeException none) {
      throw wrong("a time that there is", line);
    }
  }

  private Ephemeris.Place place(Instant time, String rest, String line) {
    String ra = null;
    String dec = null;
    if (rest.contains(",")) {
      // The time is the first field of a line, and taken off.
      String[] fields = rest.replaceFirst("^(?!,)", ",").split(",", -1);
      int[] columns = columns(fields);
      if (columns[0] < fields.length && columns[1] < fields.length) {
        ra = fields[columns[0]];
        dec = fields[columns[1]];
      }
    } else {
      String plain = MARKS.matcher(rest).replaceFirst("");
      Matcher parts = SEXAGESIMAL.matcher(plain);
      Matcher degrees = DEGREES.matcher(plain);
      Matcher found = parts.matches() ? parts : degrees.matches() ? degrees : null;
      ra = found == null ? null : found.group("ra");
      dec = found == null ? null : found.group("dec").replaceFirst("^([-+])\\s", "$1");
    }
    Optional<Double> alpha = ra == null ? Optional.empty() : rightAscension(ra);
    Optional<Double> delta = dec == null ? Optional.empty() : SkyPosition.declination(dec);
    if (alpha.isEmpty() || delta.isEmpty()) {
      throw wrong(
          "right ascension and declination behind the time, such as 02 04 10.28 +46 41 16.2, or in"
              + " degrees 31.0428 46.6878",
          line);
    }
    return new Ephemeris.Place(time, alpha.get(), delta.get());
  }

  private Optional<Double> rightAscension(String text) {
    boolean hours = raInHours && ONE_NUMBER.matcher(text.strip()).matches();
    return SkyPosition.rightAscension(
        hours ? String.valueOf(15 * Double.parseDouble(text.strip())) : text);
  }

  /** Returns the columns of right ascension and declination: as the head has it, or the first. */
  private int[] columns(String[] fields) {
    if (raColumn > 0 && decColumn > 0) {
      return new int[] {raColumn, decColumn};
    }
    int[] filled =
        IntStream.range(1, fields.length)
            .filter(k -> !fields[k].isBlank() && !MARK.matcher(fields[k].strip()).matches())
            .limit(2)
            .toArray();
    return filled.length == 2 ? filled : new int[] {fields.length, 0};
  }

  private IllegalArgumentException wrong(String expected, String line) {
    return new IllegalArgumentException(
        "line " + number + ": expected " + expected + "; found " + line);
  }
}
