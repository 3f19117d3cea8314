package org.nightbeam.transforms.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.storage.NewFile;

/**
 * A new file on a remote file system: written on this host first, uploaded when it is committed.
 */
final class SpooledFile implements NewFile {

  /** Puts a finished file into its place. */
  interface Sender {
    /**
     * Sends a file.
     *
     * @param spool the file on this host, flushed
     * @param channel the same file, open
     */
    void send(Path spool, FileChannel channel) throws IOException;
  }

  private final Sender sender;
  private final Path spool;
  private final FileChannel channel;

  /**
   * @param scratch folder of this host, made if it is not there
   */
  SpooledFile(Path scratch, Sender sender) throws IOException {
    this.sender = sender;
    this.spool = begun(scratch);
    this.channel = FileChannel.open(spool, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static Path begun(Path scratch) throws IOException {
    try {
      return Files.createTempFile(
          Files.createDirectories(scratch), LocalStorage.TEMPORARY_PREFIX, "");
    } catch (NoSuchFileException swept) {
      // Another run took the folder, which was empty, for that of a dead one.
      return Files.createTempFile(
          Files.createDirectories(scratch), LocalStorage.TEMPORARY_PREFIX, "");
    }
  }

  @Override
  public FileChannel channel() {
    return channel;
  }

  @Override
  public void commit() throws IOException {
    sender.send(spool, channel);
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(spool);
  }
}
