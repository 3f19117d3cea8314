package org.nightbeam.program.rerun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nightbeam.cli.JarProcess;
import org.nightbeam.cli.Program;
import org.nightbeam.synthetic.SyntheticNight;

/** Ctrl-C: what a watch, and what a run makes of it, in a process of its own. */
class WatchIT {
  private static final SyntheticNight NIGHT =
      new SyntheticNight(400, 300, 8, 6, 6, 40, List.of("V"), 99);

  @TempDir static Path folder;
  private static Path raw;

  @BeforeAll
  static void makeANight() throws IOException {
    raw = folder.resolve("raw");
    NIGHT.writeTo(raw);
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(JarProcess process, Condition condition)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (!condition.holds()) {
      assertTrue(process.isAlive(), process.err());
      assertTrue(System.nanoTime() - start < TimeUnit.MINUTES.toNanos(2), process.err());
      Thread.sleep(5);
    }
  }

  private static long products(Path output) throws IOException {
    Path calibrated = output.resolve("calibrated");
    if (!Files.isDirectory(calibrated)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(calibrated)) {
      return files.filter(Files::isRegularFile).count();
    }
  }

  private static void signal(JarProcess process, String name)
      throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
    assertEquals(0, kill.waitFor());
  }

  /** Where Maven runs in the background, its children would ignore Ctrl-C. */
  private static void assumeSignalsCanBeHeard() throws InterruptedException {
    try {
      assumeTrue(
          new ProcessBuilder("env", "--default-signal=INT", "true").start().waitFor() == 0,
          "env cannot set signals");
    } catch (IOException noSuchProgram) {
      assumeTrue(false, "there is no env");
    }
  }

  @ParameterizedTest
  @CsvSource({"INT", "TERM", "KILL"})
  void aWatchEndsWellOrNotAndTheNextGoesOn(String signal) throws IOException, InterruptedException {
    assumeSignalsCanBeHeard();
    boolean killed = signal.equals("KILL");
    Path night = folder.resolve("night-" + signal);
    for (String part : List.of("Bias", "Darks", "Flats")) {
      copy(raw.resolve(part), night.resolve(part));
    }
    Path output = folder.resolve("watched-" + signal + "/reduced");
    Path first = raw.resolve("ScienceImages/field_V_001.fits");
    Path second = raw.resolve("ScienceImages/field_V_002.fits");
    Map<String, Object> whole;
    try (JarProcess watch = JarProcess.startUnderSignals(night, output, "--watch")) {
      await(watch, () -> Files.exists(output.resolve("frames.csv")));
      arrive(first, night);
      await(watch, () -> products(output) == 1);
      if (!killed) {
        await(watch, () -> watch.out().contains("1 of 1 lights done"));
      }
      signal(watch, signal);
      Program ended = watch.await();
      whole = JarProcess.assertKept(Map.of(), output);
      if (killed) {
        assertEquals(137, ended.status(), ended.err());
      } else {
        assertEquals(0, ended.status(), ended.err());
        assertTrue(ended.out().contains("calibrated    1 of 1 lights"), ended.out());
        assertTrue(ended.out().contains("the same command continues from here"), ended.out());
        assertNothingTemporary(output);
      }
    }
    try (JarProcess watch = JarProcess.startUnderSignals(night, output, "--watch")) {
      arrive(second, night);
      await(watch, () -> products(output) == 2);
      await(watch, () -> watch.out().contains("2 of 2 lights done"));
      signal(watch, "TERM");
      assertEquals(0, watch.await().status());
    }
    JarProcess.assertKept(whole, output);
    assertNothingTemporary(output);
  }

  @Test
  void anInterruptedRunSaysWhatIsDoneAndTheNextGoesOn() throws IOException, InterruptedException {
    assumeSignalsCanBeHeard();
    Path output = folder.resolve("interrupted/reduced");
    try (JarProcess run = JarProcess.startUnderSignals(raw, output)) {
      await(run, () -> hasJournaledLights(output)); // its products are noted after they are there
      signal(run, "INT");
      Program ended = run.await();
      assertEquals(130, ended.status(), ended.err());
      assertTrue(ended.err().contains("nightbeam: interrupted: stopping"), ended.err());
      assertTrue(
          ended
              .err()
              .matches(
                  "(?s).*\\d+ of 40 lights and 3 of 3 masters are done and stay.*same command.*"),
          ended.err());
      assertFalse(ended.err().contains("failed"), ended.err());
    }
    assertNothingTemporary(output);
    long before = products(output);
    Program next = JarProcess.run(raw, output);
    assertEquals(0, next.status(), next.err());
    assertTrue(next.out().contains("up to date    "), next.out());
    assertTrue(before > 0 && products(output) == 40, before + " before");
  }

  @Test
  void aRunThatIsInterruptedAsItStartsLeavesNothing() throws IOException, InterruptedException {
    assumeSignalsCanBeHeard();
    for (int i = 0; i < 5; i++) {
      Path output = folder.resolve("early-" + i + "/reduced");
      try (JarProcess run = JarProcess.startUnderSignals(raw, output)) {
        await(run, () -> Files.exists(output.resolve(".nightbeam-lock")));
        Thread.sleep(30 + 150L * i);
        signal(run, "INT");
        Program ended = run.await();
        assertTrue(ended.status() == 130 || ended.status() == 0, ended.err());
      }
      assertNothingTemporary(output);
    }
  }

  private static boolean hasJournaledLights(Path output) throws IOException {
    Path journal = output.resolve(".nightbeam-journal");
    return Files.exists(journal) && Files.readString(journal).contains("calibrated%2F");
  }

  private static void assertNothingTemporary(Path output) throws IOException {
    try (Stream<Path> left = Files.list(output)) {
      assertEquals(
          List.of(),
          left.map(file -> file.getFileName().toString())
              .filter(name -> name.startsWith(".") && !name.equals(".nightbeam-journal"))
              .toList());
    }
  }

  private static void arrive(Path file, Path night) throws IOException {
    Path target = night.resolve("ScienceImages").resolve(file.getFileName());
    Files.createDirectories(target.getParent());
    Path copy = Files.copy(file, folder.resolve("on-its-way"), StandardCopyOption.REPLACE_EXISTING);
    Files.move(copy, target, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }
}
