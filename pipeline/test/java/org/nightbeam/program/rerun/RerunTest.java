package org.nightbeam.program.rerun;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nightbeam.cli.Program;
import org.nightbeam.program.AmplifierNight;
import org.nightbeam.storage.FileStamp;
import org.nightbeam.synthetic.SyntheticNight;

/** A second run to the same output: it does what is new, and nothing else. */
class RerunTest {
  @TempDir Path folder;
  private Path raw;
  private Path output;
  private Map<String, FileStamp> before;
  private Map<String, byte[]> content;

  @BeforeEach
  void makeANight() throws IOException {
    raw = folder.resolve("raw");
    output = folder.resolve("reduced");
    new SyntheticNight(40, 30, 4, 4, 4, 4, List.of("V", "R"), 5).writeTo(raw);
  }

  private Program run(Object... options) throws IOException {
    Program program = Program.calibrate(raw, output, options);
    try (var left = Files.list(output)) {
      assertEquals(
          Set.of(
              "calibrated",
              "masters",
              "previews",
              "frames.csv",
              "report.html",
              "run.json",
              ".nightbeam-journal"),
          new TreeSet<>(left.map(file -> file.getFileName().toString()).toList()));
    }
    return program;
  }

  private void firstRun() throws IOException {
    assertEquals(0, run().status());
    remember();
  }

  private void remember() throws IOException {
    before = stamps();
    content = new TreeMap<>();
    for (String product : before.keySet()) {
      content.put(product, Files.readAllBytes(output.resolve(product)));
    }
  }

  private Map<String, FileStamp> stamps() throws IOException {
    Map<String, FileStamp> stamps = new TreeMap<>();
    for (Map.Entry<String, Path> file : Program.files(output).entrySet()) {
      if (file.getKey().endsWith(".fits")) {
        stamps.put(file.getKey(), FileStamp.of(file.getValue()));
      }
    }
    return stamps;
  }

  /** The products that are other files than before. */
  private Set<String> written() throws IOException {
    Set<String> written = new TreeSet<>();
    stamps()
        .forEach(
            (product, stamp) -> {
              if (!stamp.equals(before.get(product))) {
                written.add(product);
              }
            });
    return written;
  }

  private Map<String, Integer> statuses() throws IOException {
    Map<String, Integer> counts = new TreeMap<>();
    for (Map<String, String> row : Program.table(output).values()) {
      counts.merge(row.get("status"), 1, Integer::sum);
    }
    return counts;
  }

  private void assertSameContent() throws IOException {
    for (Map.Entry<String, byte[]> product : content.entrySet()) {
      assertArrayEquals(
          product.getValue(),
          Files.readAllBytes(output.resolve(product.getKey())),
          product.getKey());
    }
  }

  private static String product(Set<String> products, String part) {
    return products.stream().filter(name -> name.contains(part)).findFirst().orElseThrow();
  }

  @Test
  void aPlanSaysWhatIsUpToDateAndWritesNothing() throws IOException {
    firstRun();
    String journal = Files.readString(output.resolve(".nightbeam-journal"));
    Program same = Program.run("plan", "--input=" + raw, "--output=" + output);
    assertTrue(
        same.out().contains("Of these, 8 of 8 lights and 4 of 4 masters are up to date in"),
        same.out());
    Program other =
        Program.run("plan", "--input=" + raw, "--output=" + output, "--invalidPixels=MINUS_ONE");
    assertTrue(other.out().contains("0 of 8 lights and 4 of 4 masters"), other.out());
    Program masters = Program.run("plan", "--input=" + raw, "--output=" + output, "--combine=MEAN");
    assertTrue(
        masters
            .out()
            .contains(
                "Of these, 0 of 8 lights and 0 of 4 masters are up to date in "
                    + output
                    + ", and 8 more lights if masters and touched raw frames turn out to be unchanged;"
                    + " a run makes"),
        masters.out());
    assertEquals(journal, Files.readString(output.resolve(".nightbeam-journal")));
    assertEquals(Set.of(), written());
  }

