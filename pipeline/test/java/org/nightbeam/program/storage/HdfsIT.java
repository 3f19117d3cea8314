package org.nightbeam.program.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.cli.Program;
import org.nightbeam.program.cluster.LocalFlink;
import org.nightbeam.synthetic.SyntheticNight;

/**
 * The built jar, with the folder of Hadoop's libraries beside it, from hdfs to hdfs: a cluster of
 * one node runs in this process, the program in one of its own.
 */
class HdfsIT {
  private static final SyntheticNight NIGHT =
      new SyntheticNight(161, 120, 5, 3, 3, 2, List.of("V"), 4711);
  private static final Path JAR = Path.of("target/nightbeam.jar");

  @TempDir static Path folder;
  private static MiniDFSCluster cluster;
  private static FileSystem hdfs;
  private static String root;
  private static Path local;
  private static Program run;

  @BeforeAll
  static void calibrateTheNight() throws IOException, InterruptedException {
    Configuration configuration = new Configuration();
    configuration.set("hdfs.minidfs.basedir", folder.resolve("dfs").toString());
    cluster = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
    cluster.waitActive();
    hdfs = cluster.getFileSystem();
    root = "hdfs://localhost:" + cluster.getNameNodePort();

    Path raw = folder.resolve("raw");
    NIGHT.writeTo(raw);
    // Names that a URI, or a pattern, would read in another way.
    Files.move(raw.resolve("ScienceImages"), raw.resolve("M 31 [50%]"));
    Files.move(
        raw.resolve("M 31 [50%]"),
        Files.createDirectory(raw.resolve("Lights")).resolve("M 31 [50%]"));
    Files.copy(
        raw.resolve("Bias").resolve("bias_001.fits"), raw.resolve("by itself, no folder.fits"));
    local = folder.resolve("local/reduced");
    Program reference = jar("--input=" + raw, "--output=" + local);
    assertEquals(3, reference.status(), reference.err());
    FileUtil.copy(raw.toFile(), hdfs, new org.apache.hadoop.fs.Path("/raw"), false, configuration);
    run = jar("--input=" + root + "/raw", "--output=" + root + "/my reduced");
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.shutdown();
    }
  }

  /** Runs the jar as a user does, with a scratch folder of the test. */
  private static Program jar(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", // starts sooner
                "-jar",
                JAR.toAbsolutePath().toString()));
    command.addAll(List.of(arguments));
    command.add("--scratch=" + folder.resolve("scratch"));
    command.add("--hdfsConfiguration=[{\"fs.defaultFS\":\"" + root + "\"}]");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(folder.resolve("out.txt").toFile())
            .redirectError(folder.resolve("err.txt").toFile())
            .start();
    if (!process.waitFor(3, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("still running: " + Files.readString(folder.resolve("err.txt")));
    }
    return new Program(
        process.exitValue(),
        Files.readString(folder.resolve("out.txt")),
        Files.readString(folder.resolve("err.txt")));
  }

  /** A copy on this host of a folder on hdfs. */
  private static Path fetched(String path) throws IOException {
    Path copy = folder.resolve("fetched" + path);
    FileUtil.fullyDelete(copy.toFile());
    Files.createDirectories(copy.getParent());
    FileUtil.copy(
        hdfs, new org.apache.hadoop.fs.Path(path), copy.toFile(), false, new Configuration());
    return copy;
  }

  @Test
  void productsAreThoseOfALocalRunToTheLastByte() throws IOException {
    assertEquals(3, run.status(), run.err());
    assertSameProducts(fetched("/my reduced"));
  }

  @Test
  void soTheyAreFromAFlinkCluster() throws IOException, InterruptedException {
    try (LocalFlink flink = LocalFlink.start(folder.resolve("flink"), 2)) {
      Program program =
          jar(
              "--input=" + root + "/raw",
              "--output=" + root + "/on flink",
              "--runner=FlinkRunner",
              "--flinkMaster=" + flink.master(),
              "--parallelism=4");
      assertEquals(3, program.status(), program.err());
    }
    Path reduced = fetched("/on flink");
    assertSameProducts(reduced);
    try (Stream<Path> top = Files.list(reduced)) {
      assertEquals(
          List.of(
              ".nightbeam-journal",
              "calibrated",
              "frames.csv",
              "masters",
              "previews",
              "report.html",
              "run.json"),
          top.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  private static void assertSameProducts(Path reduced) throws IOException {
    int compared = 0;
    for (String part : List.of("calibrated", "masters")) {
      Map<String, Path> expected = Program.files(local.resolve(part));
      Map<String, Path> products = Program.files(reduced.resolve(part));
      assertEquals(expected.keySet(), products.keySet());
      for (Map.Entry<String, Path> file : expected.entrySet()) {
        assertArrayEquals(
            Files.readAllBytes(file.getValue()),
            Files.readAllBytes(products.get(file.getKey())),
            file.getKey());
        compared++;
      }
    }
    assertEquals(2 + 3, compared, "2 lights; bias, dark and flat master");
    Map<String, Map<String, String>> expected = Program.table(local);
    Map<String, Map<String, String>> rows = Program.table(reduced);
    for (Map<String, String> row : rows.values()) {
      assertEquals(root + "/raw/" + row.get("path"), row.get("uri"));
    }
    Stream.of(expected, rows).flatMap(t -> t.values().stream()).forEach(row -> row.remove("uri"));
    assertEquals(expected, rows);
  }

  @Test
  void itSaysWhatItDidAndNothingElse() {
    assertTrue(run.out().contains("calibrated    2 of 2 lights"), run.out());
    assertTrue(
        run.err().lines().allMatch(line -> line.startsWith("nightbeam: ")),
        "the libraries log: " + run.err());
  }

  @Test
  void nothingTemporaryStays() throws IOException {
    List<String> left = new ArrayList<>();
    for (var entry : hdfs.listStatus(new org.apache.hadoop.fs.Path("/my reduced"))) {
      left.add(entry.getPath().getName());
    }
    assertEquals(
        List.of(
            ".nightbeam-journal",
            "calibrated",
            "frames.csv",
            "masters",
            "previews",
            "report.html",
            "run.json"),
        left.stream().sorted().toList());
    assertTrue(
        Program.files(fetched("/my reduced")).keySet().stream()
            .noneMatch(name -> name.contains(".tmp-")));
    try (var scratch = Files.list(folder.resolve("scratch"))) {
      assertEquals(List.of("masters"), scratch.map(f -> f.getFileName().toString()).toList());
    }
  }

  @Test
  void aSecondRunDoesNotReadItsProducts() throws IOException, InterruptedException {
    String[] arguments = {"--input=" + root + "/night/", "--output=" + root + "/night/reduced"};
    hdfs.mkdirs(new org.apache.hadoop.fs.Path("/night"));
    for (String part : List.of("Bias", "Darks", "Flats", "Lights")) {
      FileUtil.copy(
          hdfs,
          new org.apache.hadoop.fs.Path("/raw/" + part),
          hdfs,
          new org.apache.hadoop.fs.Path("/night/" + part),
          false,
          new Configuration());
    }
    Program first = jar(arguments);
    assertEquals(0, first.status(), first.err());
    Program second = jar(arguments);
    assertEquals(0, second.status(), second.err());
    assertTrue(second.out().contains("up to date"), second.out());
    Map<String, Long> written = written("/night/reduced/calibrated");
    assertTrue(
        hdfs.delete(new org.apache.hadoop.fs.Path("/night/reduced/.nightbeam-journal"), false));
    Program third = jar(arguments);
    assertEquals(0, third.status(), third.err());
    assertTrue(third.out().contains("calibrated"), third.out());
    assertEquals(written, written("/night/reduced/calibrated"), "what has the same bytes stays");
    Path reduced = fetched("/night/reduced");
    assertEquals(NIGHT.frames(), Program.table(reduced).size());
    for (Map.Entry<String, Path> file : Program.files(local.resolve("calibrated")).entrySet()) {
      assertArrayEquals(
          Files.readAllBytes(file.getValue()),
          Files.readAllBytes(reduced.resolve("calibrated").resolve(file.getKey())));
    }
  }

  /** When each file of a folder was written, in ms. */
  private static Map<String, Long> written(String folder) throws IOException {
    Map<String, Long> times = new TreeMap<>();
    var files = hdfs.listFiles(new org.apache.hadoop.fs.Path(folder), true);
    while (files.hasNext()) {
      var file = files.next();
      times.put(file.getPath().toString(), file.getModificationTime());
    }
    assertFalse(times.isEmpty());
    return times;
  }

  @Test
  void globsAndFilesAreFound() throws IOException, InterruptedException {
    Program files = jar("plan", "--format=CSV", "--input=" + root + "/raw/Bias/bias_002.fits");
    assertEquals(2, files.out().lines().count(), files.out() + files.err());
    Program folders = jar("plan", "--format=CSV", "--input=" + root + "/raw/[BL]i*");
    assertEquals(1 + 5 + 2, folders.out().lines().count(), folders.out() + folders.err());
    assertTrue(folders.out().contains("\nLights/M 31 [50%]/field_V_001.fits,"), folders.out());
  }

  @Test
  void whatIsNotThereIsSaid() throws IOException, InterruptedException {
    Program program = jar("--input=" + root + "/nowhere", "--output=" + root + "/none");
    assertEquals(1, program.status(), program.err());
    assertTrue(program.out().contains("No FITS files were found"), program.out());
  }

  @Test
  void withoutTheFolderTheProgramRunsAndHdfsIsRefused() throws IOException, InterruptedException {
    Path alone = Files.createDirectory(folder.resolve("alone")).resolve("nightbeam.jar");
    Files.copy(JAR, alone);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                alone.toString(),
                "plan",
                "--input=" + root + "/raw")
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes());
    assertEquals(2, process.waitFor(), said);
    assertTrue(said.contains("No filesystem found for scheme hdfs"), said);
    assertFalse(said.contains("\tat "), said);
  }
}
