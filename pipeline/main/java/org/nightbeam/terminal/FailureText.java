package org.nightbeam.terminal;

import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** A failure in one line: its innermost cause, with what can be done. */
public final class FailureText {
  private FailureText() {}

  /**
   * Returns a sentence on what the system lacks, and what to do about it; null for failures of
   * another kind.
   */
  private static String remedy(Throwable cause) {
    String message = message(cause);
    String file =
        cause instanceof FileSystemException fault && fault.getFile() != null
            ? " (" + fault.getFile() + ")"
            : "";
    if (message.contains("No space left on device")) {
      return "the disk of the output or of the scratch folder is full"
          + file
          + "; make room and run again: what is finished stays";
    }
    if (message.contains("Disk quota exceeded")) {
      return "the disk quota of this user is used up"
          + file
          + "; make room and run again: what is finished stays";
    }
    if (message.contains("Read-only file system")) {
      return "the disk is read-only" + file + "; choose another --output or --scratch";
    }
    if (message.contains("Too many open files")) {
      return "too many open files" + file + "; raise the limit, e.g. ulimit -n 4096";
    }
    if (message.contains("File too large")) {
      return "the system forbids files of this size"
          + file
          + "; raise the limit (ulimit -f), or choose another disk";
    }
    return null;
  }

  private static String message(Throwable cause) {
    return String.valueOf(cause.getMessage());
  }

  public static String of(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    if (cause instanceof AccessDeniedException denied && denied.getReason() == null) {
      return denied.getFile() + ": permission denied; choose another folder or make it writable";
    }
    if (cause instanceof NoSuchFileException gone) {
      return gone.getFile() + ": there is no such file or folder";
    }
    if (cause instanceof OutOfMemoryError && message(cause).contains("native thread")) {
      return "no more threads can be started; raise the limit (ulimit -u, or that of the"
          + " container)";
    }
    if (cause instanceof FileAlreadyExistsException taken) {
      return taken.getFile() + ": is a file, expected a folder";
    }
    if (cause instanceof DirectoryNotEmptyException taken) {
      return taken.getFile() + ": is a folder, expected a file; remove it";
    }
    if (cause instanceof OutOfMemoryError) {
      return "out of memory (" + cause.getMessage() + "); give the JVM more, e.g. -Xmx4g";
    }
    String lack = remedy(cause);
    // What names an option says already what to do, and about which place.
    if (lack != null && !message(cause).contains("--")) {
      return lack;
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
