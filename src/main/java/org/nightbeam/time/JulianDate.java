package org.nightbeam.time;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;

/**
 * A day number, kept as the days since J2000.0 (JD 2451545.0) so that a double resolves it to a
 * microsecond.
 *
 * @param days since J2000.0, of any time scale
 */
public record JulianDate(double days) implements Comparable<JulianDate> {
  static final double SECONDS_PER_DAY = 86_400;

  /** Seconds from 1970 to J2000.0 by the clock of {@link Instant}, without leap seconds. */
  private static final long J2000 = 946_728_000;

  private static final BigDecimal EPOCH = BigDecimal.valueOf(2_451_545);

  /** Digits behind the point: a ten-thousandth of a second. */
  private static final int DIGITS = 9;

  /** Returns the day number of an instant, in UTC. */
  public static JulianDate utc(Instant instant) {
    double seconds = instant.getEpochSecond() - J2000 + instant.getNano() * 1e-9;
    return new JulianDate(seconds / SECONDS_PER_DAY);
  }

  /** Returns the day number so many seconds later. */
  public JulianDate plusSeconds(double seconds) {
    return new JulianDate(days + seconds / SECONDS_PER_DAY);
  }

  /** Returns the whole day number, such as 2461011.123456789. */
  public String text() {
    return EPOCH
        .add(BigDecimal.valueOf(days))
        .setScale(DIGITS, RoundingMode.HALF_EVEN)
        .toPlainString();
  }

  /** Returns the whole day number; a double resolves it to 0.04 ms. */
  public double value() {
    return 2_451_545 + days;
  }

  @Override
  public int compareTo(JulianDate other) {
    return Double.compare(days, other.days);
  }
}
