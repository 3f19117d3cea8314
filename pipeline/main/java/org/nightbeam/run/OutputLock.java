package org.nightbeam.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.storage.LockOwner;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.transforms.storage.BeamStorage;

/**
 * The right to write to an output folder, which one run has at a time. The system takes the lock
 * from a process that dies, so none stays behind that blocks. On other file systems than the
 * host's, and on those of the host that have no locks, nothing is checked.
 */
public final class OutputLock implements AutoCloseable {
  private static final int LONGEST_MARK = 4096;

  /** Begins the names of the system properties that say which outputs this process has locked. */
  private static final String LOCKED = "nightbeam.locked ";

  private final Path file;
  private final FileChannel channel; // null where nothing is locked
  private final String property; // of this process; null where nothing is locked
  private final String doubt;
  private final AtomicBoolean closed = new AtomicBoolean(); // also by the hook of an interrupt

  private OutputLock(Path file, FileChannel channel, String property, String doubt) {
    this.file = file;
    this.channel = channel;
    this.property = property;
    this.doubt = doubt;
  }

  /** How a file is locked, if the file system can do that. */
  interface Locking {
    /** Returns the lock; null if another process has it. */
    FileLock of(FileChannel channel) throws IOException;
  }

  /**
   * Takes the lock.
   *
   * @param output a folder that is there, or a URI
   * @throws IOException if another run has it, which is named
   */
  public static OutputLock take(String output) throws IOException {
    return take(output, FileChannel::tryLock);
  }

  static OutputLock take(String output, Locking locking) throws IOException {
    if (!BeamStorage.isLocal(output)) {
      return new OutputLock(null, null, null, null);
    }
    Path folder = LocalStorage.path(output);
    String property = LOCKED + nameOf(folder);
    refuseSecond(output, property);
    OutputLock taken = null;
    try {
      taken = take(output, folder.resolve(OutputLayout.LOCK), property, locking);
      return taken;
    } finally {
      if (taken == null || taken.channel == null) {
        System.clearProperty(property);
      }
    }
  }

  /** Returns a name of a folder that is the same by whatever path it is reached. */
  private static String nameOf(Path folder) throws IOException {
    Object key = Files.readAttributes(folder, BasicFileAttributes.class).fileKey();
    return key != null ? key.toString() : folder.toRealPath().toString();
  }

  /**
   * Refuses an output that this process has locked already. Its file may not even be opened: a
   * POSIX process loses all its locks on a file when it closes any descriptor of that file. System
   * properties are common to all class loaders.
   */
  private static void refuseSecond(String output, String property) throws IOException {
    long pid = ProcessHandle.current().pid();
    String own = pid + " " + UUID.randomUUID();
    // A child process may have been given the properties of its parent.
    Object first =
        System.getProperties()
            .compute(
                property,
                (key, known) ->
                    known instanceof String name && name.startsWith(pid + " ") ? name : own);
    if (!own.equals(first)) {
      throw new IOException(
          String.format(
              "another run writes to %s: one of this process, %d; wait until it ends, or choose"
                  + " another --output",
              output, pid));
    }
  }

  private static OutputLock take(String output, Path file, String property, Locking locking)
      throws IOException {
    while (true) {
      FileChannel channel =
          LocalStorage.openInPlace(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      try {
        FileLock lock;
        try {
          lock = locking.of(channel);
        } catch (OverlappingFileLockException underAnotherNameOfTheFolder) {
          lock = null;
        } catch (IOException noLocks) {
          channel.close();
          Files.deleteIfExists(file);
          // The last run that begins has the output, and another ends when it is about to write.
          return new OutputLock(
              null,
              null,
              null,
              String.format(
                  "%s: its file system has no locks (%s), so a second run to it is not"
                      + " noticed in time; should one begin, this one ends",
                  output, noLocks.getMessage()));
        }
        if (lock == null) {
          throw new IOException(
              String.format(
                  "another run writes to %s: %s; wait until it ends, or choose another --output",
                  output, LockOwner.described(LockOwner.read(channel))));
        }
        // The run before may have removed the file between our opening and locking it.
        if (isStillAt(file, channel)) {
          LockOwner.write(channel);
          return new OutputLock(file, channel, property, null);
        }
        channel.close();
      } catch (IOException | RuntimeException failure) {
        channel.close();
        throw failure;
      }
    }
  }

  /**
   * Gives the one a length that no other file has, and looks whether the other has it. To open the
   * file once more would, when that is closed, give the lock away.
   */
  private static boolean isStillAt(Path file, FileChannel channel) throws IOException {
    long length = 1 + ThreadLocalRandom.current().nextLong(LONGEST_MARK);
    channel.truncate(0).write(ByteBuffer.allocate(1), length - 1);
    try {
      return Files.size(file) == length;
    } catch (NoSuchFileException removed) {
      return false;
    }
  }

  /** Returns what a person should know of it; null for nothing. */
  public String doubt() {
    return doubt;
  }

  /** Gives the right back. */
  @Override
  public void close() throws IOException {
    if (channel == null || !closed.compareAndSet(false, true)) {
      return;
    }
    try (channel) {
      Files.deleteIfExists(file); // while the lock is held: nobody else's can be meant
    } finally {
      System.clearProperty(property); // the channel is closed by now
    }
  }
}
