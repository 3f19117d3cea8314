package org.nightbeam.time;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

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
   * @param utc 1972 or later; earlier instants get the difference of 1972
   */
  static int at(Instant utc) {
    int count = 0;
    for (long start : STARTS) {
      count += utc.getEpochSecond() >= start ? 1 : 0;
    }
    return FIRST + Math.max(0, count - 1);
  }
}
