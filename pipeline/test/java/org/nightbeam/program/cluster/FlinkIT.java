package org.nightbeam.program.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nightbeam.cli.JarProcess;
import org.nightbeam.cli.Program;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.synthetic.SyntheticNight;

/** The built jar on Flink, within its process and on a cluster, against the DirectRunner. */
class FlinkIT {
  private static final SyntheticNight NIGHT =
      new SyntheticNight(321, 240, 8, 5, 4, 3, List.of("V", "R"), 4711);
  private static final String ON_FLINK = "--runner=FlinkRunner";

  @TempDir static Path folder;
  private static Path raw;
  private static Path reference;
  private static LocalFlink cluster;

  @BeforeAll
  static void calibrateTheNight() throws IOException, InterruptedException {
    raw = folder.resolve("raw");
    NIGHT.writeTo(raw);
    Files.writeString(raw.resolve("Bias/broken.fits"), "SIMPLE  = not FITS");
    cut(raw.resolve("Darks/dark_001.fits"), raw.resolve("Darks/cut.fits"));
    gzip(raw.resolve("Flats/flat_V_001.fits"), folder.resolve("whole.gz"));
    cut(folder.resolve("whole.gz"), raw.resolve("Flats/cut.fits.gz"));
    reference = folder.resolve("direct/reduced");
    Program program = JarProcess.run(raw, reference, "--runner=DirectRunner");
    assertEquals(3, program.status(), program.err());
    cluster = LocalFlink.start(folder.resolve("cluster"), 2);
  }

  @AfterAll
  static void stop() throws IOException, InterruptedException {
    if (cluster != null) {
      cluster.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "[local],1,false",
    "[local],4,false",
    "[local],4,true",
    "cluster,4,false",
    "cluster,4,true"
  })
  void productsAreThoseOfTheDirectRunnerToTheLastByte(
      String master, int parallelism, boolean dataStream) throws IOException, InterruptedException {
    Path output = folder.resolve("flink" + parallelism + dataStream + master + "/reduced");
    Program program =
        JarProcess.run(
            raw,
            output,
            ON_FLINK,
            "--flinkMaster=" + (master.equals("cluster") ? cluster.master() : master),
            "--parallelism=" + parallelism,
            "--useDataStreamForBatch=" + dataStream);
    assertEquals(3, program.status(), program.err());
    JarProcess.assertSameProducts(reference, output);
    assertTrue(program.out().contains("calibrated    6 of 6 lights"), program.out());
    assertTrue(
        program.err().lines().allMatch(line -> line.startsWith("nightbeam: ")), program.err());
    assertFalse(program.err().contains("failed"), program.err());
    try (var scratch = Files.list(output.resolveSibling("scratch"))) {
      assertEquals(List.of("masters"), scratch.map(f -> f.getFileName().toString()).toList());
    }
  }

  /** A night of one filter has stacks and light curves of its own. */
  @Test
  void stacksAndLightCurvesAreThoseOfTheDirectRunner() throws IOException, InterruptedException {
    Path input = folder.resolve("all/raw");
    new SyntheticNight(360, 300, 3, 3, 3, 7, List.of("V"), 3).writeTo(input);
    Path expected = folder.resolve("all/direct/reduced");
    String[] wanted = {"--stack", "--lightCurves", "--stackKernel=DRIZZLE"};
    Program program = JarProcess.run(input, expected, wanted);
    assertEquals(0, program.status(), program.err());
    assertTrue(program.out().contains("7 lights, 1 stack"), program.out());
    assertTrue(Files.isRegularFile(expected.resolve("lightcurves/stars.fits")));
    for (String where : List.of("[local] false", "[local] true", cluster.master() + " false")) {
      Path output = folder.resolve("all/" + where.replaceAll("\\W", "") + "/reduced");
      String[] words = where.split(" ");
      Program onFlink =
          JarProcess.run(
              input,
              output,
              ON_FLINK,
              "--flinkMaster=" + words[0],
              "--parallelism=4",
              "--useDataStreamForBatch=" + words[1],
              wanted[0],
              wanted[1],
              wanted[2]);
      assertEquals(0, onFlink.status(), where + onFlink.err());
      JarProcess.assertSameProducts(expected, output);
    }
  }

  @Test
  void aCacheSmallerThanAMasterIsExceededAndNothingElse() throws IOException, InterruptedException {
    Path output = folder.resolve("no-cache/reduced");
    Program program =
        JarProcess.run(
            raw,
            output,
            ON_FLINK,
            "--flinkMaster=" + cluster.master(),
            "--parallelism=4",
            "--masterCacheLimit=0");
    assertEquals(3, program.status(), program.err());
    JarProcess.assertSameProducts(reference, output);
    try (var cached = Files.list(output.resolveSibling("scratch").resolve("masters"))) {
      assertEquals(List.of(), cached.filter(file -> file.toString().endsWith(".f32")).toList());
    }
  }

