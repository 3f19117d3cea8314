package org.nightbeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nightbeam.run.runner.FlinkCluster;
import org.nightbeam.synthetic.SyntheticNight;

/**
 * What a run on a cluster comes to when machines die, or are too few, or the user gives up. {@code
 * -DclusterKills=30 -Dseed=7} kills more, at other moments.
 */
class KilledWorkerIT {
  private static final int KILLS = Integer.getInteger("clusterKills", 4);
  private static final long SEED = Long.getLong("seed", 1);
  private static final SyntheticNight NIGHT =
      new SyntheticNight(768, 768, 24, 16, 8, 60, List.of("V", "R"), 4711);

  @TempDir static Path folder;
  private static final int SLOTS = 4;

  private static Path raw;
  private static Path reference;

  @BeforeAll
  static void calibrateTheNight() throws IOException, InterruptedException {
    raw = folder.resolve("raw");
    NIGHT.writeTo(raw);
    reference = folder.resolve("direct/reduced");
    Program program = JarProcess.run(raw, reference);
    assertEquals(0, program.status(), program.err());
  }

  private static JarProcess start(LocalFlink cluster, Path output, String... more)
      throws IOException {
    return JarProcess.start(
        raw,
        output,
        Stream.concat(
                Stream.of(
                    "--runner=FlinkRunner", "--flinkMaster=" + cluster.master(), "--parallelism=4"),
                Stream.of(more))
            .toArray(String[]::new));
  }

  /** Waits for so many files below a folder, which a run makes. */
  private static void awaitFiles(JarProcess run, Path in, int number, Predicate<Path> which)
      throws IOException, InterruptedException {
    while (count(in, which) < number) {
      assertTrue(run.isAlive(), "it ended too soon: " + run.err());
      Thread.sleep(20);
    }
  }

