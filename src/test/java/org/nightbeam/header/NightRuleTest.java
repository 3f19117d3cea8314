package org.nightbeam.header;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NightRuleTest {
  private static final double UNKNOWN = Double.NaN;
  private static final NightRule TEN_HOURS = NightRule.behindUtc(Duration.ofHours(10));

  private static NightRule zone(String name) {
    return new NightRule(UNKNOWN, ZoneId.of(name), Duration.ofHours(10));
  }

  private static void assertNight(String night, NightRule rule, String start) {
    assertEquals(LocalDate.parse(night), rule.night(Instant.parse(start), null, UNKNOWN));
  }

  /** Local noon of a place is 12 h UTC less 4 minutes for each degree east. */
  @ParameterizedTest
  @CsvSource({
    "0, 2024-03-01T11:59:59Z, 2024-02-29",
    "0, 2024-03-01T12:00:00Z, 2024-03-01",
    "13.5, 2024-03-01T11:05:59Z, 2024-02-29",
    "13.5, 2024-03-01T11:06:00Z, 2024-03-01",
    "-155.5, 2024-03-01T22:21:59Z, 2024-02-29",
    "-155.5, 2024-03-01T22:22:00Z, 2024-03-01",
    "204.5, 2024-03-01T22:22:00Z, 2024-03-01",
    "149, 2024-03-01T02:04:00Z, 2024-03-01",
    "149, 2024-03-01T02:03:59Z, 2024-02-29",
    "180, 2024-03-01T00:00:00Z, 2024-03-01"
  })
  void nightBeginsAtTheLocalNoonOfTheLongitude(double east, Instant start, LocalDate night) {
    assertEquals(night, new NightRule(east, null, Duration.ZERO).night(start, null, UNKNOWN));
    assertEquals(night, TEN_HOURS.night(start, null, east));
  }

  @Test
  void headerKnowsBetterThanTheOptions() {
    NightRule rule = new NightRule(-155.5, ZoneId.of("UTC"), Duration.ZERO);
    assertEquals(
        LocalDate.of(2024, 3, 1), rule.night(Instant.parse("2024-03-01T12:00:00Z"), null, 0));
  }

  @Test
  void clockOfTheSiteTellsTheNightWhereNothingElseDoes() {
    Instant start = Instant.parse("2024-03-01T09:00:00Z"); // 20:00 in Sydney
    LocalDateTime sydney = LocalDateTime.parse("2024-03-01T20:00:00");
    LocalDateTime sameInstantInUtc = LocalDateTime.parse("2024-03-01T09:00:00.2");
    assertEquals(LocalDate.of(2024, 3, 1), TEN_HOURS.night(start, sydney, UNKNOWN));
    assertEquals(LocalDate.of(2024, 2, 29), TEN_HOURS.night(start, null, UNKNOWN));
    assertEquals(LocalDate.of(2024, 2, 29), TEN_HOURS.night(start, sameInstantInUtc, UNKNOWN));
    assertEquals(LocalDate.of(2024, 3, 1), TEN_HOURS.night(null, sydney, UNKNOWN));
    assertEquals(LocalDate.of(2024, 2, 29), zone("UTC").night(start, sydney, UNKNOWN));
    assertEquals(LocalDate.of(2024, 2, 29), TEN_HOURS.night(start, sydney, 0));
  }

  @Test
  void timeZoneKnowsSummerTime() {
    NightRule berlin = zone("Europe/Berlin");
    assertNight("2024-01-14", berlin, "2024-01-15T10:59:59Z");
    assertNight("2024-01-15", berlin, "2024-01-15T11:00:00Z");
    assertNight("2024-07-14", berlin, "2024-07-15T09:59:59Z");
    assertNight("2024-07-15", berlin, "2024-07-15T10:00:00Z");
  }

  @Test
  void eveningAndMorningOfANightHaveOneDate() {
    assertNight("2023-12-31", zone("Pacific/Honolulu"), "2024-01-01T05:00:00Z");
    assertNight("2023-12-31", zone("Pacific/Honolulu"), "2024-01-01T16:00:00Z");
    assertNight("2024-02-29", zone("Australia/Sydney"), "2024-02-29T08:30:00Z");
    assertNight("2024-02-29", zone("Australia/Sydney"), "2024-02-29T20:00:00Z");
  }

  @Test
  void offsetCountsWhereNothingElseIsKnown() {
    assertNight("2024-02-29", TEN_HOURS, "2024-03-01T09:59:59Z");
    assertNight("2024-03-01", TEN_HOURS, "2024-03-01T10:00:00Z");
  }
}
