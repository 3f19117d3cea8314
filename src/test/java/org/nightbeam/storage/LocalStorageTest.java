package org.nightbeam.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalStorageTest {
  private static final byte[] BYTES = {1, 2, 3};

  @TempDir private Path folder;

  @Test
  void aDurableFileHasItsNameWhenItIsCommittedAndNotBefore() throws IOException {
    LocalStorage storage = new LocalStorage(ownedFolder(), true);
    Path product = folder.resolve("out/a/b/product");
    try (NewFile file = storage.create(product.toString())) {
      file.write(ByteBuffer.wrap(BYTES));
      assertFalse(Files.exists(product));
      file.commit();
    }
    assertArrayEquals(BYTES, Files.readAllBytes(product));
    storage.settle();
    assertEquals(List.of(), names(folder.resolve("out/run/unfinished")));
    assertEquals(List.of("product"), names(product.getParent()));
  }

  private static void write(LocalStorage storage, Path product, byte... bytes) throws IOException {
    try (NewFile file = storage.create(product.toString())) {
      file.write(ByteBuffer.wrap(bytes));
      file.commit();
    }
  }

  /** Nobody who knows a file sees it change when the same is made once more. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFileWithTheSameBytesStays(boolean durable) throws IOException {
    Path product = folder.resolve("out/a/product");
    LocalStorage storage = new LocalStorage(ownedFolder(), durable);
    write(storage, product, BYTES);
    FileStamp before = FileStamp.of(product);
    write(storage, product, BYTES);
    assertEquals(before, FileStamp.of(product));
    assertEquals(List.of(), names(folder.resolve("out/run/unfinished")));
    write(storage, product, (byte) 1, (byte) 2, (byte) 4);
    assertArrayEquals(new byte[] {1, 2, 4}, Files.readAllBytes(product));
    storage.settle();
  }

  /** A link may lead to the same bytes today, and to others tomorrow. */
  @Test
  void aLinkToTheSameBytesIsReplaced() throws IOException {
    LocalStorage storage = new LocalStorage(ownedFolder(), false);
    Path elsewhere = Files.write(folder.resolve("elsewhere"), BYTES);
    Path soft = Files.createSymbolicLink(folder.resolve("out/soft"), elsewhere);
    write(storage, soft, BYTES);
    assertFalse(Files.isSymbolicLink(soft));
    Path hard = Files.createLink(folder.resolve("out/hard"), elsewhere);
    write(storage, hard, BYTES);
    assertFalse(LocalStorage.isLinked(hard));
    assertFalse(LocalStorage.isLinked(elsewhere));
  }

  @Test
  void aRunThatHasLostItsOutputDoesNotTakeWhatIsThereForItsOwn() throws IOException {
    Path own = ownedFolder();
    Path product = Files.write(folder.resolve("out/product"), BYTES);
    try (NewFile file = new LocalStorage(own, false).create(product.toString())) {
      file.write(ByteBuffer.wrap(BYTES));
      Files.move(own.getParent(), folder.resolve("out/revoked"));
      assertThrows(LostOutputException.class, file::commit);
    }
  }

  @Test
  void whatIsNotCommittedLeavesNothing() throws IOException {
    LocalStorage storage = new LocalStorage(ownedFolder(), true);
    Path product = folder.resolve("out/a/product");
    try (NewFile file = storage.create(product.toString())) {
      file.write(ByteBuffer.wrap(BYTES));
    }
    assertEquals(List.of(), names(folder.resolve("out/run/unfinished")));
    assertEquals(List.of(), names(product.getParent()));
    storage.settle();
  }

  @Test
  void aFolderThatIsGoneNeedsNotSettle() throws IOException {
    LocalStorage storage = new LocalStorage(null, true);
    Path product = folder.resolve("out/a/product");
    try (NewFile file = storage.create(product.toString())) {
      file.commit();
    }
    LocalStorage.deleteFolder(product.getParent());
    storage.settle();
  }

  private Path ownedFolder() throws IOException {
    return Files.createDirectories(folder.resolve("out/run/unfinished"));
  }

  @Test
  void aRunThatHasLostItsOutputReplacesNothing() throws IOException {
    Path own = ownedFolder();
    LocalStorage storage = new LocalStorage(own, false);
    Path product = Files.writeString(folder.resolve("out/product"), "of the later run");
    try (NewFile file = storage.create(product.toString())) {
      file.write(ByteBuffer.wrap(BYTES));
      Files.move(own.getParent(), folder.resolve("out/revoked"));
      IOException e = assertThrows(LostOutputException.class, file::commit);
      assertTrue(e.getMessage().startsWith(folder.resolve("out") + ": a later run"), "" + e);
    }
    assertThrows(LostOutputException.class, () -> storage.create(product.toString()));
    assertEquals("of the later run", Files.readString(product));
    assertFalse(Files.exists(own.getParent()), "nobody who writes makes it again");
    LocalStorage.deleteFolder(folder.resolve("out"));
    IOException e =
        assertThrows(LostOutputException.class, () -> storage.create(product.toString()));
    assertTrue(e.getMessage().contains("does not exist"), e.getMessage());
  }

  @Test
  void nothingIsWrittenThroughALink() throws IOException {
    LocalStorage storage = new LocalStorage(ownedFolder(), false);
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.createSymbolicLink(folder.resolve("out/calibrated"), elsewhere);
    IOException e =
        assertThrows(
            NameTakenException.class,
            () -> storage.create(folder.resolve("out/calibrated/a/b.fits").toString()));
    assertTrue(e.getMessage().startsWith(folder.resolve("out/calibrated") + ": is a link"), "" + e);
    assertEquals(List.of(), names(elsewhere));
  }

  @Test
  void aNameThatIsTakenIsNamed() throws IOException {
    LocalStorage storage = new LocalStorage(ownedFolder(), false);
    Path product = Files.createDirectories(folder.resolve("out/a.fits/x")).getParent();
    IOException e =
        assertThrows(NameTakenException.class, () -> storage.create(product.toString()));
    assertEquals(product + ": is a folder, expected a file; remove it", e.getMessage());
    Files.writeString(folder.resolve("out/b"), "");
    e =
        assertThrows(
            NameTakenException.class,
            () -> storage.create(folder.resolve("out/b/c.fits").toString()));
    assertEquals(
        folder.resolve("out/b") + ": is a file, expected a folder; remove it", e.getMessage());
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
