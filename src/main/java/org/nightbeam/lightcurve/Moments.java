package org.nightbeam.lightcurve;

import java.time.Instant;
import org.nightbeam.time.BarycentricTime;
import org.nightbeam.time.JulianDate;
import org.nightbeam.time.Site;
import org.nightbeam.time.SkyPosition;

/**
 * The middle of an exposure on several time scales, and the airmass of the star.
 *
 * @param utc day number in UTC; null if the time is not known
 * @param barycentric BJD_TDB; null if the time or the place of the star is not known, or before
 *     1960
 * @param airmass by site and place where both are known, else by the header; NaN if not known
 */
record Moments(JulianDate utc, JulianDate barycentric, double airmass) {
  private static final long J2000 = 946_728_000;

  /**
   * Returns them for a star in a light.
   *
   * @param ra of the star in degrees; NaN for the place that the header tells
   */
  static Moments of(MeasuredLight.About light, double ra, double dec) {
    if (!(Math.abs(light.mid()) >= 0)) {
      return new Moments(null, null, light.airmass());
    }
    JulianDate utc = new JulianDate(light.mid());
    SkyPosition star = position(ra, dec);
    SkyPosition place = star == null ? position(light.rightAscension(), light.declination()) : star;
    // Programs that do not know the site write 0 and 0, which is in the sea.
    boolean sited =
        Math.abs(light.latitude()) <= 90
            && Math.abs(light.longitude()) <= 360
            && (light.latitude() != 0 || light.longitude() != 0);
    Site site = sited ? new Site(light.latitude(), light.longitude(), 0) : null;
    if (place == null) {
      return new Moments(utc, null, light.airmass());
    }
    Instant instant = instant(light.mid());
    boolean ofAtomicTime = !instant.isBefore(BarycentricTime.EARLIEST);
    double airmass = site == null ? Double.NaN : site.airmass(instant, place);
    return new Moments(
        utc,
        ofAtomicTime ? BarycentricTime.of(instant, place, site) : null,
        airmass - airmass == 0 ? airmass : light.airmass());
  }

  private static Instant instant(double days) {
    double seconds = days * 86_400;
    long whole = (long) Math.floor(seconds);
    return Instant.ofEpochSecond(J2000 + whole, Math.round((seconds - whole) * 1e9));
  }

  private static SkyPosition position(double ra, double dec) {
    return ra >= 0 && ra <= 360 && Math.abs(dec) <= 90
        ? new SkyPosition(ra == 360 ? 0 : ra, dec)
        : null;
  }
}
