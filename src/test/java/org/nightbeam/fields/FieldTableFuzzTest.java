package org.nightbeam.fields;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.nightbeam.header.BytesInMemory;

/** Any text is the table of a target, or is refused with the file's name and how to mend it. */
class FieldTableFuzzTest {
  private static final String HEAD =
      Arrays.stream(FieldColumn.values()).map(FieldColumn::label).collect(Collectors.joining(","));

  static Stream<byte[]> texts() {
    String reference =
        "f,c,calibrated/a.fits,0,reference,,calibrated/a.fits,aa,aa,V,60.0,100,80,50,50,0.0,1.0,"
            + "50.5,40.5,50.5,40.5,1.0,0.0,0.0,1.0,50.5,40.5,50.0,50.5 50.0 0.0,40.5 0.0 50.0\n";
    String light =
        "f,c,calibrated/b.fits,0,registered,,calibrated/a.fits,bb,aa,V,60.0,100,80,50,40,0.1,1.1,"
            + "50.5,40.5,52.5,44.5,1.0,0.0,0.0,1.0,50.5,40.5,50.0,48.5 50.0 0.0,36.5 0.0 50.0\n";
    return Stream.of(
            HEAD + "\n" + reference + light, "light,hdu\n\"a\"\"b\",1\n", HEAD + "\n" + light)
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("texts")
  @DictionaryEntries({
    "reference",
    "registered",
    "\\x22",
    "\\x22\\x22",
    "\\x0d\\x0a",
    "NaN",
    "1e999",
    "0x1p3",
    " "
  })
  @FuzzTest(maxDuration = "5s")
  void anyTextIsATableOrRefused(byte[] text) throws IOException {
    FieldTable table;
    try {
      table = FieldTable.read(new BytesInMemory("t.csv", text), "t.csv");
    } catch (IOException refused) {
      if (!refused.getMessage().startsWith("t.csv: ")) {
        throw new AssertionError("the file is not named", refused);
      }
      return;
    }
    table.fields().forEach(field -> field.reference().light().length());
  }
}
