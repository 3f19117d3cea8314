package org.nightbeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Headers of the user's own words: {@code explain}, {@code --dialect} and {@code --facts}. */
class ExplainTest {
  @TempDir Path folder;

  private Path frame(String path, String... cards) throws IOException {
    StringBuilder header = new StringBuilder();
    for (String card :
        List.of("SIMPLE  = T", "BITPIX  = 8", "NAXIS   = 2", "NAXIS1  = 2", "NAXIS2  = 1")) {
      header.append(String.format("%-80s", card));
    }
    for (String card : cards) {
      header.append(String.format("%-80s", card));
    }
    header.append(String.format("%-80s", "END"));
    String blocks = String.format("%-2880s", header) + "\0".repeat(2880);
    Path file = folder.resolve("night").resolve(path);
    Files.createDirectories(file.getParent());
    return Files.write(file, blocks.getBytes(StandardCharsets.ISO_8859_1));
  }

  private Path text(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private Map<String, String> row(String path, Object... options) throws IOException {
    Object[] words = new Object[options.length + 3];
    words[0] = "plan";
    words[1] = "--format=CSV";
    words[2] = "--input=" + folder.resolve("night");
    System.arraycopy(options, 0, words, 3, options.length);
    Program plan = Program.run(words);
    assertEquals(3, plan.status(), plan.err());
    Path table = text("frames.csv", plan.out());
    return Program.table(table.getParent()).get(path);
  }

  @Test
  void eachFactIsShownWithItsCard() throws IOException {
    Path file =
        frame("a.fits", "IMAGETYP= 'Light Frame'", "EXPTIME = 'long'", "EXPOSURE= 2 / minutes");
    Program program = Program.run("explain", file);
    assertEquals(0, program.status(), program.err());
    assertTrue(program.out().contains("a.fits, HDU 0\n"), program.out());
    assertTrue(program.out().contains("exposure_s       120\n"), program.out());
    assertTrue(
        program.out().contains("exposure             EXPOSURE = 2 (passed over: EXPTIME = long)\n"),
        program.out());
    assertTrue(program.out().contains("type                 IMAGETYP = Light Frame\n"));
    assertTrue(program.out().contains("gain                 not said (looked for CAM-GAIN, "));
  }

  @Test
  void typeOfTheFolderIsSaidToBeThat() throws IOException {
    Program program = Program.run("explain", frame("Darks/a.fits", "EXPTIME = 5").getParent());
    assertTrue(
        program
            .out()
            .contains("type                 dark, by its folder Darks; no card (looked for "),
        program.out());
  }

  @Test
  void fileThatCannotBeUsedIsExplainedAsFarAsItsHeaderGoes() throws IOException {
    Path cube = frame("cube.fits", "NAXIS3  = 5", "IMAGETYP= 'FLAT'");
    Files.writeString(
        cube,
        Files.readString(cube, StandardCharsets.ISO_8859_1)
            .replace("NAXIS   = 2", "NAXIS   = 3")
            .replace("NAXIS1  = 2", "NAXIS1  = 2"),
        StandardCharsets.ISO_8859_1);
    Program program = Program.run("explain", cube);
    assertEquals(3, program.status());
    assertTrue(program.out().contains("type             flat\n"), program.out());
    assertTrue(program.out().contains("cube.fits: the data are 2 x 1 x 5"), program.out());
  }

  @Test
  void ownDialectAndFactsAreUsedAndSaidInTheRow() throws IOException {
    frame("odd/a.fits", "BELICHT = 12");
    Path dialect = text("mine.yaml", "keywords:\n  exposure: [BELICHT]\n");
    Path facts = text("facts.yaml", "odd/*: {type: light, filter: R}\n");
    Map<String, String> row = row("odd/a.fits", "--dialect=" + dialect, "--facts=" + facts);
    assertEquals("light", row.get("type"));
    assertEquals("12", row.get("exposure_s"));
    assertEquals("R", row.get("filter"));
    assertEquals("filter (facts.yaml, line 1), type (facts.yaml, line 1)", row.get("stated"));
  }

  @Test
  void oddHeaderIsReadWithAWarningInItsRow() throws IOException {
    frame(
        "Lights/a.fits",
        "EXPTIME = 0,5",
        "FILTER  = 'V'",
        "FILTER  = 'R'",
        "OBSERVER= 'J\u00f8rgen'");
    Map<String, String> row = row("Lights/a.fits");
    assertEquals("0.5", row.get("exposure_s"));
    assertEquals("V", row.get("filter"));
    assertEquals(
        "bytes that FITS forbids in OBSERVER; no legal FITS value in EXPTIME (0,5 with a decimal comma"
            + " is read as 0.5); FILTER occurs twice, as V and R; the first counts",
        row.get("warnings"));
  }

  @Test
  void patternThatNoFileFitsIsAWarning() throws IOException {
    frame("Lights/a.fits");
    Path facts = text("facts.yaml", "nosuch/*: {type: light}\n");
    Program plan = Program.run("plan", "--input=" + folder.resolve("night"), "--facts=" + facts);
    assertEquals(3, plan.status());
    assertEquals("nightbeam: warning: facts.yaml, line 1: no file fits nosuch/*\n", plan.err());
  }

  @Test
  void matchesSayWhatTheNearestMasterLacks() throws IOException {
    frame("Bias/b.fits", "GAIN    = 100", "DATE-OBS= '2024-03-01T22:00:00'");
    frame("Lights/a.fits", "GAIN    = 0", "DATE-OBS= '2024-03-01T23:00:00'", "EXPTIME = 5");
    Program plan = Program.run("plan", "--format=matches", "--input=" + folder.resolve("night"));
    assertEquals(3, plan.status(), plan.err());
    assertTrue(
        plan.out()
            .contains(
                "Lights/a.fits,1,bias,2024-03-01/bias-2x1-gain100,does not match,differs in gain,"
                    + "gain,0,100,no\n"),
        plan.out());
    assertTrue(plan.out().contains("Lights/a.fits,1,flat,,none,there are no usable flat frames,"));
  }

  @Test
  void mistakeInAFileIsRefusedBeforeAnythingRuns() throws IOException {
    frame("Lights/a.fits");
    Path wrong = text("wrong.yaml", "# mine\nkeywords:\n  exposur: [A]\n");
    Path output = folder.resolve("reduced");
    Program program = Program.calibrate(folder.resolve("night"), output, "--dialect=" + wrong);
    assertEquals(2, program.status());
    assertTrue(
        program.err().startsWith("nightbeam: wrong.yaml, line 3: there is no fact exposur;"),
        program.err());
    assertFalse(Files.exists(output));
  }
}
