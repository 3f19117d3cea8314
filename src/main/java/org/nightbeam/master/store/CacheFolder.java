package org.nightbeam.master.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.nightbeam.storage.Claim;
import org.nightbeam.storage.FileIdentity;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.storage.LockOwner;
import org.nightbeam.storage.NameTakenException;

/**
 * The cache files of a host, in one folder that all its processes share:
 *
 * <ul>
 *   <li>{@code NAME.f32}: the pixels of a master, whole; accessed when it was last used
 *   <li>{@code NAME.use-…}: the {@linkplain Claim claim} of a process that uses them
 *   <li>{@code NAME.part-…}: the claim of the process that brings them, and what it has so far; as
 *       long as the whole from the beginning, so that all processes see what room is taken
 *   <li>{@code lock}: locked by who makes claims, or removes files without one, for the moment that
 *       this takes; its text says {@linkplain LockOwner who} that is
 * </ul>
 *
 * What a dead process leaves is removed by the next one that looks at the size.
 *
 * <p>Safe for use by several threads.
 */
final class CacheFolder {
  private static final String CACHE_FILE = ".f32";
  private static final String USE = ".use-";
  private static final String PART = ".part-";
  private static final String LOCK = "lock";

  // In nanoseconds.
  private static final long SHORTEST_PAUSE = 20_000;
  private static final long LONGEST_PAUSE = 5_000_000;
  private static final long PAUSE_OF_A_FETCH = 20_000_000;

  /** A process that gets on with nothing for so long may have been stopped. */
  static final Duration PATIENCE = Duration.ofSeconds(4);

  /**
   * Part of the free room found by a look at the folder that is used before the next look: there
   * may be thousands of files, and some processes that each reckon so.
   */
  private static final int UNLISTED_PART = 16;

  private final Path folder;
  private long unlisted; // guarded by alone
  private final long limit;
  private final Duration patience;
  private volatile Path madeFolder;
  private volatile StuckException stuck; // null while it is not

  /** A process holds the lock of the folder and gets on with nothing. */
  static final class StuckException extends IOException {
    StuckException(String message) {
      super(message);
    }
  }

  /**
   * @param folder made when it is needed
   * @param limit bytes that the cache files may take together
   * @param patience with other processes
   */
  CacheFolder(Path folder, long limit, Duration patience) {
    this.folder = folder.toAbsolutePath();
    this.limit = limit;
    this.patience = patience;
  }

  private interface Action<T> {
    T run() throws IOException;
  }

  Path folder() {
    return folder;
  }

  Path cacheFile(String name) {
    return folder.resolve(name + CACHE_FILE);
  }

  /** Claims the use of a cache file, there or not: until the claim is closed, it is not removed. */
  Claim use(String name) throws IOException {
    return alone(() -> Claim.make(folder, name + USE));
  }

