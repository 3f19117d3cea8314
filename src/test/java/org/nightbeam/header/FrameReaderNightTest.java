package org.nightbeam.header;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nightbeam.fixture.Headers;
import org.nightbeam.frame.Frame;
import org.nightbeam.storage.LocalStorage;

class FrameReaderNightTest {
  @TempDir Path input;

  // Time.

  @ParameterizedTest
  @CsvSource({
    "2024-01-31T20:15:03, 2024-01-31T20:15:03Z",
    "2024-01-31 20:15:03, 2024-01-31T20:15:03Z",
    "2024-01-31T20:15:03Z, 2024-01-31T20:15:03Z",
    "2024-01-31T20:15:03.25, 2024-01-31T20:15:03.25Z",
    "2024-01-31 T20:15:03, 2024-01-31T20:15:03Z",
    "2024-01-31T20:15, 2024-01-31T20:15:00Z",
    "2024-01-31T20:15:03 UTC, 2024-01-31T20:15:03Z",
    "2024-01-31T20:15:03+01:00, 2024-01-31T19:15:03Z",
    "2024-01-31T20:15:03-0730, 2024-02-01T03:45:03Z",
    "2024/01/31 20:15:03, 2024-01-31T20:15:03Z",
    "2024-1-31T5:15:03, 2024-01-31T05:15:03Z",
    "2024-01-31, 2024-01-31T00:00:00Z",
    "2016-12-31T23:59:60, 2017-01-01T00:00:00Z",
    "31/01/99, 1999-01-31T00:00:00Z",
    "09/29/97, 1997-09-29T00:00:00Z",
    "08/05/10, 2010-05-08T00:00:00Z",
    "31/01/2004, 2004-01-31T00:00:00Z",
    "29/02/96 20:15:03, 1996-02-29T20:15:03Z",
    "1706732103.25, 2024-01-31T20:15:03.250Z",
    "31.01.2024 20:15:03, 2024-01-31T20:15:03Z",
    "2024.01.31T20:15:03, 2024-01-31T20:15:03Z",
    "20240131T201503, 2024-01-31T20:15:03Z",
    "20240131T201503.5Z, 2024-01-31T20:15:03.500Z",
    "2024-01-31T20-15-03, 2024-01-31T20:15:03Z",
    "2024-01-31 08:15:03 PM, 2024-01-31T20:15:03Z",
    "2024-01-31 12:15:03 am, 2024-01-31T00:15:03Z",
    "31-Jan-2024 20:15:03, 2024-01-31T20:15:03Z",
    "Wed Jan 31 20:15:03 2024, 2024-01-31T20:15:03Z"
  })
  void dateIsReadInAllItsForms(String date, Instant time) throws IOException {
    assertEquals(time, light("DATE-OBS= '" + date + "'").time());
  }

  /** Its midnight is none that the camera has told. */
  @Test
  void aDateWithoutATimeOfDayIsKnownAsSuch() throws IOException {
    assertTrue(light("DATE-OBS= '2024-01-31'").notes().dateAlone());
    assertFalse(light("DATE-OBS= '2024-01-31T00:00:00'").notes().dateAlone());
    assertFalse(light("DATE-OBS= '2024-01-31'", "TIME-OBS= '20:15:03.5'").notes().dateAlone());
    assertFalse(light("DATE-OBS= '2024-01-31'", "MJD-OBS = 60340.8").notes().dateAlone());
  }

