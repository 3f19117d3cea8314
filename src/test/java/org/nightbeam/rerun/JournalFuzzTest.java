package org.nightbeam.rerun;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.nightbeam.plan.ShortHash;

/** Any text is read as a journal, also if all its lines have the checksums that they should. */
class JournalFuzzTest {
  static Stream<byte[]> texts() {
    return Stream.of(
            "calibrated%2Fa.fits 00ff calibrated%2Fa.fits 11,12,13,14 2880,5 abc %2Fnight%2Fa.fits "
                + " %2Fnight%2Fb.fits,0,bad",
            "calibrated%2Fa.fits 00ff calibrated%2Fa.fits - 2880,5 abc %2Fnight%2Fa.fits "
                + " raw=00ff;1,2,3,4,tag light=1.0,2.5,0.0,NaN,3.0",
            "bias 00ff  - 0,0   no+use")
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("texts")
  @DictionaryEntries({"raw=", "light=", ";", ",", " ", "-", "%2F", "NaN", "9223372036854775808"})
  @FuzzTest(maxDuration = "5s")
  void anyTextIsReadAndComesBack(byte[] bytes) throws IOException {
    String text =
        new String(bytes, StandardCharsets.UTF_8).replaceAll("[^\n -~]", "?"); // as it is written
    Journal.read(new StringReader(text));
    String whole =
        text.lines()
            .map(line -> line + " " + ShortHash.of(line) + "\n")
            .collect(Collectors.joining());
    Journal journal = Journal.read(new StringReader(whole));
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    journal.writeTo(Channels.newChannel(written));
    Journal again = Journal.read(new StringReader(written.toString(StandardCharsets.US_ASCII)));
    if (!again.entries().toString().equals(journal.entries().toString())) {
      throw new AssertionError("written and read again, it is another");
    }
  }
}
