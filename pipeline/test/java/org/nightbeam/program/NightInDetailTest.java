package org.nightbeam.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.cli.Nightbeam;
import org.nightbeam.cli.Program;
import org.nightbeam.synthetic.SyntheticNight;

/** What a night has that an observer would want to be told. */
class NightInDetailTest {
  private static final int SIDE = 96;
  private static final Path BIAS = Path.of("Bias", "bias_001.fits");
  private static final String LIGHT = "ScienceImages/field_V_001.fits";

  @TempDir Path folder;
  private Path raw;
  private Path out;

  @BeforeEach
  void makeTheNight() throws IOException {
    raw = folder.resolve("raw");
    out = folder.resolve("out");
    new SyntheticNight(SIDE, SIDE, 5, 5, 5, 2, List.of("V"), 3).writeTo(raw);
  }

  @Test
  void copiesUnderOtherNamesAreCountedOnceAndLightsAreTold() throws IOException {
    Path plain = folder.resolve("plain");
    assertEquals(0, Program.calibrate(raw, plain).status());
    Files.copy(raw.resolve(BIAS), raw.resolve("Bias/renamed.fits"));
    Files.copy(raw.resolve(BIAS), raw.resolve("Bias/renamed again.fits"));
    Files.copy(raw.resolve(LIGHT), raw.resolve("ScienceImages/renamed.fits"));
    for (int i = 0; i < 2; i++) { // made, then up to date
      Program run = Program.calibrate(raw, out);
      assertEquals(0, run.status(), run.err() + run.out());
      Map<String, Map<String, String>> rows = Program.table(out);
      for (String copy : List.of("Bias/renamed.fits", "Bias/renamed again.fits")) {
        Map<String, String> row = rows.get(copy);
        assertEquals("unused", row.get("status"), row.toString());
        assertEquals("copy", row.get("reason_code"));
        assertTrue(row.get("reason").contains("the same pixels as Bias/bias_001.fits"), row + "");
      }
      assertEquals("used-in-master", rows.get("Bias/bias_001.fits").get("status"));
      assertEquals("", rows.get(LIGHT).get("warnings"));
      assertEquals(
          "the same time and pixels as " + LIGHT + ": a copy?",
          rows.get("ScienceImages/renamed.fits").get("warnings"));
    }
    assertArrayEquals(
        Program.pixels(plain.resolve("calibrated").resolve(LIGHT)),
        Program.pixels(out.resolve("calibrated").resolve(LIGHT)));
    Program kept = Program.calibrate(raw, folder.resolve("kept"), "--misfits=KEEP");
    assertEquals(0, kept.status(), kept.err());
    assertEquals(
        "used-in-master",
        Program.table(folder.resolve("kept")).get("Bias/renamed.fits").get("status"));
  }

  @Test
  void flatsWithoutAnythingToSubtractTellTheShareThatIsWrong() throws IOException {
    deleteFolder(raw.resolve("Bias"));
    Program run = Program.calibrate(raw, out, "--missingMasters=SKIP_STEP");
    assertEquals(0, run.status(), run.err() + run.out());
    String warning = Program.table(out).get("Flats/flat_V_001.fits").get("warnings");
    Matcher share = Pattern.compile("(\\d+\\.\\d) % of their level is not light").matcher(warning);
    assertTrue(share.find(), warning);
    double expected = 100 * mean("Darks/dark_%03d.fits", 5) / mean("Flats/flat_V_%03d.fits", 5);
    assertEquals(expected, Double.parseDouble(share.group(1)), 0.06, warning);
    assertTrue(run.out().contains("of their level is not light"), run.out());
  }

  @Test
  void shareThatNobodyKnowsIsSaidNotToBeKnown() throws IOException {
    deleteFolder(raw.resolve("Bias"));
    deleteFolder(raw.resolve("Darks"));
    Program run = Program.calibrate(raw, out, "--missingMasters=SKIP_STEP");
    assertEquals(0, run.status(), run.err() + run.out());
    String warning = Program.table(out).get("Flats/flat_V_001.fits").get("warnings");
    assertTrue(
        warning.contains("there is no dark to show how much of their level is not light"), warning);
  }

  @Test
  void flatsWithTheirBiasOffHaveNoSuchWarning() throws IOException {
    assertEquals(0, Program.calibrate(raw, out).status());
    assertEquals("", Program.table(out).get("Flats/flat_V_001.fits").get("warnings"));
  }

  private double mean(String names, int frames) throws IOException {
    double sum = 0;
    for (int i = 1; i <= frames; i++) {
      double[][] pixels = Program.pixels(raw.resolve(String.format(names, i)));
      sum += Arrays.stream(pixels).flatMapToDouble(Arrays::stream).average().orElseThrow();
    }
    return sum / frames;
  }