  @ParameterizedTest
  @ValueSource(strings = {"TIME-OBS", "UTC-OBS", "UT-OBS", "UTSTART", "UTC", "UT"})
  void dateWithoutTimeIsCompletedByTheTimeBesideIt(String keyword) throws IOException {
    Frame frame = light("DATE-OBS= '2024-01-31'", String.format("%-8s= '20:15:03.5'", keyword));

    assertEquals(Instant.parse("2024-01-31T20:15:03.500Z"), frame.time());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "OBSTIME = 20.0 / seconds of exposure",
        "OBS_TIME= 19.5",
        "T_START = 12.5",
        "T-START = '21:00:00' / another clock"
      })
  void timeThatMayBeSomethingElseComesBehindTheOthers(String card) throws IOException {
    assertEquals(
        Instant.parse("2003-05-01T05:12:13Z"),
        light("DATE-OBS= '2003-05-01'", card, "UT      = '05:12:13'").time());
  }

  @Test
  void timeThatMayBeSomethingElseIsNoNumber() throws IOException {
    assertTrue(light("DATE-OBS= '2003-05-01'", "OBSTIME = 20.0").notes().dateAlone());
    assertEquals(
        Instant.parse("2003-05-01T05:12:13Z"),
        light("DATE-OBS= '2003-05-01'", "OBSTIME = '05:12:13'").time());
  }

  @Test
  void secondsSinceMidnightCompleteADateToo() throws IOException {
    assertEquals(
        Instant.parse("2026-03-10T22:15:30Z"),
        light("DATE-OBS= '2026-03-10'", "TM-START= 80130").time());
    assertTrue(light("DATE-OBS= '2026-03-10'", "TM-START= 99999").notes().dateAlone());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DATE-END= '2026-03-10T22:16:30'",
        "DATE-AVG= '2026-03-10T22:16:00'",
        "MJD-AVG = 61109.927777778",
        "JD-MID  = 2461110.427777778",
        "JD-START= 2461110.427430556"
      })
  void startIsKnownByTheMiddleOrTheEnd(String card) throws IOException {
    Instant start = light(card, "EXPTIME = 60").time();
    assertEquals(
        0,
        Duration.between(Instant.parse("2026-03-10T22:15:30Z"), start).toMillis() / 100,
        start.toString());
  }

  @Test
  void ofAnExposureThatIsNotKnownTheEndTellsTheNight() throws IOException {
    assertEquals(LocalDate.of(2026, 3, 10), light("DATE-END= '2026-03-10T22:16:30'").night());
  }

  @Test
  void whenAFileWasWrittenIsNoStart() throws IOException {
    assertNull(light("DATE    = '2026-03-10T22:15:30'").time());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "TIMEZONE= -7 ! 2026-03-10",
        "TIMEZONE= '-07:00' ! 2026-03-10",
        "GMTOFFSE= '-7:00' ! 2026-03-10",
        "TIMEZONE= 'UTC-7' ! 2026-03-10",
        "TIMEZONE= 'MST' ! 2026-03-10",
        "TIMEZONE= 7 / hours west of Greenwich ! 2026-03-10",
        "TIMEZONE= -7 / negative to the west ! 2026-03-10",
        "TIMEZONE= -7 / hours, west is minus ! 2026-03-10",
        "UTCOFFST= -7 ! 2026-03-10",
        "UTCOFFST= -420 / minutes ! 2026-03-10",
        "UTCOFFST= -25200 ! 2026-03-10",
        "TZ      = 'America/Phoenix' ! 2026-03-10",
        "TIMEZONE= 7 / east or west of Greenwich ! 2026-03-11",
        // 7 alone may be of Bangkok as well; these are no zones
        "TIMEZONE= 7 ! 2026-03-11",
        "TIMEZONE= 'local' ! 2026-03-11",
        "TIMEZONE= -7.1 ! 2026-03-11",
        "TZ      = 'Moon/Tycho' ! 2026-03-11",
        "UTCOFFST= 0 ! 2026-03-11",
      })
  void nightIsKnownByTheZoneOfTheSite(String card, LocalDate night) throws IOException {
    Frame frame = light("DATE-OBS= '2026-03-11T11:30:00'", card);
    assertEquals(Instant.parse("2026-03-11T11:30:00Z"), frame.time());
    assertEquals(night, frame.night());
  }

  @Test
  void zoneOfTheSiteMakesUtcOfItsClock() throws IOException {
    assertEquals(
        Instant.parse("2026-03-10T22:30:00Z"),
        light("DATE-OBS= '2026-03-10T23:30:00' / local time", "UTOFFSET= 1").time());
    assertEquals(
        Instant.parse("2026-03-11T06:30:00Z"),
        light("DATE-OBS= '2026-03-10T23:30:00' / local time", "TIMEZONE= -7").time());
  }

  @Test
  void longitudeGoesBeforeTheZone() throws IOException {
    Frame west =
        light("DATE-OBS= '2026-03-11T11:30:00'", "TIMEZONE= -7", "LONGITUD= 110.9 / Arizona");
    assertEquals(LocalDate.of(2026, 3, 10), west.night());
    assertTrue(west.notes().warnings().contains("taken as degrees west"), west.notes().warnings());
  }

  /** IRAF's observatories count 7 hours to the west, whatever the card is called. */
  @Test
  void aZoneWithoutASignIsThatOfTheLongitude() throws IOException {
    for (String zone : List.of("UTCOFFST= 7", "TIMEZONE= 7 / UTC offset", "GMTOFFST= 7")) {
      Frame arizona = light("DATE-OBS= '2026-03-11T11:30:00'", zone, "LONGITUD= -110.9");
      assertEquals(LocalDate.of(2026, 3, 10), arizona.night(), zone);
      assertEquals("", arizona.notes().warnings(), zone);
      Frame bangkok = light("DATE-OBS= '2026-03-11T11:30:00'", zone, "LONGITUD= 100.5");
      assertEquals(LocalDate.of(2026, 3, 11), bangkok.night(), zone);
      Frame greenwich = light("DATE-OBS= '2026-03-11T11:30:00'", zone, "LONGITUD= 0.1");
      assertEquals(LocalDate.of(2026, 3, 10), greenwich.night(), zone);
      assertEquals("", greenwich.notes().warnings(), zone);
    }
  }

  @Test
  void longitudeIsKnownByThePlaceInMetres() throws IOException {
    String x = "OBSGEO-X= -1994503.0"; // Kitt Peak
    String y = "OBSGEO-Y= -5037539.0";
    Frame frame = light("DATE-OBS= '2026-03-11T11:30:00'", x, y, "OBSGEO-Z= 3357618.0");
    assertEquals(LocalDate.of(2026, 3, 10), frame.night());
    assertEquals(-111.6, frame.pointing().longitude(), 0.01);
    Frame none = light("DATE-OBS= '2026-03-11T11:30:00'", "OBSGEO-X= 0.0", "OBSGEO-Y= 0.0");
    assertEquals(LocalDate.of(2026, 3, 11), none.night());
  }

  @Test
  void timeOfZeroStandsForNoneWhereADayNumberHasOne() throws IOException {
    assertEquals(
        Instant.parse("2008-06-19T12:00:00Z"),
        light("DATE-OBS= '2008-06-19'", "TIME-OBS= '0:00:00.000'", "MJD-OBS = 54636.5").time());
    assertEquals(
        Instant.parse("2008-06-19T00:00:00Z"),
        light("DATE-OBS= '2008-06-19'", "TIME-OBS= '0:00:00.000'").time());
    assertEquals(
        Instant.parse("2008-06-19T00:00:00Z"),
        light("DATE-OBS= '2008-06-19T00:00:00'", "MJD-OBS = 54637.5").time());
  }

  @Test
  void digitsOfADateAreNoSecondsSince1970() throws IOException {
    assertNull(light("DATE-OBS= '2024013120'").time()); // would be of 2034
    assertNull(light("DATE-OBS= '1999123123'").time());
    assertNull(light("DATE-OBS= '200401312'").time());
  }

  @Test
  void keywordIsTheStartOnlyIfItsCommentSaysSo() throws IOException {
    Instant start = Instant.parse("2024-01-31T20:15:03Z");

    assertEquals(start, light("CLOCKVAL= 1706732103 / Seconds since 1970-01-01").time());
    assertEquals(start, light("FRAME   = '2024-01-31T20:15:03' / Start of Frame").time());
    assertNull(light("CLOCKVAL= 1706732103 / ticks").time());
    assertNull(light("FRAME   = '2024-01-31T20:15:03' / exported").time());
  }

  @Test
  void oldDateIsCompletedByTheTimeBesideIt() throws IOException {
    assertEquals(
        Instant.parse("1999-12-31T23:59:59Z"),
        light("DATE-OBS= '31/12/99'", "UT      = '23:59:59'").time());
  }

  @Test
  void timeBesideADateThatHasOneIsNotUsed() throws IOException {
    assertEquals(
        Instant.parse("2024-01-31T20:15:03Z"),
        light("DATE-OBS= '2024-01-31T20:15:03'", "TIME-OBS= '01:02:03'").time());
  }

  @Test
  void modifiedJulianDateIsUsedWhereThereIsNoDate() throws IOException {
    // MJD 60000 is 25 February 2023.
    assertEquals(Instant.parse("2023-02-25T12:00:00Z"), light("MJD-OBS = 60000.5").time());
    assertEquals(
        Instant.parse("2023-02-25T00:00:00Z"),
        light("DATE-OBS= 'unknown'", "MJD-OBS = 60000").time());
  }

  @Test
  void julianDateIsUsedWhereThereIsNothingElse() throws IOException {
    assertEquals(Instant.parse("2023-02-25T18:00:00Z"), light("JD      = 2460001.25").time());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DATE-OBS= 'unknown'",
        "DATE-OBS= '2023-02-29T01:00:00'",
        "DATE-OBS= '2024-13-01'",
        "DATE-OBS= '2024-01-31T25:00:00'",
        "DATE-OBS= '2024-01-31T20:60:00'",
        "DATE-OBS= '2024-01-31T20:15:03+99:00'",
        "DATE-OBS= '        '",
        "MJD-OBS = 0",
        "JD      = 0",
        "GAIN    = 5"
      })
  void timeAndNightAreNotKnownWithoutAUsableDate(String card) throws IOException {
    Frame frame = light(card);

    assertNull(frame.time());
    assertNull(frame.night());
    assertNull(frame.setAside());
  }

  // Night by the offset: no longitude in the header.

  @ParameterizedTest
  @CsvSource({
    "2024-01-31T20:15:03, 2024-01-31",
    "2024-02-01T09:59:59, 2024-01-31",
    "2024-02-01T10:00:00, 2024-02-01",
    "2024-01-01T05:00:00, 2023-12-31",
    "2023-12-31T23:00:00, 2023-12-31",
    "2024-03-01T03:00:00, 2024-02-29",
    "2023-03-01T03:00:00, 2023-02-28",
    "2024-02-29T12:00:00, 2024-02-29"
  })
  void nightIsTheDateTenHoursBefore(String date, LocalDate night) throws IOException {
    assertEquals(night, light("DATE-OBS= '" + date + "'").night());
  }

  @ParameterizedTest
  @CsvSource({
    "PT12H, 2024-03-01T11:59:59, 2024-02-29",
    "PT12H, 2024-03-01T12:00:00, 2024-03-01",
    "PT0H, 2024-01-01T00:00:00, 2024-01-01",
    "PT-2H, 2023-12-31T22:00:00, 2024-01-01"
  })
  void nightFollowsTheOffsetGiven(Duration offset, String date, LocalDate night)
      throws IOException {
    light("DATE-OBS= '" + date + "'");
    FrameReader reader = new FrameReader(Headers.rules().behindUtc(offset).build());
    Frame frame =
        FrameFiles.only(
            reader.read(
                new LocalStorage(), input.resolve("Lights/a.fits").toString(), "Lights/a.fits"));

    assertEquals(night, frame.night());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        // Half past four in the morning in Arizona, by the clock of the site in any guise.
        "LOCTIME = '04:30:00' ! 2024-03-09",
        "LT      = '04:30:00.5' ! 2024-03-09",
        "LOCALTIM= '3/10/2024 04:30:00.470 AM MST' ! 2024-03-09",
        "LOCALTIM= '3/10/2024 10:30:00.470 PM JST' ! 2024-03-10",
        "DATE-LOC= '2024-10-03T04:30:00' ! 2024-03-10", // which is none
        "SITELONG= '110 35 00 W' ! 2024-03-09",
        "SITELONG= 'W110:35:00' ! 2024-03-09",
        "SITELONG= '110.58 West' ! 2024-03-09",
        "SITELONG= '110 35 00 E' ! 2024-03-10",
        "TELLONG = -110.6 ! 2024-03-09",
        "GPS-LON = -110.6 ! 2024-03-09"
      })
  void nightIsKnownByTheClockOfTheSiteOrItsLongitude(String card, LocalDate night)
      throws IOException {
    assertEquals(night, light("DATE-OBS= '2024-03-10T11:30:00'", card).night());
  }

  // Night of a date without a time: nobody knows whether it is of its evening or its morning.

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "DATE-OBS= '2024-03-10' ! 2024-03-10",
        "DATE-OBS= '10/03/24' ! 2024-03-10",
        "DATE-OBS= '2024-03-10'|SITELONG= 11.5 ! 2024-03-10",
        "DATE-OBS= '2024-03-10'|SITELONG= -3.7 ! 2024-03-10",
        "DATE-OBS= '2024-03-10'|SITELONG= 149 ! 2024-03-10",
        // Midnight of Chile and Arizona is after that of UTC.
        "DATE-OBS= '2024-03-10'|SITELONG= -70.7 ! 2024-03-09",
        "DATE-OBS= '2024-03-10'|SITELONG= 249 ! 2024-03-09",
        "DATE-OBS= '2024-03-10' / local date|SITELONG= -70.7 ! 2024-03-10",
        "DATE-LOC= '2024-03-10' ! 2024-03-10",
        "DATE-LOC= '2024-03-10'|SITELONG= -70.7 ! 2024-03-10"
      })
  void dateAloneIsThatOfTheNightThatIsOnIt(String cards, LocalDate night) throws IOException {
    Frame frame = light(cards.split("\\|"));
    assertEquals(night, frame.night());
    assertEquals(
        "the date 2024-03-10 has no time of day; the night is assumed to be that of " + night,
        frame.notes().warnings());
    assertFalse(frame.notes().nightByDefault());
  }

  @ParameterizedTest
  @CsvSource({
    "America/Santiago, 9",
    "Europe/Berlin, 10",
    "Australia/Sydney, 10",
    "Pacific/Auckland, 10"
  })
  void dateAloneFollowsTheZoneOfTheSite(String zone, int day) {
    NightRule rule = new NightRule(Double.NaN, ZoneId.of(zone), Duration.ofHours(10));
    assertEquals(LocalDate.of(2024, 3, day), rule.nightOf(LocalDate.of(2024, 3, 10), Double.NaN));
  }

  /** An offset of 16 h is that of Chile, of -2 h that of New Zealand, which is ahead of UTC. */
  @ParameterizedTest
  @CsvSource({"0, 10", "10, 10", "14, 10", "16, 9", "22, 9", "-2, 10"})
  void dateAloneFollowsTheOffsetWhereNothingElseIsKnown(int hours, int day) {
    NightRule rule = NightRule.behindUtc(Duration.ofHours(hours));
    LocalDate night = LocalDate.of(2024, 3, day);
    assertEquals(night, rule.nightOf(LocalDate.of(2024, 3, 10), Double.NaN));
    assertEquals(LocalDate.of(2024, 3, 10), rule.nightOf(LocalDate.of(2024, 3, 10), 11.5));
  }

  // Night by the longitude: it changes at noon of the local mean sun.

  @ParameterizedTest
  @CsvSource({
    // 149.0625 degrees east: noon is 9 h 56 min 15 s before that of Greenwich, at 02:03:45.
    "149.0625, 2024-03-10T02:03:44, 2024-03-09",
    "149.0625, 2024-03-10T02:03:45, 2024-03-10",
    // 105 49' 13" west is 7 h 03 min 16.87 s: noon at 19:03:16.87.
    "'''-105 49 13''', 2024-03-10T19:03:16, 2024-03-09",
    "'''-105 49 13''', 2024-03-10T19:03:17, 2024-03-10",
    "'''-105:49:13.0''', 2024-03-10T19:03:16, 2024-03-09",
    "'''-105:49:13.0''', 2024-03-10T19:03:17, 2024-03-10",
    // Some programs have a colon before the hundredths of a second.
    "'''-105:49:13:00''', 2024-03-10T19:03:16, 2024-03-09",
    "'''-105:49:13:00''', 2024-03-10T19:03:17, 2024-03-10",
    "'''149:03:45''', 2024-03-10T02:03:45, 2024-03-10",
    "'''+149 03 45''', 2024-03-10T02:03:44, 2024-03-09",
    // Half a degree west, where the sign is at a zero: noon at 12:02:00.
    "'''-00 30 00''', 2024-03-10T12:01:59, 2024-03-09",
    "'''-00 30 00''', 2024-03-10T12:02:00, 2024-03-10",
    // 254.25 degrees east are 105.75 west: noon at 19:03:00.
    "254.25, 2024-03-10T19:02:59, 2024-03-09",
    "254.25, 2024-03-10T19:03:00, 2024-03-10",
    "-210, 2024-03-10T01:59:59, 2024-03-09",
    "-210, 2024-03-10T02:00:00, 2024-03-10",
    "0, 2024-01-01T11:59:59, 2023-12-31",
    "0, 2024-01-01T12:00:00, 2024-01-01",
    "-105.75, 2024-03-01T19:02:59, 2024-02-29",
    "180, 2023-12-31T23:59:59, 2023-12-31",
    "180, 2024-01-01T00:00:00, 2024-01-01"
  })
  void nightChangesAtNoonOfTheLongitude(String longitude, String date, LocalDate night)
      throws IOException {
    assertEquals(night, light("DATE-OBS= '" + date + "'", "SITELONG= " + longitude).night());
  }

  @ParameterizedTest
  @ValueSource(strings = {"999", "'unknown'", "-361", "'105 X'"})
  void longitudeThatIsNoneLeavesTheOffset(String longitude) throws IOException {
    assertEquals(
        LocalDate.parse("2024-03-09"),
        light("DATE-OBS= '2024-03-10T09:59:59'", "SITELONG= " + longitude).night());
    assertEquals(
        LocalDate.parse("2024-03-10"),
        light("DATE-OBS= '2024-03-10T10:00:00'", "SITELONG= " + longitude).night());
  }

  @Test
  void longitudeOfTheStandardGoesBeforeOneThatMayCountToTheWest() throws IOException {
    assertEquals(
        LocalDate.parse("2024-03-09"),
        light("DATE-OBS= '2024-03-10T02:40:00'", "SITELONG= '+122 30 31'", "OBSGEO-L= -122.5")
            .night());
  }

  @Test
  void commentOfAnotherCardDoesNotTurnALongitude() throws IOException {
    String date = "DATE-OBS= '2024-03-10T07:00:00'";
    String unusable = "OBSGEO-L= 1000 / degrees west";
    assertEquals(
        light(date, "SITELONG= 120.08 / degrees east").night(),
        light(date, unusable, "SITELONG= 120.08 / degrees east").night());
    assertEquals(
        LocalDate.parse("2024-03-09"),
        light(date, "OBSGEO-L= 1000 / degrees east", "SITELONG= 120.08 / degrees west").night());
  }

  private Frame light(String... cards) throws IOException {
    return FrameFiles.light(input, cards);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'+120:04:54.7' / Site longitude in degrees west of zero | 2024-03-09",
        "120.08 / [deg] West longitude | 2024-03-09",
        "120.08 / degrees (+W) | 2024-03-09",
        "-120.08 / degrees west | 2024-03-09",
        "120.08 / degrees east | 2024-03-10",
        "120.08 / deg, east is positive, west negative | 2024-03-10",
        "120.08 / degrees, west is negative | 2024-03-10",
        "120.08 / [deg] +E -W | 2024-03-10",
        "120.08 / longitude of the Westerlund observatory | 2024-03-10",
      })
  void commentSaysWhetherDegreesAreToTheWest(String card, LocalDate night) throws IOException {
    assertEquals(night, light("DATE-OBS= '2024-03-10T07:00:00'", "SITELONG= " + card).night());
  }
}
