package org.nightbeam.program.rerun;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.cli.Program;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.synthetic.SyntheticNight;

/** Nights that come one after the other into one output, each by a run of its own. */
class SuccessiveNightsTest {
  private static final String FIRST = "2026-01-15";
  private static final String SECOND = "2026-01-16";

  @TempDir Path folder;
  private Path nights;
  private Path output;

  @BeforeEach
  void makeNights() throws IOException {
    nights = folder.resolve("nights");
    output = folder.resolve("reduced");
    night(FIRST, 5, Files.createDirectories(nights).resolve(FIRST));
    night(SECOND, 6, nights.resolve(SECOND));
  }

  /** Makes the frames of a night of this date. */
  private static void night(String date, long seed, Path raw) throws IOException {
    new SyntheticNight(40, 30, 4, 4, 4, 4, List.of("V"), seed).writeTo(raw);
    for (Path file : Program.files(raw).values()) {
      String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      Files.write(
          file,
          text.replace("'" + FIRST + "T", "'" + date + "T").getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  private Program run(String night, Object... options) {
    return Program.run(
        Stream.concat(
                Stream.of(
                    "--input=" + nights + "/" + night + "*",
                    "--output=" + output,
                    "--scratch=" + folder.resolve("scratch")),
                Stream.of(options))
            .toArray());
  }

  private Map<String, Map<String, String>> table() throws IOException {
    return Program.table(output);
  }

  private long rowsOf(String night) throws IOException {
    return table().values().stream().filter(row -> row.get("night").equals(night)).count();
  }

  @Test
  void rowsOfEarlierNightsStay() throws IOException {
    assertEquals(0, run(FIRST).status());
    Map<String, Map<String, String>> before = table();
    Program second = run(SECOND);
    assertEquals(0, second.status(), second.err());

    assertTrue(second.out().startsWith("16 frames of 1 night (2026-01-16)"), second.out());
    assertEquals("", second.err(), "nothing of the first night is told as left over");
    assertEquals(16, rowsOf(FIRST));
    assertEquals(16, rowsOf(SECOND));
    before.forEach(
        (path, row) -> {
          try {
            assertEquals(row, table().get(path));
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
    assertEquals(
        List.copyOf(table().keySet()),
        Stream.concat(
                before.keySet().stream(),
                table().keySet().stream().filter(path -> path.startsWith(SECOND)))
            .toList(),
        "in the order of tables");
    assertTrue(Files.readString(output.resolve("report.html")).contains("2 nights"));
    assertTrue(Files.exists(output.resolve("report/" + FIRST + ".html")));
    try (Stream<Path> tables = Files.list(output.resolve("nights"))) {
      assertEquals(
          new TreeSet<>(List.of(FIRST + ".csv", SECOND + ".csv")),
          new TreeSet<>(tables.map(file -> file.getFileName().toString()).toList()));
    }
    assertEquals(17, Files.readAllLines(output.resolve("nights/" + FIRST + ".csv")).size());
  }

  @Test
  void anOutputMayHaveANameLikeAPattern() throws IOException {
    output = folder.resolve("[1] {a,b}*");
    assertEquals(0, run(FIRST, "--sources").status());
    assertTrue(Files.exists(output.resolve(OutputLayout.GOOD)));
    Program second = run(SECOND);
    assertEquals(0, second.status(), second.err());
    assertEquals(16, rowsOf(FIRST));
    assertEquals(16, rowsOf(SECOND));
    assertFalse(Files.exists(output.resolve(OutputLayout.GOOD)), "of a run without catalogues");
    assertFalse(Files.exists(output.resolve(OutputLayout.EARLIER_ROWS)), "they are in the table");
  }

  @Test
  void tablesAreThoseOfOneRunOverAllNights() throws IOException {
    run(FIRST);
    run(SECOND);
    byte[] oneByOne = Files.readAllBytes(output.resolve("frames.csv"));
    Path all = folder.resolve("all");
    Program.calibrate(nights, all);
    assertArrayEquals(Files.readAllBytes(all.resolve("frames.csv")), oneByOne);
    run(FIRST);
    String again = Files.readString(output.resolve("frames.csv"));
    assertEquals(
        new String(oneByOne, StandardCharsets.UTF_8).replace("calibrated,", "up-to-date,"),
        again.replace("calibrated,", "up-to-date,"));
  }

  @Test
  void aRunThatFailsLosesNoRow() throws IOException {
    run(FIRST);
    run(SECOND);
    // What a run that was killed leaves: the rows aside, and no table, or its own.
    Path aside = output.resolve(".nightbeam-earlier-rows.csv");
    List<String> rows = Files.readAllLines(output.resolve("frames.csv"));
    Files.write(aside, rows.subList(0, 17));
    Files.delete(output.resolve("frames.csv"));
    assertEquals(0, run(SECOND).status());
    assertEquals(16, rowsOf(FIRST));
    Files.write(aside, rows.subList(0, 17));
    List<String> own = new ArrayList<>(rows.subList(17, rows.size()));
    own.add(0, rows.get(0));
    Files.write(output.resolve("frames.csv"), own);
    assertEquals(0, run(SECOND).status());
    assertEquals(16, rowsOf(FIRST));
    assertEquals(16, rowsOf(SECOND));
    try (Stream<Path> left = Files.list(output)) {
      assertEquals(
          List.of(),
          left.map(file -> file.getFileName().toString())
              .filter(name -> name.contains("earlier"))
              .toList());
    }
  }

  @Test
  void whatIsGoneFromTheInputOfARunHasNoRow() throws IOException {
    run(FIRST);
    run(SECOND);
    Path gone =
        Program.files(nights.resolve(SECOND)).values().stream()
            .filter(file -> file.toString().contains("field_V_002"))
            .findFirst()
            .orElseThrow();
    Files.delete(gone);
    run(SECOND);
    assertEquals(15, rowsOf(SECOND));
    assertEquals(16, rowsOf(FIRST));
  }

  @Test
  void stepsAreNotLeftOutInSilenceWhereMastersOfEarlierNightsMatch() throws IOException {
    for (Path dark : Program.files(nights.resolve(SECOND + "/Darks")).values()) {
      Files.delete(dark);
    }
    run(FIRST);
    Program skipping = run(SECOND, "--missingMasters=SKIP_STEP");
    assertEquals(0, skipping.status(), skipping.err());
    String option = "--masters=" + output.resolve("masters");
    assertTrue(skipping.err().contains("masters of earlier runs"), skipping.err());
    assertTrue(skipping.err().contains(option + " uses them"), skipping.err());
    table().values().stream()
        .filter(row -> row.get("night").equals(SECOND) && row.get("type").equals("light"))
        .forEach(row -> assertEquals("step-left-out", row.get("reason_code")));

    Program with = run(SECOND, "--missingMasters=SKIP_STEP", option);
    assertEquals("", with.err());
    table().values().stream()
        .filter(row -> row.get("night").equals(SECOND) && row.get("type").equals("light"))
        .forEach(row -> assertTrue(row.get("dark").contains(FIRST + "/dark"), row.get("dark")));
  }

  @Test
  void aNightWithoutDarksTakesThoseOfTheNightBefore() throws IOException {
    for (Path dark : Program.files(nights.resolve(SECOND + "/Darks")).values()) {
      Files.delete(dark);
    }
    run(FIRST);
    Program second = run(SECOND);
    assertEquals(0, second.status(), second.out() + second.err());
    assertTrue(second.out().contains("calibrated    4 of 4 lights"), second.out());
    assertTrue(second.err().contains("take those of earlier runs to this output"), second.err());
    double seconds =
        new ObjectMapper().readTree(output.resolve("run.json").toFile()).get("seconds").asDouble();
    assertTrue(
        second.out().contains(String.format(Locale.ROOT, " in %.1f s", seconds)),
        "both attempts: " + seconds + " " + second.out());
    table().values().stream()
        .filter(row -> row.get("night").equals(SECOND) && row.get("type").equals("light"))
        .forEach(
            row -> {
              assertTrue(row.get("dark").contains(FIRST + "/dark"), row.get("dark"));
              assertTrue(row.get("flat").contains(SECOND + "/flat"), row.get("flat"));
            });
    Program plan =
        Program.run("plan", "--input=" + nights + "/" + SECOND + "*", "--output=" + output);
    assertEquals(0, plan.status(), plan.out());
    assertTrue(
        plan.out().contains("Of these, 4 of 4 lights and 2 of 2 masters are up to date"),
        plan.out());
    Program again = run(SECOND);
    assertTrue(again.out().contains("up to date    4 of 4 lights"), again.out());
    assertEquals(16, rowsOf(FIRST));
  }

  private List<String> lines(String night) throws IOException {
    return Files.readAllLines(output.resolve("frames.csv")).stream()
        .filter(line -> line.startsWith(night + "/"))
        .toList();
  }

  private List<String> linesOfTable(String night) throws IOException {
    List<String> lines = Files.readAllLines(output.resolve("nights/" + night + ".csv"));
    return lines.subList(1, lines.size());
  }

  @Test
  void tablesOfNightsFollowARunOverAllOfThem() throws IOException {
    run(FIRST);
    run(SECOND);
    assertTrue(lines(FIRST).stream().anyMatch(line -> line.contains(",calibrated,")));
    assertEquals(0, run("").status());
    assertTrue(lines(FIRST).stream().anyMatch(line -> line.contains(",up-to-date,")));
    for (String night : List.of(FIRST, SECOND)) {
      assertEquals(16, lines(night).size());
      assertEquals(lines(night), linesOfTable(night));
    }
    Files.move(nights.resolve(SECOND), folder.resolve("away"));
    assertEquals(0, run("").status());
    assertEquals(lines(FIRST), linesOfTable(FIRST));
    assertFalse(Files.exists(output.resolve("nights/" + SECOND + ".csv")), "no row is of it");
  }

  @Test
  void productsOfANightThatWasArchivedAreNotReplaced() throws IOException {
    assertEquals(0, Program.calibrate(nights.resolve(FIRST), output).status());
    Path product = output.resolve("calibrated/ScienceImages/field_V_001.fits");
    byte[] ofFirst = Files.readAllBytes(product);
    String table = Files.readString(output.resolve("frames.csv"));
    Path archived = Files.move(nights.resolve(FIRST), folder.resolve("archive"));

    Program other = Program.calibrate(nights.resolve(SECOND), output);
    assertEquals(2, other.status(), other.err());
    assertTrue(
        other.err().contains("calibrated/ScienceImages/field_V_001.fits is of ")
            && other.err().contains("(and 3 more such products), and would be replaced; choose")
            && other.err().contains("--force"),
        other.err());
    assertArrayEquals(ofFirst, Files.readAllBytes(product));
    assertEquals(table, Files.readString(output.resolve("frames.csv")));

    // The same frames at another place are no others.
    Program moved = Program.calibrate(archived, output);
    assertEquals(0, moved.status(), moved.err());
    assertArrayEquals(ofFirst, Files.readAllBytes(product));
    assertProductsHaveOneRow(archived);

    assertEquals(0, Program.calibrate(nights.resolve(SECOND), output, "--force").status());
    assertProductsHaveOneRow(nights.resolve(SECOND));
  }

  /** Each product is told of by one row, that of the frame which it is of. */
  private void assertProductsHaveOneRow(Path raw) throws IOException {
    List<String> lights =
        Files.readAllLines(output.resolve("frames.csv")).stream()
            .filter(line -> line.contains("calibrated/ScienceImages/"))
            .toList();
    assertEquals(4, lights.size(), lights.toString());
    assertTrue(lights.stream().allMatch(line -> line.contains(raw + "/")), lights.toString());
  }
}
