package org.nightbeam.run.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.commandline.GivenOptions;
import org.nightbeam.header.FrameReader;
import org.nightbeam.header.HeaderRules;
import org.nightbeam.options.HeaderOptions;
import org.nightbeam.options.ProgramOptions;
import org.nightbeam.options.UsageException;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.synthetic.SyntheticNight;

/** What counts as a whole file, by a clock that the test turns. */
class ArrivalsTest {
  private static final Duration STEADY = Duration.ofSeconds(1);
  private static final Duration STALLED = Duration.ofSeconds(60);

  @TempDir Path folder;
  private Path night;
  private Path input;
  private Arrivals arrivals;
  private long now;

  @BeforeEach
  void makeANight() throws Exception {
    night = folder.resolve("night");
    new SyntheticNight(64, 64, 1, 1, 1, 3, List.of("V"), 5).writeTo(night);
    input = folder.resolve("input");
    arrivals = arrivals(input);
  }

  private static Arrivals arrivals(Path input) throws UsageException {
    ProgramOptions options = GivenOptions.read(List.of(input.toString()), List.of("--watch=true"));
    HeaderRules rules = HeaderOptions.headerRules(options);
    return new Arrivals(
        List.of(input.toString()),
        null,
        new FrameReader(rules),
        new LocalStorage(),
        new Arrivals.Patience(STEADY, STALLED));
  }

  /** Looks after so many seconds; the names of the files that are whole then. */
  private Set<String> lookAfter(double seconds) throws IOException {
    now += Math.round(seconds * 1e9);
    arrivals.look(now);
    return arrivals.whole().keySet().stream()
        .map(uri -> uri.substring(uri.lastIndexOf('/') + 1))
        .collect(Collectors.toSet());
  }

  private byte[] light(int number) throws IOException {
    return Files.readAllBytes(night.resolve("ScienceImages/field_V_00" + number + ".fits"));
  }

