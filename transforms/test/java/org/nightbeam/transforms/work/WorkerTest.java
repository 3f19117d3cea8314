package org.nightbeam.transforms.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.calibrate.LightSettings;
import org.nightbeam.combine.CombineSettings;
import org.nightbeam.fixture.Headers;
import org.nightbeam.fixture.Lights;

@Timeout(60)
class WorkerTest {
  @TempDir Path folder;
  private final PipelineOptions options = PipelineOptionsFactory.create();

  private RunSettings run(String id, LightSettings lights) {
    return new RunSettings(
        id,
        folder.resolve("out").toString(),
        folder.resolve("scratch").toString(),
        "test",
        CombineSettings.median(),
        Headers.rules().behindUtc(Duration.ZERO).build(),
        true,
        lights,
        0,
        0,
        1,
        1,
        false,
        false,
        0);
  }

  private List<Path> claims(RunSettings run) throws IOException {
    try (Stream<Path> files = Files.list(run.folder().inScratch())) {
      return files.toList();
    }
  }

  @Test
  void stepsOfARunShareAWorkerUntilTheLastHasLeft() throws IOException {
    RunSettings run = run("shared", Lights.PLAIN);
    Worker worker = Worker.join("shared", () -> run, options);
    assertSame(worker, Worker.join("shared", () -> run, options));
    assertEquals(1, claims(run).size());
    worker.leave();
    assertEquals(1, claims(run).size(), "a step still has it");
    worker.leave();
    assertEquals(List.of(), claims(run));
  }

  @Test
  void claimIsGivenUpWhereTheRestFails() throws IOException {
    RunSettings broken = run("broken", null);
    assertThrows(
        NullPointerException.class,
        () -> Worker.join("broken", () -> broken, options),
        "without settings of lights there is no worker");
    assertEquals(List.of(), claims(broken));
    RunSettings whole = run("broken", Lights.PLAIN);
    Worker.join("broken", () -> whole, options).leave();
  }

  @Test
  void runNeedNotWaitForAnotherThatBegins() throws Exception {
    CountDownLatch begins = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    CompletableFuture<Void> slow =
        CompletableFuture.runAsync(
            () -> {
              try {
                Worker.join(
                        "slow",
                        () -> {
                          begins.countDown();
                          await(goOn);
                          return run("slow", Lights.PLAIN);
                        },
                        options)
                    .leave();
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    await(begins);
    Worker.join("quick", () -> run("quick", Lights.PLAIN), options).leave();
    assertFalse(slow.isDone());
    goOn.countDown();
    slow.join();
  }

  @Test
  void runsAreCountedApart() throws IOException {
    RunSettings one = run("one", Lights.PLAIN);
    RunSettings other = run("other", Lights.PLAIN);
    try (RunCounts ofOne = RunCounts.watch(one);
        RunCounts ofOther = RunCounts.watch(other)) {
      Worker worker = Worker.join("one", () -> one, options);
      worker.counts().add(Progress.LIGHTS_DONE, 3);
      worker.leave();
      assertEquals(3, ofOne.soFar().get(Progress.LIGHTS_DONE));
      assertEquals(Progress.none(), ofOther.soFar());
      assertThrows(IllegalStateException.class, () -> RunCounts.watch(one));
    }
    try (RunCounts again = RunCounts.watch(one)) {
      assertEquals(Progress.none(), again.soFar());
    }
    RunCounts.of(one).add(Progress.LIGHTS_DONE, 1); // of whom nobody looks at
    assertTrue(RunCounts.of(one).soFar().equals(Progress.none()));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
