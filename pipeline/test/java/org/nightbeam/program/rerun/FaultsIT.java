package org.nightbeam.program.rerun;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.cli.JarProcess;
import org.nightbeam.cli.Program;
import org.nightbeam.synthetic.SyntheticNight;

/**
 * What a run on one machine comes to when it is killed, when disks are full or files cannot be
 * read, and what the next run makes of it. {@code -Dkills=50 -Dseed=7} kills more, at other
 * moments.
 */
class FaultsIT {
  private static final int KILLS = Integer.getInteger("kills", 5);
  private static final long SEED = Long.getLong("seed", 1);
  private static final SyntheticNight NIGHT =
      new SyntheticNight(400, 300, 12, 9, 6, 24, List.of("V", "R"), 99);

  @TempDir static Path folder;
  private static Path raw;
  private static Path reference;
  private static long millis;

  private Path mounted; // null if nothing is

  @BeforeAll
  static void calibrateUndisturbed() throws IOException, InterruptedException {
    raw = folder.resolve("raw");
    NIGHT.writeTo(raw);
    reference = folder.resolve("undisturbed/reduced");
    long start = System.nanoTime();
    Program program = JarProcess.run(raw, reference);
    millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    assertEquals(0, program.status(), program.err());
  }

  /** In Arabic, "%d" has digits that no FITS card may have. */
  @Test
  void digitsOfTheHostChangeNoByte() throws IOException, InterruptedException {
    Path output = folder.resolve("arabic/reduced");
    String locale = "JAVA_TOOL_OPTIONS=-Duser.language=ar -Duser.country=EG";
    try (JarProcess run = JarProcess.startWith(locale, raw, output)) {
      Program program = run.await();
      assertEquals(0, program.status(), program.err());
      assertTrue(program.out().contains("81 frames of 1 night"), program.out());
    }
    JarProcess.assertSameProducts(reference, output);
  }

