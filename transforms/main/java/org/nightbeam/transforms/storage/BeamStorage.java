package org.nightbeam.transforms.storage;

import java.io.Closeable;
import java.io.EOFException;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.beam.sdk.io.FileSystemUtils;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.util.MimeTypes;
import org.nightbeam.storage.DaemonThreads;
import org.nightbeam.storage.FileStamp;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.storage.NewFile;
import org.nightbeam.storage.Storage;

/**
 * Storage on every file system that Beam supports. Local files and S3 are accessed directly, S3 by
 * Beam's options; a new file elsewhere is first written to the scratch folder, and moved into place
 * when it is committed. It is one class of more than 400 lines, as each question has an answer for
 * local files, S3 and the others.
 */
public final class BeamStorage implements Storage, Closeable {
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://");

  /** Begins the part of a pattern that is not literal. */
  public static final Pattern WILDCARD = Pattern.compile("[*?\\[{]");

  private static final int READS_AT_A_TIME = 32;
  private static final int COMPARED_AT_ONCE = 1 << 20;

  /** Of opening a file that a list has, and the question for it alone does not find. */
  private static final int MOST_TRIES = 3;

  private final LocalStorage local;
  private final String unfinished;
  private final Path scratch;
  private final PipelineOptions options;
  private Tenure tenure; // null where nobody else may write, or a file's move tells
  private S3Storage s3;

  /** Made when the first read of such a file system needs it. */
  private static final class Threads {
    static final Executor READING = DaemonThreads.create("nightbeam-read", READS_AT_A_TIME);
  }

  /**
   * For what is no run: files on their way to another file system lie in the system's folder for
   * temporary files.
   *
   * @param options say how file systems are reached
   */
  public BeamStorage(PipelineOptions options) {
    this(Path.of(System.getProperty("java.io.tmpdir")), options);
  }

  /**
   * For reading, and for new files of which the unfinished part may lie beside them.
   *
   * @param scratch folder of this host for files on their way to another file system
   * @param options say how file systems are reached
   */
  public BeamStorage(Path scratch, PipelineOptions options) {
    this(null, false, scratch, options);
  }

  /**
   * Returns the storage of a run.
   *
   * @param unfinished folder or URI for files that are not whole yet, on the file system of the
   *     products: it is removed when the run ends, and with it what a lost worker has left; null to
   *     have them beside the place where they will be
   * @param durable whether files of this host outlive a loss of power, see {@link LocalStorage}
   * @param scratch folder of this host for files on their way to another file system
   * @param options say how file systems are reached
   */
  public BeamStorage(String unfinished, boolean durable, Path scratch, PipelineOptions options) {
    this.unfinished = unfinished;
    this.local =
        unfinished != null && isLocal(unfinished)
            ? new LocalStorage(LocalStorage.path(unfinished), durable)
            : new LocalStorage();
    this.scratch = scratch;
    this.options = options;
  }

  /** Returns whether a path or URI names a file of this host. */
  public static boolean isLocal(String uri) {
    return uri.startsWith("file:") || !SCHEME.matcher(uri).lookingAt();
  }

  @Override
  public SeekableByteChannel open(String uri) throws IOException {
    return open(uri, null);
  }

  @Override
  public SeekableByteChannel open(String uri, FileStamp seen) throws IOException {
    if (isLocal(uri)) {
      return local.open(uri);
    }
    if (isS3(uri)) {
      return s3().open(uri, seen);
    }
    ReadableByteChannel channel = FileSystems.open(RemoteFiles.resource(uri));
    if (channel instanceof SeekableByteChannel seekable) {
      return RemoteFiles.isHadoop(uri) ? new HeapReadingChannel(seekable) : seekable;
    }
    channel.close();
    throw new IOException(
        "the file system of " + uri + " cannot read from any position, which bands need");
  }

  @Override
  public SeekableByteChannel openIfThere(String uri) throws IOException {
    if (isLocal(uri)) {
      return local.openIfThere(uri);
    }
    for (int i = 1; ; i++) {
      try {
        SeekableByteChannel file = open(uri);
        try {
          file.size(); // some storage looks for a file at the first question only
          return file;
        } catch (IOException failure) {
          try (file) {
            throw failure;
          }
        }
      } catch (NoSuchFileException | FileNotFoundException none) {
        if (!isListed(uri)) {
          return null;
        }
        if (i == MOST_TRIES) {
          throw none;
        }
      }
    }
  }

  @Override
  public CompletableFuture<Void> read(String uri, long position, ByteBuffer bytes) {
    return read(uri, null, position, bytes);
  }

