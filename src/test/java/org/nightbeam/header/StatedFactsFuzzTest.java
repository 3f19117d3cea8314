package org.nightbeam.header;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.nightbeam.fixture.Headers;
import org.nightbeam.header.dialect.HeaderRulesException;

/** Any text states facts, which hold for a frame, or is refused. */
class StatedFactsFuzzTest {

  static Stream<byte[]> texts() {
    return FuzzSeeds.texts(
        "\"bias*\":  {type: bias, exposure: 0}\n\"g??.fit\": {type: flat, filter: G}\n",
        "\"**\": {camera: ST-7, temperature: -10, night: 2018-11-06, reduced: no}\n",
        "\"Lights/a.{fits,fit}\": {xbinning: 2, ybinning: 2, gain: 1.5, offset: 10}\n",
        "\"[a-z].fits\": {date: 2024-01-31T20:15:03, longitude: -11.5, rotator: 1e2}\n",
        "\"*\": {readoutMode: x, rowOrder: TOP-DOWN, cfaPattern: RGGB}\n\"a*\": {gain: 2}\n");
  }

  @MethodSource("texts")
  @DictionaryEntries({
    "type",
    "bias",
    "dark",
    "flat",
    "light",
    "exposure",
    "filter",
    "temperature",
    "night",
    "reduced",
    "camera",
    "xbinning",
    "ybinning",
    "gain",
    "offset",
    "date",
    "longitude",
    "rotator",
    "readoutMode",
    "rowOrder",
    "cfaPattern",
    "**",
    "*",
    "?",
    "[!a]",
    "{a,b}",
    "\\",
    "!!",
    "&a",
    "*a",
    "<<:",
    "---",
    "? ",
    "|-",
    "1e300",
    "+999999999-12-31",
    "2024-01-31"
  })
  @FuzzTest(maxDuration = "5s")
  void anyTextStatesFactsOrIsRefused(byte[] text) {
    FrameReader reader;
    try {
      reader =
          new FrameReader(
              Headers.rules()
                  .facts("facts.yaml", new String(text, StandardCharsets.UTF_8))
                  .build());
    } catch (HeaderRulesException refused) {
      return;
    }
    BytesInMemory storage = new BytesInMemory("a.fits", FuzzSeeds.camera());
    reader.explain(storage, "a.fits", "Lights/a.fits", rejected -> {});
  }
}
