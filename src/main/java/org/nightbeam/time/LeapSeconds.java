package org.nightbeam.time;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/**
 * The difference between atomic time (TAI) and UTC, by the bulletins of the IERS. A leap second
 * that is announced later needs a line here.
 */
final class LeapSeconds {
  /** Days from which a difference holds. */
  private static final String[] SINCE = {
    "1972-01-01", "1972-07-01", "1973-01-01", "1974-01-01", "1975-01-01", "1976-01-01",
    "1977-01-01", "1978-01-01", "1979-01-01", "1980-01-01", "1981-07-01", "1982-07-01",
    "1983-07-01", "1985-07-01", "1988-01-01", "1990-01-01", "1991-01-01", "1992-07-01",
    "1993-07-01", "1994-07-01", "1996-01-01", "1997-07-01", "1999-01-01", "2006-01-01",
    "2009-01-01", "2012-07-01", "2015-07-01", "2017-01-01"
  };

  /** The difference since the first of these days, in seconds; each later one is one more. */
  private static final int FIRST = 10;

  /**
   * Before 1972, UTC drifted against TAI (USNO, tai-utc.dat, and for 1960 ERFA).
   *
   * @param since first day
   * @param seconds of the difference on the day
   * @param day modified Julian date
   * @param perDay seconds
   */
  private record Drift(Instant since, double seconds, double day, double perDay) {
    static Drift of(String since, double seconds, double day, double perDay) {
      return new Drift(Instant.parse(since + "T00:00:00Z"), seconds, day, perDay);
    }

    double at(Instant utc) {
      double now = utc.getEpochSecond() / JulianDate.SECONDS_PER_DAY + MJD_OF_1970;
      return seconds + (now - day) * perDay;
    }
  }

  private static final List<Drift> DRIFTS =
      List.of(
          Drift.of("1960-01-01", 1.4178180, 37_300, 0.001296),
          Drift.of("1961-01-01", 1.4228180, 37_300, 0.001296),
          Drift.of("1961-08-01", 1.3728180, 37_300, 0.001296),
          Drift.of("1962-01-01", 1.8458580, 37_665, 0.0011232),
          Drift.of("1963-11-01", 1.9458580, 37_665, 0.0011232),
          Drift.of("1964-01-01", 3.2401300, 38_761, 0.001296),
          Drift.of("1964-04-01", 3.3401300, 38_761, 0.001296),
          Drift.of("1964-09-01", 3.4401300, 38_761, 0.001296),
          Drift.of("1965-01-01", 3.5401300, 38_761, 0.001296),
          Drift.of("1965-03-01", 3.6401300, 38_761, 0.001296),
          Drift.of("1965-07-01", 3.7401300, 38_761, 0.001296),
          Drift.of("1965-09-01", 3.8401300, 38_761, 0.001296),
          Drift.of("1966-01-01", 4.3131700, 39_126, 0.002592),
          Drift.of("1968-02-01", 4.2131700, 39_126, 0.002592));

  /** The modified Julian date of the first of January 1970. */
  private static final double MJD_OF_1970 = 40_587;

  private static final long[] STARTS = new long[SINCE.length];

  static {
    for (int i = 0; i < SINCE.length; i++) {
      STARTS[i] = LocalDate.parse(SINCE[i]).atStartOfDay().toEpochSecond(ZoneOffset.UTC);
    }
  }

  private LeapSeconds() {}

  /**
   * Returns TAI - UTC in seconds.
   *
   * @return NaN before 1960, when there was no UTC
   */
  static double at(Instant utc) {
    int count = 0;
    for (long start : STARTS) {
      count += utc.getEpochSecond() >= start ? 1 : 0;
    }
    return count > 0 ? FIRST + count - 1 : drifted(utc);
  }

  private static double drifted(Instant utc) {
    double difference = Double.NaN;
    for (Drift drift : DRIFTS) {
      difference = utc.isBefore(drift.since) ? difference : drift.at(utc);
    }
    return difference;
  }
}