  private static long count(Path folder, Predicate<Path> which) throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(which).count();
    } catch (java.io.UncheckedIOException vanishedMeanwhile) {
      return 0;
    }
  }

  /** The files of the products; one that is written again is another file. */
  private static Map<Path, Object> identities(Path output) throws IOException {
    Map<Path, Object> identities = new HashMap<>();
    for (String kind : List.of("calibrated", "masters")) {
      try (Stream<Path> files = Files.walk(output.resolve(kind))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
          identities.put(file, found.fileKey() + " " + found.lastModifiedTime());
        }
      }
    }
    return identities;
  }

  private static void awaitSaid(JarProcess run, String text)
      throws IOException, InterruptedException {
    while (!run.err().contains(text)) {
      assertTrue(run.isAlive(), "it ended without saying: " + text + ": " + run.err());
      Thread.sleep(100);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void killedWorkersCostTimeAndNothingElse(boolean dataStream)
      throws IOException, InterruptedException {
    Path output = folder.resolve("killed-" + dataStream + "/reduced");
    try (LocalFlink cluster = LocalFlink.start(folder.resolve("cluster-" + dataStream), 2);
        JarProcess run = start(cluster, output, "--useDataStreamForBatch=" + dataStream)) {
      awaitFiles(run, output, 1, file -> file.toString().matches(".*/\\.nightbeam-.*\\.f32"));
      cluster.kill(cluster.taskManagers().get(0));
      cluster.add();
      awaitFiles(run, output.resolve("calibrated"), 5, file -> file.toString().endsWith(".fits"));
      cluster.kill(cluster.taskManagers().get(0));
      Map<Path, Object> finished = identities(output);
      cluster.add();
      Program program = run.await();
      Map<Path, Object> afterwards = identities(output);
      finished.entrySet().removeIf(file -> file.getValue().equals(afterwards.get(file.getKey())));
      assertTrue(
          finished.size() <= SLOTS,
          "finished work is not done again, but for what was written and not yet noted: "
              + finished.keySet());
      assertEquals(0, program.status(), program.err());
      assertTrue(
          program.err().contains("nightbeam: a worker was lost; Flink starts its tasks again"),
          program.err());
      assertFalse(program.err().contains("a task failed"), program.err());
    }
    JarProcess.assertSameProducts(reference, output);
  }

  /**
   * Client and workers of a run are killed, and the same output is made otherwise: what is left of
   * the job, when workers come, replaces nothing.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anOrphanedJobReplacesNothingOfALaterRun(boolean clusterAnswers)
      throws IOException, InterruptedException {
    Path other = folder.resolve("mean-" + clusterAnswers + "/reduced");
    assertEquals(0, JarProcess.run(raw, other, "--combine=MEAN").status());
    Path output = folder.resolve("orphan-" + clusterAnswers + "/reduced");
    try (LocalFlink cluster =
        LocalFlink.start(folder.resolve("cluster-orphan-" + clusterAnswers), 2)) {
      try (JarProcess run = start(cluster, output, "--jobName=orphan")) {
        awaitFiles(run, output.resolve("calibrated"), 3, file -> file.toString().endsWith(".fits"));
      }
      for (String worker : cluster.taskManagers()) {
        cluster.kill(worker);
      }
      Path token;
      try (Stream<Path> tokens = Files.walk(output)) {
        token = tokens.filter(file -> file.endsWith("owner")).findFirst().orElseThrow();
      }
      String job = Files.readAllLines(token).get(1);
      assertTrue(job.matches("orphan-[0-9a-f]{8}"), job);
      if (!clusterAnswers) {
        Files.writeString(token, "localhost:1\n" + job + "\n");
      }
      Program later = JarProcess.run(raw, output, "--combine=MEAN");
      assertEquals(0, later.status(), later.err());
      assertTrue(
          later.err().contains("nightbeam: the job " + job + " of an earlier run"), later.err());
      Map<Path, Object> products = identities(output);
      cluster.add();
      cluster.add();
      FlinkCluster flink = new FlinkCluster(cluster.master());
      while (!flink.job(job).orElseThrow().hasEnded()) {
        Thread.sleep(200);
      }
      assertEquals(clusterAnswers ? "CANCELED" : "FAILED", flink.job(job).orElseThrow().state());
      assertEquals(products, identities(output));
    }
    Map<String, Path> files = Program.files(output); // with masters of the earlier run
    for (String kind : List.of("calibrated", "masters")) {
      for (Map.Entry<String, Path> file : Program.files(other.resolve(kind)).entrySet()) {
        assertEquals(-1, Files.mismatch(file.getValue(), files.get(kind + "/" + file.getKey())));
      }
    }
  }

  /** What is killed. */
  private enum Victim {
    WORKER,
    WORKERS,
    JOB_MANAGER,
    CLIENT,
    CLIENT_AND_WORKERS
  }

  /** The cluster is one for all kills, but where its JobManager is killed. */
  @Test
  void whateverIsKilledAtAnyMomentTheNextRunCompletesIt() throws IOException, InterruptedException {
    SplittableRandom random = new SplittableRandom(SEED);
    LocalFlink cluster = LocalFlink.start(folder.resolve("cluster-kills"), 2);
    long millis = 0;
    try {
      Path undisturbed = folder.resolve("kills-none/reduced");
      long start = System.nanoTime();
      try (JarProcess run = start(cluster, undisturbed)) {
        assertEquals(0, run.await().status(), run.err());
      }
      millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      for (int i = 0; i < KILLS; i++) {
        Victim victim = Victim.values()[i % Victim.values().length];
        boolean another = random.nextBoolean();
        String name = "kills-" + i + "-" + victim + (another ? "-another" : "");
        Path output = folder.resolve(name + "/reduced");
        Map<String, Object> whole;
        try (JarProcess run = start(cluster, output)) {
          Thread.sleep(random.nextLong(millis / 4, millis));
          if (victim == Victim.CLIENT || victim == Victim.CLIENT_AND_WORKERS) {
            run.close();
          }
          if (victim == Victim.JOB_MANAGER) {
            cluster.kill("jobmanager");
          }
          List<String> workers = cluster.taskManagers();
          int killed =
              switch (victim) {
                case WORKER -> 1;
                case WORKERS, CLIENT_AND_WORKERS -> workers.size();
                default -> 0;
              };
          for (String worker : workers.subList(0, killed)) {
            cluster.kill(worker);
          }
          assertNothingPartial(output);
          whole = JarProcess.assertKept(Map.of(), output);
          for (int k = 0; k < killed; k++) {
            cluster.add();
          }
          if (victim == Victim.WORKER || victim == Victim.WORKERS) {
            Program program = run.await();
            assertEquals(0, program.status(), name + program.err());
            JarProcess.assertSameProducts(reference, output);
            continue;
          }
        }
        if (victim == Victim.JOB_MANAGER) {
          cluster.close();
          cluster = LocalFlink.start(folder.resolve("cluster-after-" + i), 2);
        }
        if (another) {
          Program program = JarProcess.run(raw, output, "--invalidPixels=MINUS_ONE");
          assertEquals(0, program.status(), name + program.err());
        }
        try (JarProcess next = start(cluster, output)) {
          Program program = next.await();
          assertEquals(0, program.status(), name + program.err());
        }
        JarProcess.assertSameProducts(reference, output);
        if (!another && victim == Victim.JOB_MANAGER) {
          JarProcess.assertKept(whole, output); // else the job itself goes on for a moment
        }
      }
    } finally {
      cluster.close();
    }
  }

  @Test
  void aKilledJobManagerIsToldAndTheSameCommandGoesOn() throws IOException, InterruptedException {
    Path output = folder.resolve("no-job-manager/reduced");
    Map<String, Object> whole;
    try (LocalFlink cluster = LocalFlink.start(folder.resolve("cluster-no-job-manager"), 2);
        JarProcess run = start(cluster, output)) {
      awaitFiles(run, output.resolve("calibrated"), 3, file -> file.toString().endsWith(".fits"));
      cluster.kill("jobmanager");
      Program program = run.await();
      assertEquals(1, program.status(), program.err());
      assertTrue(
          program.err().contains("nightbeam: the JobManager does not answer; start it again"),
          program.err());
      assertTrue(
          program
              .err()
              .contains(
                  "nightbeam: the run failed: the JobManager "
                      + cluster.master()
                      + " does not answer any more"),
          program.err());
      assertFalse(program.err().contains("null"), program.err());
      assertNothingPartial(output);
      whole = JarProcess.assertKept(Map.of(), output);
      assertTrue(whole.size() > 3, whole.keySet().toString());
    }
    try (LocalFlink cluster = LocalFlink.start(folder.resolve("cluster-again"), 2);
        JarProcess run = start(cluster, output)) {
      Program program = run.await();
      assertEquals(0, program.status(), program.err());
    }
    JarProcess.assertKept(whole, output);
    JarProcess.assertSameProducts(reference, output);
  }

  /** Every file with the name of a product is that product. */
  private static void assertNothingPartial(Path output) throws IOException {
    for (String name : JarProcess.assertKept(Map.of(), output).keySet()) {
      assertEquals(-1, Files.mismatch(reference.resolve(name), output.resolve(name)), name);
    }
  }

  @Test
  void aRunWithoutSlotsSaysSoAndGoesOnWhenTheyCome() throws IOException, InterruptedException {
    Path output = folder.resolve("waiting/reduced");
    try (LocalFlink cluster = LocalFlink.start(folder.resolve("cluster-waiting"), 0);
        JarProcess run = start(cluster, output)) {
      awaitSaid(run, "waiting for task slots: the job needs 4, the cluster has 0");
      cluster.add();
      cluster.add();
      Program program = run.await();
      assertEquals(0, program.status(), program.err());
      assertTrue(cluster.status().contains("2 TaskManagers, 4 slots (4 free)"), cluster.status());
    }
    JarProcess.assertSameProducts(reference, output);
  }

  @Test
  void anInterruptedRunEndsItsJobAndLeavesNoTemporaryFiles()
      throws IOException, InterruptedException {
    Path output = folder.resolve("interrupted/reduced");
    try (LocalFlink cluster = LocalFlink.start(folder.resolve("cluster-interrupted"), 2);
        JarProcess run = start(cluster, output)) {
      awaitFiles(run, output.resolve("calibrated"), 5, file -> file.toString().endsWith(".fits"));
      run.interrupt();
      Program program = run.await();
      assertEquals(143, program.status(), program.err());
      assertFalse(program.err().contains("failed"), program.err());
      assertTrue(cluster.status().contains("(4 free)"), cluster.status());
    }
    try (Stream<Path> top = Files.list(output)) {
      assertEquals(
          List.of(".nightbeam-journal", "calibrated", "masters", "previews"),
          top.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }
}
