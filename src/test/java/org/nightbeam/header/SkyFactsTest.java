package org.nightbeam.header;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.signal.Preparation;

/** Places on the sky and on the ground, as headers write them. */
class SkyFactsTest {
  private static final Instant START = Instant.parse("2017-12-20T01:33:43.317Z");

  private static SkyFacts read(String facts, String... cards) {
    HeaderRules rules =
        new HeaderRules(
            TypeFrom.AUTO,
            new NightRule(Double.NaN, null, Duration.ofHours(10)),
            "",
            "",
            "facts.yaml",
            facts,
            false,
            Preparation.NONE);
    List<String> padded = Arrays.stream(cards).map(card -> String.format("%-80s", card)).toList();
    return new SkyFacts.Reader(rules).read("field/a.fits", new FitsHeader(padded), START);
  }

  private static void expect(double ra, double dec, SkyFacts found) {
    assertEquals(ra, found.pointing().ra(), 1e-6);
    assertEquals(dec, found.pointing().dec(), 1e-6);
  }

  @Test
  void theTargetGoesBeforeWhereTheTelescopePoints() {
    expect(
        31.0428333333,
        46.6878333333,
        read(
            "",
            "RA      =  31.312099",
            "DEC     =  46.769087",
            "OBJCTRA = '02 04 10.28'",
            "OBJCTDEC= '+46 41 16.2'"));
  }

  @Test
  void aNumberIsOfDegreesUnlessItsCommentSaysHours() {
    expect(7.8549, -5, read("", "RA      = 7.8549", "DEC     = -5.0"));
    expect(
        117.8235,
        -5,
        read("", "OBJRA   = 7.8549 / Catalogue RA in decimal hours", "OBJDEC  = -5.0"));
  }

  @Test
  void placeholdersAreNoPlace() {
    assertNull(read("", "TELRA   = 'hh:mm:ss.ss'", "TELDEC  = 'dd:mm:ss'").pointing());
    assertNull(read("", "RA      = 0.0", "DEC     = 0.0").pointing());
    assertNull(read("", "RA      = 10.0").pointing());
  }

  @Test
  void aWorldCoordinateSystemTellsThePlaceToo() {
    expect(
        139.417629167,
        -20,
        read(
            "",
            "CTYPE1  = 'RA---TAN'",
            "CTYPE2  = 'DEC--TAN'",
            "CRVAL1  = 139.417629167",
            "CRVAL2  = -20.0"));
    assertNull(read("", "CTYPE1  = 'LINEAR'", "CRVAL1  = 1.0", "CRVAL2  = 2.0").pointing());
  }

  @Test
  void aLongitudeToTheWestIsToldByTheClockOfTheSite() {
    SkyFacts found =
        read(
            "",
            "DATE-OBS= '2017-12-19T18:33:43.317-0700' / Start date & time of observation, LT",
            "LATITUDE= 31.68 / Local latitude",
            "LONGITUD= 110.88 / Local longitude");
    assertEquals(-110.88, found.site().longitude(), 1e-9);
    assertEquals(31.68, found.site().latitude(), 1e-9);
  }

  @Test
  void sexagesimalSitesAreRead() {
    SkyFacts found =
        read("", "SITELAT = '-31:16:24.00'", "SITELONG= '149:04:15'", "SITEELEV= 1130 / [m]");
    assertEquals(-31.2733333, found.site().latitude(), 1e-6);
    assertEquals(149.0708333, found.site().longitude(), 1e-6);
    assertEquals(1130, found.site().height(), 1e-9);
    assertEquals(
        -31.2733333,
        read("", "SITELAT = '31 16 24 S'", "SITELONG= '149:04:15'").site().latitude(),
        1e-6);
    assertNull(read("", "SITELAT = 0.0", "SITELONG= 0.0").site());
    assertNull(read("", "SITELAT = 50.0").site());
  }

  @Test
  void theStandardsOwnCardsAreASite() {
    SkyFacts found =
        read("", "OBSGEO-X= -4681305.099", "OBSGEO-Y= 2804939.432", "OBSGEO-Z= -3292370.526");
    assertEquals(-31.27282, found.site().latitude(), 1e-4);
    assertEquals(149.07085, found.site().longitude(), 1e-4);
  }

  @Test
  void whatIsStatedByHandGoesBeforeTheHeader() {
    SkyFacts found =
        read(
            "\"*.fits\": {rightAscension: 02 04 10.28, declination: +46 41 16.2, latitude: 50,"
                + " longitude: 8.5, diameter: 400}",
            "RA      = 10.0",
            "DEC     = 10.0",
            "APTDIA  = 203.2");
    expect(31.0428333333, 46.6878333333, found);
    assertEquals(0.4, found.diameter(), 1e-9);
    assertEquals(8.5, found.site().longitude(), 1e-9);
    assertEquals(0.2032, read("", "APTDIA  = 203.2").diameter(), 1e-9);
  }
}
