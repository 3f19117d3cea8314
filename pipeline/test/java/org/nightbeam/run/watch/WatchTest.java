package org.nightbeam.run.watch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.cli.Program;
import org.nightbeam.commandline.GivenOptions;
import org.nightbeam.options.MatchingOptions;
import org.nightbeam.options.ProgramOptions;
import org.nightbeam.options.UsageException;
import org.nightbeam.run.CalibrateRun;
import org.nightbeam.run.EndSignal;
import org.nightbeam.storage.FileStamp;
import org.nightbeam.synthetic.SyntheticNight;

/**
 * A folder that is watched while frames come into it, at a faster pace than that of an observer.
 */
class WatchTest {
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);

  @TempDir Path folder;
  private Path night;
  private Path input;
  private Path output;
  private Watching watching;

  /** A watch in a thread. */
  private final class Watching {
    private final EndSignal end = new EndSignal();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final CompletableFuture<Integer> status;

    Watching(Duration stalled, Duration masterDelay, String... more) throws UsageException {
      List<String> words =
          new ArrayList<>(
              List.of(
                  "--output=" + output,
                  "--scratch=" + folder.resolve("scratch"),
                  "--watch=true",
                  "--blockOnRun=false",
                  "--targetParallelism=2"));
      words.addAll(List.of(more));
      ProgramOptions options = GivenOptions.read(List.of(input.toString()), words);
      Watch watch =
          new Watch(
              options,
              CalibrateRun.settings(options),
              MatchingOptions.masterReader(options),
              new Watch.Pace(
                  Duration.ofMillis(20),
                  new Arrivals.Patience(Duration.ofMillis(100), stalled),
                  masterDelay,
                  Duration.ofMillis(200)),
              end,
              new PrintStream(out, true, StandardCharsets.UTF_8),
              new PrintStream(err, true, StandardCharsets.UTF_8));
      status =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return watch.watch().code();
                } catch (IOException | UsageException e) {
                  throw new IllegalStateException(e);
                }
              },
              task -> new Thread(task, "watch").start());
    }

    String out() {
      return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
      return err.toString(StandardCharsets.UTF_8);
    }

    int end() throws Exception {
      end.ask();
      return status.get(LONG_ENOUGH.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private void await(String what, Condition condition) throws Exception {
    long start = System.nanoTime();
    while (!condition.holds()) {
      if (watching.status.isDone()) {
        watching.status.get(); // throws what it failed by
      }
      if (System.nanoTime() - start > LONG_ENOUGH.toNanos()) {
        throw new AssertionError(what + " never came: " + watching.out() + watching.err());
      }
      Thread.sleep(10);
    }
  }

  @BeforeEach
  void makeANight() throws IOException {
    night = folder.resolve("night");
    new SyntheticNight(40, 30, 4, 4, 5, 5, List.of("V"), 5).writeTo(night);
    input = folder.resolve("input");
    output = folder.resolve("reduced");
    Files.createDirectories(output);
  }

  @AfterEach
  void endTheWatch() throws Exception {
    if (watching != null && !watching.status.isDone()) {
      watching.end();
    }
  }

  private static String light(int number) {
    return String.format("ScienceImages/field_V_%03d.fits", number);
  }

  private static String flat(int number) {
    return String.format("Flats/flat_V_%03d.fits", number);
  }

  /** Puts a file into the input at once, as a camera program does that renames it. */
  private void arrive(String name) throws IOException {
    Path file = input.resolve(name);
    Files.createDirectories(file.getParent());
    Path whole = Files.copy(night.resolve(name), folder.resolve("on-its-way"));
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private void arriveBelow(String subfolder) throws IOException {
    for (String name : new TreeMap<>(Program.files(night)).keySet()) {
      if (name.startsWith(subfolder) && !name.equals(flat(5))) {
        arrive(name);
      }
    }
  }

  private Map<String, String> row(String name) throws IOException {
    return Files.exists(output.resolve("frames.csv"))
        ? Program.table(output).getOrDefault(name, Map.of())
        : Map.of();
  }

  private boolean is(String status, String name) throws IOException {
    String found = row(name).getOrDefault("status", "");
    return found.equals(status) || status.equals("calibrated") && found.equals("up-to-date");
  }

  /** The calibrated frames and the table are those of one run over all, without watching. */
  private void assertSameAsARunWithoutWatching() throws IOException {
    Path once = folder.resolve("once/reduced");
    Program program = Program.calibrate(input, once);
    assertEquals(0, program.status(), program.err());
    Map<String, Path> expected = Program.files(once.resolve("calibrated"));
    Map<String, Path> found = Program.files(output.resolve("calibrated"));
    assertEquals(expected.keySet(), found.keySet());
    for (String name : expected.keySet()) {
      assertArrayEquals(
          Files.readAllBytes(expected.get(name)), Files.readAllBytes(found.get(name)), name);
    }
    assertEquals(
        Files.readString(once.resolve("frames.csv")),
        Files.readString(output.resolve("frames.csv")).replace(",up-to-date,", ",calibrated,"));
  }

  @Test
  void aNightIsCalibratedAsItComes() throws Exception {
    watching = new Watching(LONG_ENOUGH, Duration.ofMillis(400));
    await("the folder", () -> watching.err().contains("there is no " + input + " yet"));

    arrive(light(1));
    await("a light without masters", () -> is("uncalibrated", light(1)));
    arriveBelow("Bias");
    arriveBelow("Darks");
    arriveBelow("Flats");
    await("its masters", () -> is("calibrated", light(1)));
    String masterOfFour = row(light(1)).get("flat");
    assertEquals(masterOfFour, row(flat(1)).get("output"));

    byte[] whole = Files.readAllBytes(night.resolve(light(2)));
    Path slow = input.resolve(light(2));
    Files.write(slow, Arrays.copyOf(whole, whole.length / 2));
    arrive(light(3));
    arrive(light(4));
    await("lights", () -> is("calibrated", light(3)) && is("calibrated", light(4)));
    assertEquals(masterOfFour, row(light(4)).get("flat"));
    assertEquals(Map.of(), row(light(2)), "half a file");
    Files.write(slow, whole);
    await("the slow light", () -> is("calibrated", light(2)));

    arrive(flat(5));
    await("a flat", () -> is("used-in-master", flat(5)));
    await("all lights anew", () -> !masterOfFour.equals(row(light(1)).get("flat")));
    arrive(light(5));
    await("the last light", () -> is("calibrated", light(5)));
    assertNotEquals(masterOfFour, row(light(5)).get("flat"));

    Program second = Program.calibrate(input, output);
    assertEquals(1, second.status());
    assertTrue(second.err().contains("another run writes to " + output), second.err());

    assertEquals(0, watching.end(), watching.err());
    assertTrue(watching.out().contains("calibrated    5 of 5 lights"), watching.out());
    assertFalse(Files.exists(output.resolve(".nightbeam-lock")));
    assertSameAsARunWithoutWatching();
  }

  @Test
  void manyFilesAtOnceMakeTheirMastersOnce() throws Exception {
    Files.createDirectories(input);
    watching = new Watching(LONG_ENOUGH, Duration.ofSeconds(1));
    await("the beginning", () -> watching.out().contains("Watching " + input));
    arriveBelow("");
    arrive(flat(5));
    for (int i = 1; i <= 5; i++) {
      int light = i;
      await("a light", () -> is("calibrated", light(light)));
    }
    assertEquals(0, watching.end(), watching.err());
    try (var masters = Files.walk(output.resolve("masters"))) {
      assertEquals(3, masters.filter(Files::isRegularFile).count(), "none was made twice");
    }
    assertSameAsARunWithoutWatching();
  }

  @Test
  void aWatchGoesOnWhereTheOneBeforeHasEnded() throws Exception {
    arriveBelow("");
    Files.delete(input.resolve(light(5)));
    watching = new Watching(LONG_ENOUGH, Duration.ofMillis(400));
    await("what was there", () -> is("calibrated", light(4)));
    assertEquals(0, watching.end(), watching.err());
    Map<Path, FileStamp> before = new TreeMap<>();
    for (String part : List.of("calibrated", "masters")) {
      for (Path product : Program.files(output.resolve(part)).values()) {
        before.put(product, FileStamp.of(product));
      }
    }
    assertEquals(3 + 4, before.size());

    watching = new Watching(LONG_ENOUGH, Duration.ofMillis(400));
    await("the table", () -> watching.out().contains("4 of 4 lights done"));
    assertTrue(watching.out().contains(" 0 calibrated, 4 of 4 lights done"), watching.out());
    arrive(light(5));
    await("the new light", () -> is("calibrated", light(5)));
    assertEquals(0, watching.end(), watching.err());
    for (Map.Entry<Path, FileStamp> product : before.entrySet()) {
      assertEquals(product.getValue(), FileStamp.of(product.getKey()), product.getKey().toString());
    }
  }

  @Test
  void aLightIsCalibratedByTheMastersOfALibrary() throws Exception {
    arriveBelow("");
    Path before = folder.resolve("before/reduced");
    Program program = Program.calibrate(input, before);
    assertEquals(0, program.status(), program.err());
    input = folder.resolve("tonight");
    Files.createDirectories(input);
    watching =
        new Watching(LONG_ENOUGH, Duration.ofMillis(400), "--masters=" + before.resolve("masters"));
    arrive(light(1));
    await("the light", () -> is("calibrated", light(1)));
    assertEquals(0, watching.end(), watching.err());
    double[][] same = Program.pixels(before.resolve("calibrated").resolve(light(1)));
    assertArrayEquals(same, Program.pixels(output.resolve("calibrated").resolve(light(1))));
  }

  @Test
  void aFileThatIsNeverCompleteIsRejectedAndMayBeMended() throws Exception {
    arriveBelow("");
    byte[] whole = Files.readAllBytes(night.resolve(light(1)));
    Files.write(input.resolve(light(1)), Arrays.copyOf(whole, whole.length / 2));
    watching = new Watching(Duration.ofSeconds(1), Duration.ofMillis(400));
    await("the others", () -> is("calibrated", light(2)));
    await("its row", () -> is("rejected", light(1)));
    assertTrue(watching.err().contains(light(1) + " is not complete"), watching.err());
    Files.write(input.resolve(light(1)), whole);
    await("the mended one", () -> is("calibrated", light(1)));
    assertEquals(0, watching.end(), watching.err());
    assertEquals(1, watching.err().split("is not complete", -1).length - 1, watching.err());
  }

  @Test
  void whatFailsIsToldOnceAndTriedAgain() throws Exception {
    arriveBelow("");
    Files.delete(input.resolve(light(5)));
    watching = new Watching(LONG_ENOUGH, Duration.ofMillis(400));
    Path inTheWay = output.resolve("run.json").resolve("a-folder");
    await(
        "the end of the first run",
        () -> (watching.out() + watching.err()).contains("4 of 4 lights done"));
    Files.delete(inTheWay.getParent());
    Files.createDirectories(inTheWay);
    arrive(light(5));
    await("the failure", () -> watching.err().contains("the run failed, and is tried again"));
    Thread.sleep(1000); // some tries more
    Files.move(inTheWay.getParent(), output.resolve("out-of-the-way"));
    await("the light", () -> (watching.out() + watching.err()).contains("5 of 5 lights done"));
    assertEquals(0, watching.end(), watching.err());
    assertEquals(1, watching.err().split("the run failed", -1).length - 1, watching.err());
  }

  @Test
  void nothingHasComeAndTheWatchEnds() throws Exception {
    Files.createDirectories(input);
    watching = new Watching(LONG_ENOUGH, Duration.ofMillis(400));
    await("the beginning", () -> watching.out().contains("Watching " + input));
    assertEquals(0, watching.end(), watching.err());
    assertTrue(watching.out().contains("Nothing has come"), watching.out());
  }
}
