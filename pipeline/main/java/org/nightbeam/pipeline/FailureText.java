package org.nightbeam.pipeline;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** A failure in one line: its innermost cause, with what can be done. */
final class FailureText {
  private FailureText() {}

  static String of(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    if (cause instanceof AccessDeniedException denied) {
      return denied.getFile() + ": permission denied; choose another folder or make it writable";
    }
    if (cause instanceof NoSuchFileException gone) {
      return gone.getFile() + ": there is no such file or folder";
    }
    if (cause instanceof OutOfMemoryError) {
      return "out of memory (" + cause.getMessage() + "); give the JVM more, e.g. -Xmx4g";
    }
    if (cause instanceof FileSystemException fault && fault.getReason() != null) {
      return fault.getFile() + ": " + fault.getReason();
    }
    String message = cause.getMessage();
    return message == null || message.isBlank()
        ? cause.getClass().getSimpleName()
        : message.lines().findFirst().orElseThrow();
  }
}
