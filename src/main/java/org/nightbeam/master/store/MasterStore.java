package org.nightbeam.master.store;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;
import org.nightbeam.storage.Claim;
import org.nightbeam.storage.FileIdentity;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.storage.Sha256;
import org.nightbeam.storage.Storage;

/**
 * The masters of a host: each is brought once from storage to a cache file in the scratch space,
 * named by the hash of its pixels, and mapped from there by every process that uses it. A cache
 * file appears whole or not at all, and its length and hash are checked when a process first opens
 * it, and when it has changed since; a damaged one is made again.
 *
 * <p>A cache file stays while any process has the master open. Of the others, the least recently
 * used are removed when room is needed for a new one, and when a store is closed. If those in use
 * take more than the limit by themselves, it is exceeded until the next such moment.
 *
 * <p>A process that has the folder locked and gets on with nothing, as one that was stopped, keeps
 * nobody waiting for more than some seconds: a store goes on in a folder of its own.
 *
 * <p>Safe for use by several threads, several stores of one process, under one class loader or
 * several, and several processes. What a process leaves that is killed is removed by the next ones.
 */
public final class MasterStore implements Closeable {
  private static final int PIECE = 1 << 20;

  /**
   * How many masters stay mapped that are not open: enough for those that the threads have closed
   * with one frame and will open with the next, few as the room of removed files is not free before
   * they are unmapped.
   */
  private static final int IDLE_MAPPINGS = 32;

  private final Storage storage;
  private final Path own; // where it goes on; null to fail
  private final Consumer<String> notes;
  private final long limit;
  private final Duration patience;
  private final Map<String, Entry> entries = new HashMap<>(); // by hash
  private final Deque<Entry> idle = new ArrayDeque<>(); // mapped, not open; longest first
  private CacheFolder cache; // guarded by this
  private boolean closed;

  /**
   * What this process knows of a cache file. Guarded by the store; while it is being opened, by the
   * thread that does it.
   */
  private static final class Entry {
    private final String hash;
    private boolean beingOpened;
    private int handles;
    private CacheFolder home; // where it was opened last
    private Claim use; // while there are handles
    private FileIdentity verified; // the file that had the right pixels when it was read
    private FileIdentity mapped; // the file that is mapped; null for none
    private MappedPixels pixels;

    Entry(String hash) {
      this.hash = hash;
    }
  }

  /**
   * @param storage where masters are written and read as FITS files
   * @param folder for the cache files; shared by all processes of the host
   * @param limit bytes that the cache files may take together
   */
  public MasterStore(Storage storage, Path folder, long limit) {
    this(storage, folder, limit, null, note -> {});
  }

  /**
   * @param storage where masters are written and read as FITS files
   * @param folder for the cache files; shared by all processes of the host
   * @param limit bytes that the cache files may take together
   * @param own folder for those of this store alone, made when another process holds the shared one
   *     and gets on with nothing, and removed when the store is closed; null to fail then
   * @param notes told, once, of such a process
   */
  public MasterStore(Storage storage, Path folder, long limit, Path own, Consumer<String> notes) {
    this(storage, folder, limit, own, notes, CacheFolder.PATIENCE);
  }

  MasterStore(
      Storage storage,
      Path folder,
      long limit,
      Path own,
      Consumer<String> notes,
      Duration patience) {
    this.storage = storage;
    this.cache = new CacheFolder(folder, limit, patience);
    this.own = own;
    this.notes = notes;
    this.limit = limit;
    this.patience = patience;
  }

  /**
   * Opens a master; the caller closes it. That costs some microseconds when it is open already, and
   * a tenth of a millisecond when this process had it open not long ago.
   *
   * @throws IOException if the master cannot be read, or is not what the reference says, or the
   *     cache cannot be written
   */
  public MappedMaster open(MasterReference master) throws IOException {
    return open(master, (folder, part) -> fetch(master, folder, part));
  }

  /**
   * Puts a master into the cache whose pixels are at hand, so that it need not be read back; does
   * nothing if it is there.
   *
   * @param pixels float32, big-endian, rows first; trusted to have the hash of the reference
   * @throws IOException if they cannot be read, or the cache cannot be written
   */
  public void put(MasterReference master, PixelSource pixels) throws IOException {
    open(master, (folder, part) -> copy(pixels, master, folder, part)).close();
  }

