import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * The byte limit of a night: reads every file of 16-bit pixels once, and writes as many float32
 * pixels as there are in its lights and in a master of each type, without looking at any.
 *
 * <p>Arguments: the night, the folder for the output, the number of threads.
 */
public final class MoveBytes {
  private static final int BYTES_AT_ONCE = 1 << 18;

  private MoveBytes() {}

  public static void main(String[] arguments) throws Exception {
    Path night = Path.of(arguments[0]);
    Path out = Path.of(arguments[1]);
    ExecutorService threads = Executors.newFixedThreadPool(Integer.parseInt(arguments[2]));
    List<Path> files;
    try (Stream<Path> all = Files.walk(night)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    List<Callable<Void>> jobs =
        files.stream().<Callable<Void>>map(file -> () -> move(file, out)).toList();
    for (Future<Void> done : threads.invokeAll(jobs)) {
      done.get();
    }
    threads.shutdown();
  }

  private static final ThreadLocal<ByteBuffer> BUFFER =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BYTES_AT_ONCE));

  private static Void move(Path file, Path out) throws IOException {
    ByteBuffer buffer = BUFFER.get();
    long bytes = 0;
    try (FileChannel in = FileChannel.open(file, READ)) {
      for (int got; (got = in.read(buffer.clear())) >= 0; ) {
        bytes += got;
      }
    }
    boolean isLight = file.getParent().endsWith("ScienceImages");
    if (isLight || file.getFileName().toString().contains("_001.")) {
      try (FileChannel target = FileChannel.open(out.resolve(file.getFileName()), CREATE_NEW, WRITE)) {
        for (long left = 2 * bytes; left > 0; ) {
          left -= target.write(buffer.clear().limit((int) Math.min(left, BYTES_AT_ONCE)));
        }
      }
    }
    return null;
  }
}