  /** As after an upgrade whose journal is another one: all is made again, and the plan says so. */
  @Test
  void aPlanSaysThatNothingIsUpToDate() throws IOException {
    Program first = Program.run("plan", "--input=" + raw, "--output=" + output);
    assertFalse(first.out().contains("up to date"), first.out());
    firstRun();
    Files.delete(output.resolve(".nightbeam-journal"));
    Program plan = Program.run("plan", "--input=" + raw, "--output=" + output);
    assertTrue(
        plan.out()
            .contains(
                "Of these, 0 of 8 lights and 0 of 4 masters are up to date in " + output + ";"),
        plan.out());
  }

  @Test
  void unchangedInputIsNotWorkedOn() throws IOException {
    firstRun();
    Map<String, Map<String, String>> rows = Program.table(output);
    Program again = run();
    assertEquals(0, again.status(), again.err());
    assertEquals(Set.of(), written());
    assertEquals(Map.of("up-to-date", 8, "used-in-master", 16), statuses());
    assertTrue(again.out().contains("up to date    8 of 8 lights"), again.out());
    // But for the word, the table is that of the first run.
    Map<String, Map<String, String>> now = Program.table(output);
    now.values().forEach(row -> row.replace("status", "up-to-date", "calibrated"));
    assertEquals(rows, now);
  }

  @Test
  void newLightCostsOneLight() throws IOException {
    Path light = raw.resolve("ScienceImages/field_V_002.fits");
    Path away = Files.move(light, folder.resolve("away.fits"));
    firstRun();
    Files.move(away, light);
    assertEquals(0, run().status());
    assertEquals(Set.of("calibrated/ScienceImages/field_V_002.fits"), written());
    assertEquals(Map.of("calibrated", 1, "up-to-date", 7, "used-in-master", 16), statuses());
  }

  @Test
  void newFlatCostsItsMasterAndTheLightsThatUseIt() throws IOException {
    Path flat = raw.resolve("Flats/flat_R_003.fits");
    Path away = Files.move(flat, folder.resolve("away.fits"));
    firstRun();
    Files.move(away, flat);
    assertEquals(0, run().status());
    Set<String> written = written();
    assertEquals(5, written.size(), written.toString());
    assertTrue(written.stream().allMatch(name -> name.contains("_R_") || name.contains("/flat-R")));
    assertEquals(Map.of("calibrated", 4, "up-to-date", 4, "used-in-master", 16), statuses());
    // As in a run that has never seen anything else.
    Path fresh = folder.resolve("fresh");
    assertEquals(0, Program.calibrate(raw, fresh).status());
    for (Map.Entry<String, Path> product : Program.files(fresh.resolve("calibrated")).entrySet()) {
      assertArrayEquals(
          Files.readAllBytes(product.getValue()),
          Files.readAllBytes(output.resolve("calibrated").resolve(product.getKey())));
    }
  }

  @Test
  void changedOptionRemakesWhatItAffects() throws IOException {
    firstRun();
    assertEquals(0, run("--invalidPixels=MINUS_ONE").status());
    assertEquals(8, written().size());
    assertTrue(written().stream().allMatch(name -> name.startsWith("calibrated/")));
    remember();
    assertEquals(0, run("--invalidPixels=MINUS_ONE", "--combine=MEAN").status());
    assertEquals(Map.of("calibrated", 8, "used-in-master", 16), statuses());
    remember();
    // What does not touch pixels remakes nothing.
    assertEquals(
        0,
        run("--invalidPixels=MINUS_ONE", "--combine=MEAN", "--bandRows=3", "--durable=false")
            .status());
    assertEquals(Set.of(), written());
  }

