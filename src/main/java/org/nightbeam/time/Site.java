package org.nightbeam.time;

import java.time.Instant;

/**
 * Site of a telescope.
 *
 * @param latitude geodetic, in degrees north
 * @param longitude in degrees east
 * @param height above the ellipsoid, in metres
 */
public record Site(double latitude, double longitude, double height) {
  /** The ellipsoid of WGS 84. */
  private static final double RADIUS = 6_378_137; // metres

  private static final double FLATTENING = 1 / 298.257223563;
  private static final double METRES_PER_AU = 149_597_870_700d;

  /**
   * X of the celestial pole per Julian century; -Y is below a hundredth of it (IERS 2010, 5.16).
   */
  private static final double POLE_X = Math.toRadians(2004.191898 / 3600);

  private static final double DAYS_PER_CENTURY = 36_525;

  /** Checks latitude and longitude. */
  public Site {
    if (!(Math.abs(latitude) <= 90) || !(Math.abs(longitude) <= 360)) {
      throw new IllegalArgumentException(
          "a latitude of -90 to 90 and a longitude of -360 to 360 degrees expected, found "
              + latitude
              + " and "
              + longitude);
    }
  }

  /**
   * Returns its place about the middle of the Earth in the ICRS in AU, to 10 km in this century: no
   * nutation, and UTC for UT1.
   */
  double[] fromEarth(Instant utc) {
    double phi = Math.toRadians(latitude);
    double e2 = FLATTENING * (2 - FLATTENING);
    double n = RADIUS / Math.sqrt(1 - e2 * Math.sin(phi) * Math.sin(phi));
    double out = (n + height) * Math.cos(phi) / METRES_PER_AU;
    double up = (n * (1 - e2) + height) * Math.sin(phi) / METRES_PER_AU;
    double angle = rotation(utc) + Math.toRadians(longitude);
    return toCelestial(utc, out * Math.cos(angle), out * Math.sin(angle), up);
  }

  /** Returns how high a place of the sky stands, in degrees, without refraction. */
  public double altitude(Instant utc, SkyPosition position) {
    double phi = Math.toRadians(latitude);
    double angle = rotation(utc) + Math.toRadians(longitude);
    double[] zenith =
        toCelestial(
            utc, Math.cos(phi) * Math.cos(angle), Math.cos(phi) * Math.sin(angle), Math.sin(phi));
    double[] star = position.direction();
    double sine = zenith[0] * star[0] + zenith[1] * star[1] + zenith[2] * star[2];
    return Math.toDegrees(Math.asin(Math.max(-1, Math.min(1, sine))));
  }

  /**
   * Returns the airmass of a place of the sky (Young 1994, Applied Optics 33, 1108, for true
   * altitudes); NaN below the horizon.
   */
  public double airmass(Instant utc, SkyPosition position) {
    double c = Math.sin(Math.toRadians(altitude(utc, position))); // cosine from the zenith
    if (!(c > 0)) {
      return Double.NaN;
    }
    return ((1.002432 * c + 0.148386) * c + 0.0096467)
        / (((c + 0.149864) * c + 0.0102963) * c + 0.000303978);
  }

  /** Returns the angle of the Earth's rotation (IERS 2010, 5.15), in radians. */
  private static double rotation(Instant utc) {
    double days = JulianDate.utc(utc).days();
    double turns = 0.7790572732640 + 0.00273781191135448 * days + (days - Math.rint(days));
    return 2 * Math.PI * turns;
  }

  /** Turns the axes of the date to those of the ICRS, by the way that the pole has gone. */
  private static double[] toCelestial(Instant utc, double x, double y, double z) {
    double pole = POLE_X * JulianDate.utc(utc).days() / DAYS_PER_CENTURY;
    double cosine = Math.sqrt(1 - pole * pole);
    return new double[] {cosine * x + pole * z, y, cosine * z - pole * x};
  }
}
