package org.nightbeam.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class FailureTextTest {
  @Test
  void whatTheSystemLacksIsToldWithTheFileAndTheRemedy() {
    assertEquals(
        "the disk is read-only (/data/out); choose another --output or --scratch",
        FailureText.of(new FileSystemException("/data/out", null, "Read-only file system")));
    assertEquals(
        "the disk of the output or of the scratch folder is full; make room and run again: what is"
            + " finished stays",
        FailureText.of(new RuntimeException(new IOException("No space left on device"))));
  }

  /** It knows better which place it is about. */
  @Test
  void aFailureThatNamesAnOptionKeepsItsWords() {
    String text =
        "masters cannot be cached in /scratch/masters: Read-only file system; --scratch names"
            + " another folder";
    assertEquals(text, FailureText.of(new IllegalStateException(new IOException(text))));
  }

  @Test
  void theInnermostCauseIsTold() {
    assertEquals(
        "/a/b: there is no such file or folder",
        FailureText.of(new RuntimeException("outer", new NoSuchFileException("/a/b"))));
    assertEquals(
        "/a/b: permission denied; choose another folder or make it writable",
        FailureText.of(new AccessDeniedException("/a/b")));
    assertEquals("NullPointerException", FailureText.of(new NullPointerException()));
  }
}
