package org.nightbeam.master.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.nightbeam.frame.FrameType;
import org.nightbeam.storage.ForwardingChannel;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.storage.LockOwner;
import org.nightbeam.storage.NewFile;
import org.nightbeam.storage.Storage;

/**
 * A process that uses a {@link MasterStore}, told what to do on its standard input. Needs nothing
 * but the classes of this module.
 *
 * <ul>
 *   <li>{@code open URI WIDTH HEIGHT HASH}: opens a master, in a thread of its own, and says {@code
 *       opened URI FIRST_PIXEL} or {@code failed URI WHY}
 *   <li>{@code close URI}: closes it, and says {@code closed URI}
 *   <li>{@code lock FILE}: locks a file till the process ends, and says {@code locked FILE}
 *   <li>{@code end}: closes the store and says {@code ended}
 * </ul>
 */
public final class MasterStoreProcess {
  private MasterStoreProcess() {}

  /**
   * @param args the cache's folder, its limit in bytes, the log of {@link LoggedStorage}
   */
  public static void main(String[] args) throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    Map<String, MappedMaster> open = new ConcurrentHashMap<>();
    PrintStream out = System.out;
    try (MasterStore store =
            new MasterStore(
                new LoggedStorage(Path.of(args[2])), Path.of(args[0]), Long.parseLong(args[1]));
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line; !"end".equals(line = in.readLine()); ) {
        List<String> words = List.of(line.split(" "));
        String uri = words.get(1);
        if (words.get(0).equals("open")) {
          threads.execute(
              () -> {
                try {
                  MappedMaster master = store.open(reference(words.subList(1, 5)));
                  open.put(uri, master);
                  out.println("opened " + uri + " " + firstPixel(master));
                } catch (IOException e) {
                  out.println("failed " + uri + " " + e.getMessage());
                }
              });
        } else if (words.get(0).equals("lock")) {
          FileChannel file =
              FileChannel.open(Path.of(uri), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          file.lock();
          LockOwner.write(file);
          out.println("locked " + uri);
        } else {
          open.remove(uri).close();
          out.println("closed " + uri);
        }
      }
    } finally {
      threads.shutdown();
    }
    out.println("ended");
  }

  /** What another class loader calls: opens and closes, and gives the first pixel. */
  public static float firstPixel(String folder, String log, List<String> master)
      throws IOException {
    try (MasterStore store =
            new MasterStore(new LoggedStorage(Path.of(log)), Path.of(folder), Long.MAX_VALUE);
        MappedMaster open = store.open(reference(master))) {
      return firstPixel(open);
    }
  }

  private static float firstPixel(MappedMaster master) {
    float[] pixel = new float[1];
    master.read(0, 0, 1, pixel);
    return pixel[0];
  }

  private static MasterReference reference(List<String> words) {
    return new MasterReference(
        "id",
        FrameType.BIAS,
        words.get(0),
        "master.fits",
        Integer.parseInt(words.get(1)),
        Integer.parseInt(words.get(2)),
        2880,
        words.get(3));
  }

  /**
   * Local files; each opening adds a line to a log. While there is a file {@code URI.block}, only
   * the first 1000 bytes of a master can be read, and {@code URI.blocked} says when somebody has
   * come so far.
   */
  record LoggedStorage(Path log) implements Storage {

    @Override
    public SeekableByteChannel open(String uri) throws IOException {
      Files.writeString(log, uri + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      return new BlockingChannel(uri, new LocalStorage().open(uri));
    }

    @Override
    public CompletableFuture<Void> read(String uri, long position, ByteBuffer bytes) {
      throw new UnsupportedOperationException();
    }

    @Override
    public NewFile create(String uri) {
      throw new UnsupportedOperationException();
    }
  }

  private record BlockingChannel(String uri, SeekableByteChannel file)
      implements ForwardingChannel {

    @Override
    public SeekableByteChannel channel() {
      return file;
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
      Path block = Path.of(uri + ".block");
      if (file.position() >= 2880 + 1000) {
        while (Files.exists(block)) {
          Path blocked = Path.of(uri + ".blocked");
          if (!Files.exists(blocked)) {
            Files.createFile(blocked);
          }
          try {
            Thread.sleep(5);
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
        }
        return file.read(to);
      }
      ByteBuffer part = to.slice(to.position(), Math.min(to.remaining(), 1000));
      int count = file.read(part);
      to.position(to.position() + part.position());
      return count;
    }

    @Override
    public int write(ByteBuffer from) {
      throw new UnsupportedOperationException();
    }

    @Override
    public SeekableByteChannel truncate(long to) {
      throw new UnsupportedOperationException();
    }
  }
}
