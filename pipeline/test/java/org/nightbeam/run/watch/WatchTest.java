package org.nightbeam.run.watch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
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
import org.nightbeam.storage.FileStamp;
import org.nightbeam.storage.LostOutputException;
import org.nightbeam.synthetic.SyntheticNight;
import org.nightbeam.transforms.storage.BeamStorage;
import org.nightbeam.transforms.work.OutputOwner;
import org.nightbeam.transforms.work.RunSettings;

/**
 * A folder that is watched while frames come into it, at the pace of the program, by a clock that
 * the test lets go on.
 */
class WatchTest {
  private static final Duration LONG_ENOUGH = Duration.ofMinutes(10);

  @TempDir Path folder;
  private Path night;
  private Path input;
  private Path output;
  private Watching watching;

  /**
   * A clock that stands still while the watch works and while the test does, and goes on to the end
   * of a rest when the test says so.
   */
  private static final class TestTime implements Watch.Time {
    private long now;
    private long wake = -1; // while the watch works
    private boolean ended;
    private LocalTime ofDay = LocalTime.NOON;

    @Override
    public synchronized long nanos() {
      return now;
    }

    @Override
    public synchronized LocalTime ofDay() {
      return ofDay;
    }

    synchronized void set(LocalTime day) {
      ofDay = day;
    }

    @Override
    public synchronized boolean rest(Duration atMost) {
      wake = now + atMost.toNanos();
      notifyAll();
      while (now < wake && !ended) {
        try {
          wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return true;
        }
      }
      wake = -1;
      return ended;
    }

    synchronized void end() {
      ended = true;
      notifyAll();
    }

    /** Lets one rest pass, and waits until the watch has done what it does then. */
    synchronized void pass(CompletableFuture<Integer> watch) throws InterruptedException {
      awaitRest(watch);
      now = Math.max(now, wake);
      notifyAll();
      while (wake >= 0 && now >= wake && !watch.isDone()) {
        wait(10); // until it has woken up
      }
      awaitRest(watch);
    }

    private void awaitRest(CompletableFuture<Integer> watch) throws InterruptedException {
      while (wake < 0 && !watch.isDone()) {
        wait(10); // nobody tells of a watch that has failed
      }
    }
  }

  /** A watch in a thread. */
  private final class Watching {
    private final TestTime time = new TestTime();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final CompletableFuture<Integer> status;

    Watching(String... more) throws UsageException {
      this(output, more);
    }

