package org.nightbeam.program.rerun;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.cli.Program;
import org.nightbeam.commandline.GivenOptions;
import org.nightbeam.master.MasterLibrary;
import org.nightbeam.options.ProgramOptions;
import org.nightbeam.rerun.Done;
import org.nightbeam.run.CalibrateRun;
import org.nightbeam.run.GivenMasters;
import org.nightbeam.run.Stages;
import org.nightbeam.run.runner.DirectRun;
import org.nightbeam.synthetic.SyntheticNight;
import org.nightbeam.transforms.storage.BeamStorage;
import org.nightbeam.transforms.work.OutputOwner;
import org.nightbeam.transforms.work.Progress;
import org.nightbeam.transforms.work.RunSettings;

/** Two runs in one process at once are as each alone. */
class TwoRunsTest {
  @TempDir Path folder;
  private Path small;
  private Path large;

  @BeforeEach
  void makeTwoNights() throws IOException {
    small = folder.resolve("small");
    large = folder.resolve("large");
    new SyntheticNight(96, 80, 3, 3, 3, 2, List.of("V"), 5).writeTo(small);
    new SyntheticNight(128, 112, 5, 5, 5, 9, List.of("V", "R"), 6).writeTo(large);
  }

  @Test
  void productsAndSummariesAreTheSame() throws Exception {
    assertEquals(0, Program.calibrate(small, folder.resolve("small-alone")).status());
    assertEquals(0, Program.calibrate(large, folder.resolve("large-alone")).status());
    CompletableFuture<Program> first =
        CompletableFuture.supplyAsync(() -> Program.calibrate(small, folder.resolve("small-out")));
    Program second = Program.calibrate(large, folder.resolve("large-out"));
    assertEquals(0, first.join().status(), first.join().err());
    assertEquals(0, second.status(), second.err());
    assertTrue(first.join().out().contains("calibrated    2 of 2 lights"), first.join().out());
    assertTrue(second.out().contains("calibrated    18 of 18 lights"), second.out());
    checkSame("small");
    checkSame("large");
  }

  private void checkSame(String night) throws IOException {
    Map<String, Path> alone = Program.files(folder.resolve(night + "-alone"));
    Map<String, Path> together = Program.files(folder.resolve(night + "-out"));
    assertEquals(alone.keySet(), together.keySet());
    for (String file : alone.keySet()) {
      if (file.matches("(calibrated|masters)/.*|frames.csv")) {
        assertArrayEquals(
            Files.readAllBytes(alone.get(file)), Files.readAllBytes(together.get(file)), file);
      }
    }
  }

  @Test
  void eachCountsItsOwnFramesOnly() throws Exception {
    CyclicBarrier bothAreReady = new CyclicBarrier(2);
    CompletableFuture<Map<Progress, Long>> first =
        CompletableFuture.supplyAsync(() -> counts(small, "one", bothAreReady));
    Map<Progress, Long> second = counts(large, "two", bothAreReady);
    checkCounts(first.join(), 3 + 3 + 3 + 2, 3, 2);
    checkCounts(second, 5 + 5 + 2 * 5 + 18, 4, 18);
  }

  private Map<Progress, Long> counts(Path raw, String name, CyclicBarrier bothAreReady) {
    try {
      ProgramOptions options =
          GivenOptions.read(
              List.of(raw.toString()),
              List.of(
                  "--runner=DirectRunner",
                  "--blockOnRun=false",
                  "--output=" + folder.resolve(name),
                  "--scratch=" + folder.resolve("scratch")));
      options.as(DirectOptions.class).setTargetParallelism(1);
      RunSettings run = CalibrateRun.settings(options);
      GivenMasters none = new GivenMasters(MasterLibrary.EMPTY, List.of());
      Pipeline pipeline = Stages.of(options, run, none, null, Done.NOTHING);
      bothAreReady.await();
      Files.createDirectories(folder.resolve(name));
      try (BeamStorage storage = run.storage(options.as(PipelineOptions.class))) {
        OutputOwner.take(run, storage, OutputOwner.Job.NONE);
      }
      try (DirectRun running = new DirectRun(pipeline, run)) {
        while (!running.await(Duration.ofMillis(50))) {
          Thread.onSpinWait();
        }
        return running.progress();
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void checkCounts(
      Map<Progress, Long> counts, long files, long masters, long lights) {
    assertEquals(files, counts.get(Progress.FILES_FOUND));
    assertEquals(files, counts.get(Progress.FILES_READ));
    assertEquals(files - lights, counts.get(Progress.FRAMES_TO_COMBINE));
    assertEquals(counts.get(Progress.BYTES_TO_COMBINE), counts.get(Progress.BYTES_COMBINED));
    assertEquals(masters, counts.get(Progress.MASTERS_PLANNED));
    assertEquals(masters, counts.get(Progress.MASTERS_WRITTEN));
    assertEquals(lights, counts.get(Progress.LIGHTS_PLANNED));
    assertEquals(lights, counts.get(Progress.LIGHTS_DONE));
  }
}
