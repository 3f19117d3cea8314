package org.nightbeam.program.measuring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.catalogue.Catalogue;
import org.nightbeam.catalogue.CatalogueReader;
import org.nightbeam.cli.Program;
import org.nightbeam.photometry.MeasuredSource;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.synthetic.Sensor;
import org.nightbeam.synthetic.SyntheticTransit;

/** A night with a transit, a variable star and clouds, from raw frames to light curves. */
class LightCurveNightTest {
  private static final SyntheticTransit NIGHT = new SyntheticTransit(420, 5, 24, 7);

  @TempDir static Path folder;
  private static Path night;
  private static Path output;
  private static Program first;

  @BeforeAll
  static void measure() throws IOException {
    night = folder.resolve("night");
    output = folder.resolve("reduced");
    NIGHT.writeTo(night);
    SyntheticTransit.Star star = NIGHT.stars().get(0);
    Files.writeString(
        folder.resolve("targets.yaml"),
        String.format(
            "NB-1: {ra: \"05 00 00\", dec: \"+30 00 00\", frame: field_R_001.fits, x: %.1f, y: %.1f}%n"
                + "nowhere: {ra: 10, dec: 10}%n",
            star.x() + 1, star.y() + 1));
    first = run(output);
    assertEquals(0, first.status(), first.out() + first.err());
  }

  private static Program run(Path to) {
    return Program.calibrate(
        night, to, "--lightCurves", "--targets=" + folder.resolve("targets.yaml"));
  }

