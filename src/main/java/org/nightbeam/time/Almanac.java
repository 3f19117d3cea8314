package org.nightbeam.time;

import java.time.Instant;

/**
 * Approximate positions of the Sun and the Moon: the Sun to 0.01 degrees between 1950 and 2050, the
 * Moon to 0.3 degrees, from the centre of the Earth (Astronomical Almanac, "Low-precision
 * formulas"), turned to the axes of 2000. Good for twilight to a minute, and for whether the Moon
 * is up.
 */
public final class Almanac {
  private static final double DAYS_PER_CENTURY = 36_525;
  private static final double OBLIQUITY = 23.439; // degrees, in 2000

  /** Degrees per century by which longitudes of the date grow, against those of 2000. */
  private static final double PRECESSION = 1.396971;

  private Almanac() {}

  /** Returns the place of the Sun. */
  public static SkyPosition sun(Instant utc) {
    double n = JulianDate.utc(utc).days();
    return equatorial(n, sunLongitude(n), 0);
  }

  private static double sunLongitude(double n) {
    double mean = 280.460 + 0.9856474 * n;
    double anomaly = Math.toRadians(357.528 + 0.9856003 * n);
    return mean + 1.915 * Math.sin(anomaly) + 0.020 * Math.sin(2 * anomaly);
  }

  /** Returns the place of the Moon. */
  public static SkyPosition moon(Instant utc) {
    double n = JulianDate.utc(utc).days();
    double[] ecliptic = moonEcliptic(n);
    return equatorial(n, ecliptic[0], ecliptic[1]);
  }

  /** Returns ecliptic longitude and latitude in degrees. */
  private static double[] moonEcliptic(double n) {
    double t = n / DAYS_PER_CENTURY;
    double longitude =
        218.32
            + 481_267.881 * t
            + 6.29 * sin(135.0 + 477_198.87 * t)
            - 1.27 * sin(259.3 - 413_335.36 * t)
            + 0.66 * sin(235.7 + 890_534.22 * t)
            + 0.21 * sin(269.9 + 954_397.74 * t)
            - 0.19 * sin(357.5 + 35_999.05 * t)
            - 0.11 * sin(186.5 + 966_404.03 * t);
    double latitude =
        5.13 * sin(93.3 + 483_202.02 * t)
            + 0.28 * sin(228.2 + 960_400.89 * t)
            - 0.28 * sin(318.3 + 6_003.15 * t)
            - 0.17 * sin(217.6 - 407_332.21 * t);
    return new double[] {longitude, latitude};
  }

  /** Returns the part of the Moon's disk that the Sun lights. */
  public static double moonPhase(Instant utc) {
    double n = JulianDate.utc(utc).days();
    double[] moon = moonEcliptic(n);
    double apart =
        Math.cos(Math.toRadians(moon[1])) * Math.cos(Math.toRadians(moon[0] - sunLongitude(n)));
    return (1 - apart) / 2; // the Sun is far behind it
  }

  private static double sin(double degrees) {
    return Math.sin(Math.toRadians(degrees));
  }

  private static SkyPosition equatorial(double n, double longitude, double latitude) {
    double tilt = Math.toRadians(OBLIQUITY);
    double l = Math.toRadians(longitude - PRECESSION * n / DAYS_PER_CENTURY);
    double b = Math.toRadians(latitude);
    double x = Math.cos(b) * Math.cos(l);
    double y = Math.cos(tilt) * Math.cos(b) * Math.sin(l) - Math.sin(tilt) * Math.sin(b);
    double z = Math.sin(tilt) * Math.cos(b) * Math.sin(l) + Math.cos(tilt) * Math.sin(b);
    double ra = Math.toDegrees(Math.atan2(y, x));
    return new SkyPosition(ra < 0 ? ra + 360 : ra, Math.toDegrees(Math.asin(z)));
  }
}
