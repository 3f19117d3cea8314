package org.nightbeam.transforms;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.ResolveOptions.StandardResolveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.util.MimeTypes;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.storage.NewFile;
import org.nightbeam.storage.Storage;

/**
 * Every file system that Beam knows. Files of the host itself are opened directly; a new file
 * elsewhere is written to the scratch space first and put into its place whole when it is
 * committed.
 */
public final class BeamStorage implements Storage {
  private final LocalStorage local = new LocalStorage();
  private final Path scratch;

  /**
   * @param scratch folder of this host for files on their way to another file system
   */
  public BeamStorage(Path scratch) {
    this.scratch = scratch;
  }

  /** Whether a path or URI names a file of this host. */
  public static boolean isLocal(String uri) {
    return uri.startsWith("file:") || !uri.matches("[A-Za-z][A-Za-z0-9+.-]*://.*");
  }

  @Override
  public SeekableByteChannel open(String uri) throws IOException {
    if (isLocal(uri)) {
      return local.open(uri);
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
  public NewFile create(String uri) throws IOException {
    return isLocal(uri) ? local.create(uri) : new RemoteNewFile(uri);
  }

  private final class RemoteNewFile implements NewFile {
    private final String uri;
    private final Path spool;
    private final FileChannel channel;

    RemoteNewFile(String uri) throws IOException {
      this.uri = uri;
      Files.createDirectories(scratch);
      this.spool = Files.createTempFile(scratch, LocalStorage.TEMPORARY_PREFIX, "");
      this.channel = FileChannel.open(spool, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    @Override
    public FileChannel channel() {
      return channel;
    }

    @Override
    public void commit() throws IOException {
      ResourceId target = RemoteFiles.resource(uri);
      if (RemoteFiles.appearsWhole(uri)) {
        copyTo(target);
        return;
      }
      ResourceId temporary =
          target
              .getCurrentDirectory()
              .resolve(
                  LocalStorage.TEMPORARY_PREFIX + UUID.randomUUID(),
                  StandardResolveOptions.RESOLVE_FILE);
      try {
        copyTo(temporary);
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

    private void copyTo(ResourceId resource) throws IOException {
      try (WritableByteChannel out = FileSystems.create(resource, MimeTypes.BINARY)) {
        long size = channel.size();
        for (long at = 0; at < size; ) {
          at += channel.transferTo(at, size - at, out);
        }
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
      Files.deleteIfExists(spool);
    }
  }
}