  /** Where the pixels of a master can be read from. */
  public interface PixelSource {
    /** Opens it at the first pixel. */
    ReadableByteChannel open() throws IOException;
  }

  /** Brings the pixels of a master into a cache file. */
  private interface Bringing {
    void into(CacheFolder folder, Claim part) throws IOException;
  }

  private MappedMaster open(MasterReference master, Bringing bringing) throws IOException {
    Entry entry = entry(master);
    if (!share(entry, master)) {
      boolean opened = false;
      try {
        openFirst(entry, master, bringing);
        opened = true;
      } finally {
        endOpening(entry, opened);
      }
    }
    return new MappedMaster(entry.pixels, master.width(), master.section(), () -> release(entry));
  }

  private synchronized Entry entry(MasterReference master) {
    return entries.computeIfAbsent(master.sha256(), Entry::new);
  }

  /** Takes one more handle of what is open; if nothing is, the caller is the one to open it. */
  private synchronized boolean share(Entry entry, MasterReference master) throws IOException {
    try {
      while (entry.beingOpened) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for master " + master.uri());
    }
    if (closed) {
      throw new IllegalStateException("the masters of this run are closed");
    }
    if (entry.handles == 0) {
      entry.beingOpened = true;
      idle.remove(entry);
      return false;
    }
    if (entry.mapped.size() != master.dataBytes()) {
      throw new IOException(
          String.format(
              "master %s is not what was made: it has %d bytes of pixels, expected %d",
              master.uri(), entry.mapped.size(), master.dataBytes()));
    }
    entry.handles++;
    return true;
  }

  private synchronized void endOpening(Entry entry, boolean opened) {
    entry.beingOpened = false;
    if (opened) {
      entry.handles = 1;
    } else {
      unmap(entry);
    }
    notifyAll();
  }

  /** Run by one thread at a time, and not under the monitor: it may take minutes. */
  private void openFirst(Entry entry, MasterReference master, Bringing bringing)
      throws IOException {
    CacheFolder folder = cache();
    try {
      openFirst(entry, folder, master, bringing);
    } catch (CacheFolder.StuckException held) {
      openFirst(entry, insteadOf(folder, held), master, bringing);
    }
  }

  private synchronized CacheFolder cache() {
    return cache;
  }

  /** Returns the folder to go on in. */
  private synchronized CacheFolder insteadOf(CacheFolder folder, CacheFolder.StuckException held)
      throws IOException {
    if (cache == folder) {
      if (own == null || own.equals(folder.folder())) {
        throw held;
      }
      cache = new CacheFolder(own, limit, patience);
      notes.accept(held.getMessage() + "; this run goes on with a cache of its own");
    }
    return cache;
  }

  private void openFirst(Entry entry, CacheFolder cache, MasterReference master, Bringing bringing)
      throws IOException {
    Path file = cache.cacheFile(entry.hash);
    entry.home = cache;
    entry.use = cache.use(entry.hash);
    try {
      FileIdentity found;
      do {
        found = bringWhole(entry, master, bringing);
        if (!found.equals(entry.mapped)) {
          unmap(entry);
          entry.pixels = MappedPixels.map(file);
          entry.mapped = found;
        }
      } while (!found.equals(FileIdentity.of(file))); // replaced in between
      cache.touch(entry.hash);
    } catch (Throwable e) {
      Claim use = entry.use;
      try (use) {
        throw e;
      }
    }
  }

  private void release(Entry entry) throws IOException {
    synchronized (this) {
      entry.handles--;
      if (entry.handles > 0) {
        return;
      }
      idle.addLast(entry);
      Claim use = entry.use;
      try (use) {
        try {
          entry.home.touch(entry.hash);
        } finally {
          unmapIdle(closed ? 0 : IDLE_MAPPINGS);
        }
      }
    }
  }

  private void unmapIdle(int except) throws IOException {
    for (Iterator<Entry> longestFirst = idle.iterator(); longestFirst.hasNext(); ) {
      Entry entry = longestFirst.next();
      if (idle.size() > except
          || !entry.mapped.equals(FileIdentity.of(entry.home.cacheFile(entry.hash)))) {
        longestFirst.remove();
        unmap(entry);
      }
    }
  }

