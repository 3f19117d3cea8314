package org.nightbeam.master.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.nightbeam.master.store.TestMaster.BYTES;
import static org.nightbeam.master.store.TestMaster.HEIGHT;
import static org.nightbeam.master.store.TestMaster.WIDTH;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.frame.FrameType;
import org.nightbeam.storage.LocalStorage;

@Timeout(60)
class MasterStoreTest {
  @TempDir Path folder;
  private final List<MasterStore> stores = new ArrayList<>();
  private TestMaster master;

  @BeforeEach
  void writeMaster() throws Exception {
    master = TestMaster.write(folder, 0);
  }

  @AfterEach
  void closeStores() throws IOException {
    for (MasterStore store : stores) {
      store.close();
    }
  }

  private MasterStore store() {
    return store(Long.MAX_VALUE);
  }

  private MasterStore store(long limit) {
    MasterStore store =
        new MasterStore(new MasterStoreProcess.LoggedStorage(log()), cache(), limit);
    stores.add(store);
    return store;
  }

  private Path cache() {
    return folder.resolve("cache");
  }

  private Path log() {
    return folder.resolve("fetched");
  }

  private int fetches() throws IOException {
    return Files.exists(log()) ? Files.readAllLines(log()).size() : 0;
  }

  private Path fileOf(TestMaster of) {
    return cache().resolve(of.reference().sha256() + ".f32");
  }

