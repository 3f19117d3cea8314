package org.nightbeam.run;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ThreadLocalRandom;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.transforms.storage.BeamStorage;

/**
 * The right to write to an output folder, which one run has at a time. The system takes the lock
 * from a process that dies, so none stays behind that blocks. On other file systems than the
 * host's, and on those of the host that have no locks, nothing is checked.
 */
public final class OutputLock implements AutoCloseable {
  private static final int LONGEST = 300;
  private static final int LONGEST_MARK = 4096;

  private final Path file;
  private final FileChannel channel; // null where nothing is locked
  private final String doubt;

  private OutputLock(Path file, FileChannel channel, String doubt) {
    this.file = file;
    this.channel = channel;
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
      return new OutputLock(null, null, null);
    }
    Path file = LocalStorage.path(output).resolve(OutputLayout.LOCK);
    while (true) {
      FileChannel channel =
          LocalStorage.openInPlace(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      try {
        FileLock lock;
        try {
          lock = locking.of(channel);
        } catch (OverlappingFileLockException ofThisProcess) {
          lock = null;
        } catch (IOException noLocks) {
          channel.close();
          Files.deleteIfExists(file);
          // The last run that begins has the output, and another ends when it is about to write.
          return new OutputLock(
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
                  output, owner(channel)));
        }
        // The run before may have removed the file between our opening and locking it.
        if (isStillAt(file, channel)) {
          write(channel);
          return new OutputLock(file, channel, null);
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

  private static void write(FileChannel channel) throws IOException {
    String text =
        String.format(
            "process %d on %s since %s",
            ProcessHandle.current().pid(), host(), Instant.now().truncatedTo(ChronoUnit.SECONDS));
    channel.truncate(0).write(StandardCharsets.UTF_8.encode(text), 0);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "this host";
    }
  }

  private static String owner(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(LONGEST);
    channel.read(text, 0);
    return StandardCharsets.UTF_8.decode(text.flip()).toString();
  }

  /** Returns what a person should know of it; null for nothing. */
  public String doubt() {
    return doubt;
  }

  /** Gives the right back. */
  @Override
  public void close() throws IOException {
    if (channel != null) {
      Files.deleteIfExists(file); // while the lock is held: nobody else's can be meant
      channel.close();
    }
  }
}
