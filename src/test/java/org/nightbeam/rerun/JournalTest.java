package org.nightbeam.rerun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nightbeam.plan.ShortHash;
import org.nightbeam.storage.FileStamp;
import org.nightbeam.table.LightStatistics;

class JournalTest {
  private static final LightStatistics SEEN =
      new LightStatistics(301.25, 7.5, 1e-6, 120, Double.NaN);

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
    for (LightStatistics statistics : List.of(SEEN, LightStatistics.UNKNOWN)) {
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
    assertEquals(List.of(new Journal.Refused("/night/b.fits", 0, "bad")), entry.refused());
  }

  @Test
  void aLineThatIsCutShortDoesNotCount() throws IOException {
    String line = written(entry(SEEN, List.of()));
    assertNull(read(line.substring(0, line.length() - 3)).get("calibrated/a b.fits"));
  }
}
