package org.nightbeam.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStorageTest {
  private static final byte[] BYTES = {1, 2, 3};

  @TempDir private Path folder;

  @Test
  void aDurableFileHasItsNameWhenItIsCommittedAndNotBefore() throws IOException {
    LocalStorage storage = new LocalStorage(folder.resolve("run/unfinished"), true);
    Path product = folder.resolve("out/a/b/product");
    try (NewFile file = storage.create(product.toString())) {
      file.write(ByteBuffer.wrap(BYTES));
      assertFalse(Files.exists(product));
      file.commit();
    }
    assertArrayEquals(BYTES, Files.readAllBytes(product));
    storage.settle();
    assertEquals(List.of(), names(folder.resolve("run/unfinished")));
    assertEquals(List.of("product"), names(product.getParent()));
  }

  @Test
  void whatIsNotCommittedLeavesNothing() throws IOException {
    LocalStorage storage = new LocalStorage(folder.resolve("run/unfinished"), true);
    Path product = folder.resolve("out/product");
    try (NewFile file = storage.create(product.toString())) {
      file.write(ByteBuffer.wrap(BYTES));
    }
    assertEquals(List.of(), names(folder.resolve("run/unfinished")));
    assertEquals(List.of(), names(product.getParent()));
    storage.settle();
  }

  @Test
  void aFolderThatIsGoneNeedsNotSettle() throws IOException {
    LocalStorage storage = new LocalStorage(null, true);
    Path product = folder.resolve("out/product");
    try (NewFile file = storage.create(product.toString())) {
      file.commit();
    }
    LocalStorage.deleteFolder(product.getParent());
    storage.settle();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
