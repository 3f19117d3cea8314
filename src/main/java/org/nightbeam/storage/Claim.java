package org.nightbeam.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * A file that stands for what a living process does: it is locked for as long as the process holds
 * the claim, and the system lifts the lock when the process dies, however it dies.
 *
 * <p>Nobody may see one that is not locked yet: claims are made and asked for under a lock of their
 * folder, or made to {@linkplain #appear appear} with the lock on them.
 */
public final class Claim implements Closeable {
  /**
   * This process, in the names of its claims. A POSIX process loses all its locks on a file when it
   * closes any descriptor of that file: it must know its own claims without opening them, also
   * those that the same classes under another class loader hold. A system property is common to
   * all.
   */
  private static final String PROCESS = process();

  private static final String HIDDEN = ".claim-";

  private final Path file;
  private final FileChannel channel;

  private Claim(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  private static String process() {
    String pid = ProcessHandle.current().pid() + "-";
    // A child process may have been given the properties of its parent.
    return (String)
        System.getProperties()
            .compute(
                "nightbeam.process",
                (key, known) ->
                    known instanceof String name && name.startsWith(pid)
                        ? name
                        : pid + UUID.randomUUID());
  }

  /**
   * Makes a claim that gets its name when it is locked, where no lock keeps others from looking.
   */
  public static Claim appear(Path folder, String prefix) throws IOException {
    Claim hidden = make(folder, HIDDEN);
    Path file = folder.resolve(prefix + hidden.file.getFileName());
    try {
      Files.move(hidden.file, file, StandardCopyOption.ATOMIC_MOVE);
      return new Claim(file, hidden.channel);
    } catch (IOException | RuntimeException e) {
      try (hidden) {
        throw e;
      }
    }
  }

  /** Makes a claim, whose file has a name that begins so. */
  public static Claim make(Path folder, String prefix) throws IOException {
    Path file = folder.resolve(prefix + PROCESS + "-" + UUID.randomUUID());
    Claim claim =
        new Claim(
            file, FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    try {
      if (!isLocked(claim)) {
        throw new IOException("the new file " + file + " is locked already");
      }
      return claim;
    } catch (IOException | RuntimeException e) {
      try (claim) {
        throw e;
      }
    }
  }

  private static boolean isLocked(Claim claim) throws IOException {
    try {
      return claim.channel.tryLock() != null;
    } catch (IOException noLocks) {
      throw new FileSystemException(
          claim.file.getParent().toString(),
          null,
          "its file system has no locks ("
              + noLocks.getMessage()
              + "), which the processes of a host need; name a folder on a disk of this"
              + " host with --scratch");
    }
  }

  /** Returns whether the file is the claim of a process that lives. */
  public static boolean isHeld(Path file) throws IOException {
    if (file.getFileName().toString().contains(PROCESS)) {
      return Files.exists(file);
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      return channel.tryLock() == null;
    } catch (NoSuchFileException givenUp) {
      return false;
    } catch (OverlappingFileLockException heldByThisProcess) {
      return true;
    }
  }

  /** Returns the file. */
  public Path file() {
    return file;
  }

  /** Returns the channel of the file itself, to write to. */
  public FileChannel channel() {
    return channel;
  }

  /** Gives the claim up, and removes the file if it still has its name. */
  @Override
  public void close() throws IOException {
    try (channel) {
      Files.deleteIfExists(file);
    }
  }
}
