package org.nightbeam.program.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nightbeam.cli.JarProcess;
import org.nightbeam.cli.Program;
import org.nightbeam.run.runner.FlinkCluster;

/**
 * How a job on a cluster ends, or waits, otherwise than by its work: its client is gone or
 * interrupted, its JobManager killed, or there are no workers for it.
 */
class OrphanedJobIT {
  @TempDir static Path folder;

  private static ClusterNight night;

  @BeforeAll
  static void calibrateTheNight() throws IOException, InterruptedException {
    night = new ClusterNight(folder);
  }

  private static void awaitSaid(JarProcess run, String text)
      throws IOException, InterruptedException {
    while (!run.err().contains(text)) {
      assertTrue(run.isAlive(), "it ended without saying: " + text + ": " + run.err());
      Thread.sleep(100);
    }
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
    assertEquals(0, JarProcess.run(night.raw(), other, "--combine=MEAN").status());
    Path output = folder.resolve("orphan-" + clusterAnswers + "/reduced");
    try (LocalFlink cluster =
        LocalFlink.start(folder.resolve("cluster-orphan-" + clusterAnswers), 2)) {
      try (JarProcess run = night.start(cluster, output, "--jobName=orphan")) {
        ClusterNight.awaitFiles(
            run, output.resolve("calibrated"), 3, file -> file.toString().endsWith(".fits"));
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
      Program later = JarProcess.run(night.raw(), output, "--combine=MEAN");
      assertEquals(0, later.status(), later.err());
      assertTrue(
          later.err().contains("nightbeam: the job " + job + " of an earlier run"), later.err());
      Map<Path, Object> products = ClusterNight.identities(output);
      cluster.add();
      cluster.add();
      FlinkCluster flink = new FlinkCluster(cluster.master());
      while (!flink.job(job).orElseThrow().hasEnded()) {
        Thread.sleep(200);
      }
      assertEquals(clusterAnswers ? "CANCELED" : "FAILED", flink.job(job).orElseThrow().state());
      assertEquals(products, ClusterNight.identities(output));
    }
    Map<String, Path> files = Program.files(output); // with masters of the earlier run
    for (String kind : List.of("calibrated", "masters")) {
      for (Map.Entry<String, Path> file : Program.files(other.resolve(kind)).entrySet()) {
        assertEquals(-1, Files.mismatch(file.getValue(), files.get(kind + "/" + file.getKey())));
      }
    }
  }

  @Test
  void aKilledJobManagerIsToldAndTheSameCommandGoesOn() throws IOException, InterruptedException {
    Path output = folder.resolve("no-job-manager/reduced");
    Map<String, Object> whole;
    // By default Flink's client asks 20 times, every 3 s, for a JobManager that is gone.
    Path impatient = Files.createDirectories(folder.resolve("impatient"));
    Files.writeString(
        impatient.resolve("config.yaml"), "rest: {retry: {max-attempts: 6, delay: 2000}}\n");
    try (LocalFlink cluster = LocalFlink.start(folder.resolve("cluster-no-job-manager"), 2);
        JarProcess run = night.startWith("FLINK_CONF_DIR=" + impatient, cluster, output)) {
      ClusterNight.awaitFiles(
          run, output.resolve("calibrated"), 3, file -> file.toString().endsWith(".fits"));
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
                      + " no longer answers"),
          program.err());
      assertFalse(program.err().contains("null"), program.err());
      night.assertNothingPartial(output);
      whole = JarProcess.assertKept(Map.of(), output);
      assertTrue(whole.size() > 3, whole.keySet().toString());
    }
    try (LocalFlink cluster = LocalFlink.start(folder.resolve("cluster-again"), 2);
        JarProcess run = night.start(cluster, output)) {
      Program program = run.await();
      assertEquals(0, program.status(), program.err());
    }
    JarProcess.assertKept(whole, output);
    JarProcess.assertSameProducts(night.reference(), output);
  }

  @Test
  void aRunWithoutSlotsSaysSoAndGoesOnWhenTheyCome() throws IOException, InterruptedException {
    Path output = folder.resolve("waiting/reduced");
    try (LocalFlink cluster = LocalFlink.start(folder.resolve("cluster-waiting"), 0);
        JarProcess run = night.start(cluster, output)) {
      awaitSaid(run, "waiting for task slots: the job needs 4, the cluster has 0");
      cluster.add();
      cluster.add();
      Program program = run.await();
      assertEquals(0, program.status(), program.err());
      assertTrue(cluster.status().contains("2 TaskManagers, 4 slots (4 free)"), cluster.status());
    }
    JarProcess.assertSameProducts(night.reference(), output);
  }

  @Test
  void anInterruptedRunEndsItsJobAndLeavesNoTemporaryFiles()
      throws IOException, InterruptedException {
    Path output = folder.resolve("interrupted/reduced");
    try (LocalFlink cluster = LocalFlink.start(folder.resolve("cluster-interrupted"), 2);
        JarProcess run = night.start(cluster, output)) {
      ClusterNight.awaitFiles(
          run, output.resolve("calibrated"), 5, file -> file.toString().endsWith(".fits"));
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
