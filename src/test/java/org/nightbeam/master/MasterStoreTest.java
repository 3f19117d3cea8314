package org.nightbeam.master;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
    Random random = new Random(3);
    pixels = new float[HEIGHT][WIDTH];
    ByteBuffer bytes = ByteBuffer.allocate(4 * WIDTH * HEIGHT);
    for (float[] row : pixels) {
      for (int x = 0; x < WIDTH; x++) {
        row[x] = random.nextInt(20) == 0 ? Float.NaN : random.nextFloat() * 1000 - 100;
        bytes.putFloat(row[x]);
      }
    }
    Path file = RawFrames.write(folder.resolve("m/master.fits"), pixels, header -> {});
    String hash =
        HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    master =
        new MasterReference(
            "id", FrameType.BIAS, file.toString(), "master.fits", WIDTH, HEIGHT, 2880, hash);
  }

  private MasterStore store() {
    return new MasterStore(new LocalStorage(), folder.resolve("cache"));
  }

  private void assertHoldsPixels(MappedMaster mapped) {
    assertEquals(WIDTH, mapped.width());
    assertEquals(HEIGHT, mapped.height());
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
    FileTime made = Files.getLastModifiedTime(first.cacheFile(master));
    assertHoldsPixels(store().open(master));
    assertEquals(made, Files.getLastModifiedTime(first.cacheFile(master)));
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
