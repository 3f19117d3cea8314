package org.nightbeam.program.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.cli.Program;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.synthetic.SyntheticNight;

/** Files that are made to do harm, or are no files: each costs its row, and the night goes on. */
@Timeout(180)
class HostileInputTest {
  @TempDir Path folder;
  private Path raw;
  private Path lights;
  private Path output;
  private Path light;

  @BeforeEach
  void makeANight() throws IOException {
    raw = folder.resolve("raw");
    lights = raw.resolve("ScienceImages");
    output = folder.resolve("reduced");
    new SyntheticNight(40, 30, 3, 3, 3, 2, List.of("V"), 5).writeTo(raw);
    light = lights.resolve("field_V_001.fits");
  }

  private Map<String, Map<String, String>> calibrated(int status) throws IOException {
    Program program = Program.calibrate(raw, output);
    assertEquals(status, program.status(), program.out() + program.err());
    assertFalse(program.err().contains("\tat "), program.err());
    Map<String, Map<String, String>> rows = Program.table(output);
    assertEquals("calibrated", rows.get("ScienceImages/field_V_002.fits").get("status"));
    return rows;
  }

  private static void assertRejected(Map<String, String> row, String reason) {
    assertEquals("rejected", row.get("status"), row.toString());
    assertTrue(row.get("reason").contains(reason), row.get("reason"));
  }

  @Test
  void pipeIsNotWaitedFor() throws IOException, InterruptedException {
    Path pipe = lights.resolve("pipe.fits");
    assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
    assertRejected(calibrated(3).get("ScienceImages/pipe.fits"), "no regular file");
    assertEquals(3, Program.run("explain", pipe).status());
    Program masters =
        Program.run("plan", "--input=" + light, "--masters=" + pipe, "--output=" + output);
    assertTrue(masters.err().contains("no regular file"), masters.err());
  }

  @Test
  void devicesAreNoFrames() throws IOException {
    Files.createSymbolicLink(lights.resolve("zero.fits"), Path.of("/dev/zero"));
    assertRejected(calibrated(3).get("ScienceImages/zero.fits"), "no regular file");
  }

  @Test
  void namesThatAreNoTextAreFramesToo() throws IOException {
    String base = lights.toUri().toString();
    for (String name : List.of("a%FF.fits", "a%FE.fits", "a%EF%BF%BD.fits")) {
      Files.copy(light, Path.of(URI.create(base + name)));
    }
    Program program = Program.calibrate(raw, output);
    assertEquals(0, program.status(), program.out() + program.err());
    List<String> rows =
        Files.readAllLines(output.resolve("frames.csv")).stream()
            .filter(row -> row.startsWith("ScienceImages/a"))
            .toList();
    assertEquals(3, rows.size());
    assertTrue(rows.stream().allMatch(row -> row.contains(",calibrated,")), rows.toString());
    assertEquals(
        Set.of("ScienceImages/a%FF.fits", "ScienceImages/a%FE.fits", "ScienceImages/a\ufffd.fits"),
        rows.stream().map(row -> row.replaceFirst(",.*", "")).collect(Collectors.toSet()));
    assertEquals(
        3, rows.stream().map(row -> row.replaceFirst(".*calibrated/", "")).distinct().count());
    assertEquals(5, Program.files(output.resolve("calibrated")).size());
  }

  @Test
  void namesThatCommandATerminalAreFramesAndCommandNothing() throws IOException {
    Files.copy(light, lights.resolve("a\u001b]0;x\u0007b.fits"));
    Files.copy(light, lights.resolve("two\nlines.fits"));
    Map<String, Map<String, String>> rows = calibrated(0);
    for (String name : List.of("a%1B", "two%0Alines")) {
      String row =
          rows.keySet().stream()
              .filter(path -> path.startsWith("ScienceImages/" + name))
              .findFirst()
              .orElseThrow(() -> new AssertionError(rows.keySet()));
      assertTrue(Files.exists(output.resolve(rows.get(row).get("output"))), row);
    }
    for (String report : List.of("frames.csv", "run.json", "report.html")) {
      String text = Files.readString(output.resolve(report));
      assertFalse(text.contains("\u001b") || text.contains("\u0007"), report);
    }
    assertEquals(14, Files.readAllLines(output.resolve("frames.csv")).size(), "one line per row");
    Program again = Program.calibrate(raw, output);
    assertEquals(0, again.status(), again.err());
    assertEquals(
        4,
        Program.table(output).values().stream()
            .filter(row -> row.get("status").equals("up-to-date"))
            .count());
  }

