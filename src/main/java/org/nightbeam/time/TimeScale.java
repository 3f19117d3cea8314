package org.nightbeam.time;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** A scale that clocks of observatories show instead of UTC (FITS 4.0, table 30). */
public enum TimeScale {
  /** International atomic time. */
  TAI(0),
  /** Time of the GPS satellites. */
  GPS(-19),
  /** Terrestrial time, formerly TDT and ET. */
  TT(TimeScales.TT_AHEAD_OF_TAI),
  /** Barycentric dynamical time. */
  TDB(TimeScales.TT_AHEAD_OF_TAI);

  private final double aheadOfTai; // seconds

  TimeScale(double aheadOfTai) {
    this.aheadOfTai = aheadOfTai;
  }

  /** Returns the scale of a value of TIMESYS, such as {@code TT(TAI)}; empty for UTC and others. */
  public static Optional<TimeScale> of(String text) {
    String name = text.toUpperCase(Locale.ROOT).replaceFirst("\\(.*", "").strip();
    return switch (name) {
      case "TAI", "IAT" -> Optional.of(TAI);
      case "GPS" -> Optional.of(GPS);
      case "TT", "TDT", "ET" -> Optional.of(TT);
      case "TDB" -> Optional.of(TDB);
      default -> Optional.empty();
    };
  }

  /**
   * Returns the UTC of an instant; before 1960 the same, as there was none.
   *
   * @param shown what a clock of this scale shows
   */
  public Instant utc(Instant shown) {
    double beforeTai = aheadOfTai;
    if (this == TDB) {
      JulianDate tt = JulianDate.utc(shown); // near enough for a difference of 2 ms
      beforeTai += (TimeScales.tdb(tt).days() - tt.days()) * JulianDate.SECONDS_PER_DAY;
    }
    if (Double.isNaN(LeapSeconds.at(shown))) {
      return shown;
    }
    Instant tai = before(shown, beforeTai);
    // The leap seconds are those of the day in UTC, which may have begun later.
    return before(tai, LeapSeconds.at(before(tai, LeapSeconds.at(tai))));
  }

  private static Instant before(Instant instant, double seconds) {
    return instant.minusNanos(Math.round(seconds * 1e9));
  }
}