  @Override
  public CompletableFuture<Void> read(String uri, FileStamp seen, long position, ByteBuffer bytes) {
    if (isLocal(uri)) {
      return local.read(uri, position, bytes);
    }
    if (isS3(uri)) {
      try {
        return s3().read(uri, seen, position, bytes);
      } catch (IOException e) {
        return CompletableFuture.failedFuture(e);
      }
    }
    return DaemonThreads.start(
        Threads.READING,
        () -> {
          try (SeekableByteChannel channel = open(uri)) {
            fill(channel.position(position), bytes, uri);
          }
          return null;
        });
  }

  private static void fill(SeekableByteChannel channel, ByteBuffer bytes, String uri)
      throws IOException {
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        throw new EOFException(uri + ": the file ends at byte " + channel.size());
      }
    }
  }

  @Override
  public Optional<FileStamp> stamp(String uri) throws IOException {
    if (isLocal(uri)) {
      return local.stamp(uri);
    }
    // On S3 reads are of the version that was seen, and a question would be one more request.
    return isS3(uri) ? Optional.empty() : RemoteFiles.stamp(uri);
  }

  @Override
  public NewFile create(String uri) throws IOException {
    ProcessEnd.check();
    if (isLocal(uri)) {
      return local.create(uri);
    }
    return isS3(uri)
        ? s3().create(uri, covering(uri))
        : new SpooledFile(scratch, (spool, channel) -> put(channel, uri));
  }

  /** Returns the tenure that must last for a file; null if it needs none. */
  private Tenure covering(String uri) {
    return tenure != null && tenure.covers(uri) ? tenure : null;
  }

  @Override
  public NewFile createReplaceable(String uri) throws IOException {
    return isLocal(uri) ? local.createReplaceable(uri) : create(uri);
  }

  private void put(FileChannel channel, String uri) throws IOException {
    ResourceId target = RemoteFiles.resource(uri);
    if (RemoteFiles.appearsWhole(uri)) {
      copy(channel, target);
      return;
    }
    String folder = unfinished != null ? unfinished : uri.substring(0, uri.lastIndexOf('/'));
    ResourceId temporary =
        RemoteFiles.resource(folder + "/" + LocalStorage.TEMPORARY_PREFIX + UUID.randomUUID());
    try {
      copy(channel, temporary);
      if (covering(uri) != null) {
        tenure.ask(); // with all of it in the run's folder, see there
        if (isThereAlready(channel, uri)) {
          RemoteFiles.delete(List.of(temporary));
          return;
        }
      }
      FileSystems.rename(List.of(temporary), List.of(target));
    } catch (IOException | RuntimeException failure) {
      try {
        RemoteFiles.delete(List.of(temporary));
      } catch (IOException itStays) {
        failure.addSuppressed(itStays);
      }
      throw failure;
    }
  }

  /**
   * Returns whether a file has the bytes of another already; it stays then, as a local one does.
   */
  private boolean isThereAlready(FileChannel channel, String uri) {
    try (SeekableByteChannel there = open(uri)) {
      if (there.size() != channel.size()) {
        return false;
      }
      ByteBuffer old = ByteBuffer.allocate(COMPARED_AT_ONCE);
      ByteBuffer now = ByteBuffer.allocate(COMPARED_AT_ONCE);
      for (long at = 0; at < channel.size(); at += old.limit()) {
        int length = (int) Math.min(COMPARED_AT_ONCE, channel.size() - at);
        fill(there, old.clear().limit(length), uri);
        for (now.clear().limit(length); now.hasRemaining(); ) {
          channel.read(now, at + now.position());
        }
        if (!old.flip().equals(now.flip())) {
          return false;
        }
      }
      return true;
    } catch (IOException noneOrUnreadable) {
      return false;
    }
  }

  private static void copy(FileChannel channel, ResourceId resource) throws IOException {
    try (WritableByteChannel out = FileSystems.create(resource, MimeTypes.BINARY)) {
      long size = channel.size();
      for (long at = 0; at < size; ) {
        at += channel.transferTo(at, size - at, out);
      }
    }
  }

  /** Returns the names of the files in a folder; none if there is no such folder. */
  public List<String> names(String folder) throws IOException {
    if (isLocal(folder)) {
      try (Stream<Path> files = Files.list(LocalStorage.path(folder))) {
        return files.map(file -> file.getFileName().toString()).toList();
      } catch (NoSuchFileException none) {
        return List.of();
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
    return below(folder).stream()
        .map(found -> found.name().substring(found.name().lastIndexOf('/') + 1))
        .toList();
  }

  /**
   * Returns the paths of all files in a folder and its subfolders, from the folder on; none if
   * there is no such folder.
   */
  public List<String> pathsBelow(String folder) throws IOException {
    if (isLocal(folder)) {
      Path top = LocalStorage.path(folder);
      try (Stream<Path> files = Files.walk(top)) {
        return files
            .filter(Files::isRegularFile)
            .map(file -> top.relativize(file).toString().replace(File.separatorChar, '/'))
            .toList();
      } catch (NoSuchFileException none) {
        return List.of();
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
    String prefix = folder + "/";
    return below(folder).stream()
        .map(RemoteFiles.Found::name)
        .filter(name -> name.startsWith(prefix))
        .map(name -> name.substring(prefix.length()))
        .toList();
  }

  /**
   * Returns all files in a folder of another file system and its subfolders; none if there are
   * none.
   */
  public List<RemoteFiles.Found> below(String folder) throws IOException {
    return isS3(folder) ? s3().list(folder + "/") : RemoteFiles.below(folder);
  }

  /** Returns what a pattern, or a name, of another file system matches. */
  public List<RemoteFiles.Found> matching(String pattern) throws IOException {
    if (!isS3(pattern)) {
      return RemoteFiles.matching(pattern);
    }
    Matcher wildcard = WILDCARD.matcher(pattern);
    boolean glob = wildcard.find();
    String prefix = glob ? pattern.substring(0, wildcard.start()) : pattern;
    // The same wildcards as Beam's.
    Predicate<String> matches =
        glob
            ? Pattern.compile(FileSystemUtils.wildcardToRegexp(pattern)).asMatchPredicate()
            : pattern::equals;
    return s3().list(prefix).stream().filter(found -> matches.test(found.name())).toList();
  }

  /**
   * Removes a file, if it is there.
   *
   * @throws org.nightbeam.storage.LostOutputException if it is one of an output that the run has
   *     lost: a process that was suspended removes nothing of a later run's
   */
  public void deleteIfExists(String uri) throws IOException {
    if (isLocal(uri)) { // whose name may have brackets and asterisks in it
      local.deleteIfExists(uri);
      return;
    }
    if (covering(uri) != null) {
      tenure.ask();
    }
    if (isS3(uri)) {
      s3().delete(List.of(uri));
    } else {
      RemoteFiles.deleteIfExists(uri);
    }
  }

  /** Removes a folder of another file system with all that is in it, if it is there. */
  public void deleteFolder(String folder) throws IOException {
    if (isS3(folder)) {
      s3().delete(below(folder).stream().map(RemoteFiles.Found::name).toList());
    } else {
      RemoteFiles.deleteFolder(folder);
    }
  }

  /** Lets it write only as long as a run owns its output. */
  public void writeDuring(Tenure tenure) {
    this.tenure = tenure;
  }

  /** Returns whether a file is there, by one question. */
  public boolean mayBeThere(String uri) throws IOException {
    if (isLocal(uri)) {
      return Files.exists(LocalStorage.path(uri));
    }
    try (SeekableByteChannel file = open(uri)) {
      return file.size() >= 0;
    } catch (NoSuchFileException | FileNotFoundException none) {
      return false;
    }
  }

  /** Returns whether a file of another file system is there, by one question or a list. */
  public boolean isThere(String uri) throws IOException {
    return mayBeThere(uri) || isListed(uri);
  }

  /** Returns whether a list of files has this one. */
  private boolean isListed(String uri) throws IOException {
    return matching(isS3(uri) ? uri : RemoteFiles.literally(uri)).stream()
        .anyMatch(found -> found.name().equals(uri));
  }

  /** Returns the files of another file system whose names begin so, some levels down. */
  public List<RemoteFiles.Found> beginningWith(String prefix) throws IOException {
    return isS3(prefix)
        ? s3().list(prefix)
        : RemoteFiles.matching(RemoteFiles.literally(prefix) + "*");
  }

  /** Waits for the disk, see {@link LocalStorage#settle}, and gives connections back. */
  @Override
  public synchronized void close() throws IOException {
    local.settle();
    if (s3 != null) {
      s3.close();
      s3 = null;
    }
  }

  /** Returns whether a URI names an object of S3. */
  public static boolean isS3(String uri) {
    return uri.startsWith("s3://");
  }

  /**
   * Returns the storage of S3, made when it is first needed: whoever has nothing there need not
   * wait for its libraries.
   */
  private synchronized S3Storage s3() throws IOException {
    if (s3 == null) {
      s3 = S3Storage.of(options, scratch);
    }
    return s3;
  }
}
