package org.nightbeam.storage;

import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The file systems of this host, by path or by {@code file:} URI. */
public final class LocalStorage implements Storage {

  /** Begins the name of every file that is not yet whole, beside the place where it will be. */
  public static final String TEMPORARY_PREFIX = ".tmp-";

  private final Path unfinished;
  private final boolean durable;
  private final Set<Path> changedFolders = ConcurrentHashMap.newKeySet(); // only where durable

  /** Keeps a file that is not whole beside the place where it will be. */
  public LocalStorage() {
    this(null, false);
  }

  /**
   * @param unfinished folder for files that are not whole yet, made when it is needed; null to have
   *     them beside the place where they will be
   * @param durable whether a file that is committed outlives a loss of power: its bytes before it
   *     has its name, and its name when {@link #settle} returns
   */
  public LocalStorage(Path unfinished, boolean durable) {
    this.unfinished = unfinished;
    this.durable = durable;
  }

  @Override
  public SeekableByteChannel open(String uri) throws IOException {
    Path file = path(uri);
    // To open a pipe would wait for ever for somebody to write to it.
    if (!Files.isRegularFile(file) && Files.exists(file)) {
      throw new FileSystemException(
          file.toString(), null, "no regular file, but a folder, a pipe, a socket or a device");
    }
    return FileChannel.open(file, StandardOpenOption.READ);
  }

  @Override
  public CompletableFuture<Void> read(String uri, long position, ByteBuffer bytes) {
    try (FileChannel channel = FileChannel.open(path(uri), StandardOpenOption.READ)) {
      for (long at = position; bytes.hasRemaining(); ) {
        int got = channel.read(bytes, at);
        if (got < 0) {
          throw new EOFException(uri + ": the file ends at byte " + channel.size());
        }
        at += got;
      }
      return CompletableFuture.completedFuture(null);
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public Optional<FileStamp> stamp(String uri) throws IOException {
    return Optional.of(FileStamp.of(path(uri)));
  }

  @Override
  public NewFile create(String uri) throws IOException {
    Path target = path(uri).toAbsolutePath();
    // What lies beside the unfinished files is of this run alone.
    boolean temporary = unfinished != null && target.startsWith(unfinished.getParent());
    return new LocalNewFile(target, unfinished, durable && !temporary ? changedFolders : null);
  }

  @Override
  public NewFile createReplaceable(String uri) throws IOException {
    return new LocalNewFile(path(uri).toAbsolutePath(), unfinished, null);
  }

  /**
   * Waits until the disk has the names of all durable files that are committed: once a folder, as a
   * file system writes down all that has happened to it each time.
   */
  public void settle() throws IOException {
    for (Path folder : Set.copyOf(changedFolders)) {
      changedFolders.remove(folder);
      try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
        entries.force(true);
      } catch (NoSuchFileException itIsGone) {
        continue; // and what was in it
      }
    }
  }

  /** The path that a plain path or a {@code file:} URI names. */
  public static Path path(String uri) {
    return uri.startsWith("file:") ? Path.of(URI.create(uri)) : Path.of(uri);
  }

  /** Removes a folder with all that is in it, if it is there; others may be removing it too. */
  public static void deleteFolder(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            return unlessGone(e);
          }

          @Override
          public FileVisitResult postVisitDirectory(Path inner, IOException e) throws IOException {
            if (e != null) {
              return unlessGone(e);
            }
            Files.deleteIfExists(inner);
            return FileVisitResult.CONTINUE;
          }

          private FileVisitResult unlessGone(IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
  }

  private static final class LocalNewFile implements NewFile {
    private final Path target;
    private final Path temporary;
    private final FileChannel channel;
    private final Set<Path> changedFolders;
    private boolean committed;

    /**
     * @param changedFolders receives the folders in which a durable file has become known; null if
     *     it need not be durable
     */
    LocalNewFile(Path target, Path unfinished, Set<Path> changedFolders) throws IOException {
      this.target = target;
      this.changedFolders = changedFolders;
      createFolders(this.target.getParent());
      Path folder = unfinished != null ? unfinished : this.target.getParent();
      Files.createDirectories(folder);
      this.temporary = folder.resolve(TEMPORARY_PREFIX + UUID.randomUUID());
      this.channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
    }

    /** Makes missing folders; each is entered in the one above. */
    private void createFolders(Path folder) throws IOException {
      if (changedFolders == null) {
        Files.createDirectories(folder);
      } else if (!Files.isDirectory(folder)) {
        createFolders(folder.getParent());
        Files.createDirectories(folder);
        changedFolders.add(folder.getParent());
      }
    }

    @Override
    public FileChannel channel() {
      return channel;
    }

    @Override
    public void commit() throws IOException {
      if (changedFolders != null) {
        channel.force(true);
      }
      channel.close();
      try {
        replace(temporary, target);
      } catch (AtomicMoveNotSupportedException onAnotherDisk) {
        Path beside = target.resolveSibling(temporary.getFileName());
        try {
          Files.copy(temporary, beside);
          replace(beside, target);
        } finally {
          Files.deleteIfExists(beside);
        }
        Files.delete(temporary);
      }
      if (changedFolders != null) {
        changedFolders.add(target.getParent());
      }
      committed = true;
    }

    private static void replace(Path from, Path to) throws IOException {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
      channel.close();
      if (!committed) {
        Files.deleteIfExists(temporary);
      }
    }
  }
}
