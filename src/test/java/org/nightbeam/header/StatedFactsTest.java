package org.nightbeam.header;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nightbeam.HeaderNight;
import org.nightbeam.fits.FitsBuilder;
import org.nightbeam.fixture.Headers;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.header.dialect.HeaderRulesException;
import org.nightbeam.storage.LocalStorage;

class StatedFactsTest {
  private static final String FILE = "facts.yaml";

  @TempDir Path input;

  @Test
  void frameWithoutAnyUsableHeaderIsReadByWhatIsStated() throws IOException {
    Frame frame =
        frame(
            """
            raw/g*: {type: flat, filter: G, exposure: 2.5, camera: ST-7, temperature: -10}
            raw/*: {night: 2018-11-06, date: "2018-11-07T01:02:03", xbinning: 2, ybinning: 2, gain: 7}
            """,
            "raw/g01.fits");
    assertEquals(FrameType.FLAT, frame.type());
    assertEquals("G", frame.filter());
    assertEquals(2.5, frame.exposure());
    assertEquals("ST-7", frame.configuration().camera());
    assertEquals(-10, frame.temperature());
    assertEquals(LocalDate.of(2018, 11, 6), frame.night());
    assertEquals(Instant.parse("2018-11-07T01:02:03Z"), frame.time());
    assertEquals(2, frame.configuration().xbin());
    assertEquals("7", frame.configuration().gain());
    assertNull(frame.setAside());
    assertTrue(frame.notes().stated().contains("type (facts.yaml, line 1)"), frame.toString());
    assertTrue(frame.notes().stated().contains("night (facts.yaml, line 2)"), frame.toString());
  }

  @Test
  void statedFactsGoBeforeThoseOfTheHeaderAndFolder() throws IOException {
    Frame frame =
        frame(
            "a.fits: {type: dark, exposure: 60, filter: ''}\n",
            "Bias/a.fits",
            "IMAGETYP= 'Light Frame'",
            "EXPTIME = 30",
            "FILTER  = 'V'");
    assertEquals(FrameType.DARK, frame.type());
    assertEquals(60, frame.exposure());
    assertEquals("", frame.filter());
  }

  @Test
  void whatIsNotStatedComesFromTheHeader() throws IOException {
    Frame frame = frame("a.fits: {exposure: 60}\n", "Bias/a.fits", "CCD-TEMP= -5");
    assertEquals(FrameType.BIAS, frame.type());
    assertEquals(-5, frame.temperature());
    assertEquals("exposure (facts.yaml, line 1)", frame.notes().stated());
  }

  @Test
  void patternWithoutASlashIsOfTheNameAlone() throws IOException {
    String facts = "a*: {type: flat}\nLights/*: {filter: R}\n";
    assertEquals(FrameType.FLAT, frame(facts, "deep/down/a1.fits").type());
    assertEquals("", frame(facts, "deep/Lights/b.fits").filter());
    assertEquals("R", frame(facts, "Lights/b.fits").filter());
  }

  @Test
  void reducedFrameCanBeStatedToBeRaw() throws IOException {
    String card = "CCDPROC = 'Oct  1 19:03 CCD processing done'";
    assertTrue(frame("", "Bias/a.fits", card).setAside().contains("already reduced"));
    assertNull(frame("a.fits: {reduced: no}\n", "Bias/a.fits", card).setAside());
  }

  @Test
  void contradictionSetsTheFrameAsideWithBothLines() throws IOException {
    Frame frame = frame("a*: {filter: V}\n\n'*.fits': {filter: R}\n", "Lights/a.fits");
    assertEquals(
        "facts.yaml, line 1 states filter V, but facts.yaml, line 3 states R; make one pattern"
            + " narrower",
        frame.setAside());
  }

  @Test
  void commentOfTheHeaderDoesNotTurnAStatedLongitude() throws IOException {
    Frame frame =
        frame(
            "a*: {longitude: 120.08}\n",
            "a1.fits",
            "DATE-OBS= '2024-03-10T07:00:00'",
            "SITELONG= 120.08 / degrees west");
    assertEquals(LocalDate.parse("2024-03-10"), frame.night());
  }

  @Test
  void statedScaleAndFocalLengthGoBeforeASolvedHeader() throws IOException {
    String[] mount = {
      "CTYPE1  = 'RA---TAN'",
      "CD1_1   = -2.5E-4",
      "CD2_2   = 2.5E-4",
      "PIXSCALE= 0.9",
      "XPIXSZ  = 7.6",
      "FOCALLEN= 1742"
    };
    assertEquals(
        0.9, frame("", "Lights/a.fits", mount).pointing().pixelScale(), 1e-9, "the header's");
    assertEquals(
        0.4, frame("a*: {pixelScale: 0.4}\n", "Lights/a.fits", mount).pointing().pixelScale());
    // 206.264806 arcsec per radian, in um/mm.
    assertEquals(
        206.264806 * 7.6 / 530,
        frame("a*: {focalLength: 530}\n", "Lights/a.fits", mount).pointing().pixelScale(),
        1e-9);
    assertEquals(
        0.4,
        frame("a*: {focalLength: 530, pixelScale: 0.4}\n", "Lights/a.fits", mount)
            .pointing()
            .pixelScale());
  }