  private static void unmap(Entry entry) {
    if (entry.pixels != null) {
      entry.pixels.unmap();
      entry.pixels = null;
      entry.mapped = null;
    }
  }

  /**
   * Unmaps the masters; those that are still open, when they are closed. Removes cache files that
   * nobody uses down to the limit, and what killed processes have left.
   */
  @Override
  public void close() throws IOException {
    synchronized (this) {
      closed = true;
      unmapIdle(0);
    }
    CacheFolder last = cache();
    if (last.folder().equals(own)) {
      LocalStorage.deleteFolder(own);
      return;
    }
    try {
      last.keepToLimit();
    } catch (CacheFolder.StuckException held) {
      if (own == null) {
        throw held;
      }
      return; // the next run keeps it to the limit
    }
  }

  private FileIdentity bringWhole(Entry entry, MasterReference master, Bringing bringing)
      throws IOException {
    while (true) {
      FileIdentity found = FileIdentity.of(entry.home.cacheFile(entry.hash));
      if (found != null && isWhole(found, entry, master)) {
        entry.verified = found;
        return found;
      }
      bringUnlessAnotherDoes(found, entry, master, bringing);
    }
  }

  private boolean isWhole(FileIdentity found, Entry entry, MasterReference master)
      throws IOException {
    if (found.size() != master.dataBytes()) {
      return false;
    }
    if (found.equals(entry.verified)) {
      return true;
    }
    MessageDigest digest = Sha256.digest();
    try (FileChannel channel =
        FileChannel.open(entry.home.cacheFile(entry.hash), StandardOpenOption.READ)) {
      ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
      for (long left = master.dataBytes(); left > 0; left -= piece.limit()) {
        fill(channel, piece, left);
        swapFromNative(piece);
        digest.update(piece);
      }
    } catch (EOFException cutShortMeanwhile) {
      return false;
    }
    return HexFormat.of().formatHex(digest.digest()).equals(master.sha256());
  }

  private void bringUnlessAnotherDoes(
      FileIdentity replaced, Entry entry, MasterReference master, Bringing bringing)
      throws IOException {
    CacheFolder folder = entry.home;
    try (Claim part = folder.begin(entry.hash, master.dataBytes(), replaced)) {
      if (part != null) {
        bringing.into(folder, part);
        entry.verified = folder.commit(part, entry.hash);
      }
    }
  }

  private void fetch(MasterReference master, CacheFolder folder, Claim part) throws IOException {
    MessageDigest digest = Sha256.digest();
    try (SeekableByteChannel in = storage.open(master.uri())) {
      in.position(master.dataOffset());
      ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
      for (long left = master.dataBytes(); left > 0; left -= piece.limit()) {
        fill(in, piece, left);
        digest.update(piece.duplicate());
        swapFromNative(piece);
        folder.write(part, piece);
      }
    } catch (EOFException cutShort) {
      throw new IOException("master " + master.uri() + " is truncated");
    }
    String found = HexFormat.of().formatHex(digest.digest());
    if (!found.equals(master.sha256())) {
      throw new IOException(
          String.format(
              "master %s is not what was made: the hash of its pixels is %s, expected %s",
              master.uri(), found, master.sha256()));
    }
  }

  private void copy(PixelSource pixels, MasterReference master, CacheFolder folder, Claim part)
      throws IOException {
    try (ReadableByteChannel in = pixels.open()) {
      ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
      for (long left = master.dataBytes(); left > 0; left -= piece.limit()) {
        fill(in, piece, left);
        swapFromNative(piece);
        folder.write(part, piece);
      }
    } catch (EOFException cutShort) {
      throw new IOException("the pixels of master " + master.path() + " have become fewer");
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

  /** Turns big-endian words into the machine's order, or back: the swap is its own inverse. */
  private static void swapFromNative(ByteBuffer piece) {
    if (ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN) {
      return;
    }
    int[] words = new int[piece.remaining() / 4];
    piece.duplicate().order(ByteOrder.BIG_ENDIAN).asIntBuffer().get(words);
    piece.duplicate().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(words);
  }
}
