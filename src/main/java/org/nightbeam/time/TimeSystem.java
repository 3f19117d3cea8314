package org.nightbeam.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A clock that times are given by, other than UTC and that of a site (FITS 4.0, table 30). The
 * rates of those of relativity differ from that of atomic time by 2 milliseconds at most, but for
 * TCB and TCG, which run away from it and are none of these.
 */
public enum TimeSystem {
  /** Atomic time, which does not know leap seconds. */
  TAI(0),
  /** Terrestrial time, of ephemerides. */
  TT(32_184),
  /** Barycentric dynamical time, here that of the Earth: to 2 milliseconds. */
  TDB(32_184),
  /** The time of satellites for navigation. */
  GPS(-19_000);

  private final long aheadOfTai; // milliseconds

  TimeSystem(long aheadOfTai) {
    this.aheadOfTai = aheadOfTai;
  }

  /** Returns that of a name, older ones too; empty if it is UTC, or none of these. */
  public static Optional<TimeSystem> of(String name) {
    return switch (name.strip().toUpperCase(Locale.ROOT)) {
      case "TAI", "IAT" -> Optional.of(TAI);
      case "TT", "TDT", "ET" -> Optional.of(TT);
      case "TDB" -> Optional.of(TDB);
      case "GPS" -> Optional.of(GPS);
      default -> Optional.empty();
    };
  }

  /**
   * Returns the instant, in UTC.
   *
   * @param shown what the clock shows, as if that were UTC; from 1972 on
   */
  public Instant utc(Instant shown) {
    Instant tai = shown.minusMillis(aheadOfTai);
    // Leap seconds are those of the instant, and not of what the clock shows.
    Instant near = tai.minusSeconds(LeapSeconds.at(tai));
    return tai.minus(Duration.ofSeconds(LeapSeconds.at(near)));
  }
}
