package org.nightbeam.master.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A {@link MasterStore} of several processes, of which some are killed. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedMasterStoreTest {
  @TempDir Path folder;
  private final List<Child> children = new ArrayList<>();
  private TestMaster master;
  private TestMaster second;

  @BeforeEach
  void writeMasters() throws Exception {
    master = TestMaster.write(folder, 0);
    second = TestMaster.write(folder, 1);
  }

  @AfterEach
  void endChildren() throws Exception {
    for (Child child : children) {
      child.kill();
    }
  }

  private Path cache() {
    return folder.resolve("cache");
  }

  private Path log() {
    return folder.resolve("fetched");
  }

  private List<String> fetches() throws IOException {
    return Files.readAllLines(log());
  }

  private MasterStore store(long limit) {
    return new MasterStore(new MasterStoreProcess.LoggedStorage(log()), cache(), limit);
  }

  private Path fileOf(TestMaster of) {
    return cache().resolve(of.reference().sha256() + ".f32");
  }

  private Set<String> files() throws IOException {
    try (var files = Files.list(cache())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals("lock"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private void block(TestMaster of) throws IOException {
    Files.createFile(Path.of(of.reference().uri() + ".block"));
  }

  private void awaitBlocked(TestMaster of) throws Exception {
    while (!Files.exists(Path.of(of.reference().uri() + ".blocked"))) {
      Thread.sleep(5);
    }
  }

  /** Waits until so many processes have claimed a master, which they do before they wait for it. */
  private void awaitUses(int count) throws Exception {
    while (files().stream().filter(name -> name.contains(".use-")).count() < count) {
      Thread.sleep(5);
    }
  }

  private void unblock(TestMaster of) throws IOException {
    Files.delete(Path.of(of.reference().uri() + ".block"));
  }

  private Child child() throws IOException {
    return child("");
  }

  /** Starts a process; {@code before} is what its shell does first. */
  private Child child(String before) throws IOException {
    Child child = new Child(before);
    children.add(child);
    return child;
  }

  private final class Child {
    private final Process process;
    private final BufferedWriter in;
    private final BufferedReader out;

    Child(String before) throws IOException {
      String classes =
          Path.of(location(MasterStore.class)) + File.pathSeparator + location(getClass());
      List<String> java =
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:TieredStopAtLevel=1",
              "-XX:+UseSerialGC",
              "-XX:-UsePerfData",
              "-cp",
              classes,
              MasterStoreProcess.class.getName(),
              cache().toString(),
              "0",
              log().toString());
      List<String> command = new ArrayList<>();
      if (!before.isEmpty()) {
        command.addAll(List.of("sh", "-c", before + " && exec \"$@\"", "sh"));
      }
      command.addAll(java);
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      in = process.outputWriter();
      out = process.inputReader();
    }

    private static String location(Class<?> type) {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath()).toString();
    }

    void tell(String command) throws IOException {
      in.write(command);
      in.newLine();
      in.flush();
    }

    void beginOpening(TestMaster of) throws IOException {
      MasterReference reference = of.reference();
      tell(
          String.format(
              "open %s %d %d %s",
              reference.uri(), reference.width(), reference.height(), reference.sha256()));
    }

    void assertOpened(TestMaster... masters) throws IOException {
      Set<String> expected = new TreeSet<>();
      Set<String> said = new TreeSet<>();
      for (TestMaster of : masters) {
        expected.add("opened " + of.reference().uri() + " " + of.pixels()[0][0]);
        said.add(out.readLine());
      }
      assertEquals(expected, said);
    }

    void close(TestMaster of) throws IOException {
      tell("close " + of.reference().uri());
      assertEquals("closed " + of.reference().uri(), out.readLine());
    }

    /** Stops the process, as Ctrl-Z does. */
    void stop() throws Exception {
      Process kill = new ProcessBuilder("kill", "-STOP", "" + process.pid()).start();
      assertEquals(0, kill.waitFor());
    }

    void lock(Path file) throws IOException {
      tell("lock " + file);
      assertEquals("locked " + file, out.readLine());
    }

    void kill() throws InterruptedException {
      process.destroyForcibly().waitFor();
    }

    void end() throws Exception {
      tell("end");
      assertEquals("ended", out.readLine());
      assertEquals(0, process.waitFor());
    }
  }

  @Test
  void twoProcessesFetchAMasterOnce() throws Exception {
    Child one = child();
    Child other = child();
    block(master);
    one.beginOpening(master);
    other.beginOpening(master);
    awaitBlocked(master);
    awaitUses(2);
    unblock(master);
    one.assertOpened(master);
    other.assertOpened(master);
    assertEquals(List.of(master.reference().uri()), fetches());
    one.close(master);
    one.end();
    assertTrue(Files.exists(fileOf(master)), "in use by the other");
    other.close(master);
    other.end();
    assertEquals(Set.of(), files()); // their limit is 0
  }

  /** Each has the lock of one file and waits for the other's: no deadlock, as threads differ. */
  @Test
  void twoProcessesFetchTwoMastersCrosswise() throws Exception {
    Child one = child();
    Child other = child();
    block(master);
    block(second);
    one.beginOpening(master);
    other.beginOpening(second);
    awaitBlocked(master);
    awaitBlocked(second);
    one.beginOpening(second);
    other.beginOpening(master);
    awaitUses(4);
    unblock(master);
    unblock(second);
    one.assertOpened(master, second);
    other.assertOpened(master, second);
    assertEquals(2, fetches().size());
  }

  @Test
  void aFetchThatWasKilledIsDoneByWhoWaitsForIt() throws Exception {
    Child killed = child();
    Child next = child();
    block(master);
    killed.beginOpening(master);
    awaitBlocked(master);
    next.beginOpening(master);
    awaitUses(2);
    assertEquals(1, fetches().size());
    killed.kill();
    unblock(master);
    next.assertOpened(master);
    assertEquals(2, fetches().size());
    assertEquals(2, files().size(), files().toString()); // the file and its use
    next.close(master);
    next.end();
    assertEquals(Set.of(), files());
  }

  @Test
  void whatAKilledFetchLeftIsRemovedByTheNextThatLooksAtTheSize() throws Exception {
    Child killed = child();
    block(master);
    killed.beginOpening(master);
    awaitBlocked(master);
    killed.kill();
    assertEquals(2, files().size(), files().toString());
    try (MasterStore store = store(Long.MAX_VALUE)) {
      second.assertIn(store);
      assertEquals(Set.of(fileOf(second).getFileName().toString()), files());
      unblock(master);
      master.assertIn(store);
    }
    assertEquals(2, files().size());
  }

  @Test
  void aFileInUseByAProcessIsNotRemovedBeforeThatIsKilled() throws Exception {
    Child user = child();
    user.beginOpening(master);
    user.assertOpened(master);
    MasterStore store = store(0);
    second.assertIn(store);
    store.close();
    assertTrue(Files.exists(fileOf(master)), "in use by the child");
    assertFalse(Files.exists(fileOf(second)));
    user.kill();
    try (MasterStore later = store(0)) {
      second.assertIn(later);
      assertEquals(Set.of(fileOf(second).getFileName().toString()), files());
    }
    assertEquals(Set.of(), files());
  }

  /** What one process opens and closes must not lift the locks of its other masters. */
  @Test
  void aProcessKeepsItsClaimsWhileItOpensAndCloses() throws Exception {
    Child user = child();
    user.beginOpening(master);
    user.assertOpened(master);
    user.beginOpening(second); // the limit of the child is 0: it looks at all files
    user.assertOpened(second);
    user.close(second);
    store(0).close();
    assertTrue(Files.exists(fileOf(master)), "in use by the child");
    assertFalse(Files.exists(fileOf(second)));
    user.end(); // with a master open: the end of the process gives it up
    store(0).close();
    assertEquals(Set.of(), files());
  }

  /** Nor must what the same classes do under another class loader. */
  @Test
  void aProcessKeepsItsClaimsWhileAnotherClassLoaderLooksAtThem() throws Exception {
    Child other = child();
    try (MasterStore store = store(Long.MAX_VALUE);
        MappedMaster open = store.open(master.reference())) {
      AnotherClassLoader.firstPixel(cache(), log(), second.reference());
      other.end();
      assertTrue(Files.exists(fileOf(master)), "in use by this process");
      assertFalse(Files.exists(fileOf(second)));
      master.assertIn(open);
    }
  }

  private MasterStore impatientStore(Path own, List<String> notes) {
    return new MasterStore(
        new MasterStoreProcess.LoggedStorage(log()),
        cache(),
        Long.MAX_VALUE,
        own,
        notes::add,
        Duration.ofMillis(300));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aStoppedProcessThatHasTheFolderLockedIsNamedAndNotWaitedFor() throws Exception {
    Path own = folder.resolve("own");
    List<String> notes = new ArrayList<>();
    Child stopped = child();
    MasterStore store = impatientStore(own, notes);
    try (MappedMaster open = store.open(master.reference())) {
      Path lock = cache().resolve("lock");
      stopped.lock(lock);
      stopped.stop();
      second.assertIn(store);
      TestMaster third = TestMaster.write(folder, 2);
      third.assertIn(store);
      second.assertIn(store);
      master.assertIn(open);
      assertEquals(1, notes.size(), notes.toString());
      String pid = "process " + stopped.process.pid() + " on ";
      assertTrue(
          notes.get(0).startsWith("the cache of masters in " + cache() + " is locked by " + pid),
          notes.get(0));
      assertTrue(notes.get(0).contains(MasterStoreProcess.class.getName()), notes.get(0));
      if (Files.exists(Path.of("/proc/self/stat"))) {
        assertTrue(notes.get(0).contains("kill -CONT " + stopped.process.pid()), notes.get(0));
      }
      assertEquals(3, fetches().size());
    }
    master.assertIn(store); // once more, in its new place
    store.close();
    assertFalse(Files.exists(own));
    stopped.kill();
    try (MasterStore later = store(Long.MAX_VALUE)) {
      second.assertIn(later);
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void withoutAFolderOfItsOwnAStoreSaysWhoHasTheLock() throws Exception {
    Child stopped = child();
    Files.createDirectories(cache());
    stopped.lock(cache().resolve("lock"));
    stopped.stop();
    MasterStore store = impatientStore(null, new ArrayList<>());
    IOException failure =
        assertThrows(IOException.class, () -> store.open(master.reference()).close());
    assertTrue(
        failure.getMessage().contains("is locked by process " + stopped.process.pid() + " on "),
        failure.getMessage());
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aFetchThatWasStoppedIsDoneByWhoWaitsForIt() throws Exception {
    Child stopped = child();
    block(master);
    stopped.beginOpening(master);
    awaitBlocked(master);
    stopped.stop();
    unblock(master);
    try (MasterStore store = impatientStore(folder.resolve("own"), new ArrayList<>());
        MappedMaster open = store.open(master.reference())) {
      master.assertIn(open);
      assertEquals(2, fetches().size());
      Process resume = new ProcessBuilder("kill", "-CONT", "" + stopped.process.pid()).start();
      assertEquals(0, resume.waitFor());
      stopped.assertOpened(master); // and puts its own in the place of ours
      master.assertIn(open);
      master.assertIn(store);
      stopped.close(master);
      stopped.end();
    }
  }

  /** A limit of the size of files is as a full disk: the write fails. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void saysThatTheDiskIsFullAndLeavesNothing() throws Exception {
    Child poor = child("trap '' XFSZ && ulimit -f 2"); // two blocks of 512 bytes
    poor.beginOpening(master);
    String said = poor.out.readLine();
    assertTrue(said.startsWith("failed " + master.reference().uri()), said);
    assertTrue(said.contains(cache().toString()), said);
    assertTrue(said.contains("--scratch"), said);
    assertEquals(Set.of(), files());
  }
}
