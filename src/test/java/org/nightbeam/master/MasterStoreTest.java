package org.nightbeam.master;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.RawFrames;
import org.nightbeam.frame.FrameType;
import org.nightbeam.storage.LocalStorage;

class MasterStoreTest {
  private static final int WIDTH = 37;
  private static final int HEIGHT = 29;

  @TempDir Path folder;
  private float[][] pixels;
  private MasterReference master;

  @BeforeEach
  void writeMaster() throws Exception {
    writeAnotherMaster(0);
  }

  private void writeAnotherMaster(int number) throws Exception {
    Random random = new Random(3 + number);
    pixels = new float[HEIGHT][WIDTH];
    ByteBuffer bytes = ByteBuffer.allocate(4 * WIDTH * HEIGHT);
    for (float[] row : pixels) {
      for (int x = 0; x < WIDTH; x++) {
        row[x] = random.nextInt(20) == 0 ? Float.NaN : random.nextFloat() * 1000 - 100;
        bytes.putFloat(row[x]);
      }
    }
    Path file =
        RawFrames.write(folder.resolve("m/master" + number + ".fits"), pixels, header -> {});
    String hash =
        HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    master =
        new MasterReference(
            "id", FrameType.BIAS, file.toString(), "master.fits", WIDTH, HEIGHT, 2880, hash);
  }

  private MasterStore store() {
    return store(Long.MAX_VALUE);
  }

  private MasterStore store(long limit) {
    return new MasterStore(new LocalStorage(), folder.resolve("cache"), limit);
  }

  private void assertHoldsPixels(MappedMaster mapped) {
    for (int y = 0; y < HEIGHT; y++) {
      float[] row = new float[WIDTH];
      mapped.read(y, 0, WIDTH, row);
      assertArrayEquals(pixels[y], row, "row " + y);
    }
  }

  @Test
  void holdsThePixelsInTheMachinesOrder() throws IOException {
    MasterStore store = store();
    assertHoldsPixels(store.open(master));
    byte[] cached = Files.readAllBytes(store.cacheFile(master));
    assertEquals(4 * WIDTH * HEIGHT, cached.length);
    assertEquals(
        pixels[2][5],
        ByteBuffer.wrap(cached).order(ByteOrder.nativeOrder()).getFloat(4 * (2 * WIDTH + 5)));
  }

  @Test
  void readsPartsOfRows() throws IOException {
    float[] part = new float[5];
    store().open(master).read(7, 11, 5, part);
    for (int i = 0; i < 5; i++) {
      assertEquals(pixels[7][11 + i], part[i]);
    }
  }

  @Test
  void mapsMoreThanOneChunk() throws IOException {
    MasterStore store = store();
    store.open(master);
    // 3 rows a chunk: what happens beyond 2 GiB, without writing 2 GiB.
    assertHoldsPixels(MappedMaster.map(store.cacheFile(master), WIDTH, HEIGHT, 3L * 4 * WIDTH + 1));
  }

  @Test
  void makesTheFileOnceForAllStores() throws IOException {
    MasterStore first = store();
    assertSame(first.open(master), first.open(master));
    Object made = fileKey(first.cacheFile(master));
    assertHoldsPixels(store().open(master));
    assertEquals(made, fileKey(first.cacheFile(master)), "the file was made anew");
  }

  private static Object fileKey(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  @Test
  void remakesADamagedFile() throws IOException {
    Path cached = store().cacheFile(master);
    store().open(master);
    try (RandomAccessFile file = new RandomAccessFile(cached.toFile(), "rw")) {
      file.seek(100);
      file.write(file.read() ^ 1);
    }
    assertHoldsPixels(store().open(master));
  }

  @Test
  void remakesAHalfWrittenFile() throws IOException {
    Path cached = store().cacheFile(master);
    store().open(master);
    try (RandomAccessFile file = new RandomAccessFile(cached.toFile(), "rw")) {
      file.setLength(1000);
    }
    assertHoldsPixels(store().open(master));
    assertEquals(4L * WIDTH * HEIGHT, Files.size(cached));
  }

  @Test
  void refusesAMasterThatWasChanged() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(Path.of(master.uri()).toFile(), "rw")) {
      file.seek(2880 + 40);
      file.write(77);
      file.write(77);
    }
    IOException refused = assertThrows(IOException.class, () -> store().open(master));
    assertTrue(refused.getMessage().contains(master.uri()), refused.getMessage());
    assertTrue(refused.getMessage().contains(master.sha256()), refused.getMessage());
    try (var cached = Files.list(folder.resolve("cache"))) {
      assertTrue(
          cached.noneMatch(file -> file.toString().endsWith(".f32")), "a refused master is cached");
    }
  }

  @Test
  void saysThatAMasterIsTruncated() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(Path.of(master.uri()).toFile(), "rw")) {
      file.setLength(2880 + 50);
    }
    IOException refused = assertThrows(IOException.class, () -> store().open(master));
    assertTrue(refused.getMessage().contains("truncated"), refused.getMessage());
  }

  @Test
  void removesTheLeastRecentlyOpenedFileBeyondTheLimit() throws Exception {
    MasterReference first = master;
    MappedMaster mapped = store().open(first);
    float[][] pixelsOfFirst = pixels;
    Files.setLastModifiedTime(store().cacheFile(first), FileTime.fromMillis(1000));
    writeAnotherMaster(1);
    MasterReference second = master;
    store().open(second);
    Files.setLastModifiedTime(store().cacheFile(second), FileTime.fromMillis(2000));
    store().open(first); // opened again, so the second is the oldest now
    writeAnotherMaster(2);
    store(2 * master.dataBytes()).open(master);
    assertTrue(Files.exists(store().cacheFile(first)));
    assertFalse(Files.exists(store().cacheFile(second)));
    assertTrue(Files.exists(store().cacheFile(master)));
    store(0).open(second);
    assertFalse(Files.exists(store().cacheFile(first)));
    pixels = pixelsOfFirst;
    assertHoldsPixels(mapped); // removed, and still mapped
  }

  @Test
  void theSamePixelsInAnotherShapeAreAnotherMaster() throws IOException {
    MasterStore store = store();
    store.open(master);
    MasterReference turned =
        new MasterReference(
            "turned",
            FrameType.BIAS,
            master.uri(),
            master.path(),
            HEIGHT,
            WIDTH,
            2880,
            master.sha256());
    float[] row = new float[HEIGHT];
    store.open(turned).read(1, 0, HEIGHT, row);
    assertEquals(pixels[0][HEIGHT], row[0]); // the pixel after the first HEIGHT ones
  }

  @Test
  void servesManyThreadsAndStoresAtOnce() throws Exception {
    var threads = Executors.newFixedThreadPool(8);
    try {
      MasterStore shared = store();
      Callable<MappedMaster> fromShared = () -> shared.open(master);
      Callable<MappedMaster> fromOwn = () -> store().open(master);
      for (var result : threads.invokeAll(List.of(fromShared, fromShared, fromOwn, fromShared))) {
        assertNotNull(result.get());
        assertHoldsPixels(result.get());
      }
    } finally {
      threads.shutdown();
    }
  }
}