  @Test
  void statedAltitudeGoesBeforeTheAirmassOfTheHeader() throws IOException {
    String[] wrong = {"AIRMASS = 2.9", "OBJCTALT= '20 00 00'"};
    // The secant of a zenith distance of 44.5 degrees is 1.402.
    assertEquals(1.402, airmass("a*: {altitude: 45 30 00}\n", wrong), 2e-3);
    assertEquals(1.402, airmass("a*: {altitude: 45.5}\n", wrong), 2e-3);
    assertEquals(1.402, airmass("a*: {altitude: +45:30:00}\n", wrong), 2e-3);
    assertEquals(1.1, airmass("a*: {altitude: 45.5, airmass: 1.1}\n", wrong));
    assertEquals(2.9, airmass("", wrong));
  }

  private double airmass(String facts, String... cards) throws IOException {
    return frame(facts, "Lights/a.fits", cards).pointing().airmass();
  }

  @Test
  void sameFactStatedTwiceIsNoContradiction() throws IOException {
    assertEquals("V", frame("a*: {filter: V}\n'*.fits': {filter: V}\n", "Lights/a.fits").filter());
  }

  @Test
  void typeMayBeStatedInTheWordsOfHeadersAndFolders() throws IOException {
    HeaderNight night =
        new HeaderNight(input).stating("\"o*\": {type: Offset}\n\"l*\": {type: Lights}");
    assertEquals(FrameType.BIAS, night.addAs("a/o1.fits", 0).last().type());
    assertEquals(FrameType.LIGHT, night.addAs("a/l1.fits", 60).last().type());
  }

  @Test
  void manyStarsSideBySideAreTwo() {
    String yaml = '"' + "*".repeat(40) + ".fit\": {type: bias}\n";
    StatedFacts.Patterns patterns = StatedFacts.read(yaml, FILE).patterns();
    assertTimeoutPreemptively(
        Duration.ofSeconds(10), () -> patterns.see("a/long/path/of/a/file/that/does/not.fits"));
    assertEquals(1, patterns.unseen().size());
    patterns.see("a/long/path/of/a/file/that/does.fit");
    assertEquals(List.of(), patterns.unseen());
  }

  @Test
  void patternThatNoFileFitsIsNamed() {
    StatedFacts.Patterns patterns =
        StatedFacts.read("a*: {type: bias}\nnosuch/*: {type: dark}\n", FILE).patterns();
    patterns.see("deep/a1.fits");
    patterns.see("such/b.fits");
    assertEquals(List.of("facts.yaml, line 2: no file fits nosuch/*"), patterns.unseen());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a*: {tpye: bias} | there is no fact tpye; expected one of [airmass,",
        "a*: {type: biass} | type: biass; expected one of [bias, dark",
        "a*: {exposure: long} | exposure: long; expected seconds, 0 or more",
        "a*: {exposure: -1} | exposure: -1; expected seconds",
        "a*: {exposure: 1, exposure: 2} | exposure is stated twice of a*",
        "a*: {declination: 95} | declination: 95; expected degrees, -90 to 90",
        "a*: {rightAscension: here} | rightAscension: here; expected degrees, 0 to 360, or hours",
        "a*: {airmass: 0.5} | airmass: 0.5; expected a number from 1",
        "a*: {altitude: 0} | altitude: 0; expected degrees above the horizon",
        "a*: {pixelScale: small} | pixelScale: small; expected a number above 0",
        "a*: {focalLength: 530 mm} | focalLength: 530 mm; expected millimetres, more than 1",
        "a*: {xbinning: 0} | xbinning: 0; expected a whole number from 1",
        "a*: {night: 2024-02-30} | night: 2024-02-30; expected a date such as",
        "a*: {date: yesterday} | date: yesterday; expected UTC such as",
        "a*: {temperature: cold} | temperature: cold; expected degrees Celsius",
        "a*: {longitude: 400} | longitude: 400; expected degrees east",
        "a*: {reduced: perhaps} | reduced: perhaps; expected one of [no, bias, dark]",
        "a*: bias | expected lines such as NAME: ...",
        "'\"a[\": {type: bias}' | a[ is no glob",
        "'\"*a*a*a*a{b}{c}*\": {type: bias}' | has 7 of the characters * and {; expected at most 6",
      })
  void errorNamesFileLineAndReason(String line, String reason) {
    HeaderRulesException wrong =
        assertThrows(
            HeaderRulesException.class, () -> StatedFacts.read("# first\n" + line + "\n", FILE));
    assertTrue(
        wrong.getMessage().startsWith(FILE + ", line 2: ") && wrong.getMessage().contains(reason),
        wrong.getMessage());
  }

  private Frame frame(String facts, String path, String... cards) throws IOException {
    FitsBuilder image = FitsBuilder.primary(16, 4, 3);
    for (String card : cards) {
      image.card(card);
    }
    Path file = FrameFiles.write(input.resolve(path), image.bytes());
    HeaderRules rules = Headers.rules().facts(FILE, facts).build();
    return FrameFiles.only(new FrameReader(rules).read(new LocalStorage(), file.toString(), path));
  }
}