  @Test
  void productThatSomebodyEditedIsMadeAgain() throws IOException {
    firstRun();
    Path light = output.resolve(product(before.keySet(), "field_V_001"));
    Path master = output.resolve(product(before.keySet(), "/flat-R"));
    for (Path product : List.of(light, master)) {
      FileTime time = Files.getLastModifiedTime(product);
      byte[] bytes = Files.readAllBytes(product);
      bytes[bytes.length - 2880 + 3] ^= 1;
      Files.write(product, bytes);
      Files.setLastModifiedTime(product, time); // which does not hide it
    }
    assertEquals(0, run().status());
    assertSameContent();
    assertEquals(
        Map.of("calibrated", 1, "up-to-date", 7, "used-in-master", 16),
        statuses(),
        "the lights of the flat, which comes out as it was, are not calibrated again");
  }

  @Test
  void mastersThatComeOutAsTheyWereCostNoLight() throws IOException {
    firstRun();
    for (Path frame : Program.files(raw).values()) {
      if (frame.getParent().endsWith("ScienceImages")) {
        continue;
      }
      Files.setLastModifiedTime(frame, FileTime.fromMillis(0));
    }
    Program again = run();
    assertEquals(0, again.status(), again.err());
    assertTrue(again.out().contains("up to date    8 of 8 lights"), again.out());
    assertEquals(Map.of("up-to-date", 8, "used-in-master", 16), statuses());
    assertEquals(Set.of(), written());
  }

  @Test
  void aMasterThatComesOutOtherwiseCostsItsLights() throws IOException {
    firstRun();
    for (Path dark : Program.files(raw.resolve("Darks")).values()) {
      byte[] bytes = Files.readAllBytes(dark);
      bytes[bytes.length - 2880 + 1] ^= 8; // a pixel of its last block
      Files.write(dark, bytes);
    }
    assertEquals(0, run().status());
    assertEquals(Map.of("calibrated", 8, "used-in-master", 16), statuses());
  }

