package org.nightbeam.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Opens stored files for reading at any position, and creates new ones atomically. */
public interface Storage {

  /**
   * Opens a file for reading.
   *
   * @throws java.io.FileNotFoundException or {@link java.nio.file.NoSuchFileException} if there is
   *     no such file; some file systems say so at the first read or question for the size only
   */
  SeekableByteChannel open(String uri) throws IOException;

  /**
   * Reads a piece of a file. Where storage is far away, the call returns at once and several reads
   * may be under way together; on the host itself the read is done when the call returns.
   *
   * <p>The future completes exceptionally with an {@link IOException}: {@link java.io.EOFException}
   * if the file ends before the piece does, {@link java.io.FileNotFoundException} or {@link
   * java.nio.file.NoSuchFileException} if there is no such file. The call itself throws nothing of
   * the kind.
   *
   * @param position of the first byte in the file
   * @param bytes filled from its position, which moves, to its limit. It belongs to the read until
   *     the future completes, however it does; what it holds after a failure is undefined
   */
  CompletableFuture<Void> read(String uri, long position, ByteBuffer bytes);

  /**
   * Opens a file that was looked at before.
   *
   * <p>Where versions have names, every read is of the one that the stamp names, at no extra cost,
   * and fails with a {@link ChangedFileException} if the file has become another; elsewhere {@link
   * #stamp} tells afterwards.
   *
   * @param seen what it was; null if that is not known
   */
  default SeekableByteChannel open(String uri, FileStamp seen) throws IOException {
    return open(uri);
  }

  /**
   * Opens a file that may not be there, where something follows from that: what is not there is
   * begun anew, or not kept.
   *
   * @return null if there is none. Where an answer to a single question may be wrong, as that of a
   *     busy object store, a second question of another kind has confirmed it
   */
  default SeekableByteChannel openIfThere(String uri) throws IOException {
    try {
      return open(uri);
    } catch (NoSuchFileException | FileNotFoundException none) {
      return null;
    }
  }

  /**
   * Reads a piece of a file that was looked at before: as {@link #read(String, long, ByteBuffer)},
   * bound to a version as {@link #open(String, FileStamp)} is.
   *
   * @param seen what it was; null if that is not known
   */
  default CompletableFuture<Void> read(
      String uri, FileStamp seen, long position, ByteBuffer bytes) {
    return read(uri, position, bytes);
  }

  /**
   * Returns what a file is now, to be compared with what it is later.
   *
   * @return empty where the file system does not tell enough
   * @throws IOException if there is no such file
   */
  default Optional<FileStamp> stamp(String uri) throws IOException {
    return Optional.empty();
  }

  /**
   * Begins a new file that appears under its name, whole, when it is committed; an existing file of
   * that name is replaced then, but stays if it is seen to have the same bytes. Missing folders are
   * made.
   */
  NewFile create(String uri) throws IOException;

  /**
   * Returns the same for a file that can be made again, such as a preview: nothing waits until the
   * disk has it.
   */
  default NewFile createReplaceable(String uri) throws IOException {
    return create(uri);
  }
}
