package org.nightbeam.master;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.storage.NewFile;
import org.nightbeam.storage.Storage;

/**
 * The masters of a host: each is brought once from storage to a cache file in the scratch space,
 * named by the hash of its pixels, and mapped from there by every process that uses it. A cache
 * file is made under a lock, appears whole or not at all, and is checked against its length and
 * hash when a process first opens it; a damaged one is made again.
 */
public final class MasterStore {
  private static final int PIECE = 1 << 20;

  private static final String CACHE_FILE = ".f32";

  private final Storage storage;
  private final Path folder;
  private final long limit;
  private final ConcurrentHashMap<String, MappedMaster> mapped = new ConcurrentHashMap<>();

  /**
   * @param storage where masters are written and read as FITS files
   * @param folder for the cache files; shared by all processes of the host
   * @param limit bytes that the cache files may take together; the newest may exceed it alone
   */
  public MasterStore(Storage storage, Path folder, long limit) {
    this.storage = storage;
    this.folder = folder;
    this.limit = limit;
  }

  /**
   * The pixels of a master.
   *
   * @throws IOException if the master cannot be read, or is not what the reference says
   */
  public MappedMaster open(MasterReference master) throws IOException {
    try {
      return mapped.computeIfAbsent(
          master.sha256() + " " + master.width() + "x" + master.height(),
          shape -> {
            try {
              return materialise(master);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** The cache file of a master, whether it is there or not. */
  Path cacheFile(MasterReference master) {
    return folder.resolve(master.sha256() + CACHE_FILE);
  }

  private MappedMaster materialise(MasterReference master) throws IOException {
    Path file = cacheFile(master);
    Files.createDirectories(folder);
    // A file lock works between processes, and fails within one; interned texts are common to all
    // class loaders of a process, so their monitors are too.
    synchronized (("nightbeam cache " + file).intern()) {
      return materialise(master, file);
    }
  }

  private MappedMaster materialise(MasterReference master, Path file) throws IOException {
    try (FileChannel lockFile =
            FileChannel.open(lockOf(file), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = lockFile.lock()) {
      if (isWhole(file, master)) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      } else {
        fetch(master, file);
        removeLeastRecentlyOpened(file);
      }
      return MappedMaster.map(file, master.width(), master.height());
    }
  }

  private void removeLeastRecentlyOpened(Path newest) throws IOException {
    record CacheFile(Path file, FileTime opened, long size) {}
    List<CacheFile> others = new ArrayList<>();
    long total = Files.size(newest);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + CACHE_FILE)) {
      for (Path file : files) {
        try {
          if (!file.equals(newest)) {
            others.add(new CacheFile(file, Files.getLastModifiedTime(file), Files.size(file)));
            total += others.get(others.size() - 1).size;
          }
        } catch (NoSuchFileException removedByAnotherProcess) {
          continue;
        }
      }
    }
    others.sort(Comparator.comparing(CacheFile::opened));
    for (CacheFile oldest : others) {
      if (total <= limit) {
        break;
      }
      if (removeUnlessBeingOpened(oldest.file)) {
        total -= oldest.size;
      }
    }
  }

  private static boolean removeUnlessBeingOpened(Path file) throws IOException {
    try (FileChannel lockFile =
            FileChannel.open(lockOf(file), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = lockFile.tryLock()) {
      return lock != null && Files.deleteIfExists(file);
    } catch (OverlappingFileLockException beingOpenedByAThread) {
      return false;
    }
  }

  private static Path lockOf(Path cacheFile) {
    return cacheFile.resolveSibling(cacheFile.getFileName() + ".lock");
  }

  private static boolean isWhole(Path file, MasterReference master) throws IOException {
    if (!Files.exists(file) || Files.size(file) != master.dataBytes()) {
      return false;
    }
    MessageDigest digest = Sha256.digest();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
      for (long left = master.dataBytes(); left > 0; left -= piece.limit()) {
        fill(channel, piece, left);
        swapFromNative(piece);
        digest.update(piece);
      }
    }
    return HexFormat.of().formatHex(digest.digest()).equals(master.sha256());
  }

  private void fetch(MasterReference master, Path file) throws IOException {
    MessageDigest digest = Sha256.digest();
    try (SeekableByteChannel in = storage.open(master.uri());
        NewFile out = new LocalStorage().create(file.toString())) {
      in.position(master.dataOffset());
      ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
      for (long left = master.dataBytes(); left > 0; left -= piece.limit()) {
        fill(in, piece, left);
        digest.update(piece.duplicate());
        swapFromNative(piece);
        while (piece.hasRemaining()) {
          out.channel().write(piece);
        }
      }
      String found = HexFormat.of().formatHex(digest.digest());
      if (!found.equals(master.sha256())) {
        throw new IOException(
            String.format(
                "master %s is not what was made: the hash of its pixels is %s, expected %s",
                master.uri(), found, master.sha256()));
      }
      out.commit();
    } catch (EOFException truncated) {
      throw new IOException("master " + master.uri() + " is truncated", truncated);
    }
  }

  private static void fill(ReadableByteChannel channel, ByteBuffer piece, long left)
      throws IOException {
    piece.clear().limit((int) Math.min(left, PIECE));
    while (piece.hasRemaining()) {
      if (channel.read(piece) < 0) {
        throw new EOFException();
      }
    }
    piece.flip();
  }

  /** Big-endian words to the machine's order, or back: the swap is its own inverse. */
  private static void swapFromNative(ByteBuffer piece) {
    if (ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN) {
      return;
    }
    int[] words = new int[piece.remaining() / 4];
    piece.duplicate().order(ByteOrder.BIG_ENDIAN).asIntBuffer().get(words);
    piece.duplicate().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(words);
  }
}
