package org.nightbeam.master;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A master's pixels {@code [height][width]}, mapped read-only from its cache file, in ADU (bias),
 * ADU/s (dark) or without a unit (flat). All threads of a process and all processes of a host share
 * the same pages. Safe for use by several threads.
 *
 * <p>The file holds float32 in the machine's byte order: read in bulk a row at a time, that costs
 * little more than an array on the heap. It is mapped in chunks of whole rows, as one mapping
 * cannot exceed 2 GiB, and unmapped when the object is garbage.
 */
public final class MappedMaster {
  private static final long LARGEST_CHUNK = 1L << 30;

  private final int width;
  private final int rowsPerChunk;
  private final FloatBuffer[] chunks;

  private MappedMaster(int width, int rowsPerChunk, FloatBuffer[] chunks) {
    this.width = width;
    this.rowsPerChunk = rowsPerChunk;
    this.chunks = chunks;
  }

  /** Maps a file of {@code 4 * width * height} bytes. */
  static MappedMaster map(Path file, int width, int height) throws IOException {
    return map(file, width, height, LARGEST_CHUNK);
  }

  static MappedMaster map(Path file, int width, int height, long largestChunk) throws IOException {
    long rowBytes = 4L * width;
    int rowsPerChunk = (int) Math.max(1, Math.min(height, largestChunk / rowBytes));
    FloatBuffer[] chunks = new FloatBuffer[(height + rowsPerChunk - 1) / rowsPerChunk];
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (int i = 0; i < chunks.length; i++) {
        int firstRow = i * rowsPerChunk;
        int rows = Math.min(rowsPerChunk, height - firstRow);
        chunks[i] =
            channel
                .map(FileChannel.MapMode.READ_ONLY, firstRow * rowBytes, rows * rowBytes)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
      }
    }
    return new MappedMaster(width, rowsPerChunk, chunks);
  }

  /**
   * Copies part of a row.
   *
   * @param y row
   * @param x first pixel
   * @param length number of pixels
   * @param out {@code [>= length]}, receives them
   */
  public void read(int y, int x, int length, float[] out) {
    int chunk = y / rowsPerChunk;
    chunks[chunk].get((y - chunk * rowsPerChunk) * width + x, out, 0, length);
  }
}
