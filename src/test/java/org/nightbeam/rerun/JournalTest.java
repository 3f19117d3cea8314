package org.nightbeam.rerun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nightbeam.grading.BrightStars;
import org.nightbeam.grading.LightQuality;
import org.nightbeam.plan.ShortHash;
import org.nightbeam.storage.FileStamp;
import org.nightbeam.table.LightStatistics;

class JournalTest {
  private static final BrightStars STARS = new BrightStars("AAEC/+w=");

  private static final LightStatistics SEEN =
      new LightStatistics(301.25, 7.5, 1e-6, 120, Double.NaN);

  private static final LightStatistics MEASURED =
      new LightStatistics(
          301.25,
          7.5,
          1e-6,
          120,
          3.25,
          new LightQuality(
              "M 31, =light; Ü",
              1.25,
              0.5,
              7,
              3.5,
              1.1,
              -20,
              0.01,
              -7.5,
              0.125,
              Double.NaN,
              STARS));

  private static Journal.Entry entry(LightStatistics statistics, List<Journal.Refused> refused) {
    return new Journal.Entry(
        "calibrated/a b.fits",
        "recipe",
        "calibrated/a b.fits",
        new FileStamp(1, 2, 3, 4),
        2880,
        99,
        "fingerprint",
        "/night/a b=1.fits",
        new Journal.Raw(new FileStamp(5, 6, 7, 8, "a tag;,="), "00ff"),
        "odd: light=, and more",
        refused,
        statistics);
  }

  private static Journal read(String text) throws IOException {
    return Journal.read(new StringReader(text));
  }

  private static String written(Journal.Entry entry) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    entry.writeTo(Channels.newChannel(bytes));
    return bytes.toString(StandardCharsets.US_ASCII);
  }

  @Test
  void anEntryIsReadAsItWasWritten() throws IOException {
    for (LightStatistics statistics : List.of(SEEN, MEASURED, LightStatistics.UNKNOWN)) {
      for (List<Journal.Refused> refused :
          List.of(
              List.<Journal.Refused>of(),
              List.of(new Journal.Refused("/night/x=y.fits", 0, "light=1,2: bad")))) {
        Journal.Entry entry = entry(statistics, refused);
        assertEquals(entry, read(written(entry)).get(entry.id()));
      }
    }
  }

  @Test
  void aLineOfATimeBeforeStatisticsIsRead() throws IOException {
    String line =
        "calibrated%2Fa.fits 00ff calibrated%2Fa.fits 11,12,13,14 2880,5 abc %2Fnight%2Fa.fits "
            + " %2Fnight%2Fb.fits,0,bad";
    Journal.Entry entry = read(line + " " + ShortHash.of(line) + "\n").get("calibrated/a.fits");
    assertEquals(LightStatistics.UNKNOWN, entry.statistics());
    assertNull(entry.raw());
    assertEquals(List.of(new Journal.Refused("/night/b.fits", 0, "bad")), entry.refused());
  }

  /**
   * Found by fuzzing: an empty tag was read back as none, and an airmass without stars was lost.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "id 00ff p 1,2,3,4, 2880,5 abc s note",
        "id 00ff p 1,2,3,4,,b 2880,5 abc s note",
        "id 00ff p - 2880,5 abc s note raw=00ff;1,2,3,4,",
        "id 00ff p - 2880,5 abc s note light=1,2,3,4,5,1.3,NaN,NaN,NaN,NaN,NaN,NaN,NaN,NaN,NaN,,M31"
      })
  void whatIsReadIsWrittenAsTheSame(String line) throws IOException {
    Journal.Entry entry = read(line + " " + ShortHash.of(line) + "\n").get("id");
    assertEquals(entry, read(written(entry)).get("id"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id 00ff p 11,x,13,14 2880,5 abc s note",
        "id 00ff p 11,12 2880,5 abc s note",
        "id 00ff p - 2880 abc s note",
        "id 00ff p - 2880,5 abc",
        "id 00ff p - 2880,5 abc s %zz",
        "id 00ff p - 2880,5 abc s note raw=00ff",
        "id 00ff p - 2880,5 abc s note light=1,2",
        "id 00ff p - 2880,5 abc s note frame",
        ""
      })
  void aLineOfOtherFieldsIsDamaged(String line) throws IOException {
    String whole = line + " " + ShortHash.of(line) + "\n";
    Journal journal = read(whole + written(entry(SEEN, List.of())));
    assertEquals(1, journal.damaged());
    assertEquals(List.of(entry(SEEN, List.of())), List.copyOf(journal.entries()));
  }

  /** An entry of the product of the others, of another recipe. */
  private static Journal.Entry of(String recipe, FileStamp stamp) {
    Journal.Entry entry = entry(SEEN, List.of());
    return new Journal.Entry(
        entry.id(),
        recipe,
        entry.product(),
        stamp,
        2880,
        98,
        "another",
        entry.source(),
        entry.raw(),
        "",
        List.of(),
        SEEN);
  }

  @Test
  void whatIsOnlyAnnouncedDisplacesNothingThatIsThere() throws IOException {
    FileStamp stamp = new FileStamp(1, 2, 3, 4);
    Journal.Entry there = of("one", stamp);
    Journal.Entry announced = of("two", null);
    Journal journal = read(written(there) + written(announced) + written(announced));
    for (int i = 0; i < 2; i++) {
      assertEquals(there, journal.get(there.id(), "one"), "the kill came before its new name");
      assertEquals(announced, journal.get(there.id(), "two"), "or after it");
      assertNull(journal.get(there.id(), "three"));
      ByteArrayOutputStream tidied = new ByteArrayOutputStream();
      journal.writeTo(Channels.newChannel(tidied));
      journal = read(tidied.toString(StandardCharsets.US_ASCII));
    }
    journal.put(announced.restamped(stamp));
    assertNull(journal.get(there.id(), "one"), "it has its name");
    assertEquals(announced.restamped(stamp), journal.get(there.id(), "two"));
  }

  @Test
  void aJournalOfOneRunHasNothingOld() throws IOException {
    Journal.Entry announced = of("one", null);
    Journal.Entry there = of("one", new FileStamp(1, 2, 3, 4));
    Journal journal = read(written(announced) + written(there));
    assertFalse(journal.isMostlyOld());
    journal.put(there);
    assertTrue(journal.isMostlyOld());
  }

  @Test
  void aLineThatIsCutShortDoesNotCount() throws IOException {
    String line = written(entry(SEEN, List.of()));
    assertNull(read(line.substring(0, line.length() - 3)).get("calibrated/a b.fits"));
  }
}