  /** The ends of the names in the cache's folder, the lock left out. */
  private Set<String> kindsOfFiles() throws IOException {
    try (var files = Files.list(cache())) {
      return files
          .map(file -> file.getFileName().toString().replaceFirst("^[0-9a-f]{64}", ""))
          .map(name -> name.replaceFirst("-.*", ""))
          .filter(name -> !name.equals("lock"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static void setLastUse(Path file, long seconds) throws IOException {
    Files.getFileAttributeView(file, BasicFileAttributeView.class)
        .setTimes(null, FileTime.fromMillis(1000 * seconds), null);
  }

  private static Object fileKey(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  /** Changes a pixel behind the back of all. */
  private static void damage(Path file, FileTime modified) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(100);
      int before = bytes.read();
      bytes.seek(100);
      bytes.write(before ^ 1);
    }
    Files.setLastModifiedTime(file, modified);
  }

  @Test
  void holdsThePixelsInTheMachinesOrder() throws IOException {
    master.assertIn(store());
    byte[] cached = Files.readAllBytes(fileOf(master));
    assertEquals(BYTES, cached.length);
    assertEquals(
        master.pixels()[2][5],
        ByteBuffer.wrap(cached).order(ByteOrder.nativeOrder()).getFloat(4 * (2 * WIDTH + 5)));
  }

  @Test
  void readsPartsOfRows() throws IOException {
    float[] part = new float[5];
    try (MappedMaster mapped = store().open(master.reference())) {
      mapped.read(7, 11, 5, part);
    }
    for (int i = 0; i < 5; i++) {
      assertEquals(master.pixels()[7][11 + i], part[i]);
    }
  }

  @Test
  void mapsMoreThanOneChunk() throws IOException {
    master.assertIn(store());
    // Chunks that end within rows, and rows of several chunks: as beyond 1 GiB.
    for (int chunkPixels : new int[] {3 * WIDTH + 1, WIDTH, 10}) {
      MappedPixels pixels = MappedPixels.map(fileOf(master), chunkPixels);
      master.assertIn(new MappedMaster(pixels, WIDTH, () -> {}));
      pixels.unmap();
    }
  }

  @Test
  void fetchesOnceForAllStores() throws IOException {
    MasterStore first = store();
    master.assertIn(first);
    Object made = fileKey(fileOf(master));
    master.assertIn(first);
    master.assertIn(store());
    assertEquals(made, fileKey(fileOf(master)), "the file was made anew");
    assertEquals(1, fetches());
  }

  @Test
  void whatIsPutIsNotFetched() throws IOException {
    MasterStore store = store();
    store.put(master.reference(), () -> Channels.newChannel(new ByteArrayInputStream(bytes())));
    Object made = fileKey(fileOf(master));
    master.assertIn(store);
    store.put(
        master.reference(),
        () -> {
          throw new IOException("it is there");
        });
    master.assertIn(store());
    assertEquals(made, fileKey(fileOf(master)), "the file was made anew");
    assertEquals(0, fetches());
    assertEquals(Set.of(".f32"), kindsOfFiles());
  }

  @Test
  void aFailedPutLeavesNothingAndTheMasterIsFetched() throws IOException {
    MasterStore store = store();
    byte[] tooFew = Arrays.copyOf(bytes(), 100);
    IOException failure =
        assertThrows(
            IOException.class,
            () ->
                store.put(
                    master.reference(),
                    () -> Channels.newChannel(new ByteArrayInputStream(tooFew))));
    assertTrue(failure.getMessage().contains("have become fewer"), failure.getMessage());
    assertEquals(Set.of(), kindsOfFiles());
    master.assertIn(store);
    assertEquals(1, fetches());
  }

  /** The pixels as a FITS file has them. */
  private byte[] bytes() {
    ByteBuffer bytes = ByteBuffer.allocate((int) master.reference().dataBytes());
    for (float[] row : master.pixels()) {
      bytes.asFloatBuffer().put(row);
      bytes.position(bytes.position() + Float.BYTES * row.length);
    }
    return bytes.array();
  }

  @Test
  void leavesNothingButTheFile() throws IOException {
    MasterStore store = store();
    MappedMaster one = store.open(master.reference());
    MappedMaster two = store.open(master.reference());
    assertEquals(Set.of(".f32", ".use"), kindsOfFiles());
    one.close();
    assertEquals(Set.of(".f32", ".use"), kindsOfFiles());
    two.close();
    two.close(); // does nothing
    assertEquals(Set.of(".f32"), kindsOfFiles());
    master.assertIn(store);
    assertEquals(Set.of(".f32"), kindsOfFiles());
  }

  @Test
  void aClosedMasterCannotBeReadWhileOthersCan() throws IOException {
    MasterStore store = store();
    MappedMaster closed = store.open(master.reference());
    try (MappedMaster open = store.open(master.reference())) {
      closed.close();
      IllegalStateException refused =
          assertThrows(IllegalStateException.class, () -> closed.read(0, 0, 1, new float[1]));
      assertTrue(refused.getMessage().contains("closed"), refused.getMessage());
      master.assertIn(open);
    }
  }

  @Test
  void aMasterOutlivesTheStoreUntilItIsClosed() throws IOException {
    MasterStore store = store(0);
    MappedMaster mapped = store.open(master.reference());
    store.close();
    assertThrows(IllegalStateException.class, () -> store.open(master.reference()));
    assertTrue(Files.exists(fileOf(master)));
    master.assertIn(mapped);
    mapped.close();
    store(0).close();
    assertEquals(Set.of(), kindsOfFiles());
  }

  @Test
  void closingAStoreUnmapsItsMasters() throws IOException {
    MasterStore store = store();
    master.assertIn(store);
    assertTrue(isMapped(fileOf(master)));
    store.close();
    assertFalse(isMapped(fileOf(master)));
  }

  @Test
  void aRemovedFileIsUnmappedSoThatItsRoomIsFree() throws Exception {
    MasterStore store = store();
    master.assertIn(store);
    Path removed = fileOf(master);
    store(0).close();
    assertFalse(Files.exists(removed));
    TestMaster.write(folder, 1).assertIn(store);
    assertFalse(isMapped(removed));
  }

  @Test
  void keepsFewClosedMastersMapped() throws Exception {
    MasterStore store = store();
    int mapped = 0;
    for (int number = 0; number < 40; number++) {
      TestMaster.write(folder, number).assertIn(store);
    }
    for (int number = 0; number < 40; number++) {
      mapped += isMapped(fileOf(TestMaster.write(folder, number))) ? 1 : 0;
    }
    assertEquals(32, mapped);
  }

  /** Whether this process has a file mapped, removed or not. */
  private static boolean isMapped(Path file) throws IOException {
    Path maps = Path.of("/proc/self/maps");
    assumeTrue(Files.exists(maps), "the system cannot tell");
    return Files.readString(maps).contains(file.getFileName().toString());
  }

  @Test
  void remakesADamagedFile() throws IOException {
    master.assertIn(store());
    damage(fileOf(master), FileTime.fromMillis(5000));
    master.assertIn(store());
    assertEquals(2, fetches());
  }

  @Test
  void aVerifiedFileIsNotReadAgainBeforeItChanges() throws IOException {
    MasterStore store = store();
    master.assertIn(store);
    damage(fileOf(master), Files.getLastModifiedTime(fileOf(master)));
    try (MappedMaster unnoticed = store.open(master.reference())) {
      float[] pixel = new float[1];
      unnoticed.read(0, 25, 1, pixel); // of byte 100
      assertNotEquals(master.pixels()[0][25], pixel[0]);
    }
    Files.setLastModifiedTime(fileOf(master), FileTime.fromMillis(5000));
    master.assertIn(store);
    assertEquals(2, fetches());
  }

  @Test
  void noticesAReplacedFile() throws IOException {
    MasterStore store = store();
    master.assertIn(store);
    Path other = folder.resolve("other");
    Files.copy(fileOf(master), other);
    damage(other, Files.getLastModifiedTime(fileOf(master)));
    Files.move(other, fileOf(master), StandardCopyOption.REPLACE_EXISTING);
    master.assertIn(store);
    assertEquals(2, fetches());
  }

  @Test
  void remakesAHalfWrittenFile() throws IOException {
    master.assertIn(store());
    try (RandomAccessFile file = new RandomAccessFile(fileOf(master).toFile(), "rw")) {
      file.setLength(1000);
    }
    master.assertIn(store());
    assertEquals(BYTES, Files.size(fileOf(master)));
  }

  @Test
  void refusesAMasterThatWasChanged() throws Exception {
    try (RandomAccessFile file =
        new RandomAccessFile(Path.of(master.reference().uri()).toFile(), "rw")) {
      file.seek(2880 + 40);
      file.write(77);
      file.write(77);
    }
    MasterStore store = store();
    IOException refused = assertThrows(IOException.class, () -> store.open(master.reference()));
    assertTrue(refused.getMessage().contains(master.reference().uri()), refused.getMessage());
    assertTrue(refused.getMessage().contains(master.reference().sha256()), refused.getMessage());
    assertEquals(Set.of(), kindsOfFiles());
    // and when it is right again, so is the store
    master = TestMaster.write(folder, 0);
    master.assertIn(store);
  }

  @Test
  void saysThatAMasterIsTruncated() throws IOException {
    try (RandomAccessFile file =
        new RandomAccessFile(Path.of(master.reference().uri()).toFile(), "rw")) {
      file.setLength(2880 + 50);
    }
    IOException refused = assertThrows(IOException.class, () -> store().open(master.reference()));
    assertTrue(refused.getMessage().contains("truncated"), refused.getMessage());
    assertEquals(Set.of(), kindsOfFiles());
  }

  @Test
  void saysWhereTheCacheCannotBe() throws IOException {
    Files.createFile(cache());
    IOException refused = assertThrows(IOException.class, () -> store().open(master.reference()));
    assertTrue(refused.getMessage().contains(cache().toString()), refused.getMessage());
    assertTrue(refused.getMessage().contains("not a folder"), refused.getMessage());
    assertTrue(refused.getMessage().contains("--scratch"), refused.getMessage());
    Files.delete(cache());
  }

  @Test
  void saysThatTheCacheMayNotBeWritten() throws IOException {
    Files.createDirectories(cache());
    assertTrue(cache().toFile().setWritable(false));
    assumeFalse(Files.isWritable(cache()), "root may write everywhere");
    IOException refused =
        assertThrows(
            IOException.class, () -> new MasterStore(null, cache(), 0).open(master.reference()));
    assertTrue(refused.getMessage().contains("permission denied"), refused.getMessage());
    assertTrue(refused.getMessage().contains("--scratch"), refused.getMessage());
  }

  @Test
  void anInterruptedFetchLeavesNothingAndTheNextThreadFetches() throws Exception {
    Path block = Files.createFile(Path.of(master.reference().uri() + ".block"));
    MasterStore store = store();
    var threads = Executors.newFixedThreadPool(2);
    try {
      Future<MappedMaster> interrupted = threads.submit(() -> store.open(master.reference()));
      while (!Files.exists(Path.of(master.reference().uri() + ".blocked"))) {
        Thread.sleep(5);
      }
      Future<?> next =
          threads.submit(
              () -> {
                master.assertIn(store);
                return null;
              });
      interrupted.cancel(true);
      while (fetches() < 2) {
        Thread.sleep(5);
      }
      Files.delete(block);
      next.get();
    } finally {
      threads.shutdown();
    }
    assertEquals(Set.of(".f32"), kindsOfFiles());
  }

  @Test
  void theCacheMayVanish() throws IOException {
    MasterStore store = store();
    master.assertIn(store);
    LocalStorage.deleteFolder(cache());
    master.assertIn(store);
    assertEquals(2, fetches());
  }

  @Test
  void nothingIsWrittenThroughALink() throws IOException {
    Path real = Files.createDirectories(folder.resolve("real"));
    Files.createSymbolicLink(cache(), real);
    IOException e = assertThrows(IOException.class, () -> master.assertIn(store()));
    assertTrue(e.getMessage().contains(cache() + ": is a link"), e.getMessage());
    assertTrue(e.getMessage().endsWith("by --scratch"), e.getMessage());
    assertEquals(0, real.toFile().list().length);
    Files.delete(cache());
    Files.createDirectories(cache());
    Path precious = Files.writeString(folder.resolve("precious"), "text");
    Files.createSymbolicLink(cache().resolve("lock"), precious);
    e = assertThrows(IOException.class, () -> master.assertIn(store()));
    assertTrue(e.getMessage().contains(cache().resolve("lock") + ": is a link"), e.getMessage());
    assertEquals("text", Files.readString(precious));
    Files.delete(cache().resolve("lock"));
  }

  @Test
  void removesTheLeastRecentlyOpenedFileBeyondTheLimit() throws Exception {
    TestMaster first = master;
    TestMaster second = TestMaster.write(folder, 1);
    TestMaster third = TestMaster.write(folder, 2);
    first.assertIn(store());
    setLastUse(fileOf(first), 1000);
    second.assertIn(store());
    setLastUse(fileOf(second), 2000);
    first.assertIn(store()); // opened again, so the second is the oldest now
    third.assertIn(store(2 * BYTES));
    assertTrue(Files.exists(fileOf(first)));
    assertFalse(Files.exists(fileOf(second)));
    assertTrue(Files.exists(fileOf(third)));
  }

  @Test
  void neverRemovesAFileInUse() throws Exception {
    TestMaster second = TestMaster.write(folder, 1);
    TestMaster third = TestMaster.write(folder, 2);
    MasterStore other = store(); // as another run in the same process
    MasterStore store = store(0);
    try (MappedMaster ofOther = other.open(master.reference())) {
      setLastUse(fileOf(master), 1000);
      MappedMaster own = store.open(second.reference());
      setLastUse(fileOf(second), 2000);
      third.assertIn(store);
      assertTrue(Files.exists(fileOf(master)), "in use by another store");
      assertTrue(Files.exists(fileOf(second)), "in use by the store itself");
      own.close();
      setLastUse(fileOf(second), 2000);
      store.close();
      assertTrue(Files.exists(fileOf(master)), "in use by another store");
      assertFalse(Files.exists(fileOf(second)));
      assertFalse(Files.exists(fileOf(third)));
      master.assertIn(ofOther);
    }
    store(0).close();
    assertFalse(Files.exists(fileOf(master)));
    assertEquals(4 - 1, fetches());
  }

  @Test
  void worksWithALimitOfNothing() throws Exception {
    MasterStore store = store(0);
    TestMaster second = TestMaster.write(folder, 1);
    master.assertIn(store);
    master.assertIn(store);
    assertEquals(1, fetches(), "the only one stays, though above the limit");
    second.assertIn(store);
    assertFalse(Files.exists(fileOf(master)));
    master.assertIn(store);
    assertEquals(3, fetches());
    store.close();
    assertEquals(Set.of(), kindsOfFiles());
  }

  @Test
  void theSamePixelsInAnotherShapeAreAnotherMaster() throws IOException {
    MasterStore store = store();
    master.assertIn(store);
    float[] row = new float[HEIGHT];
    try (MappedMaster turned = store.open(shaped(HEIGHT, WIDTH))) {
      turned.read(1, 0, HEIGHT, row);
    }
    assertEquals(master.pixels()[0][HEIGHT], row[0]); // the pixel after the first HEIGHT ones
  }

  @Test
  @SuppressWarnings("try") // the master is held open, and not used
  void refusesAShapeOfMorePixelsThanTheMasterHas() throws IOException {
    MasterStore store = store();
    MasterReference wrong = shaped(WIDTH, HEIGHT - 1);
    try (MappedMaster open = store.open(master.reference())) {
      assertThrows(IOException.class, () -> store.open(wrong));
    }
    assertThrows(IOException.class, () -> store.open(wrong));
    master.assertIn(store);
  }

  private MasterReference shaped(int width, int height) {
    MasterReference right = master.reference();
    return new MasterReference(
        "other", FrameType.BIAS, right.uri(), right.path(), width, height, 2880, right.sha256());
  }

  @Test
  void servesManyThreadsAndStoresAtOnce() throws Exception {
    var threads = Executors.newFixedThreadPool(8);
    try {
      List<TestMaster> masters = new ArrayList<>();
      for (int number = 0; number < 4; number++) {
        masters.add(TestMaster.write(folder, number));
      }
      List<MasterStore> some = List.of(store(0), store(2 * BYTES), store());
      List<Callable<Void>> uses = new ArrayList<>();
      for (int i = 0; i < 600; i++) {
        TestMaster used = masters.get(i * 7 % masters.size());
        MasterStore by = some.get(i % some.size());
        uses.add(
            () -> {
              used.assertIn(by);
              return null;
            });
      }
      for (Future<Void> use : threads.invokeAll(uses)) {
        use.get();
      }
    } finally {
      threads.shutdown();
    }
    assertFalse(kindsOfFiles().contains(".use"), kindsOfFiles().toString());
    assertFalse(kindsOfFiles().contains(".part"), kindsOfFiles().toString());
  }

  @Test
  @SuppressWarnings("try") // the master is held open, and not used
  void servesSeveralClassLoadersAtOnce() throws Exception {
    Callable<Float> underAnotherLoader =
        () -> AnotherClassLoader.firstPixel(cache(), log(), master.reference());
    var threads = Executors.newFixedThreadPool(4);
    try (MappedMaster open = store().open(master.reference())) {
      Files.delete(fileOf(master)); // so that they fetch
      for (var pixel :
          threads.invokeAll(
              List.of(
                  underAnotherLoader,
                  underAnotherLoader,
                  underAnotherLoader,
                  underAnotherLoader))) {
        assertEquals(master.pixels()[0][0], pixel.get());
      }
      assertEquals(2, fetches());
      store(0).close();
      assertTrue(Files.exists(fileOf(master)), "in use");
    } finally {
      threads.shutdown();
    }
  }
}
