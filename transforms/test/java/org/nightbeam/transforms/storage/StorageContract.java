package org.nightbeam.transforms.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nightbeam.storage.ChangedFileException;
import org.nightbeam.storage.FileStamp;
import org.nightbeam.storage.NewFile;
import org.nightbeam.storage.Storage;
import org.nightbeam.storage.TaggedChannel;

/** What every storage keeps, as {@link Storage} says: each has a test that extends this. */
public abstract class StorageContract {
  private static final int LONG = 700_000; // more than what is read of an object at first

  /** The storage. */
  protected abstract Storage storage() throws IOException;

  /** The URI of a file in it. */
  protected abstract String uri(String name);

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private byte[] written(String uri, int length) throws IOException {
    byte[] bytes = random(length);
    write(uri, bytes);
    return bytes;
  }

  private void write(String uri, byte[] bytes) throws IOException {
    try (NewFile file = storage().create(uri)) {
      file.write(ByteBuffer.wrap(bytes));
      file.commit();
    }
  }

  private static byte[] rest(SeekableByteChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(LONG + 1);
    while (channel.read(bytes) >= 0) {}
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  private byte[] read(String uri) throws IOException {
    try (SeekableByteChannel channel = storage().open(uri)) {
      return rest(channel);
    }
  }

  private boolean isThere(String uri) throws IOException {
    try (SeekableByteChannel channel = storage().open(uri)) {
      return channel.size() >= 0;
    } catch (NoSuchFileException | FileNotFoundException none) {
      return false;
    }
  }

  private static IOException failure(CompletableFuture<Void> read) {
    CompletionException failed = assertThrows(CompletionException.class, read::join);
    return assertInstanceOf(IOException.class, failed.getCause());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2880, LONG})
  void whatIsWrittenIsRead(int length) throws IOException {
    String uri = uri("length " + length);
    byte[] bytes = written(uri, length);
    assertArrayEquals(bytes, read(uri));
    try (SeekableByteChannel channel = storage().open(uri)) {
      assertEquals(length, channel.size());
      assertEquals(length, channel.position(length).position());
      assertEquals(-1, channel.read(ByteBuffer.allocate(1)));
      assertEquals(-1, channel.position(length + 5L).read(ByteBuffer.allocate(1)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b.fits",
        "M31 – Größe.fits",
        "50%.fits",
        "a+b&c=d#e.fits",
        "deep/er/still.fits"
      })
  void namesAreWhatTheyAre(String name) throws IOException {
    byte[] bytes = written(uri(name), 100);
    assertArrayEquals(bytes, read(uri(name)));
    ByteBuffer piece = ByteBuffer.allocate(10);
    storage().read(uri(name), 90, piece).join();
    assertArrayEquals(Arrays.copyOfRange(bytes, 90, 100), piece.array());
  }

  @Test
  void aFileIsReadFromAnyPosition() throws IOException {
    String uri = uri("positions");
    byte[] bytes = written(uri, LONG);
    try (SeekableByteChannel channel = storage().open(uri)) {
      for (int position : new int[] {600_000, 0, 100_000, LONG - 1, 65_535}) {
        channel.position(position);
        assertArrayEquals(Arrays.copyOfRange(bytes, position, LONG), rest(channel));
        ByteBuffer piece = ByteBuffer.allocate(LONG - position).position(LONG - position - 1);
        storage().read(uri, position, piece).join();
        assertEquals(bytes[position], piece.get(LONG - position - 1));
      }
    }
  }

  @Test
  void piecesOfManyFilesComeTogether() throws IOException {
    List<byte[]> contents = new ArrayList<>();
    List<ByteBuffer> pieces = new ArrayList<>();
    List<CompletableFuture<Void>> reads = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      contents.add(written(uri("many/" + i), 1000 + i));
      pieces.add(ByteBuffer.allocate(500));
    }
    for (int i = 0; i < 40; i++) {
      reads.add(storage().read(uri("many/" + i), 500 + i, pieces.get(i)));
    }
    for (int i = 0; i < 40; i++) {
      reads.get(i).join();
      assertFalse(pieces.get(i).hasRemaining());
      assertArrayEquals(
          Arrays.copyOfRange(contents.get(i), 500 + i, 1000 + i), pieces.get(i).array());
    }
  }

  @Test
  void nothingIsThereBeforeItIsCommitted() throws IOException {
    String uri = uri("folder/new");
    try (NewFile file = storage().create(uri)) {
      file.write(ByteBuffer.wrap(random(10)));
      assertFalse(isThere(uri));
    }
    assertFalse(isThere(uri), "nor afterwards");
  }

  @Test
  void aFileIsReplacedAsAWholeAndNotBeforeTheCommit() throws IOException {
    String uri = uri("replaced");
    byte[] old = written(uri, LONG);
    try (NewFile abandoned = storage().create(uri)) {
      abandoned.write(ByteBuffer.wrap(random(5)));
    }
    assertArrayEquals(old, read(uri));
    try (NewFile first = storage().create(uri);
        NewFile second = storage().create(uri)) {
      first.write(ByteBuffer.wrap(random(10)));
      second.write(ByteBuffer.wrap(random(20)));
      second.commit();
      assertArrayEquals(random(20), read(uri));
      first.commit();
    }
    assertArrayEquals(random(10), read(uri), "the last one counts, and is whole");
  }

  @Test
  void aFileIsWrittenInAnyOrder() throws IOException {
    String uri = uri("order");
    try (NewFile file = storage().createReplaceable(uri)) {
      file.write(ByteBuffer.wrap(new byte[] {3, 4}), 2);
      file.write(ByteBuffer.wrap(new byte[] {1, 2}), 0);
      file.channel().position(4);
      file.write(ByteBuffer.wrap(new byte[] {5}));
      file.commit();
    }
    assertArrayEquals(new byte[] {1, 2, 3, 4, 5}, read(uri));
  }

  @Test
  void whatIsMissingIsSaidToBe() throws IOException {
    String uri = uri("missing");
    assertFalse(isThere(uri));
    IOException e = failure(storage().read(uri, 0, ByteBuffer.allocate(1)));
    assertTrue(e instanceof NoSuchFileException || e instanceof FileNotFoundException, "" + e);
    assertTrue(e.getMessage().contains("missing"), e.getMessage());
    try {
      assertEquals(Optional.empty(), storage().stamp(uri));
    } catch (NoSuchFileException | FileNotFoundException none) {
      assertTrue(none.getMessage().contains("missing"), none.getMessage());
    }
  }

  @Test
  void aPieceBehindTheEndIsNone() throws IOException {
    String uri = uri("short");
    written(uri, 100);
    for (int position : new int[] {95, 100, 1000}) {
      IOException e = failure(storage().read(uri, position, ByteBuffer.allocate(10)));
      assertInstanceOf(EOFException.class, e);
      assertTrue(e.getMessage().contains("short"), e.getMessage());
    }
  }

  /** Either reading fails, or the stamp tells. */
  @Test
  void aFileThatBecameAnotherIsNoticed() throws IOException, InterruptedException {
    String uri = uri("changed");
    written(uri, LONG);
    Optional<FileStamp> stamp = storage().stamp(uri);
    assertEquals(stamp, storage().stamp(uri), "it stays while nothing happens");
    FileStamp seen;
    try (SeekableByteChannel channel = storage().open(uri)) {
      channel.read(ByteBuffer.allocate(10));
      String tag = channel instanceof TaggedChannel tagged ? tagged.tag() : null;
      seen = stamp.orElse(new FileStamp(LONG, 0, 0, 0)).tagged(tag);
    }
    Thread.sleep(20); // the coarsest clock of a file system here is one of milliseconds
    byte[] other = random(LONG);
    other[LONG - 1]++;
    write(uri, other);
    if (seen.tag() == null) {
      assertNotEquals(stamp, storage().stamp(uri));
      assertTrue(stamp.isPresent());
    } else {
      IOException e = failure(storage().read(uri, seen, 5, ByteBuffer.allocate(10)));
      assertInstanceOf(ChangedFileException.class, e);
      assertTrue(e.getMessage().contains(uri), e.getMessage());
      try (SeekableByteChannel channel = storage().open(uri, seen)) {
        assertThrows(ChangedFileException.class, () -> channel.read(ByteBuffer.allocate(10)));
      }
    }
  }

  @Test
  void aClosedChannelIsClosed() throws IOException {
    String uri = uri("closed");
    written(uri, 10);
    SeekableByteChannel channel = storage().open(uri);
    assertTrue(channel.isOpen());
    channel.close();
    assertFalse(channel.isOpen());
    assertThrows(ClosedChannelException.class, () -> channel.read(ByteBuffer.allocate(1)));
  }
}