  private static List<Map<String, String>> curve(String name) throws IOException {
    List<Map<String, String>> rows = new ArrayList<>();
    String[] head = null;
    for (String line : Files.readAllLines(output.resolve("lightcurves").resolve(name))) {
      String[] values = line.split(",", -1);
      if (line.startsWith("#")) {
        continue;
      } else if (head == null) {
        head = values;
        continue;
      }
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 0; i < head.length; i++) {
        row.put(head[i], values[i]);
      }
      rows.add(row);
    }
    return rows;
  }

  @Test
  void theTransitIsThereWithinItsErrors() throws IOException {
    List<Map<String, String>> rows = curve("NB-1-R.csv");
    assertEquals(24, rows.size());
    double weight = 0;
    double product = 0;
    for (int t = 0; t < rows.size(); t++) {
      double error = Double.parseDouble(rows.get(t).get("flux_err"));
      double ratio = Double.parseDouble(rows.get(t).get("flux")) / NIGHT.transit(t);
      weight += 1 / (error * error);
      product += ratio / (error * error);
    }
    double chi = 0;
    for (int t = 0; t < rows.size(); t++) {
      double error = Double.parseDouble(rows.get(t).get("flux_err"));
      double flux = Double.parseDouble(rows.get(t).get("flux"));
      double pull = (flux - NIGHT.transit(t) * product / weight) / error;
      chi += pull * pull;
    }
    // 23 degrees of freedom: 23 +- 6.8, at three standard deviations.
    assertTrue(chi > 5 && chi < 44, "chi square " + chi);
  }

  /** The flat at a star is what makes its photons more or fewer than the gain alone says. */
  @Test
  void cataloguesHaveTheFlatOfEachStar() throws IOException {
    float[][] flat = new Sensor(420, 420, 7).flat("R");
    Catalogue catalogue =
        CatalogueReader.read(
            new LocalStorage(),
            output.resolve("sources/ScienceImages/field_R_003.cat.fits").toUri().toString());
    double least = 2;
    double most = 0;
    for (MeasuredSource source : catalogue.frame().sources()) {
      int x = (int) Math.rint(source.xWin());
      int y = (int) Math.rint(source.yWin());
      double sum = 0;
      for (int i = 0; i < 9; i++) {
        sum += flat[y + i / 3 - 1][x + i % 3 - 1];
      }
      assertEquals(sum / 9, source.flat(), 0.01, "five flats of 28,000 ADU");
      least = Math.min(least, source.flat());
      most = Math.max(most, source.flat());
    }
    assertTrue(most / least > 1.2, least + " to " + most);
  }

  @Test
  void theScatterToExpectIsThatOfPhotonsAndSky() throws IOException {
    JsonNode list = new ObjectMapper().readTree(output.resolve("lightcurves/curves.json").toFile());
    JsonNode target = list.path("fields").get(0).path("curves").get(0);
    double expected = target.path("expected_mag").asDouble();
    // N = 200,000 ADU x 1.5 x flat 1.17 of extinction 0.88, and as much again of sky and others.
    assertEquals(0.0021, expected, 0.0004);
  }

  @Test
  void timesAreThoseOfTheMiddle() throws IOException {
    List<Map<String, String>> rows = curve("NB-1-R.csv");
    for (int t = 0; t < rows.size(); t++) {
      // JD 2461056.229166667 is 2026-01-15T17:30.
      double days = NIGHT.middle(t).toMillis() / 86_400_000.0;
      double jd = Double.parseDouble(rows.get(t).get("jd_utc_mid"));
      assertEquals(2461056.229166667 + days, jd, 2e-9);
      double ahead = Double.parseDouble(rows.get(t).get("time_bjd_tdb")) - jd;
      // TDB is 69.2 s ahead; the target is in opposition, so that light reaches us before the Sun.
      assertTrue(ahead > 69.2 / 86_400 && ahead < (69.2 + 499 * 1.02) / 86_400, "" + ahead);
      assertTrue(Double.parseDouble(rows.get(t).get("airmass")) < 3, rows.get(t).toString());
    }
  }

  @Test
  void theVariableStarIsFound() throws IOException {
    JsonNode list = new ObjectMapper().readTree(output.resolve("lightcurves/curves.json").toFile());
    assertEquals(1, list.path("fields").size());
    JsonNode field = list.path("fields").get(0);
    assertEquals(24, field.path("lights").asInt());
    assertTrue(field.path("comparison_stars").asInt() > 20, field.toString());
    JsonNode variable = field.path("curves").get(1);
    List<Map<String, String>> rows = curve(variable.path("file").asText().replaceFirst(".*/", ""));
    double[] ratios =
        java.util.stream.IntStream.range(0, rows.size())
            .mapToDouble(t -> Double.parseDouble(rows.get(t).get("flux")) / NIGHT.pulsation(t))
            .sorted()
            .toArray();
    assertEquals(1, ratios[ratios.length - 1] / ratios[0], 0.03);
  }

  @Test
  void aTargetThatIsNowhereIsTold() {
    assertTrue(
        first.err().contains("target nowhere has no light curve: no reference light with a world"),
        first.err());
    assertTrue(first.out().contains("                NB-1: 24 points, "), first.out());
  }

  @Test
  void theReportShowsTheCurves() throws IOException {
    String report = Files.readString(output.resolve("report.html"));
    assertTrue(report.contains("src=\"lightcurves/NB-1-R.svg\""), "the picture");
    String picture = Files.readString(output.resolve("lightcurves/NB-1-R.svg"));
    assertEquals(24, picture.split("<circle", -1).length - 1);
    assertFalse(report.contains("night by night"), "there is one night");
  }

  /** Circles are where the stars are, with the first row at the bottom. */
  @Test
  void theReportShowsTheFieldWithItsComparisonStars() throws IOException {
    JsonNode field =
        new ObjectMapper()
            .readTree(output.resolve("lightcurves/curves.json").toFile())
            .path("fields")
            .get(0);
    String report = Files.readString(output.resolve("report.html"));
    String picture = field.path("reference").asText() + ".jpg";
    assertTrue(report.contains("<image href=\"previews/" + picture + "\""), picture);
    assertTrue(Files.exists(output.resolve("previews").resolve(picture)), picture);
    assertEquals(
        field.path("comparison_stars").asInt(),
        report.split("<circle class=\"comparison\"", -1).length - 1);
    Catalogue catalogue =
        CatalogueReader.read(
            new LocalStorage(),
            output
                .resolve(
                    field
                        .path("reference")
                        .asText()
                        .replace("calibrated/", "sources/")
                        .replace(".fits", ".cat.fits"))
                .toUri()
                .toString());
    JsonNode target = field.path("curves").get(0);
    MeasuredSource nearest =
        catalogue.frame().sources().stream()
            .min(
                Comparator.comparingDouble(
                    s ->
                        Math.hypot(
                            s.xWin() + 1 - target.path("x").asDouble(),
                            s.yWin() + 1 - target.path("y").asDouble())))
            .orElseThrow();
    assertTrue(
        report.contains(
            String.format(
                Locale.ROOT,
                "<circle class=\"target\" cx=\"%.2f\" cy=\"%.2f\"",
                nearest.xWin() + 0.5,
                420 - (nearest.yWin() + 0.5))),
        "circle of the target at " + nearest.xWin() + ", " + nearest.yWin());
  }

  private static Map<String, byte[]> files(Path of) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (var all = Files.walk(of.resolve("lightcurves"))) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(of.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }

  @Test
  void anotherRunGivesTheSameBytesAndMeasuresNothingAgain() throws IOException {
    Path measured = output.resolve("lightcurves/measured/ScienceImages/field_R_005.measured");
    var before = Files.getLastModifiedTime(measured);
    Map<String, byte[]> once = files(output);
    assertEquals(0, run(output).status());
    Map<String, byte[]> twice = files(output);
    assertEquals(once.keySet(), twice.keySet());
    once.forEach((name, bytes) -> assertArrayEquals(bytes, twice.get(name), name));
    assertEquals(before, Files.getLastModifiedTime(measured));
  }

  private static Program nights(Path input, Path to, String targets) throws IOException {
    Path file = folder.resolve("of-nights.yaml");
    Files.writeString(file, targets);
    return Program.run(
        "--input=" + input + "/*",
        "--output=" + to,
        "--lightCurves",
        "--report=false",
        "--reference=" + input.resolve("a/ScienceImages/field_R_002.fits"),
        "--targets=" + file);
  }

  /** A night that comes alone leaves the points of the nights before where they are. */
  @Test
  void aNewNightKeepsThePointsOfTheOthers() throws IOException {
    SyntheticTransit small = new SyntheticTransit(300, 3, 4, 9);
    Path all = Files.createDirectories(folder.resolve("all"));
    small.writeTo(all.resolve("a"));
    Path late = folder.resolve("late");
    small.writeTo(late.resolve("b"));
    for (Path file : Program.files(late).values()) {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      Files.writeString(
          file, text.replace("'2026-01-15T", "'2026-01-17T"), StandardCharsets.ISO_8859_1);
    }
    SyntheticTransit.Star star = small.stars().get(0);
    String place = String.format("{x: %.1f, y: %.1f, frame: ", star.x() + 1, star.y() + 1);
    String target = "NB-1: " + place + "a/ScienceImages/field_R_001.fits}\n";
    Path byNight = folder.resolve("by-night");
    Program first = nights(all, byNight, target + "other: " + place + "field_R_002.fits}\n");
    assertEquals(0, first.status(), first.err());
    assertTrue(Files.exists(byNight.resolve("lightcurves/other-R.csv")));
    assertEquals(0, nights(all, byNight, target).status());
    assertFalse(Files.exists(byNight.resolve("lightcurves/other-R.csv")), "no longer asked for");
    Files.move(all.resolve("a"), folder.resolve("a"));
    Files.move(late.resolve("b"), all.resolve("b"));
    Program second =
        Program.run(
            "--input=" + all + "/*",
            "--output=" + byNight,
            "--lightCurves",
            "--report=false",
            "--targets=" + folder.resolve("of-nights.yaml"));
    assertEquals(0, second.status(), second.err());
    Files.move(folder.resolve("a"), all.resolve("a"));
    Path together = folder.resolve("together");
    assertEquals(0, nights(all, together, target).status());
    Map<String, byte[]> expected = files(together);
    Map<String, byte[]> found = files(byNight);
    assertEquals(expected.keySet(), found.keySet());
    expected.forEach((name, bytes) -> assertArrayEquals(bytes, found.get(name), name));
    String curve = Files.readString(byNight.resolve("lightcurves/NB-1-R.csv"));
    assertEquals(
        8, curve.lines().filter(line -> line.contains("ScienceImages/field_")).count() - 1);

    JsonNode nights =
        new ObjectMapper()
            .readTree(byNight.resolve("lightcurves/curves.json").toFile())
            .path("fields")
            .get(0)
            .path("curves")
            .get(0)
            .path("nights");
    assertEquals(List.of("2026-01-15", "2026-01-17"), nights.findValuesAsText("night"));
    assertEquals(List.of("4", "4"), nights.findValuesAsText("points"));
    for (String chart : nights.findValuesAsText("chart")) {
      String svg = Files.readString(byNight.resolve(chart));
      assertEquals(4, svg.split("<circle", -1).length - 1, chart);
    }
    assertEquals(0, Program.run("report", byNight.toString()).status());
    String page = Files.readString(byNight.resolve("report/target-NB-1-R.html"));
    assertTrue(page.contains("8 points in 2 nights"), page);
    assertTrue(page.contains("src=\"../lightcurves/NB-1-R.2026-01-17.svg\""), "one night");
    assertTrue(
        Files.readString(byNight.resolve("report.html"))
            .contains("href=\"report/target-NB-1-R.html\""),
        "the way there");

    // A name that fits a light of each night says which one only with its folder.
    Program vague = nights(all, together, "NB-1: " + place + "field_R_001.fits}\n");
    assertEquals(0, vague.status(), vague.err());
    assertTrue(
        vague.err().contains("target NB-1: frame field_R_001.fits is 2 lights, such as "),
        vague.err());
    assertTrue(vague.err().contains("expected one: give more of its path"), vague.err());
    assertFalse(Files.exists(together.resolve("lightcurves/NB-1-R.csv")));
  }

  @Test
  void mistakesInTheFileOfTargetsAreTold() throws IOException {
    Path wrong = folder.resolve("wrong.yaml");
    Files.writeString(wrong, "NB-1: {ra: \"25 00 00\", dec: 10}\n");
    Path none = folder.resolve("none");
    Program refused = Program.calibrate(night, none, "--lightCurves", "--targets=" + wrong);
    assertEquals(2, refused.status());
    assertTrue(
        refused.err().contains("wrong.yaml, line 1: NB-1: ra = 25 00 00; expected hours"),
        refused.err());
    assertFalse(Files.exists(none.resolve("calibrated")));
    Program alone = Program.calibrate(night, none, "--targets=" + wrong);
    assertEquals(2, alone.status());
    assertTrue(alone.err().contains("expected together with --lightCurves"), alone.err());
  }
}
