package org.nightbeam.header;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nightbeam.HeaderNight;
import org.nightbeam.fixture.Headers;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.storage.LocalStorage;

/** Facts that are there and cannot be used, and cards that contradict each other, are told. */
class ContradictingHeaderTest {
  @TempDir Path input;

  private Frame light(String... cards) throws IOException {
    return FrameFiles.light(input, cards);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "EXPTIME = -60 ! EXPTIME = -60: no exposure time",
        "EXPTIME = NaN ! EXPTIME = NaN: no exposure time",
        "EXPTIME = 1E400 ! EXPTIME = 1E400: no exposure time",
        "EXPTIME = 1e12 ! EXPTIME = 1e12: no exposure time",
        "EXPTIME = 'bulb' ! EXPTIME = bulb: no exposure time",
        "DATE-OBS= 'yesterday' ! DATE-OBS = yesterday: no date",
        "DATE-OBS= '2024-13-45T20:00:00' ! DATE-OBS = 2024-13-45T20:00:00: no date",
        "CCD-TEMP= 'cold' ! CCD-TEMP = cold: no temperature of a sensor",
        "CCD-TEMP= -999 ! CCD-TEMP = -999: no temperature of a sensor",
        "SITELONG= 'east of here' ! SITELONG = east of here: no longitude",
      })
  void whatIsThereButCannotBeUsedIsTold(String card, String told) throws IOException {
    String warnings = light(card).notes().warnings();
    assertTrue(warnings.contains(told), warnings);
  }

  @ParameterizedTest
  @CsvSource({"EXPTIME = 'N/A'", "DATE-OBS= 'UNKNOWN'", "CCD-TEMP= '       '"})
  void whatSaysNothingIsNotTold(String card) throws IOException {
    assertEquals("", light(card).notes().warnings());
  }

  @Test
  void unusableFactIsInTheReasonOfWhatItHinders() {
    HeaderNight night = new HeaderNight(input).calibration().light("EXPTIME = -60");
    assertEquals(1, night.refusals().size());
    assertTrue(night.refusals().get(0).contains("EXPTIME = -60"), night.refusals().get(0));
    HeaderNight dated = new HeaderNight(input).calibration().light("DATE-OBS= 'Tuesday'");
    assertTrue(dated.refusals().get(0).contains("DATE-OBS = Tuesday"), dated.refusals().get(0));
    HeaderNight darks = new HeaderNight(input).dark(0, "EXPTIME = -1");
    assertTrue(darks.refusals().get(0).contains("EXPTIME = -1"), darks.refusals().get(0));
  }

  @ParameterizedTest
  @CsvSource({
    "2015-11-18T02.33.10.000, 2015-11-18T02:33:10Z", // CCDOPSLite
    "2015-11-18 02.33.10, 2015-11-18T02:33:10Z",
    "2017-12-19T18:33:43.317-0700, 2017-12-20T01:33:43.317Z",
    "2017-12-19T18:33:43 -07, 2017-12-20T01:33:43Z",
    "2017-12-19T18:33:43-7:00, 2017-12-20T01:33:43Z",
    "2017-12-19T18:33:43 UTC-7, 2017-12-20T01:33:43Z",
    "2017-12-19T18:33:43 (UTC+02:00), 2017-12-19T16:33:43Z",
    "2017-12-19T18:33:43 GMT, 2017-12-19T18:33:43Z",
    "2019-12-11T22:39:21.873 NOGPS, 2019-12-11T22:39:21.873Z", // FliPilot
    "2014:01:19 11:45:20, 2014-01-19T11:45:20Z",
    "20050126 07:06:57, 2005-01-26T07:06:57Z",
    "'Wednesday, 26-Jan-2005 07:06:57', 2005-01-26T07:06:57Z",
  })
  void dateIsReadInEveryGuise(String date, Instant start) throws IOException {
    assertEquals(start, light("DATE-OBS= '" + date + "'").time());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "UTDATE  = '2014:01:19' ! UTSTART = '11:45:20' ! 2014-01-19T11:45:20Z", // AAT
        "UTDATE  = 'Wednesday, 26-Jan-2005' ! RUTSTART= 7.125 / [h] Start ! 2005-01-26T07:07:30Z",
        "UTDATE  = '20040426' ! UTSTART = '07:37:52' ! 2004-04-26T07:37:52Z",
        "IDATE   = 20050126 / Date as integer ! RUTSTART= 7.125 / Start ! 2005-01-26T07:07:30Z",
        "DATE-OBS= '2024/04/12' ! TIME-OBS= '16:00:05.030' ! 2024-04-12T16:00:05.030Z",
        "DATE-OBS= '17/05/85' ! TIME-OBS= 0.5 /decimal part of day ! 1985-05-17T12:00:00Z", // IHW
        "DATE-OBS= '17/05/85' ! TIME-OBS= 0.5 ! 1985-05-17T00:30:00Z",
      })
  void dateAndTimeMayBeTwoCards(String date, String time, Instant start) throws IOException {
    assertEquals(start, light(date, time).time());
  }

  @Test
  void universalTimeGoesBeforeTheClockOfTheSite() throws IOException {
    Frame moscow =
        light("DATE-OBS= '2024/04/12'", "TIME-OBS= '16:00:05.0'", "UT      = '13:00:04.12'");
    assertEquals(Instant.parse("2024-04-12T13:00:04.120Z"), moscow.time());
    assertTrue(
        moscow.notes().warnings().contains("TIME-OBS is 3.00 h from UT, which is taken"),
        moscow.notes().warnings());
    // A second or the length of a readout apart they are one clock, and the first counts as ever.
    Frame same = light("DATE-OBS= '2024-04-12'", "TIME-OBS= '13:00:05'", "UT      = '13:02:00'");
    assertEquals(Instant.parse("2024-04-12T13:00:05Z"), same.time());
  }

  @Test
  void fileThatIsOlderThanItsExposureIsTold() throws IOException {
    String told =
        light("DATE-OBS= '2019-12-11T22:39:21 NOGPS'", "DATE    = '2019-12-11T13:39:23.169'")
            .notes()
            .warnings();
    assertTrue(told.contains("DATE is 9.00 h earlier than the date"), told);
    String ofIndia =
        light("DATE-OBS= '2019-12-11T22:39:21'", "DATE    = '2019-12-11T17:12:25'", "EXPTIME = 120")
            .notes()
            .warnings();
    assertTrue(ofIndia.contains("DATE is 5.45 h earlier than the date"), ofIndia);
    // The spectrograph Goodman keeps the DATE of an earlier file, which is off by no zone.
    for (String written :
        new String[] {
          "2019-12-11T22:39:10", "2020-01-01T00:00:00", "2019-12-11", "2019-12-11T22:00:30"
        }) {
      assertEquals(
          "",
          light("DATE-OBS= '2019-12-11T22:39:21'", "DATE    = '" + written + "'")
              .notes()
              .warnings());
    }
  }

  @Test
  void twoExposuresAreTold() throws IOException {
    String warnings = light("EXPTIME = 60", "EXPOSURE= 6").notes().warnings();
    assertTrue(warnings.contains("EXPTIME and EXPOSURE differ, 60 s and 6 s"), warnings);
    assertEquals("", light("EXPTIME = 60", "EXPOSURE= 60000 / [ms]").notes().warnings());
  }

  @Test
  void dayNumberThatIsHoursOffIsTold() throws IOException {
    // 2015-10-28T20:16:51 UTC
    String warnings =
        light("DATE-OBS= '2015-10-28T23:16:51'", "EXPTIME = 30", "JD      = 2457324.34503")
            .notes()
            .warnings();
    assertTrue(warnings.contains("JD is 3.00 h earlier than the date"), warnings);
    assertEquals(
        "",
        light("DATE-OBS= '2015-10-28T23:16:51'", "EXPTIME = 30", "JD      = 2457324.47003")
            .notes()
            .warnings());
    assertEquals(
        "", light("DATE-OBS= '2015-10-28T23:16:51'", "MJD-OBS = 57323.97").notes().warnings());
    String clock =
        light("DATE-OBS= '2015-10-28T23:16:51'", "UT      = '21:16:51'").notes().warnings();
    assertTrue(clock.contains("UT is 2.00 h earlier than the date"), clock);
  }

  @Test
  void dateByTheClockOfTheSiteIsNotUtc() throws IOException {
    Frame witnessed = light("DATE-OBS= '2015-10-28T23:16:51' / local", "JD      = 2457324.34503");
    assertEquals(LocalDate.of(2015, 10, 28), witnessed.night());
    assertEquals(
        Instant.parse("2015-10-28T20:16:50Z").getEpochSecond() / 10,
        witnessed.time().getEpochSecond() / 10);
    Frame alone = light("DATE-OBS= '2015-10-28T02:16:51' / local time");
    assertNull(alone.time());
    assertEquals(LocalDate.of(2015, 10, 27), alone.night());
    Frame bySystem = light("DATE-OBS= '2015-10-28T02:16:51'", "TIMESYS = 'LOCAL'");
    assertEquals(LocalDate.of(2015, 10, 27), bySystem.night());
    Frame estimated = light("DATE-OBS= '2015-10-28T02:16:51' / System Clock:Est. Frame Start");
    assertEquals(Instant.parse("2015-10-28T02:16:51Z"), estimated.time());
  }

  /** FITS 4.0, section 9.2.1: the scale of all times of a header. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "DATE-OBS= '2026-01-15T20:00:37' ! ! TAI ! 2026-01-15T20:00:00Z",
        "DATE-OBS= '2026-01-15T20:01:09.184' ! ! TT ! 2026-01-15T20:00:00Z",
        "DATE-OBS= '2026-01-15T20:00:37Z' ! ! TAI ! 2026-01-15T20:00:37Z",
        "DATE-OBS= '2026-01-15T20:00:37' ! ! UTC ! 2026-01-15T20:00:37Z",
        "DATE-OBS= '2026-01-15' ! UT      = '20:00:37' ! TAI ! 2026-01-15T20:00:37Z",
        "DATE-OBS= '2026-01-15' ! TAIHMS  = '20:00:37' ! TAI ! 2026-01-15T20:00:00Z",
        "DATE-OBS= '2026-01-15' ! TIME-OBS= '20:00:37' ! TAI ! 2026-01-15T20:00:00Z",
        "MJD-OBS = 61055.75 ! ! TAI ! 2026-01-15T17:59:23Z",
        "MJD_UTC = 61055.75 ! ! TAI ! 2026-01-15T18:00:00Z",
        "DATE-OBS= '2026-01-15T00:00:00' ! MJD-OBS = 61055.75 ! TAI ! 2026-01-15T17:59:23Z",
      })
  void aTimeOfAnotherScaleIsNotUtc(String date, String more, String scale, Instant utc)
      throws IOException {
    String system = "TIMESYS = '" + scale + "'";
    Frame frame = more == null ? light(date, system) : light(date, more, system);
    assertEquals(utc, frame.time());
  }

  @Test
  void timeZoneOfTheSiteMakesUtcOfLocalTime() throws IOException {
    light("DATE-OBS= '2015-10-28T23:16:51' / local"); // writes the file
    HeaderRules rules =
        Headers.rules()
            .nights(
                new NightRule(Double.NaN, ZoneId.of("America/Phoenix"), java.time.Duration.ZERO))
            .build();
    Frame frame =
        FrameFiles.only(
            new FrameReader(rules)
                .read(
                    new LocalStorage(),
                    input.resolve("Lights/a.fits").toString(),
                    "Lights/a.fits"));
    assertEquals(Instant.parse("2015-10-29T06:16:51Z"), frame.time());
  }

  @Test
  void offsetInTheDateIsTheClockOfTheSite() throws IOException {
    // 10 h behind UTC, as is the default, would cut this night at 03 h of the clock.
    List<LocalDate> nights =
        List.of(
            light("DATE-OBS= '2017-12-20T02:30:00-0700'").night(),
            light("DATE-OBS= '2017-12-20T06:30:00-0700'").night(),
            light("DATE-OBS= '2017-12-19T18:33:43-0700'").night());
    assertEquals(
        List.of(LocalDate.of(2017, 12, 19), LocalDate.of(2017, 12, 19), LocalDate.of(2017, 12, 19)),
        nights);
  }

  @Test
  void longitudeThatCountsToTheWestIsKnownByTheClock() throws IOException {
    Frame frame = light("DATE-OBS= '2017-12-19T18:33:43.317-0700'", "LONGITUD= 110.88 / Arizona");
    assertEquals(LocalDate.of(2017, 12, 19), frame.night());
    assertTrue(
        frame.notes().warnings().contains("taken as degrees west"), frame.notes().warnings());
    Frame late = light("DATE-OBS= '2017-12-20T05:33:43-0700'", "LONGITUD= 110.88");
    assertEquals(LocalDate.of(2017, 12, 19), late.night());
    Frame neither = light("DATE-OBS= '2017-12-20T05:33:43-0700'", "LONGITUD= 10");
    assertEquals(LocalDate.of(2017, 12, 19), neither.night());
    assertTrue(
        neither.notes().warnings().contains("the night is taken from the clock"),
        neither.notes().warnings());
  }

  @Test
  void wheelThatIsNotPresentHasNoFilter() throws IOException {
    assertEquals("rp", light("FILTER  = 'rp'", "FILTER2 = 'NOTPRESENT'").filter());
  }

  @Test
  void spectrumInAFolderOfScienceIsTheScienceExposure() throws IOException {
    Frame frame = FrameFiles.frame(input, "science/a.fits", TypeFrom.AUTO, "OBSTYPE = 'SPECTRUM'");
    assertEquals(FrameType.LIGHT, frame.type());
    assertNull(frame.setAside());
  }
}
