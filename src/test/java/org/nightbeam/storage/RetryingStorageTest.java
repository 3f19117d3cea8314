package org.nightbeam.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetryingStorageTest {
  private static final byte[] CONTENT = {1, 2, 3, 4, 5, 6, 7, 8};

  @TempDir private Path folder;
  private String uri;
  private final FailingStorage failing = new FailingStorage();
  private final Storage storage = new RetryingStorage(failing);

  /** A local disk that fails as often as there are failures left; reads give 3 bytes at most. */
  private static final class FailingStorage implements Storage {
    private final LocalStorage local = new LocalStorage();
    private final Deque<IOException> openings = new ArrayDeque<>();
    private final Deque<IOException> reads = new ArrayDeque<>();
    private int opened;

    @Override
    public SeekableByteChannel open(String uri) throws IOException {
      opened++;
      fail(openings);
      return new FailingChannel((FileChannel) local.open(uri), reads);
    }

    @Override
    public CompletableFuture<Void> read(String uri, long position, ByteBuffer bytes) {
      try {
        opened++;
        bytes.put((byte) 99); // what a failed read leaves is of no use
        fail(reads);
        bytes.position(bytes.position() - 1);
      } catch (IOException e) {
        return CompletableFuture.failedFuture(e);
      }
      return local.read(uri, position, bytes);
    }

    @Override
    public NewFile create(String uri) throws IOException {
      return local.create(uri);
    }

    private static void fail(Deque<IOException> failures) throws IOException {
      if (!failures.isEmpty()) {
        throw failures.remove();
      }
    }
  }

  private record FailingChannel(FileChannel file, Deque<IOException> failures)
      implements ForwardingChannel {

    @Override
    public SeekableByteChannel channel() {
      return file;
    }

    @Override
    public int read(ByteBuffer bytes) throws IOException {
      if (file.position() > 0 && !failures.isEmpty()) {
        bytes.put((byte) 99);
        throw failures.remove();
      }
      ByteBuffer some = bytes.slice(bytes.position(), Math.min(3, bytes.remaining()));
      int count = file.read(some);
      bytes.position(bytes.position() + some.position());
      return count;
    }
  }

  @BeforeEach
  void writeAFile() throws IOException {
    uri = Files.write(folder.resolve("f"), CONTENT).toString();
  }

  private byte[] readAll() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(CONTENT.length);
    try (SeekableByteChannel channel = storage.open(uri)) {
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
    }
    assertEquals(0, bytes.remaining());
    return bytes.array();
  }

  @Test
  void whatMayPassIsTriedAgain() throws IOException {
    failing.openings.add(new IOException("Stale file handle"));
    failing.reads.add(new IOException("Connection reset"));
    failing.reads.add(new IOException("Connection reset"));
    assertArrayEquals(CONTENT, readAll());
    assertEquals(4, failing.opened, "once in vain, once well, and again after each failed read");
  }

  @Test
  void whatDoesNotPassIsReported() {
    for (int i = 0; i < 10; i++) {
      failing.reads.add(new IOException("Input/output error"));
    }
    assertEquals("Input/output error", assertThrows(IOException.class, this::readAll).getMessage());
  }

  @Test
  void aFileThatIsNotThereIsAskedForOnce() {
    assertThrows(NoSuchFileException.class, () -> storage.open(folder.resolve("no").toString()));
    assertEquals(1, failing.opened);
  }

  @Test
  void aPieceIsReadAgain() {
    failing.reads.add(new IOException("Connection reset"));
    ByteBuffer bytes = ByteBuffer.allocate(6).position(1).limit(5);
    storage.read(uri, 2, bytes).join();
    assertArrayEquals(new byte[] {0, 3, 4, 5, 6, 0}, bytes.array());
    assertEquals(2, failing.opened);
  }

  @Test
  void aPieceBeyondTheEndIsAskedForOnce() {
    CompletionException failure =
        assertThrows(
            CompletionException.class, () -> storage.read(uri, 6, ByteBuffer.allocate(4)).join());
    assertInstanceOf(EOFException.class, failure.getCause());
    assertEquals(1, failing.opened);
  }
}
