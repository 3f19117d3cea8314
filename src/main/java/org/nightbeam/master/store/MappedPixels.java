package org.nightbeam.master.store;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.nightbeam.fits.FitsSection;

/**
 * A file of float32 in the machine's byte order, mapped read-only: all threads of a process and all
 * processes of a host share the same pages. Read in bulk, that costs little more than an array on
 * the heap. Mapped in chunks, as one mapping cannot exceed 2 GiB.
 */
public final class MappedPixels {
  private static final long LARGEST_CHUNK = 1L << 28;

  /** Null where the platform leaves unmapping to the garbage collector. */
  private static final Unmapping UNMAPPING = Unmapping.find();

  private final long chunkPixels;
  private final MappedByteBuffer[] mappings;
  private final FloatBuffer[] chunks;
  private final Map<FitsSection, ChannelSums> sums = new ConcurrentHashMap<>();

  private MappedPixels(long chunkPixels, MappedByteBuffer[] mappings) {
    this.chunkPixels = chunkPixels;
    this.mappings = mappings;
    this.chunks = new FloatBuffer[mappings.length];
    for (int i = 0; i < chunks.length; i++) {
      chunks[i] = mappings[i].order(ByteOrder.nativeOrder()).asFloatBuffer();
    }
  }

  /** Maps a whole file. */
  public static MappedPixels map(Path file) throws IOException {
    return map(file, LARGEST_CHUNK);
  }

  static MappedPixels map(Path file, long chunkPixels) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long pixels = channel.size() / Float.BYTES;
      int chunks = Math.toIntExact((pixels + chunkPixels - 1) / chunkPixels);
      MappedByteBuffer[] mappings = new MappedByteBuffer[chunks];
      for (int i = 0; i < chunks; i++) {
        long first = i * chunkPixels;
        long bytes = Math.min(chunkPixels, pixels - first) * Float.BYTES;
        mappings[i] = channel.map(FileChannel.MapMode.READ_ONLY, first * Float.BYTES, bytes);
      }
      return new MappedPixels(chunkPixels, mappings);
    }
  }

  /**
   * Copies some pixels.
   *
   * @param first counted from the first of the file
   * @param length number of pixels
   * @param out {@code [>= length]}, receives them
   */
  void read(long first, int length, float[] out) {
    int done = 0;
    while (done < length) {
      int chunk = (int) ((first + done) / chunkPixels);
      int inChunk = (int) (first + done - chunk * chunkPixels);
      int part = Math.min(length - done, chunks[chunk].limit() - inChunk);
      chunks[chunk].get(inChunk, out, done, part);
      done += part;
    }
  }

  /**
   * Returns the sums of a section of the pixels as an image; computed once.
   *
   * @param width of the image, the same each time
   */
  ChannelSums channelSums(int width, FitsSection section) {
    return sums.computeIfAbsent(section, any -> summed(width, section));
  }

  private ChannelSums summed(int width, FitsSection section) {
    float[] row = new float[section.columns()];
    double[] sum = new double[4];
    for (int y = 0; y < section.rows(); y++) {
      long first = (long) (section.rowsFrom() + y) * width + section.columnsFrom();
      read(first, row.length, row);
      add(row, sum, (y & 1) * 2);
    }
    return new ChannelSums(sum[0], sum[1], sum[2], sum[3]);
  }

  /** Adds the even pixels of a row to one sum, and the odd ones to the next. */
  private static void add(float[] row, double[] sums, int channel) {
    double even = sums[channel];
    double odd = sums[channel + 1];
    for (int x = 0; x + 1 < row.length; x += 2) {
      even += row[x];
      odd += row[x + 1];
    }
    if ((row.length & 1) != 0) {
      even += row[row.length - 1];
    }
    sums[channel] = even;
    sums[channel + 1] = odd;
  }

  /**
   * Unmaps the file: as long as it is mapped, the room of a removed file stays taken. Reading after
   * that, even in another thread, ends the process.
   */
  void unmap() {
    for (MappedByteBuffer mapping : mappings) {
      if (UNMAPPING != null) {
        UNMAPPING.unmap(mapping);
      }
    }
  }

  /** The only way that Java 17 has, which is not part of its standard interface. */
  private record Unmapping(Object unsafe, Method invokeCleaner) {

    static Unmapping find() {
      try {
        Class<?> type = Class.forName("sun.misc.Unsafe");
        Field instance = type.getDeclaredField("theUnsafe");
        instance.setAccessible(true);
        return new Unmapping(instance.get(null), type.getMethod("invokeCleaner", ByteBuffer.class));
      } catch (ReflectiveOperationException | RuntimeException notOnThisPlatform) {
        return null;
      }
    }

    void unmap(MappedByteBuffer mapping) {
      try {
        invokeCleaner.invoke(unsafe, mapping);
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException("a master cannot be unmapped", e);
      }
    }
  }
}
