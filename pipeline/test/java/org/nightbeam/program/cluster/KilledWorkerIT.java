package org.nightbeam.program.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nightbeam.cli.JarProcess;
import org.nightbeam.cli.Program;

/**
 * What a run on a cluster comes to when machines die. {@code -DclusterKills=30 -Dseed=7} kills
 * more, at other moments.
 */
class KilledWorkerIT {
  private static final int KILLS = Integer.getInteger("clusterKills", 4);
  private static final long SEED = Long.getLong("seed", 1);

  @TempDir static Path folder;
  private static final int SLOTS = 4;

  private static ClusterNight night;

  @BeforeAll
  static void calibrateTheNight() throws IOException, InterruptedException {
    night = new ClusterNight(folder);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void killedWorkersCostTimeAndNothingElse(boolean dataStream)
      throws IOException, InterruptedException {
    Path output = folder.resolve("killed-" + dataStream + "/reduced");
    try (LocalFlink cluster = LocalFlink.start(folder.resolve("cluster-" + dataStream), 2);
        JarProcess run = night.start(cluster, output, "--useDataStreamForBatch=" + dataStream)) {
      ClusterNight.awaitFiles(
          run, output, 1, file -> file.toString().matches(".*/\\.nightbeam-.*\\.f32"));
      cluster.kill(cluster.taskManagers().get(0));
      cluster.add();
      ClusterNight.awaitFiles(
          run, output.resolve("calibrated"), 5, file -> file.toString().endsWith(".fits"));
      cluster.kill(cluster.taskManagers().get(0));
      Map<Path, Object> finished = ClusterNight.identities(output);
      cluster.add();
      Program program = run.await();
      Map<Path, Object> afterwards = ClusterNight.identities(output);
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
    JarProcess.assertSameProducts(night.reference(), output);
  }

  /** Bands of stacks are made on both workers; one is killed when the first band is kept. */
  @Test
  void aWorkerThatIsKilledWhileLightsAreStackedChangesNoByte()
      throws IOException, InterruptedException {
    Path expected = folder.resolve("stacked/direct/reduced");
    Program direct = JarProcess.run(night.raw(), expected, "--stack");
    assertEquals(0, direct.status(), direct.err());
    Path output = folder.resolve("stacked/killed/reduced");
    Predicate<Path> rows = file -> file.toString().endsWith(".f32");
    try (LocalFlink cluster = LocalFlink.start(folder.resolve("cluster-stack"), 2);
        JarProcess run = night.start(cluster, output, "--stack")) {
      ClusterNight.awaitFiles(
          run, output.resolve("registration"), 1, file -> file.toString().endsWith(".csv"));
      long ofMasters = ClusterNight.count(output, rows);
      ClusterNight.awaitFiles(run, output, (int) ofMasters + 1, rows);
      cluster.kill(cluster.taskManagers().get(0));
      cluster.add();
      Program program = run.await();
      assertEquals(0, program.status(), program.err());
      assertTrue(
          program.err().contains("nightbeam: a worker was lost; Flink starts its tasks again"),
          program.err());
    }
    JarProcess.assertSameProducts(expected, output);
  }

  /** What is killed. */
  private enum Victim {
    WORKER,
    WORKERS,
    CLIENT,
    CLIENT_AND_WORKERS,
    JOB_MANAGER // last, as OrphanedJobIT kills it too
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
      try (JarProcess run = night.start(cluster, undisturbed)) {
        assertEquals(0, run.await().status(), run.err());
      }
      millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      for (int i = 0; i < KILLS; i++) {
        Victim victim = Victim.values()[i % Victim.values().length];
        boolean another = random.nextBoolean();
        String name = "kills-" + i + "-" + victim + (another ? "-another" : "");
        Path output = folder.resolve(name + "/reduced");
        Map<String, Object> whole;
        try (JarProcess run = night.start(cluster, output)) {
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
          night.assertNothingPartial(output);
          whole = JarProcess.assertKept(Map.of(), output);
          for (int k = 0; k < killed; k++) {
            cluster.add();
          }
          if (victim == Victim.WORKER || victim == Victim.WORKERS) {
            Program program = run.await();
            assertEquals(0, program.status(), name + program.err());
            JarProcess.assertSameProducts(night.reference(), output);
            continue;
          }
        }
        if (victim == Victim.JOB_MANAGER) {
          cluster.close();
          cluster = LocalFlink.start(folder.resolve("cluster-after-" + i), 2);
        }
        if (another) {
          Program program = JarProcess.run(night.raw(), output, "--invalidPixels=MINUS_ONE");
          assertEquals(0, program.status(), name + program.err());
        }
        try (JarProcess next = night.start(cluster, output)) {
          Program program = next.await();
          assertEquals(0, program.status(), name + program.err());
        }
        JarProcess.assertSameProducts(night.reference(), output);
        if (!another && victim == Victim.JOB_MANAGER) {
          JarProcess.assertKept(whole, output); // else the job itself goes on for a moment
        }
      }
    } finally {
      cluster.close();
    }
  }
}
