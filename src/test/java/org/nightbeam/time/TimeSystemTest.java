package org.nightbeam.time;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeSystemTest {
  /** On 2017-01-01 the difference of TAI became 37 s (IERS Bulletin C 52). */
  @ParameterizedTest
  @CsvSource({
    "TAI, 2016-12-31T23:59:35Z, 2016-12-31T23:58:59Z",
    "TAI, 2017-01-01T00:00:35Z, 2016-12-31T23:59:59Z",
    "TAI, 2017-01-01T00:00:37Z, 2017-01-01T00:00:00Z",
    "IAT, 2026-01-15T20:00:37Z, 2026-01-15T20:00:00Z",
    "TT, 2026-01-15T20:01:09.184Z, 2026-01-15T20:00:00Z",
    "tdb, 2026-01-15T20:01:09.184Z, 2026-01-15T20:00:00Z",
    "GPS, 2026-01-15T20:00:18Z, 2026-01-15T20:00:00Z"
  })
  void clocksBecomeUtc(String name, String shown, String utc) {
    assertEquals(Instant.parse(utc), TimeSystem.of(name).orElseThrow().utc(Instant.parse(shown)));
  }

  @Test
  void utcAndClocksOfASiteAreNoneOfThem() {
    for (String name : new String[] {"UTC", "UT", "", "LOCAL", "TCB"}) {
      assertEquals(Optional.empty(), TimeSystem.of(name), name);
    }
  }
}
