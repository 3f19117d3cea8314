package org.nightbeam.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nightbeam.run.runner.RunningPipeline;
import org.nightbeam.terminal.RunLog;
import org.nightbeam.terminal.Terminal;
import org.nightbeam.transforms.work.Progress;

class RunProgressTest {

  /** A run of some steps, each of which takes 60 ms of its own clock. */
  private static final class Steps implements RunningPipeline {
    private static final long NANOS_OF_A_STEP = 60_000_000;

    private final List<Map<Progress, Long>> steps = new ArrayList<>();
    private int at;
    private long slowness = 1;
    private String note;

    Steps with(Progress counter, long value) {
      Map<Progress, Long> step = Progress.none();
      step.putAll(steps.isEmpty() ? Map.of() : steps.get(steps.size() - 1));
      step.put(counter, value);
      steps.add(step);
      return this;
    }

    @Override
    public boolean await(Duration atMost) {
      return ++at == steps.size();
    }

    long nanoTime() {
      return at * NANOS_OF_A_STEP * slowness;
    }

    @Override
    public Map<Progress, Long> progress() {
      return steps.get(at - 1);
    }

    @Override
    public String note() {
      return at == 3 ? note : null;
    }

    @Override
    public void cancel() {}

    @Override
    public void close() {}
  }

  private static Steps night() {
    return new Steps()
        .with(Progress.FILES_FOUND, 120)
        .with(Progress.FILES_READ, 70)
        .with(Progress.FILES_READ, 120)
        .with(Progress.FRAMES_TO_COMBINE, 60)
        .with(Progress.BYTES_TO_COMBINE, 600_000_000L)
        .with(Progress.LIGHTS_PLANNED, 60)
        .with(Progress.BYTES_COMBINED, 300_000_000L)
        .with(Progress.BYTES_COMBINED, 600_000_000L)
        .with(Progress.LIGHTS_DONE, 15)
        .with(Progress.BYTES_CALIBRATED, 150_000_000L)
        .with(Progress.LIGHTS_DONE, 60)
        .with(Progress.BYTES_CALIBRATED, 600_000_000L);
  }

  private static String shown(Steps steps, int columns, Duration patience) throws IOException {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    RunProgress.follow(
        steps,
        new PrintStream(err, true, StandardCharsets.UTF_8),
        Terminal.of(true, Map.of("TERM", "xterm", "COLUMNS", "" + columns)),
        patience,
        steps::nanoTime);
    return err.toString(StandardCharsets.UTF_8);
  }

  /** What is left on the screen: of each line what was written last. */
  private static List<String> screen(String shown) {
    return Arrays.stream(shown.replaceAll("\033\\[[0-9]*[mK]", "").split("\n"))
        .map(line -> line.substring(line.lastIndexOf('\r') + 1))
        .toList();
  }

  @Test
  void everyStageLeavesALineWithItsRate() throws IOException {
    List<String> lines = screen(shown(night(), 120, Duration.ZERO));
    assertEquals(3, lines.size(), lines.toString());
    assertTrue(lines.get(0).endsWith(" 120 of 120 files, 667 files/s"), lines.get(0));
    assertTrue(
        lines.get(1).matches("Masters .* 60 of 60 frames, \\d+ frames/s, \\d+ MB/s"), lines.get(1));
    assertTrue(
        lines.get(2).matches("Lights .* 60 of 60 frames, \\d+ frames/s, \\d+ MB/s"), lines.get(2));
    assertTrue(shown(night(), 120, Duration.ZERO).contains("30 of 60 frames"));
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 40, 60, 80, 120})
  void noLineIsLongerThanTheTerminalIsWide(int columns) throws IOException {
    String text = shown(night(), columns, Duration.ZERO);
    for (String line : text.replaceAll("\033\\[[0-9]*[mK]", "").split("[\r\n]")) {
      assertTrue(line.length() < columns, line.length() + ": " + line);
    }
  }

  @Test
  void aNoteHasALineOfItsOwn() throws IOException {
    Steps steps = night();
    steps.note = "waiting for task slots";
    List<String> lines = screen(shown(steps, 80, Duration.ZERO));
    assertTrue(lines.contains("nightbeam: waiting for task slots"), lines.toString());
    assertEquals(4, lines.size(), lines.toString());
  }

  @Test
  void ofAShortRunNothingIsShownWhereNobodyAsked() throws IOException {
    assertEquals("", shown(night(), 80, Duration.ofMinutes(1)));
  }

  @Test
  void withoutATerminalNothingIsShownAndALogHasLinesEveryFewSeconds(@TempDir Path folder)
      throws IOException {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Steps steps = night();
    steps.slowness = 50; // 3 s each
    Path file = folder.resolve("log");
    try (RunLog log = RunLog.open(file)) {
      RunProgress.follow(
          steps,
          log.beside(new PrintStream(err)),
          Terminal.of(false, Map.of()),
          Duration.ZERO,
          steps::nanoTime);
    }
    assertEquals("", err.toString());
    List<String> lines = Files.readAllLines(file);
    assertEquals(6, lines.size(), lines.toString());
    assertTrue(
        lines.get(0).endsWith("  headers 70 of 120 files, 12 files/s, 4 s left (6 s)"),
        lines.get(0));
  }

  @Test
  void ofAQuietRunOnlyTheLogHasNotes(@TempDir Path folder) throws IOException {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Steps steps = night();
    steps.note = "waiting for task slots";
    Path file = folder.resolve("log");
    try (RunLog log = RunLog.open(file)) {
      RunProgress.followQuietly(steps, log.beside(new PrintStream(err)));
    }
    assertEquals("", err.toString());
    assertTrue(Files.readString(file).contains("  nightbeam: waiting for task slots\n"));
  }

  @Test
  void aFailureIsThrownAndTheLineClosed() {
    Steps failing = new Steps().with(Progress.FILES_FOUND, 3).with(Progress.FILES_READ, 1);
    RunningPipeline running =
        new RunningPipeline() {
          @Override
          public boolean await(Duration atMost) {
            if (failing.at == 1) {
              throw new IllegalStateException("broken");
            }
            return failing.await(atMost);
          }

          @Override
          public Map<Progress, Long> progress() {
            return failing.progress();
          }

          @Override
          public String note() {
            return null;
          }

          @Override
          public void cancel() {}

          @Override
          public void close() {}
        };
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    assertThrows(
        IllegalStateException.class,
        () ->
            RunProgress.follow(
                running,
                new PrintStream(err),
                Terminal.of(true, Map.of("TERM", "xterm", "COLUMNS", "80")),
                Duration.ZERO,
                failing::nanoTime));
    assertTrue(err.toString().endsWith("\n"), err.toString());
  }
}
