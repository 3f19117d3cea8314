package org.nightbeam.storage;

import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The file systems of this host, by path or by {@code file:} URI. */
public final class LocalStorage implements Storage {

  /** Prefix of the name of every unfinished file, in the folder where it will be. */
  public static final String TEMPORARY_PREFIX = ".tmp-";

  /** What Unix says of a name or a path that is too long. */
  private static final String TOO_LONG = "File name too long";

  private final Path unfinished;
  private final boolean durable;
  private final Set<Path> changedFolders = ConcurrentHashMap.newKeySet(); // only where durable

  /** Keeps an unfinished file in the folder where it will be. */
  public LocalStorage() {
    this(null, false);
  }

  /**
   * @param unfinished folder {@code OUTPUT/RUN/unfinished} for files that are not whole yet; it is
   *     there as long as the run owns the output, and nobody who writes makes it: a file that is
   *     moved out of it into its place cannot be one of a run that has lost it. Null to have them
   *     beside the place where they will be
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
      throw new NoRegularFileException(file.toString());
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
    return new LocalNewFile(target, durable && !temporary ? changedFolders : null);
  }

  @Override
  public NewFile createReplaceable(String uri) throws IOException {
    return new LocalNewFile(path(uri).toAbsolutePath(), null);
  }

  /**
   * Removes a file, if it is there.
   *
   * @throws LostOutputException if it is one of an output that the run has lost
   */
  public void deleteIfExists(String uri) throws IOException {
    Path file = path(uri).toAbsolutePath();
    if (unfinished != null
        && file.startsWith(output())
        && !file.startsWith(unfinished.getParent())) {
      requireOwner();
    }
    Files.deleteIfExists(file);
  }

  private Path output() {
    return unfinished.getParent().getParent();
  }

  private void requireOwner() throws LostOutputException {
    if (unfinished != null && !Files.isDirectory(unfinished, LinkOption.NOFOLLOW_LINKS)) {
      throw new LostOutputException(
          Files.isDirectory(output())
              ? output() + ": a later run writes there now, and this one has ended; its files stay"
              : output() + ": does not exist; all hosts of a run must see it throughout the run");
    }
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

  /**
   * Opens a file that is written where it is, such as a journal or a lock.
   *
   * @throws NameTakenException if it is a link, of either kind: what it leads to is not the
   *     program's
   */
  public static FileChannel openInPlace(Path file, OpenOption... options) throws IOException {
    if (isLinked(file)) {
      throw new NameTakenException(
          file.toString(), "is a link, and nothing is written through links; remove it");
    }
    Set<OpenOption> all = new HashSet<>(Set.of(options));
    all.add(LinkOption.NOFOLLOW_LINKS);
    return FileChannel.open(file, all);
  }

  /**
   * Refuses a folder of the program that is a link.
   *
   * @param option that names a place which may be one
   */
  public static void refuseLink(Path folder, String option) throws NameTakenException {
    if (Files.isSymbolicLink(folder)) {
      throw new NameTakenException(
          folder.toString(),
          "is a link, and nothing is written through links; put a folder there, or name the"
              + " target of the link by "
              + option);
    }
  }

  /** Returns whether a name leads to a file that has another name as well. */
  public static boolean isLinked(Path file) throws IOException {
    try {
      return Files.isSymbolicLink(file)
          || (Integer) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS) > 1;
    } catch (NoSuchFileException | UnsupportedOperationException noneOrNotUnix) {
      return false;
    }
  }

  /** Returns the path that a plain path or a {@code file:} URI names. */
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

  private final class LocalNewFile implements NewFile {
    private final Path target;
    private final Path temporary;
    private final FileChannel channel;
    private final Set<Path> changedFolders;
    private boolean committed;

    /**
     * @param changedFolders receives the folders in which a durable file has become known; null if
     *     it need not be durable
     */
    LocalNewFile(Path target, Set<Path> changedFolders) throws IOException {
      this.target = target;
      this.changedFolders = changedFolders;
      Path folder = target.getParent();
      if (unfinished != null) {
        requireOwner();
        refuseLinks(output(), folder);
        folder = unfinished;
      }
      makeRoom();
      this.temporary = folder.resolve(TEMPORARY_PREFIX + UUID.randomUUID());
      try {
        this.channel =
            FileChannel.open(
                temporary,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
      } catch (NoSuchFileException e) {
        requireOwner();
        throw e;
      }
    }

    /** The program makes no links; one that somebody else made may lead anywhere. */
    private static void refuseLinks(Path output, Path folder) throws NameTakenException {
      for (Path at = folder; at.startsWith(output) && !at.equals(output); at = at.getParent()) {
        refuseLink(at, "--output");
      }
    }

    /** Makes the folders that are missing. */
    private void makeRoom() throws IOException {
      try {
        createFolders(target.getParent());
        refuseFolder();
      } catch (FileAlreadyExistsException taken) {
        throw new NameTakenException(taken.getFile(), "is a file, expected a folder; remove it");
      } catch (FileSystemException e) {
        if (TOO_LONG.equals(e.getReason())) {
          throw new NameTakenException(
              target.toString(), "is too long a path for the system; choose a shorter --output");
        }
        throw e;
      }
    }

    private void refuseFolder() throws IOException {
      try {
        if (Files.readAttributes(target, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
            .isDirectory()) {
          throw new NameTakenException(
              target.toString(), "is a folder, expected a file; remove it");
        }
      } catch (NoSuchFileException none) {
        return;
      }
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
      if (isThereAlready()) {
        keep();
        return;
      }
      if (changedFolders != null) {
        channel.force(true);
      }
      channel.close();
      try {
        replace(temporary, target);
      } catch (NoSuchFileException e) {
        requireOwner();
        throw e;
      } catch (AtomicMoveNotSupportedException onAnotherDisk) {
        Path beside = target.resolveSibling(temporary.getFileName());
        try {
          copyTo(beside);
          requireOwner(); // a copy is no move: between here and there is a moment
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

    /** Copies it to another disk, which has its bytes before it has the name, if that matters. */
    private void copyTo(Path beside) throws IOException {
      Files.copy(temporary, beside);
      if (changedFolders != null) {
        try (FileChannel copy = FileChannel.open(beside, StandardOpenOption.WRITE)) {
          copy.force(true);
        }
      }
    }

    /** Returns whether the file that has the name is no link and has the same bytes. */
    private boolean isThereAlready() {
      try {
        return Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)
            && !isLinked(target)
            && Files.size(target) == channel.size()
            && Files.mismatch(temporary, target) < 0;
      } catch (IOException unreadable) {
        return false; // and is replaced
      }
    }

    /** Leaves the file that is there: nobody who knows it sees it change. */
    private void keep() throws IOException {
      requireOwner();
      if (changedFolders != null) {
        try (FileChannel there = FileChannel.open(target, StandardOpenOption.READ)) {
          there.force(true); // it may be of a run that did not wait for the disk
        }
        changedFolders.add(target.getParent());
      }
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
