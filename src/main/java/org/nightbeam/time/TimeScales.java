package org.nightbeam.time;

import java.time.Instant;

/** Conversions from the clocks on the ground to those of the barycentre. */
final class TimeScales {
  static final double TT_AHEAD_OF_TAI = 32.184; // seconds
  private static final double DAYS_PER_CENTURY = 36_525;

  private TimeScales() {}

  /** Returns terrestrial time. */
  static JulianDate tt(Instant utc) {
    return JulianDate.utc(utc).plusSeconds(LeapSeconds.at(utc) + TT_AHEAD_OF_TAI);
  }

  /**
   * Returns barycentric dynamical time, to 10 microseconds in the years 1980 to 2100 (Fairhead and
   * Bretagnon 1990, A&amp;A 229, 240, as USNO Circular 179, eq. 2.6, has it).
   */
  static JulianDate tdb(JulianDate tt) {
    double t = tt.days() / DAYS_PER_CENTURY;
    double seconds =
        0.001657 * Math.sin(628.3076 * t + 6.2401)
            + 0.000022 * Math.sin(575.3385 * t + 4.2970)
            + 0.000014 * Math.sin(1256.6152 * t + 6.1969)
            + 0.000005 * Math.sin(606.9777 * t + 4.0212)
            + 0.000005 * Math.sin(52.9691 * t + 0.4444)
            + 0.000002 * Math.sin(21.3299 * t + 5.5431)
            + 0.000010 * t * Math.sin(628.3076 * t + 4.2490);
    return tt.plusSeconds(seconds);
  }
}