  /** Notes that a cache file is used now. */
  void touch(String name) throws IOException {
    try {
      // The time of access, as that of modification tells whether the file has changed.
      Files.getFileAttributeView(cacheFile(name), BasicFileAttributeView.class)
          .setTimes(null, FileTime.from(Instant.now()), null);
    } catch (NoSuchFileException removedByHand) {
      return; // and brought again by the next who opens it
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /**
   * Begins to bring a cache file, when nobody else does, and makes room for it. A process that was
   * bringing it and gets on with nothing is not waited for: whoever has it whole last, replaces
   * that of the other by the same. To be called by who has claimed its use, and ended by {@link
   * #commit}, or by closing the claim.
   *
   * @param bytes its size
   * @param replaced what is there and of no use; null for nothing
   * @return null if another file is there by now, or another process was bringing one: the caller
   *     is to look again
   */
  Claim begin(String name, long bytes, FileIdentity replaced) throws IOException {
    record Begun(Claim part, Path byAnother) {}
    Set<Path> standing = new HashSet<>();
    while (true) {
      Begun begun =
          alone(
              () -> {
                if (!Objects.equals(FileIdentity.of(cacheFile(name)), replaced)) {
                  return new Begun(null, null);
                }
                Path byAnother = heldPart(name, standing);
                return new Begun(byAnother == null ? reserve(name, bytes) : null, byAnother);
              });
      if (begun.byAnother == null || endsInTime(begun.byAnother)) {
        return begun.part;
      }
      standing.add(begun.byAnother);
    }
  }

  /** Returns whether a file that another process brings is given up or whole before it stands. */
  private boolean endsInTime(Path part) throws IOException {
    FileIdentity seen = FileIdentity.of(part);
    long since = System.nanoTime();
    while (alone(() -> Claim.isHeld(part))) {
      pause(PAUSE_OF_A_FETCH);
      FileIdentity now = FileIdentity.of(part);
      if (!Objects.equals(now, seen)) {
        seen = now;
        since = System.nanoTime();
      } else if (System.nanoTime() - since > patience.toNanos()) {
        return false;
      }
    }
    return true;
  }

  private Path heldPart(String name, Set<Path> except) throws IOException {
    try (DirectoryStream<Path> parts =
        Files.newDirectoryStream(
            folder, file -> file.getFileName().toString().startsWith(name + PART))) {
      for (Path part : parts) {
        if (!except.contains(part) && Claim.isHeld(part)) {
          return part;
        }
      }
      return null;
    }
  }

  private Claim reserve(String name, long bytes) throws IOException {
    if (bytes > unlisted) {
      makeRoom(bytes);
    } else {
      unlisted -= bytes;
    }
    Claim part = Claim.make(folder, name + PART);
    try {
      part.channel().write(ByteBuffer.allocate(1), bytes - 1);
      return part;
    } catch (IOException e) {
      try (part) {
        throw e;
      }
    }
  }

  /** Writes on, from the beginning, to a file that is being brought. */
  void write(Claim part, ByteBuffer bytes) throws IOException {
    try {
      while (bytes.hasRemaining()) {
        part.channel().write(bytes);
      }
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** Puts a file that was brought into its place. */
  FileIdentity commit(Claim part, String name) throws IOException {
    return alone(
        () -> {
          Files.move(
              part.file(),
              cacheFile(name),
              StandardCopyOption.ATOMIC_MOVE,
              StandardCopyOption.REPLACE_EXISTING);
          return FileIdentity.of(cacheFile(name));
        });
  }

  /** Removes what dead processes left, and cache files that nobody uses, down to the limit. */
  void keepToLimit() throws IOException {
    if (Files.exists(folder)) {
      alone(
          () -> {
            makeRoom(0);
            return null;
          });
    }
  }

  private void makeRoom(long bytes) throws IOException {
    record CacheFile(String name, FileTime used, long size) {}
    List<CacheFile> whole = new ArrayList<>();
    Set<String> claimed = new HashSet<>();
    long total = bytes;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path path : files) {
        String file = path.getFileName().toString();
        boolean part = file.contains(PART);
        if (part || file.contains(USE)) {
          if (Claim.isHeld(path)) {
            claimed.add(file.substring(0, file.indexOf('.')));
            total += part ? sizeOf(path) : 0;
          } else {
            Files.deleteIfExists(path);
          }
        } else if (file.endsWith(CACHE_FILE)) {
          BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
          String name = file.substring(0, file.length() - CACHE_FILE.length());
          whole.add(new CacheFile(name, found.lastAccessTime(), found.size()));
          total += found.size();
        }
      }
    }
    unlisted = Math.max(0, limit - total) / UNLISTED_PART;
    whole.sort(Comparator.comparing(CacheFile::used).thenComparing(CacheFile::name));
    for (CacheFile oldest : whole) {
      if (total <= limit) {
        break;
      }
      if (!claimed.contains(oldest.name)) {
        Files.deleteIfExists(cacheFile(oldest.name));
        total -= oldest.size;
      }
    }
  }

  private static long sizeOf(Path part) throws IOException {
    FileIdentity found = FileIdentity.of(part);
    return found == null ? 0 : found.size(); // none: given up just now
  }

  /** Runs a short action while no other thread or process runs one. */
  @SuppressWarnings("try") // the lock is held, and not used
  private <T> T alone(Action<T> action) throws IOException {
    try {
      if (madeFolder == null || !Files.exists(madeFolder)) {
        LocalStorage.refuseLink(folder, "--scratch");
        if (!Files.isDirectory(folder)) {
          Files.createDirectories(folder);
        }
        madeFolder = folder.toRealPath();
      }
      // A file lock works between processes, and fails within one; interned texts are common to
      // all class loaders of a process, so their monitors are too.
      synchronized (("nightbeam cache " + madeFolder).intern()) {
        if (stuck != null) {
          throw stuck; // threads that waited for this one need not wait once more, each in turn
        }
        try (FileChannel channel =
                LocalStorage.openInPlace(
                    madeFolder.resolve(LOCK),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            FileLock lock = lock(channel)) {
          LockOwner.write(channel);
          return action.run();
        }
      }
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /**
   * Waits for a lock by asking again. {@link FileChannel#lock()} leaves that to the system, which
   * knows of processes, not of threads: where each of two processes has a lock by one thread and
   * waits for the other's by another thread, it finds a deadlock and refuses.
   *
   * @throws StuckException if one and the same owner has kept it for too long
   */
  private FileLock lock(FileChannel channel) throws IOException {
    String owner = null;
    long since = System.nanoTime();
    for (long pause = SHORTEST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      try {
        FileLock lock = channel.tryLock();
        if (lock != null) {
          return lock;
        }
      } catch (OverlappingFileLockException heldUnderAnotherNameOfTheFolder) {
        pause = LONGEST_PAUSE;
      }
      pause(pause);
      if (pause == LONGEST_PAUSE) {
        String now = LockOwner.read(channel);
        if (!now.equals(owner)) {
          owner = now;
          since = System.nanoTime();
        } else if (System.nanoTime() - since > patience.toNanos()) {
          stuck =
              new StuckException(
                  String.format(
                      "the cache of masters in %s is locked by %s",
                      folder, LockOwner.described(owner)));
          throw stuck;
        }
      }
    }
  }

  private static void pause(long nanoseconds) throws InterruptedIOException {
    LockSupport.parkNanos(nanoseconds);
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted while waiting for a master");
    }
  }

  private IOException unusable(IOException cause) {
    if (cause instanceof InterruptedIOException
        || cause instanceof ClosedByInterruptException
        || cause instanceof StuckException) {
      return cause;
    }
    if (cause instanceof NameTakenException taken) {
      return new IOException("masters cannot be cached: " + taken.getMessage());
    }
    IOException unusable =
        new IOException(
            String.format(
                "masters cannot be cached in %s: %s; --scratch names another folder,"
                    + " --masterCacheLimit sets the space they may take",
                folder, reason(cause)));
    unusable.addSuppressed(cause); // and not its cause, which would be told in its place
    return unusable;
  }

  private static String reason(IOException cause) {
    if (cause instanceof AccessDeniedException denied) {
      return "permission denied on " + denied.getFile();
    }
    if (cause instanceof FileAlreadyExistsException inTheWay) {
      return inTheWay.getFile() + " is not a folder";
    }
    if (cause instanceof FileSystemException other && other.getReason() == null) {
      return other.getClass().getSimpleName() + " " + other.getFile();
    }
    return cause.getMessage();
  }
}
