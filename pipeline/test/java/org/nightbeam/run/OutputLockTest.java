package org.nightbeam.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputLockTest {
  @TempDir Path output;

  private Path file() {
    return output.resolve(".nightbeam-lock");
  }

  @Test
  void oneHasItAtATime() throws IOException {
    try (OutputLock first = OutputLock.take(output.toString())) {
      assertNull(first.doubt());
      String owner = Files.readString(file());
      assertTrue(owner.startsWith("process " + ProcessHandle.current().pid() + " on "), owner);
      IOException e =
          assertThrows(IOException.class, () -> OutputLock.take(output.toString()).close());
      assertTrue(e.getMessage().contains("another run writes to " + output), e.getMessage());
    }
    assertFalse(Files.exists(file()));
    OutputLock.take(output.toString()).close();
  }

  /** As on a network disk whose server keeps no locks. */
  @Test
  void withoutLocksARunGoesOnAndSaysSo() throws IOException {
    OutputLock.Locking none =
        channel -> {
          throw new IOException("No locks available");
        };
    try (OutputLock first = OutputLock.take(output.toString(), none);
        OutputLock second = OutputLock.take(output.toString(), none)) {
      assertEquals(
          output
              + ": its file system has no locks (No locks available), so a second run to it is not"
              + " noticed in time; should one begin, this one ends",
          first.doubt());
      assertEquals(first.doubt(), second.doubt());
    }
    assertFalse(Files.exists(file()), "nothing stays that stands for a lock");
  }
}
