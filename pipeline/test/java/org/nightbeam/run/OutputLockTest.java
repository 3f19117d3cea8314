package org.nightbeam.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

  /** A POSIX process loses its locks on a file when it closes any descriptor of that file. */
  @Test
  void theFirstKeepsItWhenASecondOfItsProcessIsRefused() throws Exception {
    Path link =
        Files.createSymbolicLink(output.resolveSibling(output.getFileName() + "-l"), output);
    try (OutputLock first = OutputLock.take(output.toString())) {
      for (Path name : new Path[] {output, link}) {
        IOException refused =
            assertThrows(IOException.class, () -> OutputLock.take(name.toString()).close());
        assertTrue(refused.getMessage().contains("one of this process, "), refused.getMessage());
      }
      assertNull(first.doubt());
      assertTrue(ofAnotherProcess().contains("another run writes to " + output));
    } finally {
      Files.delete(link);
    }
    assertEquals("taken", ofAnotherProcess());
  }

  /** Returns what another process is told that takes the lock. */
  private String ofAnotherProcess() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                OutputLockTest.class.getName(),
                output.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    other.waitFor();
    return said;
  }

  public static void main(String[] arguments) {
    try (OutputLock lock = OutputLock.take(arguments[0])) {
      System.out.print(lock.doubt() == null ? "taken" : lock.doubt());
    } catch (IOException refused) {
      System.out.print(refused.getMessage());
    }
  }
}
