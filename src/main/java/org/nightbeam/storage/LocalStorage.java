package org.nightbeam.storage;

import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** The file systems of this host, by path or by {@code file:} URI. */
public final class LocalStorage implements Storage {

  /** Begins the name of every file that is not yet whole, beside the place where it will be. */
  public static final String TEMPORARY_PREFIX = ".tmp-";

  private final Path unfinished;

  /** Keeps a file that is not whole beside the place where it will be. */
  public LocalStorage() {
    this(null);
  }

  /**
   * @param unfinished folder for files that are not whole yet, made when it is needed; null to have
   *     them beside the place where they will be
   */
  public LocalStorage(Path unfinished) {
    this.unfinished = unfinished;
  }

  @Override
  public SeekableByteChannel open(String uri) throws IOException {
    return FileChannel.open(path(uri), StandardOpenOption.READ);
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
  public NewFile create(String uri) throws IOException {
    return new LocalNewFile(path(uri), unfinished);
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
    private boolean committed;

    LocalNewFile(Path target, Path unfinished) throws IOException {
      this.target = target.toAbsolutePath();
      Files.createDirectories(this.target.getParent());
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

    @Override
    public FileChannel channel() {
      return channel;
    }

    @Override
    public void commit() throws IOException {
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