  @Test
  void productThatIsCutOrGoneOrHasAnotherHeaderIsMadeAgain() throws IOException {
    firstRun();
    Path cut = output.resolve(product(before.keySet(), "field_V_001"));
    Path gone = output.resolve(product(before.keySet(), "field_V_002"));
    Path header = output.resolve(product(before.keySet(), "field_V_003"));
    Path empty = output.resolve(product(before.keySet(), "field_V_004"));
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 5000));
    Files.delete(gone);
    Files.write(empty, new byte[0]);
    String text = Files.readString(header, StandardCharsets.ISO_8859_1);
    Files.writeString(
        header, text.replace("FILTER  = 'V", "FILTER  = 'B"), StandardCharsets.ISO_8859_1);
    assertEquals(0, run().status());
    assertSameContent();
    assertEquals(Map.of("calibrated", 4, "up-to-date", 4, "used-in-master", 16), statuses());
  }

  @Test
  void productThatWasOnlyTouchedOrCopiedCounts() throws IOException {
    firstRun();
    for (String product : before.keySet()) {
      Path file = output.resolve(product);
      Path copy =
          Files.copy(file, folder.resolve("copy.fits"), StandardCopyOption.REPLACE_EXISTING);
      Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING);
    }
    before = stamps();
    assertEquals(0, run().status());
    assertEquals(Set.of(), written());
    assertEquals(0, run().status());
    assertEquals(Map.of("up-to-date", 8, "used-in-master", 16), statuses());
  }

  @Test
  void changedInputIsNoticed() throws IOException {
    firstRun();
    Path light = raw.resolve("ScienceImages/field_V_001.fits");
    FileTime time = Files.getLastModifiedTime(light);
    byte[] bytes = Files.readAllBytes(light);
    bytes[bytes.length - 2880 + 1] ^= 1;
    Files.write(light, bytes);
    Files.setLastModifiedTime(light, time);
    assertEquals(0, run().status());
    assertEquals(Set.of("calibrated/ScienceImages/field_V_001.fits"), written());
    assertFalse(
        Arrays.equals(
            content.get("calibrated/ScienceImages/field_V_001.fits"),
            Files.readAllBytes(output.resolve("calibrated/ScienceImages/field_V_001.fits"))));
  }

  /** What happens to raw frames that leaves them what they were. */
  private enum Touch {
    PERMISSIONS,
    HARD_LINK,
    TIME,
    COPY;

    void touch(Path file) throws IOException {
      switch (this) {
        case PERMISSIONS ->
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        case HARD_LINK -> Files.createLink(file.resolveSibling(file.getFileName() + ".bak"), file);
        case TIME -> Files.setLastModifiedTime(file, FileTime.fromMillis(0));
        default -> {
          Path copy = Files.copy(file, file.resolveSibling("copy"));
          Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void rawFramesThatWereOnlyTouchedAreNotCalibratedAgain(Touch touch) throws IOException {
    firstRun();
    for (Path frame : Program.files(raw).values()) {
      touch.touch(frame);
    }
    Program planned = Program.run("plan", "--input=" + raw, "--output=" + output);
    assertTrue(
        planned
            .out()
            .contains("8 more lights if masters and touched raw frames turn out to be unchanged"),
        planned.out());
    Map<String, Map<String, String>> rows = Program.table(output);
    assertEquals(0, run().status());
    assertEquals(Map.of("up-to-date", 8, "used-in-master", 16), statuses());
    assertEquals(Set.of(), written());
    rows.values().forEach(row -> row.replace("status", "calibrated", "up-to-date"));
    assertEquals(rows, Program.table(output));
    // They are known by now, and not read once more.
    planned = Program.run("plan", "--input=" + raw, "--output=" + output);
    assertTrue(planned.out().contains("8 of 8 lights and 4 of 4 masters"), planned.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"DATE-OBS", "TELESCOP"})
  void aCardThatWasChangedInSecretIsNoticed(String keyword) throws IOException {
    firstRun();
    Path light = raw.resolve("ScienceImages/field_V_001.fits");
    FileTime time = Files.getLastModifiedTime(light);
    String text = Files.readString(light, StandardCharsets.ISO_8859_1);
    int comment = text.indexOf(String.format("%-8s=", keyword));
    assertTrue(comment > 0);
    char[] changed = text.toCharArray();
    changed[comment + 79] = '!';
    Files.writeString(light, new String(changed), StandardCharsets.ISO_8859_1);
    Files.setLastModifiedTime(light, time);
    assertEquals(0, run().status());
    assertEquals(Map.of("calibrated", 1, "up-to-date", 7, "used-in-master", 16), statuses());
    assertTrue(
        Files.readString(
                output.resolve("calibrated/ScienceImages/field_V_001.fits"),
                StandardCharsets.ISO_8859_1)
            .contains(text.substring(comment, comment + 79) + "!"));
  }

  /** Files with several images: what is said in the primary header alone counts as well. */
  @Test
  void filesOfSeveralImagesAreKnownByAllOfTheirHeaders() throws IOException {
    Path files = folder.resolve("amplifiers");
    AmplifierNight.writeExtensions(files);
    Object[] options = {"--overscan=HEADER", "--trim=HEADER", "--report=false"};
    assertEquals(0, Program.calibrate(files, output, options).status());
    List<Path> lights =
        Program.files(files).values().stream()
            .filter(file -> file.getParent().endsWith("Lights"))
            .toList();
    assertFalse(lights.isEmpty());
    for (Path light : lights) {
      Touch.COPY.touch(light);
    }
    Program again = Program.calibrate(files, output, options);
    assertTrue(again.out().contains("up to date    6 of 6 lights"), again.out());
    byte[] bytes = Files.readAllBytes(lights.get(0));
    bytes[80 + 79] = '!'; // the comment of a card of the primary header
    Files.write(lights.get(0), bytes);
    Program changed = Program.calibrate(files, output, options);
    assertEquals(0, changed.status(), changed.err());
    assertFalse(changed.out().contains("up to date    6 of 6 lights"), changed.out());
    assertTrue(changed.out().contains("calibrated    "), changed.out());
  }

  @Test
  void withoutTheJournalAllIsComputedAgainAndEachFileStays() throws IOException {
    firstRun();
    Map<String, Map<String, String>> rows = Program.table(output);
    Files.delete(output.resolve(".nightbeam-journal"));
    Path damaged = output.resolve(product(before.keySet(), "field_R_001"));
    Files.write(damaged, new byte[(int) Files.size(damaged)]);
    assertEquals(0, run().status());
    assertEquals(Map.of("calibrated", 8, "used-in-master", 16), statuses());
    assertEquals(rows, Program.table(output), "sky, stars and warnings are there again");
    assertEquals(Set.of(product(before.keySet(), "field_R_001")), written());
    assertSameContent();
    assertEquals(0, run().status());
    assertEquals(Map.of("up-to-date", 8, "used-in-master", 16), statuses());
  }

  @Test
  void forceComputesAllAgain() throws IOException {
    firstRun();
    assertEquals(0, run("--force").status());
    assertEquals(Map.of("calibrated", 8, "used-in-master", 16), statuses());
    assertSameContent();
    assertEquals(0, run().status());
    assertEquals(Map.of("up-to-date", 8, "used-in-master", 16), statuses());
  }

  /** A line that says that a product is about to have its name, or one that says that it has. */
  private static boolean isAnnouncement(String line) {
    return line.split(" ")[3].equals("-");
  }

  @Test
  void damagedLinesOfTheJournalCostTheirProduct() throws IOException {
    firstRun();
    Path journal = output.resolve(".nightbeam-journal");
    List<String> lines = Files.readAllLines(journal);
    assertEquals(24, lines.size(), "two lines a product");
    String id = lines.get(23).split(" ")[0];
    lines.replaceAll(
        line -> line.startsWith(id + " ") ? line.substring(0, line.length() / 2) : line);
    Files.write(journal, lines);
    Files.writeString(journal, "no line\n\n", StandardOpenOption.APPEND);
    assertEquals(0, run().status());
    assertEquals(Map.of("up-to-date", 7, "calibrated", 1, "used-in-master", 16), statuses());
    assertEquals(Set.of(), written(), "it comes out as it was, and stays");
    assertSameContent();
  }

  @Test
  void damagedLinesOfMastersCostNoLight() throws IOException {
    firstRun();
    Path journal = output.resolve(".nightbeam-journal");
    List<String> lines = Files.readAllLines(journal);
    lines.replaceAll(line -> line.contains("field_") ? line : line.substring(0, line.length() / 2));
    Files.write(journal, lines);
    Program again = run();
    assertEquals(0, again.status(), again.err());
    assertTrue(again.err().contains("of the journal"), again.err());
    assertEquals(Map.of("up-to-date", 8, "used-in-master", 16), statuses());
    assertEquals(Set.of(), written());
  }

  /** Of a product with several images, some are up to date whatever becomes of that master. */
  @Test
  void aDamagedLineOfOneImagesMasterCostsNoProductOfSeveral() throws IOException {
    Path files = folder.resolve("amplifiers");
    AmplifierNight.writeExtensions(files);
    Object[] options = {"--overscan=HEADER", "--trim=HEADER", "--report=false"};
    assertEquals(0, Program.calibrate(files, output, options).status());
    Path journal = output.resolve(".nightbeam-journal");
    List<String> lines = Files.readAllLines(journal);
    String flat = lines.stream().filter(line -> line.contains("flat-")).findFirst().orElseThrow();
    String id = flat.substring(0, flat.indexOf(' ') + 1);
    lines.removeIf(line -> line.startsWith(id));
    Files.write(journal, lines);
    Program again = Program.calibrate(files, output, options);
    assertEquals(0, again.status(), again.err());
    assertTrue(again.out().contains("up to date    6 of 6 lights"), again.out());
  }

  /** As if the run had been killed each time between the name of a product and its last line. */
  @ParameterizedTest
  @ValueSource(strings = {"NONE", "TILES", "GZIP"})
  void whatWasOnlyAnnouncedIsComparedAndNotMadeAgain(String compression) throws IOException {
    String option = "--compress=" + compression;
    assertEquals(0, run(option).status());
    Path journal = output.resolve(".nightbeam-journal");
    List<String> announced =
        Files.readAllLines(journal).stream().filter(RerunTest::isAnnouncement).toList();
    assertEquals(12, announced.size());
    Files.write(journal, announced);
    remember();
    assertEquals(0, run(option).status());
    assertEquals(Map.of("up-to-date", 8, "used-in-master", 16), statuses());
    assertEquals(Set.of(), written());
    // A light that is not what was announced, by one bit.
    Path light =
        Program.files(output.resolve("calibrated")).values().stream().sorted().findFirst().get();
    byte[] bytes = Files.readAllBytes(light);
    byte[] right = bytes.clone();
    bytes[bytes.length / 2] ^= 1;
    Files.write(light, bytes);
    Files.write(journal, announced);
    assertEquals(0, run(option).status());
    assertEquals(Map.of("up-to-date", 7, "calibrated", 1, "used-in-master", 16), statuses());
    assertArrayEquals(right, Files.readAllBytes(light));
  }

  /** As if a run of other options had been killed just before its products had their names. */
  @Test
  void whatAnotherRunAnnouncedAndNeverNamedDisplacesNothing() throws IOException {
    firstRun();
    Path journal = output.resolve(".nightbeam-journal");
    String ofFirst = Files.readString(journal);
    Path twin = folder.resolve("twin");
    Program.calibrate(raw, twin, "--invalidPixels=MINUS_ONE");
    String ofSecond =
        Files.readAllLines(twin.resolve(".nightbeam-journal")).stream()
            .filter(RerunTest::isAnnouncement)
            .map(line -> line + "\n")
            .reduce("", String::concat);
    Files.writeString(journal, ofFirst + ofSecond);
    assertEquals(0, run().status());
    assertEquals(Set.of(), written());
    assertEquals(Map.of("up-to-date", 8, "used-in-master", 16), statuses());
  }

  @Test
  void framesThatCannotBeReadAreNotTriedAgainUntilTheyChange() throws IOException {
    Path light = raw.resolve("ScienceImages/field_R_001.fits");
    Path bias = raw.resolve("Bias/bias_002.fits");
    for (Path file : List.of(light, bias)) {
      // Its pixels do not sum up to what its header says.
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      Files.writeString(
          file,
          text.replaceFirst("TELESCOP=.{71}", String.format("%-80s", "DATASUM = '12'")),
          StandardCharsets.ISO_8859_1);
    }
    assertEquals(3, run().status());
    Map<String, Map<String, String>> rows = Program.table(output);
    assertEquals(2, rows.values().stream().filter(r -> r.get("status").equals("rejected")).count());
    remember();
    assertEquals(3, run().status());
    assertEquals(Set.of(), written());
    Map<String, Map<String, String>> now = Program.table(output);
    now.values().forEach(row -> row.replace("status", "up-to-date", "calibrated"));
    assertEquals(rows, now);
    assertEquals(0, run("--verifyChecksums=false").status());
  }

  /** As a process leaves it that is killed while it writes a line. */
  @Test
  void aLineThatWasCutCostsNoOtherLine() throws IOException {
    Path light = raw.resolve("ScienceImages/field_V_002.fits");
    Path late = Files.move(light, folder.resolve("late.fits"));
    firstRun();
    Path journal = output.resolve(".nightbeam-journal");
    String whole = Files.readString(journal);
    Files.writeString(journal, whole + whole.substring(0, 100));
    Files.move(late, light);
    assertEquals(0, run().status());
    remember();
    Program last = run();
    assertEquals(0, last.status(), last.err());
    assertEquals("", last.err(), "no line is damaged");
    assertEquals(Set.of(), written());
  }
}