  @Test
  void theSameJobIsRefusedWhileTheFirstOneRuns() throws IOException, InterruptedException {
    Path output = folder.resolve("twice/reduced");
    String[] onTheCluster = {
      ON_FLINK, "--flinkMaster=" + cluster.master(), "--parallelism=4", "--jobName=same"
    };
    try (JarProcess first = JarProcess.start(raw, output, onTheCluster)) {
      while (!Files.exists(output.resolve(".nightbeam-lock"))) {
        assertTrue(first.isAlive(), first.err());
        Thread.sleep(20);
      }
      Thread.sleep(100); // till it has written who it is
      Program second = Program.calibrate(raw, output, (Object[]) onTheCluster);
      assertEquals(1, second.status(), second.out());
      assertTrue(second.err().contains("another run writes to " + output), second.err());
      Program done = first.await();
      assertEquals(3, done.status(), done.err());
    }
    JarProcess.assertSameProducts(reference, output);
  }

  /** On the cluster what the other runner has done, and the other way round. */
  @Test
  void runnersKnowEachOthersProducts() throws IOException, InterruptedException {
    Path input = folder.resolve("rerun/raw");
    NIGHT.writeTo(input);
    Path light = input.resolve("ScienceImages/field_R_001.fits");
    Path flat = input.resolve("Flats/flat_V_001.fits");
    Path lightAway = Files.move(light, folder.resolve("light.fits"));
    Path flatAway = Files.move(flat, folder.resolve("flat.fits"));
    Path output = folder.resolve("rerun/reduced");
    String[] onTheCluster = {ON_FLINK, "--flinkMaster=" + cluster.master(), "--parallelism=4"};
    assertEquals(0, JarProcess.run(input, output).status());
    Files.move(lightAway, light);
    Program oneLight = JarProcess.run(input, output, onTheCluster);
    assertEquals(0, oneLight.status(), oneLight.err());
    assertTrue(oneLight.out().contains("calibrated    1 of 6 lights"), oneLight.out());
    assertTrue(oneLight.out().contains("up to date    5 of 6 lights"), oneLight.out());
    Files.move(flatAway, flat);
    Program oneFlat = JarProcess.run(input, output, onTheCluster);
    assertEquals(0, oneFlat.status(), oneFlat.err());
    assertTrue(oneFlat.out().contains("calibrated    3 of 6 lights"), oneFlat.out());
    Program nothing = JarProcess.run(input, output);
    assertEquals(0, nothing.status(), nothing.err());
    assertTrue(nothing.out().contains("up to date    6 of 6 lights"), nothing.out());
    assertTrue(
        JarProcess.run(input, output, onTheCluster).out().contains("up to date    6 of 6 lights"));
    Path fresh = folder.resolve("rerun/fresh/reduced");
    assertEquals(0, JarProcess.run(input, fresh).status());
    for (Map.Entry<String, Path> product : Program.files(fresh.resolve("calibrated")).entrySet()) {
      assertArrayEquals(
          Files.readAllBytes(product.getValue()),
          Files.readAllBytes(output.resolve("calibrated").resolve(product.getKey())));
    }
  }

  @Test
  void dialectFactsAndMastersOfEarlierRunsReachTheWorkers()
      throws IOException, InterruptedException {
    Path dialect = folder.resolve("mine.yaml");
    Files.writeString(dialect, "keywords:\n  filter: [-FILTER]\n");
    Path facts = folder.resolve("facts.yaml");
    Files.writeString(facts, "'*_V_*': {filter: V}\n'*_R_*': {filter: R}\n");
    String[] options = {
      "--dialect=" + dialect, "--facts=" + facts, "--masters=" + reference.resolve("masters")
    };
    Path lights = folder.resolve("library/raw");
    NIGHT.writeTo(lights);
    for (String notNeeded : List.of("Bias", "Darks")) {
      LocalStorage.deleteFolder(lights.resolve(notNeeded));
    }
    Path direct = folder.resolve("library/direct/reduced");
    Path flink = folder.resolve("library/flink/reduced");
    Program onThisHost = JarProcess.run(lights, direct, options);
    assertEquals(0, onThisHost.status(), onThisHost.out() + onThisHost.err());
    Program onTheCluster =
        JarProcess.run(
            lights,
            flink,
            Stream.concat(
                    Stream.of(ON_FLINK, "--flinkMaster=" + cluster.master(), "--parallelism=4"),
                    Arrays.stream(options))
                .toArray(String[]::new));
    assertEquals(0, onTheCluster.status(), onTheCluster.out() + onTheCluster.err());
    JarProcess.assertSameProducts(direct, flink);
    String table = Files.readString(flink.resolve("frames.csv"));
    assertTrue(table.contains("filter (facts.yaml, line 2)"), table);
    assertTrue(table.contains(reference + "/masters/"), table);
  }