  @Test
  void mastersOfEarlierRunsInTheOutputAreTakenWhereTheyHelp() throws IOException {
    assertEquals(0, Program.calibrate(raw, out).status());
    Path lights = folder.resolve("lights");
    Files.createDirectories(lights);
    Files.copy(raw.resolve(LIGHT), lights.resolve("new.fits"));
    Program run = Program.calibrate(lights, out, "--typeFrom=AUTO", "--facts=" + allLights());
    assertEquals(0, run.status(), run.err() + run.out());
    String option = "--masters=" + out.resolve("masters");
    assertTrue(run.err().contains("earlier runs to this output; with " + option), run.err());
    byte[] product = Files.readAllBytes(out.resolve("calibrated/new.fits"));
    Program with = Program.calibrate(lights, out, "--facts=" + allLights(), option, "--force");
    assertEquals(0, with.status(), with.err() + with.out());
    assertArrayEquals(product, Files.readAllBytes(out.resolve("calibrated/new.fits")));
  }

  @Test
  void mastersThatWouldNotHelpAreNotNamed() throws IOException {
    deleteFolder(raw.resolve("Flats"));
    assertEquals(3, Program.calibrate(raw, out).status());
    Program again = Program.calibrate(raw, out);
    assertEquals(3, again.status(), again.err());
    assertFalse(again.out().contains("--masters=" + out), again.out());
    assertFalse(again.err().contains("--masters=" + out), again.err());
  }

  @Test
  void outputWithinTheInputIsNoInputOfAPlan() throws IOException {
    Program before = Program.run("plan", "--input=" + raw);
    assertEquals(0, Program.calibrate(raw, raw.resolve("reduced")).status());
    Program after = Program.run("plan", "--input=" + raw);
    assertEquals(before.out(), after.out());
    Program products = Program.run("plan", "--input=" + raw.resolve("reduced/calibrated"));
    assertTrue(products.out().contains("2 are rejected"), products.out());
  }

  @Test
  void explainNamesTheFolderThatGivesTheType() {
    Program flat = Program.run("explain", raw.resolve("Flats/flat_V_001.fits"));
    assertTrue(flat.out().contains("flat, by its folder"), flat.out());
    assertTrue(flat.out().contains("; no card (looked for IMAGETYP"), flat.out());
  }

  @Test
  void imagesOfOneFileAreOneExposureAndPlanAndRunCountAlike() throws IOException {
    Path files = folder.resolve("amplifiers");
    AmplifierNight.writeExtensions(files); // two lights of 30 s, of three images each
    Program run = Program.calibrate(files, out);
    assertEquals(0, run.status(), run.err() + run.out());
    StringBuilder pages = new StringBuilder();
    for (Map.Entry<String, Path> file : Program.files(out).entrySet()) {
      if (file.getKey().endsWith(".html")) {
        pages.append(Files.readString(file.getValue()));
      }
    }
    Matcher onSky = Pattern.compile("([0-9.]+ [a-z]+) on the sky").matcher(pages);
    assertTrue(onSky.find(), "the report does not say how long it was on the sky");
    assertEquals("1 min", onSky.group(1));
    Matcher ofRun = Pattern.compile("calibrated +(\\d+ of \\d+ lights)").matcher(run.out());
    assertTrue(ofRun.find(), run.out());
    Program plan = Program.run("plan", "--input=" + files);
    assertTrue(plan.out().contains(ofRun.group(1) + " would be calibrated"), plan.out());
  }

  @Test
  void readerThatHasSeenEnoughIsNoFailure() throws Exception {
    for (int i = 0; i < 400; i++) { // more than a pipe holds
      Files.copy(raw.resolve(LIGHT), raw.resolve("ScienceImages/" + i + ".fits"));
    }
    List<String> words =
        List.of(
            "bash",
            "-c",
            "\"$0\" \"$@\" | head -1 > /dev/null; echo status ${PIPESTATUS[0]}",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Nightbeam.class.getName(),
            "plan",
            "--format=CSV",
            "--input=" + raw);
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor());
    assertTrue(said.contains("status 0") || said.contains("status 141"), said);
    assertFalse(said.contains("could not be written completely"), said);
  }

  private Path allLights() throws IOException {
    return Files.writeString(folder.resolve("facts.yaml"), "\"**\": {type: light}\n");
  }

  @Test
  void damagedLineOfTheJournalIsSaid() throws IOException {
    assertEquals(0, Program.calibrate(raw, out).status());
    Path journal = out.resolve(".nightbeam-journal");
    List<String> lines = new ArrayList<>(Files.readAllLines(journal));
    lines.set(1, lines.get(1).replace('0', '1'));
    lines.set(
        lines.size() - 1, lines.get(lines.size() - 1).substring(0, 20)); // as a kill leaves it
    Files.write(journal, lines);
    Program again = Program.calibrate(raw, out);
    assertEquals(0, again.status(), again.err());
    assertTrue(again.err().contains("1 line of the journal of earlier runs cannot"), again.err());
  }

  private static void deleteFolder(Path gone) throws IOException {
    try (var files = Files.list(gone)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(gone);
  }
}
