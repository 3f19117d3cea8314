package org.nightbeam.header;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.frame.Fact;
import org.nightbeam.header.dialect.Dialect;

/**
 * Compares the date of a header with its other clocks, and tells contradictions: one of the clocks
 * may show local time.
 */
final class ClockWitnesses {
  /** Seconds from which two times of day are of two zones. */
  static final double A_ZONE_APART = 900;

  /** Seconds by which two clocks in a header may differ besides the exposure. */
  static final double CLOCKS_AGREE = 60;

  static final double SECONDS_OF_A_DAY = 86_400;

  /** Seconds: the offsets of all but a few zones from UTC are multiples of this. */
  private static final double HALF_AN_HOUR = 1800;

  /** Seconds from the end of an exposure until its file has a header. */
  private static final double MOST_TO_WRITE = 300;

  private final FactLookup lookup;
  private final FitsHeader header;

  ClockWitnesses(FactLookup lookup) {
    this.lookup = lookup;
    this.header = lookup.header();
  }

  /**
   * Compares a date with its witnesses: day numbers, and the time of day beside a whole date, must
   * say the same as the date. What differs is told.
   *
   * @param start the date, in UTC
   * @param exposure in seconds, by which clocks may differ; NaN if not known
   * @param localClockTold whether a time of day has been told to be by the clock of the site
   */
  void compare(Instant start, double exposure, boolean localClockTold) {
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
}