  @Test
  void aFrameThatVanishesWhileTheJobRunsIsRejectedAndTheOthersAreCalibrated()
      throws IOException, InterruptedException {
    Path night = folder.resolve("vanishing/raw");
    NIGHT.writeTo(night);
    Path output = folder.resolve("vanishing/reduced");
    Program program;
    try (JarProcess run =
        JarProcess.start(
            night, output, ON_FLINK, "--flinkMaster=" + cluster.master(), "--parallelism=4")) {
      // When rows of a master are there, all headers have been read.
      while (!hasFile(output, ".f32")) {
        assertTrue(run.isAlive(), "it ended too soon: " + run.err());
        Thread.sleep(20);
      }
      Files.delete(night.resolve("ScienceImages/field_R_003.fits"));
      program = run.await();
    }
    assertEquals(3, program.status(), program.err());
    String table = Files.readString(output.resolve("frames.csv"));
    assertTrue(
        table.contains("field_R_003.fits,0,rejected,the file has vanished since it was found"),
        table);
    assertTrue(program.out().contains("calibrated    5 of 6 lights"), program.out());
  }

  private static boolean hasFile(Path folder, String end) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.anyMatch(file -> file.toString().endsWith(end));
    } catch (UncheckedIOException vanishedMeanwhile) {
      return false;
    }
  }

  private static void cut(Path from, Path to) throws IOException {
    byte[] bytes = Files.readAllBytes(from);
    Files.write(to, Arrays.copyOf(bytes, bytes.length * 2 / 3));
  }

  private static void gzip(Path from, Path to) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(to))) {
      Files.copy(from, out);
    }
  }

  @Test
  void aMasterThatIsNotThereIsRefusedAtOnce() throws IOException, InterruptedException {
    Path output = folder.resolve("nowhere/reduced");
    Program program = JarProcess.run(raw, output, ON_FLINK, "--flinkMaster=localhost:1");
    assertEquals(1, program.status());
    assertTrue(program.err().contains("--flinkMaster=localhost:1: nothing answers"), program.err());
    assertFalse(Files.exists(output));
  }

  @Test
  void aFailureIsOneLine() throws IOException, InterruptedException {
    Path output = folder.resolve("failing/reduced");
    Files.createDirectories(output);
    Files.writeString(output.resolve("masters"), "a file where a folder has to be");
    Program program = JarProcess.run(raw, output, ON_FLINK, "--flinkMaster=[local]");
    assertEquals(1, program.status(), program.err());
    assertTrue(program.err().contains("nightbeam: the run failed: "), program.err());
    assertTrue(program.err().contains("reduced/masters"), program.err());
    assertFalse(program.err().contains("\tat "), program.err());
  }

  @Test
  void withoutFlinkBesideTheJarItSaysWhatToDo() throws IOException, InterruptedException {
    Path alone = Files.createDirectory(folder.resolve("alone")).resolve("nightbeam.jar");
    Files.copy(Path.of("target/nightbeam.jar"), alone);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                alone.toString(),
                ON_FLINK,
                "--input=" + raw,
                "--output=" + folder.resolve("alone/reduced"))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes());
    assertEquals(2, process.waitFor(), said);
    assertTrue(said.contains("Flink's classes are missing"), said);
    assertEquals(1, said.lines().count(), said);
  }

  @Test
  void flinksOwnClientRunsIt() throws IOException, InterruptedException {
    Path output = folder.resolve("client/reduced");
    String here = Path.of("target").toAbsolutePath().toString();
    ProcessBuilder client =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                here + "/flink/*:" + here + "/flink-cluster/*",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "org.apache.flink.client.cli.CliFrontend",
                "run",
                "--jobmanager",
                cluster.master(),
                "--parallelism",
                "4",
                here + "/nightbeam.jar",
                ON_FLINK,
                "--input=" + raw,
                "--output=" + output,
                "--scratch=" + output.resolveSibling("scratch"))
            .redirectErrorStream(true);
    client
        .environment()
        .put("FLINK_CONF_DIR", Path.of("../runner-configs/flink").toAbsolutePath().toString());
    Process process = client.start();
    String said = new String(process.getInputStream().readAllBytes());
    assertTrue(process.waitFor(3, TimeUnit.MINUTES), said);
    assertEquals(3, process.exitValue(), said);
    JarProcess.assertSameProducts(reference, output);
  }
}