  @Test
  @SuppressWarnings("try") // a process is killed when it is closed
  void killedAtAnyMomentTheNextRunCompletesIt() throws IOException, InterruptedException {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < KILLS; i++) {
      Path output = folder.resolve("killed-" + i + "/reduced");
      Map<String, Object> whole = Map.of();
      // Some are killed twice: what goes on after a kill is killed as well.
      for (int kills = 1 + random.nextInt(2); kills > 0; kills--) {
        try (JarProcess run = JarProcess.start(raw, output)) {
          Thread.sleep(random.nextLong(millis / 4, millis));
        }
        assertNothingPartial(output);
        whole = JarProcess.assertKept(whole, output);
      }
      Program next = JarProcess.run(raw, output);
      assertEquals(0, next.status(), next.err());
      JarProcess.assertKept(whole, output);
      JarProcess.assertSameProducts(reference, output);
      Path scratch = output.resolveSibling("scratch");
      try (Stream<Path> left = Files.walk(scratch)) {
        assertEquals(
            List.of(),
            left.map(file -> scratch.relativize(file).toString())
                .filter(file -> !file.isEmpty() && !file.startsWith("masters"))
                .toList());
      }
    }
  }

  /** Every file with the name of a product is that product. */
  private static void assertNothingPartial(Path output) throws IOException {
    if (!Files.isDirectory(output)) {
      return;
    }
    for (Map.Entry<String, Path> file : Program.files(output).entrySet()) {
      if (!file.getKey().startsWith(".") && file.getKey().endsWith(".fits")) {
        assertArrayEquals(
            Files.readAllBytes(reference.resolve(file.getKey())),
            Files.readAllBytes(file.getValue()),
            file.getKey());
      }
    }
  }

  @Test
  void fullDiskIsOneMessageAndTheNextRunGoesOn() throws IOException, InterruptedException {
    Path disk = mount("full", "size=1g,nr_inodes=60");
    Path output = disk.resolve("reduced");
    Program failed = JarProcess.run(raw, output);
    assertEquals(1, failed.status(), failed.out() + failed.err());
    assertTrue(
        failed.err().contains("the disk of the output or of the scratch folder is full"),
        failed.err());
    assertFalse(failed.err().contains("\tat "), failed.err());
    assertNothingPartial(output);
    remount(disk, "nr_inodes=100000");
    Program next = JarProcess.run(raw, output);
    assertEquals(0, next.status(), next.err());
    JarProcess.assertSameProducts(reference, output);
  }

  @Test
  void diskThatIsTooSmallIsKnownBefore() throws IOException, InterruptedException {
    Path disk = mount("small", "size=12m");
    Path output = disk.resolve("reduced");
    Program refused = JarProcess.run(raw, output);
    assertEquals(1, refused.status(), refused.out());
    assertTrue(refused.err().contains(" MB, and the run needs about"));
    assertTrue(refused.err().contains("make room, or choose another --output"), refused.err());
    remount(disk, "size=1g");
    Program next = JarProcess.run(raw, output);
    assertEquals(0, next.status(), next.err());
    JarProcess.assertSameProducts(reference, output);
  }

  @Test
  void frameThatTheSystemCannotReadCostsOneRow() throws IOException, InterruptedException {
    Path withErrors = folder.resolve("errors");
    Files.createDirectories(withErrors);
    Files.createSymbolicLink(withErrors.resolve("night"), raw);
    Path unreadable = Path.of("/proc/self/mem"); // its first bytes give an I/O error
    assumeTrue(Files.exists(unreadable));
    Files.createSymbolicLink(withErrors.resolve("bad.fits"), unreadable);
    Path output = folder.resolve("with-errors/reduced");
    Program program = JarProcess.run(withErrors, output);
    assertEquals(3, program.status(), program.err());
    Map<String, Map<String, String>> rows = Program.table(output);
    assertEquals("rejected", rows.get("bad.fits").get("status"));
    assertEquals(
        48, rows.values().stream().filter(row -> row.get("status").equals("calibrated")).count());
  }

  @Test
  void secondRunAtOnceIsRefusedAndNamesTheFirst() throws IOException, InterruptedException {
    Path output = folder.resolve("twice/reduced");
    try (JarProcess first = JarProcess.start(raw, output)) {
      while (!Files.exists(output.resolve(".nightbeam-lock"))) {
        assertTrue(first.isAlive(), first.err());
        Thread.sleep(5);
      }
      Thread.sleep(100); // till it has written who it is
      Program second = Program.calibrate(raw, output);
      assertEquals(1, second.status(), second.out());
      assertTrue(second.err().contains("another run writes to " + output), second.err());
      assertTrue(second.err().contains("process " + first.pid() + " on "), second.err());
      Program done = first.await();
      assertEquals(0, done.status(), done.err());
    }
    JarProcess.assertSameProducts(reference, output);
  }

  @Test
  void runsThatShareAScratchFolderLeaveEachOtherAlone() throws IOException, InterruptedException {
    Path one = folder.resolve("shared-scratch/one");
    Path two = folder.resolve("shared-scratch/two");
    try (JarProcess first = JarProcess.start(raw, one);
        JarProcess second = JarProcess.start(raw, two)) {
      Program ofFirst = first.await();
      assertEquals(0, ofFirst.status(), ofFirst.err());
      Program ofSecond = second.await();
      assertEquals(0, ofSecond.status(), ofSecond.err());
    }
    JarProcess.assertSameProducts(reference, one);
    JarProcess.assertSameProducts(reference, two);
  }

  @Test
  void lockOfADeadRunBlocksNobody() throws IOException, InterruptedException {
    Path output = folder.resolve("stale/reduced");
    Files.createDirectories(output);
    Files.writeString(output.resolve(".nightbeam-lock"), "process 1 on nowhere");
    Program program = JarProcess.run(raw, output);
    assertEquals(0, program.status(), program.err());
    JarProcess.assertSameProducts(reference, output);
  }

  private Path mount(String name, String options) throws IOException, InterruptedException {
    Path disk = Files.createDirectories(folder.resolve(name));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", options, "tmpfs", disk.toString()) == 0,
        "only root may mount a disk");
    mounted = disk;
    return disk;
  }

  private static void remount(Path disk, String options) throws IOException, InterruptedException {
    assertEquals(0, run("mount", "-o", "remount," + options, disk.toString()));
  }

  @AfterEach
  void unmount() throws IOException, InterruptedException {
    if (mounted != null) {
      assertEquals(0, run("umount", mounted.toString()));
      mounted = null;
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    } catch (IOException noSuchProgram) {
      return -1;
    }
  }
}