  @Test
  void gzipBombIsNotUnpacked() throws IOException {
    String header =
        "SIMPLE  =                    T"
            + " ".repeat(50)
            + card("BITPIX", 8)
            + card("NAXIS", 2)
            + card("NAXIS1", 33_000)
            + card("NAXIS2", 33_000)
            + String.format("%-80s", "END");
    try (OutputStream bomb =
        new GZIPOutputStream(Files.newOutputStream(lights.resolve("bomb.fits.gz")))) {
      bomb.write(String.format("%-2880s", header).getBytes(StandardCharsets.US_ASCII));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 1040; i++) {
        bomb.write(zeros);
      }
    }
    assertRejected(calibrated(3).get("ScienceImages/bomb.fits.gz"), "expected at most 200 times");
  }

  @Test
  void resourceForksAreNoFramesAndNoFailure() throws IOException {
    Files.write(lights.resolve("._field_V_001.fits"), new byte[] {0, 5, 22, 7, 0, 2, 0, 0});
    Map<String, String> row = calibrated(0).get("ScienceImages/._field_V_001.fits");
    assertEquals("unused", row.get("status"));
    assertEquals("a resource fork of macOS, no frame", row.get("reason"));
  }

  private static String card(String keyword, int value) {
    return String.format("%-8s= %20d%50s", keyword, value, "");
  }

  @Test
  void linksToAFrameAreThatFrame() throws IOException {
    Path flats = raw.resolve("Flats");
    for (int i = 0; i < 5; i++) {
      Files.createSymbolicLink(
          flats.resolve("link" + i + ".fits"), flats.resolve("flat_V_001.fits"));
    }
    Path elsewhere = Files.move(light, folder.resolve("elsewhere.fits"));
    Files.createSymbolicLink(light, elsewhere); // a link to what is no input is a frame
    assertEquals(11, calibrated(0).size());
  }

  @Test
  void flatWithoutExposureDoesNotSpoilTheOthers() throws IOException {
    Path flat = raw.resolve("Flats/flat_V_001.fits");
    edit(flat, "EXPTIME =", "EXPXXXX =");
    Map<String, Map<String, String>> rows = calibrated(0);
    Map<String, String> row = rows.get("Flats/flat_V_001.fits");
    assertEquals("unused", row.get("status"));
    assertTrue(row.get("reason").contains("the header gives no exposure time"), row.toString());
    assertEquals("used-in-master", rows.get("Flats/flat_V_002.fits").get("status"));
  }

  @Test
  void headersCannotCommandATerminalOrASpreadsheet() throws IOException {
    edit(light, "INSTRUME= 'Nightbeam Demo'     ", "INSTRUME= '=cmd()|\u001b]0;x\u0007<b>'");
    Program plan = Program.run("plan", "--input=" + raw);
    assertFalse(plan.out().contains("\u001b"), plan.out());
    Program explain = Program.run("explain", light);
    assertFalse(explain.out().contains("\u001b"), explain.out());
    assertTrue(explain.out().contains("=cmd()|?]0;x?<b>"), explain.out());
    Program program = Program.calibrate(raw, output);
    assertEquals(3, program.status());
    String table = Files.readString(output.resolve("frames.csv"));
    assertFalse(table.contains("\u001b"), table);
    assertTrue(table.contains(",'=cmd()|?]0;x?<b>,"), table);
  }

  private static void edit(Path file, String from, String to) throws IOException {
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    assertTrue(text.contains(from), from);
    String padded = String.format("%-" + from.length() + "s", to);
    assertEquals(from.length(), padded.length());
    Files.writeString(file, text.replaceFirst(from, padded), StandardCharsets.ISO_8859_1);
  }

  @Test
  void planThatCannotBePrintedFails() {
    PrintStream full =
        new PrintStream(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException("No space left on device");
              }
            });
    PrintStream err = new PrintStream(OutputStream.nullOutputStream());
    assertEquals(1, Program.status(full, err, "plan", "--format=CSV", "--input=" + raw));
  }

  @Test
  void productsOfFramesThatAreGoneAreNamed() throws IOException {
    calibrated(0);
    Files.delete(light);
    Program again = Program.calibrate(raw, output);
    assertEquals(0, again.status());
    assertTrue(
        again
            .err()
            .contains(
                "warning: 1 calibrated frame of earlier runs has no row in this table, such as"
                    + " calibrated/ScienceImages/field_V_001.fits"),
        again.err());
  }

  @Test
  void productsOfOtherFramesAreNotReplaced() throws IOException {
    calibrated(0);
    Path other = folder.resolve("other");
    new SyntheticNight(40, 30, 3, 3, 3, 2, List.of("V"), 6).writeTo(other);
    byte[] before = Files.readAllBytes(output.resolve("calibrated/ScienceImages/field_V_001.fits"));
    Program program = Program.calibrate(other, output);
    assertEquals(2, program.status(), program.out());
    assertTrue(
        program.err().contains("calibrated/ScienceImages/field_V_001.fits is of " + light),
        program.err());
    assertTrue(
        program.err().contains("choose another --output, name a folder above as --input, or add"),
        program.err());
    assertEquals(
        new String(before, StandardCharsets.ISO_8859_1),
        Files.readString(
            output.resolve("calibrated/ScienceImages/field_V_001.fits"),
            StandardCharsets.ISO_8859_1));
    assertEquals(0, Program.calibrate(other, output, "--force").status());
    // The same frames at another place are no others.
    Path moved = Files.move(other, folder.resolve("moved"));
    Program again = Program.calibrate(moved, output);
    assertEquals(0, again.status(), again.err());
  }

  @Test
  void nothingInAnOutputIsOpenedThroughALink() throws IOException {
    Path precious = Files.writeString(folder.resolve("precious"), "text");
    Files.createDirectories(output);
    for (String name : List.of(".nightbeam-lock", ".nightbeam-journal")) {
      for (boolean hard : List.of(false, true)) {
        Path link = output.resolve(name);
        if (hard) {
          Files.createLink(link, precious);
        } else {
          Files.createSymbolicLink(link, precious);
        }
        Program program = Program.calibrate(raw, output);
        assertEquals(1, program.status(), program.out());
        assertTrue(program.err().contains(link + ": is a link"), program.err());
        assertEquals("text", Files.readString(precious));
        Files.delete(link);
      }
    }
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    for (String part : List.of("masters", "calibrated")) {
      Path link = Files.createSymbolicLink(output.resolve(part), elsewhere);
      FileTime untouched = Files.getLastModifiedTime(elsewhere);
      Program program = Program.calibrate(raw, output);
      assertEquals(1, program.status(), program.out());
      assertTrue(program.err().contains(link + ": is a link"), program.err());
      assertEquals(untouched, Files.getLastModifiedTime(elsewhere), "not even for a moment");
      Files.delete(link);
    }
  }

  @Test
  void aScratchFolderThatEverybodyMayChangeIsRefused() throws IOException {
    Path scratch = Files.createDirectory(folder.resolve("scratch"));
    Files.setPosixFilePermissions(scratch, PosixFilePermissions.fromString("rwxrwxrwx"));
    Program program = Program.calibrate(raw, output);
    assertEquals(1, program.status(), program.out());
    assertTrue(program.err().contains(scratch + ": everybody may replace"), program.err());
    Files.setPosixFilePermissions(scratch, PosixFilePermissions.fromString("rwxrwxr-x"));
    calibrated(0);
  }

  @Test
  void aProductsNameTakenByAFolderCostsARow() throws IOException {
    Path taken = output.resolve("calibrated/ScienceImages/field_V_001.fits");
    Files.createDirectories(taken.resolve("something"));
    assertRejected(
        calibrated(3).get("ScienceImages/field_V_001.fits"),
        taken + ": is a folder, expected a file; remove it");
    Files.delete(taken.resolve("something"));
    Files.delete(taken);
    assertEquals("calibrated", rerun().get("ScienceImages/field_V_001.fits").get("status"));
  }

  @Test
  void aMastersNameTakenByAFolderCostsTheMaster() throws IOException {
    calibrated(0);
    Map<String, Path> masters = Program.files(output.resolve("masters"));
    String flat = masters.keySet().stream().filter(name -> name.contains("flat")).findFirst().get();
    LocalStorage.deleteFolder(output.resolve("calibrated"));
    Path taken = output.resolve("masters").resolve(flat);
    Files.delete(taken);
    Files.createDirectories(taken.resolve("something"));
    Program program = Program.calibrate(raw, output, "--force");
    assertEquals(3, program.status(), program.out() + program.err());
    assertFalse(program.err().contains("\tat "), program.err());
    Map<String, Map<String, String>> rows = Program.table(output);
    assertEquals(11, rows.size());
    Map<String, String> input = rows.get("Flats/flat_V_001.fits");
    assertEquals("unused", input.get("status"));
    assertEquals(taken + ": is a folder, expected a file; remove it", input.get("reason"));
    Map<String, String> left = rows.get("ScienceImages/field_V_001.fits");
    assertEquals("uncalibrated", left.get("status"), left.toString());
    assertEquals("used-in-master", rows.get("Bias/bias_001.fits").get("status"));
    LocalStorage.deleteFolder(taken);
    assertEquals("calibrated", rerun().get("ScienceImages/field_V_001.fits").get("status"));
  }

  @Test
  void aFileOfFactsThatIsFarTooLongIsRefusedAtOnce() throws IOException {
    Path facts = folder.resolve("facts.yaml");
    Files.writeString(facts, "'" + "*a".repeat(2_500_000) + "': {filter: V}\n");
    Program program = Program.run("plan", "--input=" + raw, "--facts=" + facts);
    assertEquals(2, program.status(), program.out());
    assertTrue(program.err().contains("facts.yaml: has 5,000,016 characters"), program.err());
    assertTrue(program.err().contains(", expected at most 1,000,000"), program.err());
  }

  /** The rows of a run that has one light to do. */
  private Map<String, Map<String, String>> rerun() throws IOException {
    assertEquals(0, Program.calibrate(raw, output).status());
    return Program.table(output);
  }

  @Test
  void pathsInHeadersLeadNowhere() throws IOException {
    edit(light, "FILTER  = 'V       '", "FILTER  = '../../x'");
    edit(raw.resolve("Flats/flat_V_001.fits"), "FILTER  = 'V       '", "FILTER  = '../../x'");
    calibrated(0);
    assertEquals(
        List.of("raw", "reduced", "scratch"),
        Program.files(folder).keySet().stream()
            .map(name -> name.replaceFirst("/.*", ""))
            .distinct()
            .toList());
  }

  @Test
  void namesOfTheOutputThatAreTakenAreFoundAtOnce() throws IOException {
    for (String name : List.of("frames.csv", "run.json", "good.txt", "report.html")) {
      Path taken = Files.createDirectories(output.resolve(name));
      assertRefused(taken + ": expected a file; remove what is there");
      assertTrue(Files.isDirectory(taken), "not ours to remove");
      Files.delete(taken);
    }
    for (String name : List.of("nights", "previews", "report", "registration", "calibrated")) {
      Path taken = Files.writeString(output.resolve(name), "text");
      assertRefused(taken.toString());
      assertEquals("text", Files.readString(taken));
      Files.delete(taken);
    }
    calibrated(0);
  }

  private void assertRefused(String message) throws IOException {
    Program program = Program.calibrate(raw, output);
    assertEquals(1, program.status(), program.out());
    assertTrue(program.err().contains(message), program.err());
    assertFalse(Files.exists(output.resolve("masters")), "found at once");
  }

  @Test
  void aTableThatIsNoneIsNamed() throws IOException {
    calibrated(0);
    Path table = output.resolve("frames.csv");
    String whole = Files.readString(table);
    for (String damaged : List.of("\"path\",\"a\"b\nx", "path,path\na,b\n", whole + "\"cut")) {
      Files.writeString(table, damaged);
      Program program = Program.calibrate(raw, output);
      assertEquals(1, program.status(), damaged + program.out() + program.err());
      assertTrue(program.err().contains(table + " is not a table of frames ("), program.err());
      assertEquals(damaged, Files.readString(table), "it stays for who can mend it");
    }
    Files.delete(table);
    rerun();
  }

  /** Beyond ASCII there are control characters, too: U+009B begins a command as ESC [ does. */
  @Test
  void controlCharactersBeyondAsciiCommandNothingEither() throws IOException {
    assumeTrue(Charset.defaultCharset().equals(StandardCharsets.UTF_8));
    Files.copy(light, lights.resolve("\u009b31mred.fits"));
    Program program = Program.calibrate(raw, output);
    assertEquals(0, program.status(), program.err());
    String table = Files.readString(output.resolve("frames.csv"));
    for (String text : List.of(program.out(), program.err(), table)) {
      assertFalse(text.contains("\u009b"), text);
    }
    assertTrue(table.contains("ScienceImages/%C2%9B31mred.fits,"), table);
    Program missing = Program.run("plan", "--input=/none/\u009b31mred");
    assertFalse(missing.err().contains("\u009b"), missing.err());
  }

  @Test
  void longNamesAreCutBetweenCharacters() throws IOException {
    assumeTrue(Charset.defaultCharset().equals(StandardCharsets.UTF_8));
    Files.copy(light, lights.resolve("a" + "\ud83d\ude00".repeat(60) + ".fits"));
    calibrated(0);
    assertEquals(3, Program.files(output.resolve("calibrated")).size());
  }

  @Test
  void aPathThatIsTooLongForItsProductCostsARow() throws IOException {
    Path deep = lights;
    while (deep.toString().length() < 3700) {
      deep = deep.resolve("d".repeat(200));
    }
    Files.createDirectories(deep);
    Files.copy(light, deep.resolve("deep.fits"));
    output = folder.resolve("o".repeat(200)).resolve("o".repeat(200));
    Map<String, Map<String, String>> rows = calibrated(3);
    String path = raw.relativize(deep.resolve("deep.fits")).toString();
    assertRejected(rows.get(path), "is too long a path for the system; choose a shorter --output");
  }
}
