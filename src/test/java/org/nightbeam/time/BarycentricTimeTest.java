package org.nightbeam.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times at the barycentre, held against astropy's; angles as headers and people write them. */
class BarycentricTimeTest {
  private static final double MILLISECOND = 1e-3 / JulianDate.SECONDS_PER_DAY;

  /** A line of what astropy has computed. */
  private record Golden(Instant utc, SkyPosition star, Site site, double days, double altitude) {
    static Golden of(String line) {
      String[] f = line.split(" ");
      return new Golden(
          Instant.parse(f[0]),
          new SkyPosition(Double.parseDouble(f[1]), Double.parseDouble(f[2])),
          new Site(Double.parseDouble(f[3]), Double.parseDouble(f[4]), Double.parseDouble(f[5])),
          Double.parseDouble(f[6]),
          Double.parseDouble(f[7]));
    }
  }

  private static List<Golden> golden() throws IOException {
    try (var in = BarycentricTimeTest.class.getResourceAsStream("astropy.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(Golden::of)
          .toList();
    }
  }

  @Test
  void timesAreWithinATenthOfAMillisecondOfAstropy() throws IOException {
    for (Golden line : golden()) {
      double days = BarycentricTime.of(line.utc, line.star, line.site).days();
      assertEquals(line.days, days, 0.1 * MILLISECOND, line::toString);
    }
  }

  /** Expected: astropy 5.2.1, {@code Time(..., scale=...).utc}. */
  @ParameterizedTest
  @CsvSource({
    "TAI, 2026-01-01T00:00:37, 2026-01-01T00:00:00",
    "tai, 2017-01-01T00:00:37, 2017-01-01T00:00:00",
    "IAT, 2017-01-01T00:00:35.5, 2016-12-31T23:59:59.5",
    "TT, 2026-01-01T00:01:09.184, 2026-01-01T00:00:00",
    "TT(TAI), 2026-01-01T00:01:09.184, 2026-01-01T00:00:00",
    "GPS, 2026-01-01T00:00:18, 2026-01-01T00:00:00"
  })
  void clocksOfOtherScalesAreAheadOfUtc(String scale, String shown, String utc) {
    assertEquals(
        Instant.parse(utc + "Z"),
        TimeScale.of(scale).orElseThrow().utc(Instant.parse(shown + "Z")));
  }

  @Test
  void barycentricTimeBackInUtcIsWhatItWas() {
    Instant utc = Instant.parse("2026-04-10T03:00:00Z");
    JulianDate tdb = TimeScales.tdb(TimeScales.tt(utc));
    double ahead = (tdb.days() - JulianDate.utc(utc).days()) * JulianDate.SECONDS_PER_DAY;
    Instant shown = utc.plusNanos(Math.round(ahead * 1e9));
    Instant back = TimeScale.TDB.utc(shown);
    assertTrue(Math.abs(java.time.Duration.between(utc, back).toNanos()) < 10_000, back.toString());
    assertTrue(TimeScale.of("UTC").isEmpty() && TimeScale.of("").isEmpty());
  }

  @Test
  void theMiddleOfTheEarthIsNoFurtherThanItsRadius() throws IOException {
    double furthest = 0;
    for (Golden line : golden()) {
      double days = BarycentricTime.of(line.utc, line.star, null).days();
      furthest = Math.max(furthest, Math.abs(days - line.days));
    }
    assertTrue(furthest < 21.4 * MILLISECOND && furthest > 10 * MILLISECOND, "" + furthest);
  }

  @Test
  void altitudesAreThoseOfAstropy() throws IOException {
    for (Golden line : golden()) {
      assertEquals(line.altitude, line.site.altitude(line.utc, line.star), 0.02, line::toString);
    }
  }

  @Test
  void airmassIsThatOfTheAltitude() throws IOException {
    for (Golden line : golden()) {
      double airmass = line.site.airmass(line.utc, line.star);
      if (line.altitude > 30) {
        // the secant of the zenith distance is good to 0.5 % there
        double secant = 1 / Math.sin(Math.toRadians(line.altitude));
        assertEquals(secant, airmass, 0.005 * secant);
      } else if (line.altitude < -0.1) {
        assertTrue(Double.isNaN(airmass));
      }
    }
  }

  @Test
  void aLeapSecondMakesTheDayLonger() {
    JulianDate before = TimeScales.tt(Instant.parse("2016-12-31T23:59:59Z"));
    JulianDate after = TimeScales.tt(Instant.parse("2017-01-01T00:00:00Z"));
    assertEquals(2, (after.days() - before.days()) * JulianDate.SECONDS_PER_DAY, 1e-5);
    assertEquals(36, LeapSeconds.at(Instant.parse("2016-12-31T23:59:59Z")));
    assertEquals(37, LeapSeconds.at(Instant.parse("2017-01-01T00:00:00Z")));
    assertEquals(10, LeapSeconds.at(Instant.parse("1972-01-01T00:00:00Z")));
    assertEquals(37, LeapSeconds.at(Instant.parse("2026-11-30T00:00:00Z")));
    // ERFA's dat
    assertEquals(3.854618, LeapSeconds.at(Instant.parse("1965-06-15T12:00:00Z")), 1e-9);
    assertTrue(Double.isNaN(LeapSeconds.at(Instant.parse("1959-12-31T00:00:00Z"))));
  }

  @Test
  void dayNumbersAreWrittenInFull() {
    assertEquals("2451545.000000000", JulianDate.utc(Instant.parse("2000-01-01T12:00:00Z")).text());
    assertEquals("2458107.571643519", JulianDate.utc(Instant.parse("2017-12-20T01:43:10Z")).text());
  }

  @Test
  void coordinatesAreReadAsTheyAreWritten() {
    for (String text :
        List.of("02 04 10.28", "02:04:10.28", "2h04m10.28s", "2h 4m 10.28s", " 31.0428333333 ")) {
      assertEquals(31.0428333, SkyPosition.rightAscension(text).orElseThrow(), 1e-6, text);
    }
    for (String text :
        List.of("+46 41 16.2", "46:41:16.2", "+46d41m16.2s", "+46°41'16.2\"", "46.687833333")) {
      assertEquals(46.6878333, SkyPosition.declination(text).orElseThrow(), 1e-6, text);
    }
    assertEquals(-0.504166667, SkyPosition.declination("-00 30 15").orElseThrow(), 1e-9);
    for (String text : List.of("", "hh:mm:ss.ss", "25 00 00", "12 60 00", "-1 2 3", "400", "12:")) {
      assertEquals(Optional.empty(), SkyPosition.rightAscension(text), text);
    }
    for (String text : List.of("", "91 00 00", "-90 30 00", "+10 00 75", "north")) {
      assertEquals(Optional.empty(), SkyPosition.declination(text), text);
    }
  }

  @Test
  void whatIsNoPlaceIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new SkyPosition(360, 0));
    assertThrows(IllegalArgumentException.class, () -> new SkyPosition(Double.NaN, 0));
    assertThrows(IllegalArgumentException.class, () -> new Site(91, 0, 0));
  }
}
