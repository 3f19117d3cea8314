package org.nightbeam.time;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sun and Moon beside astropy 5.2.1: get_sun, get_body("moon"), geocentric, axes of the GCRS. */
class AlmanacTest {
  @ParameterizedTest
  @CsvSource({
    "2026-01-15T18:00:00Z, 297.1853, -21.0868, 259.4854, -28.1271, 0.0901",
    "2026-06-21T03:00:00Z, 89.3602, 23.4345, 170.1435, 2.4928, 0.4192",
    "2024-10-02T12:00:00Z, 188.6724, -3.7393, 185.8465, -2.5344, 0.0007",
    "2031-03-20T00:00:00Z, 358.8478, -0.4996, 318.7907, -10.7351, 0.1237"
  })
  void sunAndMoonStandWhereAstropyHasThem(
      String utc, double sunRa, double sunDec, double moonRa, double moonDec, double phase) {
    Instant time = Instant.parse(utc);
    assertNear(sunRa, sunDec, Almanac.sun(time), 0.02);
    assertNear(moonRa, moonDec, Almanac.moon(time), 0.5);
    assertEquals(phase, Almanac.moonPhase(time), 0.01);
  }

  private static void assertNear(double ra, double dec, SkyPosition found, double degrees) {
    double apart = Math.IEEEremainder(ra - found.ra(), 360) * Math.cos(Math.toRadians(dec));
    assertEquals(0, apart, degrees);
    assertEquals(dec, found.dec(), degrees);
  }
}