    Watching(Path to, String... more) throws UsageException {
      List<String> words =
          new ArrayList<>(
              List.of(
                  "--output=" + to,
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
              Watch.Pace.of(options),
              time,
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

    /** Lets time pass until something holds. */
    void await(String what, Condition condition) throws Exception {
      long start = time.nanos();
      while (!condition.holds()) {
        if (status.isDone()) {
          status.get(); // throws what it failed by
        }
        if (time.nanos() - start > LONG_ENOUGH.toNanos()) {
          throw new AssertionError(what + " never came: " + out() + err());
        }
        time.pass(status);
      }
    }

    /** Lets so much time pass. */
    void pass(Duration atLeast) throws InterruptedException {
      for (long start = time.nanos(); time.nanos() - start < atLeast.toNanos(); ) {
        time.pass(status);
      }
    }

    int end() throws Exception {
      time.end();
      return status.get(1, TimeUnit.MINUTES);
    }
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private void await(String what, Condition condition) throws Exception {
    watching.await(what, condition);
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
    watching = new Watching();
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
    watching = new Watching();
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
    watching = new Watching();
    await("what was there", () -> is("calibrated", light(4)));
    assertEquals(0, watching.end(), watching.err());
    Map<Path, FileStamp> before = new TreeMap<>();
    for (String part : List.of("calibrated", "masters")) {
      for (Path product : Program.files(output.resolve(part)).values()) {
        before.put(product, FileStamp.of(product));
      }
    }
    assertEquals(3 + 4, before.size());

    watching = new Watching();
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
    watching = new Watching("--masters=" + before.resolve("masters"));
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
    watching = new Watching();
    await("the others", () -> is("calibrated", light(2)));
    await("its row", () -> is("rejected", light(1)));
    assertTrue(watching.err().contains(light(1) + " is not complete"), watching.err());
    Files.write(input.resolve(light(1)), whole);
    await("the mended one", () -> is("calibrated", light(1)));
    assertEquals(0, watching.end(), watching.err());
    assertEquals(1, watching.err().split("is not complete", -1).length - 1, watching.err());
  }

  @Test
  void aFileThatIsWaitedForWhenTheWatchEndsHasItsRow() throws Exception {
    arriveBelow("");
    byte[] whole = Files.readAllBytes(night.resolve(light(1)));
    Files.write(input.resolve(light(1)), Arrays.copyOf(whole, whole.length / 2));
    for (int i = 0; i < 2; i++) { // the second watch is ended as soon as it has begun
      watching = new Watching();
      Watching mine = watching;
      await("the others", () -> mine.out().contains("new file") && is("calibrated", light(2)));
      assertEquals(0, watching.end(), watching.err());
      assertEquals("rejected", row(light(1)).get("status"), watching.out());
      assertFalse(row(light(1)).get("reason").isEmpty());
    }
    Files.write(input.resolve(light(1)), whole);
    watching = new Watching();
    await("the mended one", () -> is("calibrated", light(1)));
    assertEquals(0, watching.end(), watching.err());
  }

  @Test
  void flatsThatWaitForMoreWhenTheWatchEndsAreUsed() throws Exception {
    arriveBelow("");
    watching = new Watching("--masterDelay=300");
    await("what was there", () -> is("calibrated", light(5)));
    String masterOfFour = row(light(1)).get("flat");
    arrive(flat(5));
    watching.pass(Duration.ofSeconds(30));
    assertEquals(Map.of(), row(flat(5)), "it waits");
    assertEquals(0, watching.end(), watching.err());
    assertEquals("used-in-master", row(flat(5)).get("status"));
    assertNotEquals(masterOfFour, row(light(1)).get("flat"));
    assertSameAsARunWithoutWatching();
  }

  @Test
  void whatFailsIsToldOnceAndTriedAgain() throws Exception {
    arriveBelow("");
    Files.delete(input.resolve(light(5)));
    watching = new Watching();
    Path inTheWay = output.resolve("run.json").resolve("a-folder");
    await(
        "the end of the first run",
        () -> (watching.out() + watching.err()).contains("4 of 4 lights done"));
    Files.delete(inTheWay.getParent());
    Files.createDirectories(inTheWay);
    arrive(light(5));
    await("the failure", () -> watching.err().contains("the run failed, and is tried again"));
    watching.pass(Duration.ofMinutes(1)); // some tries more
    Files.move(inTheWay.getParent(), output.resolve("out-of-the-way"));
    await("the light", () -> (watching.out() + watching.err()).contains("5 of 5 lights done"));
    assertEquals(0, watching.end(), watching.err());
    assertEquals(1, watching.err().split("the run failed", -1).length - 1, watching.err());
  }

  /** What the clock of the day says, even if somebody sets it, is printed and nothing else. */
  @Test
  void theClockOfTheDayMayBeSet() throws Exception {
    arriveBelow("");
    Files.delete(input.resolve(light(5)));
    watching = new Watching();
    await("what was there", () -> is("calibrated", light(4)));
    assertTrue(watching.out().contains("12:00:00  "), watching.out());
    watching.time.set(LocalTime.of(11, 0));
    arrive(light(5));
    long before = watching.time.nanos();
    await("the new light", () -> is("calibrated", light(5)));
    assertTrue(watching.time.nanos() - before < TimeUnit.SECONDS.toNanos(5));
    assertTrue(watching.out().contains("11:00:00  1 new file (field_V_005.fits)"), watching.out());
    assertEquals(0, watching.end(), watching.err());
    assertSameAsARunWithoutWatching();
  }

  @Test
  void twoWatchesOnOneInputLeaveEachOtherAlone() throws Exception {
    Files.createDirectories(input);
    Path second = Files.createDirectories(folder.resolve("second/reduced"));
    watching = new Watching();
    Watching other = new Watching(second, "--combine=MEAN");
    arriveBelow("");
    arrive(flat(5));
    other.await("all of it", () -> other.out().contains("5 of 5 lights done"));
    await("all of it", () -> watching.out().contains("5 of 5 lights done"));
    assertEquals(0, watching.end(), watching.err());
    assertEquals(0, other.end(), other.err());
    assertSameAsARunWithoutWatching();
    Path once = folder.resolve("mean/reduced");
    assertEquals(0, Program.calibrate(input, once, "--combine=MEAN").status());
    for (Map.Entry<String, Path> file : Program.files(once.resolve("calibrated")).entrySet()) {
      assertArrayEquals(
          Files.readAllBytes(file.getValue()),
          Files.readAllBytes(second.resolve("calibrated").resolve(file.getKey())));
    }
  }

  @Test
  void stepsAreNotLeftOutInSilenceWhereThereAreMastersOfEarlierRuns() throws Exception {
    Path masters = Files.createDirectories(output.resolve("masters"));
    Files.createDirectories(input);
    watching = new Watching("--missingMasters=SKIP_STEP");
    await("the beginning", () -> watching.out().contains("Watching " + input));
    assertEquals(0, watching.end(), watching.err());
    assertTrue(watching.err().contains("--masters=" + masters + " uses those"), watching.err());

    watching = new Watching("--missingMasters=SKIP_STEP", "--masters=" + masters);
    await("the beginning", () -> watching.out().contains("Watching " + input));
    assertEquals(0, watching.end(), watching.err());
    assertFalse(watching.err().contains("steps are left out"), watching.err());
  }

  @Test
  void nothingHasComeAndTheWatchEnds() throws Exception {
    Files.createDirectories(input);
    watching = new Watching();
    await("the beginning", () -> watching.out().contains("Watching " + input));
    assertEquals(0, watching.end(), watching.err());
    assertTrue(watching.out().contains("No frames have arrived"), watching.out());
  }

  /** As may happen on a network disk whose locks other hosts do not see. */
  @Test
  void aWatchDoesNotTakeItsOutputBackFromALaterRun() throws Exception {
    arriveBelow("Bias");
    arriveBelow("Darks");
    arriveBelow("Flats");
    arrive(light(1));
    watching = new Watching();
    await("a light", () -> is("calibrated", light(1)));
    RunSettings later =
        CalibrateRun.settings(
            GivenOptions.read(
                List.of(input.toString()),
                List.of("--output=" + output, "--scratch=" + folder.resolve("scratch"))));
    try (BeamStorage storage = later.storage(PipelineOptionsFactory.create())) {
      OutputOwner.take(later, storage, OutputOwner.Job.NONE);
      arrive(light(2));
      ExecutionException ended =
          assertThrows(
              ExecutionException.class, () -> await("the end", () -> is("calibrated", light(2))));
      assertInstanceOf(LostOutputException.class, ended.getCause().getCause());
      assertTrue(Files.isDirectory(Path.of(later.folder().unfinished())));
      assertFalse(is("calibrated", light(2)));
    }
  }
}