  private Path put(String name, byte[] bytes) throws IOException {
    Path file = input.resolve("ScienceImages").resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes);
  }

  @Test
  void aFileIsWholeWhenItHasNotChangedForAWhile() throws IOException {
    put("a.fits", light(1));
    assertEquals(Set.of(), lookAfter(0));
    assertEquals(Set.of(), lookAfter(0.6));
    assertEquals(1, arrivals.incomplete());
    assertEquals(Set.of("a.fits"), lookAfter(0.4));
    assertEquals(0, arrivals.incomplete());
    assertEquals(List.of(), arrivals.takeNotes());
  }

  @Test
  void aFileThatGrowsIsWholeWhenItsLengthIsWhatItsHeaderSays() throws IOException {
    byte[] all = light(1);
    put("done.fits", light(2));
    // In the middle of its header, in that of its pixels, a pixel before its end.
    for (int length : new int[] {1000, all.length / 2, all.length - 2880 - 1, all.length - 2880}) {
      put("slow.fits", Arrays.copyOf(all, length));
      lookAfter(5);
      assertFalse(lookAfter(5).contains("slow.fits"), length + " of " + all.length);
      assertTrue(lookAfter(20).contains("done.fits"), "nobody waits for another");
    }
    put("slow.fits", all);
    lookAfter(1);
    assertEquals(Set.of("done.fits", "slow.fits"), lookAfter(1));
    assertEquals(List.of(), arrivals.takeNotes());
  }

  @Test
  void aFileOfFullLengthThatIsStillWrittenToIsWaitedFor() throws IOException {
    byte[] empty = light(1).clone();
    Arrays.fill(empty, 2880, empty.length, (byte) 0);
    Path file = put("a.fits", empty);
    for (int i = 0; i < 5; i++) {
      Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_700_000_000L + i)));
      assertEquals(Set.of(), lookAfter(0.9));
    }
    assertEquals(Set.of("a.fits"), lookAfter(1));
  }

  @Test
  void aFileWhoseLengthCannotBeKnownMustBeSteadyForLonger() throws IOException {
    ByteArrayOutputStream gzipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gzipped)) {
      out.write(light(1));
    }
    put("a.fits.gz", gzipped.toByteArray());
    assertEquals(Set.of(), lookAfter(0));
    assertEquals(Set.of(), lookAfter(1));
    assertEquals(Set.of(), lookAfter(1));
    assertEquals(Set.of("a.fits.gz"), lookAfter(1));
  }

  @Test
  void aFileThatStopsGrowingIsToldOfOnceAndTakenAsItIs() throws IOException {
    byte[] all = light(1);
    put("broken.fits", Arrays.copyOf(all, all.length / 2));
    lookAfter(0);
    assertEquals(Set.of(), lookAfter(59));
    assertEquals(List.of(), arrivals.takeNotes());
    assertEquals(Set.of("broken.fits"), lookAfter(1));
    List<String> notes = arrivals.takeNotes();
    assertEquals(1, notes.size(), notes.toString());
    assertTrue(
        notes.get(0).startsWith("ScienceImages/broken.fits is not complete, and has not grown"),
        notes.get(0));
    lookAfter(100);
    assertEquals(List.of(), arrivals.takeNotes());
    assertEquals(
        1, arrivals.whole().values().iterator().next().reading().rejected().size(), "its row");

    put("broken.fits", all);
    lookAfter(0.1);
    lookAfter(1);
    assertEquals(
        1, arrivals.whole().values().iterator().next().reading().frames().size(), "read again");
  }

  @Test
  void aFileThatIsReplacedStaysAsItWasUntilTheNewOneIsWhole() throws IOException {
    put("a.fits", light(1));
    lookAfter(0);
    lookAfter(1);
    Arrivals.Arrival before = arrivals.whole().values().iterator().next();
    byte[] other = light(2);
    put("a.fits", Arrays.copyOf(other, 5000));
    lookAfter(1);
    lookAfter(5);
    assertEquals(before, arrivals.whole().values().iterator().next());
    put("a.fits", other);
    lookAfter(1);
    lookAfter(1);
    assertFalse(before.equals(arrivals.whole().values().iterator().next()));
  }

  @Test
  void aFolderThatIsNotThereYetIsWaitedFor() throws Exception {
    assertEquals(Set.of(), lookAfter(0));
    assertEquals(Set.of(), lookAfter(1));
    List<String> notes = arrivals.takeNotes();
    assertEquals(List.of("there is no " + input + " yet; waiting for it"), notes);
    put("a.fits", light(1));
    lookAfter(1);
    assertEquals(Set.of("a.fits"), lookAfter(1));
  }

  @Test
  void whereAllFilesAreGoneTheDiskIsAndTheyStayKnown() throws Exception {
    put("a.fits", light(1));
    put("b.fits", light(2));
    lookAfter(0);
    assertEquals(Set.of("a.fits", "b.fits"), lookAfter(1));
    Path away = folder.resolve("away");
    Files.move(input, away, StandardCopyOption.ATOMIC_MOVE);
    Files.createDirectories(input); // as the mount point of a disk is left
    assertEquals(Set.of("a.fits", "b.fits"), lookAfter(1));
    lookAfter(1);
    assertEquals(
        List.of("all files of the input are gone; waiting for new ones"), arrivals.takeNotes());
    Files.delete(input);
    Files.move(away, input, StandardCopyOption.ATOMIC_MOVE);
    Files.delete(input.resolve("ScienceImages/a.fits"));
    assertEquals(Set.of("b.fits"), lookAfter(1));
  }

  @Test
  void framesForMastersAreToldFromTheOthers() throws Exception {
    arrivals = arrivals(night);
    lookAfter(0);
    lookAfter(1);
    arrivals
        .whole()
        .forEach(
            (uri, file) ->
                assertEquals(!uri.contains("/ScienceImages/"), file.isCalibration(), uri));
    assertEquals(6, arrivals.whole().size());
  }
}
