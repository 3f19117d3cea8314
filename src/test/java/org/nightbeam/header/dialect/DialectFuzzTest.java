package org.nightbeam.header.dialect;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.nightbeam.fixture.Headers;
import org.nightbeam.header.BytesInMemory;
import org.nightbeam.header.FrameReader;
import org.nightbeam.header.FuzzSeeds;

/** Any text is a dialect, by which a header can be read, or is refused as none. */
class DialectFuzzTest {

  static Stream<byte[]> texts() {
    return FuzzSeeds.texts(
        "keywords:\n  exposure: [\"BELICHT [ms]\"]\n  filter: [-FILTERID, A + B]\n",
        "types:\n  dark: [Dunkelbild]\nnoFilter: [KLAR, -AIR]\n",
        "units:\n  time: {ms: [0.001]}\n  temperature: {F: [0.5556, -17.78]}\n",
        "reduced:\n  present: [X]\n  denied: [no]\n  combined: [N]\n  history: [DONE]\n",
        "keywords: {measuredTemperature: [TEMP / CCD]}\n",
        "&a {keywords: {gain: &b [X], offset: *b}}\n");
  }

  @MethodSource("texts")
  @DictionaryEntries({
    "keywords:",
    "types:",
    "units:",
    "noFilter:",
    "reduced:",
    "exposure",
    "filter",
    "temperature",
    "time",
    "date",
    "gain",
    "present",
    "denied",
    "combined",
    "calstat",
    "history",
    "pixelUnit",
    "bias",
    "dark",
    "flat",
    "light",
    "!!",
    "&a",
    "*a",
    "<<:",
    "---",
    "? ",
    "|-",
    "%YAML 1.1",
    "EXPTIME",
    "CCD-TEMP",
    "IMAGETYP",
    "SITELONG",
    "DATE-OBS",
    " [s]",
    " / ",
    " + "
  })
  @FuzzTest(maxDuration = "5s")
  void anyTextIsADialectOrRefused(byte[] text) {
    FrameReader reader;
    try {
      reader =
          new FrameReader(
              Headers.rules()
                  .dialect("mine.yaml", new String(text, StandardCharsets.UTF_8))
                  .build());
    } catch (HeaderRulesException refused) {
      return;
    }
    BytesInMemory storage = new BytesInMemory("a.fits", FuzzSeeds.camera());
    reader.explain(storage, "a.fits", "Lights/a.fits", rejected -> {});
  }
}
