package org.nightbeam.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.nightbeam.fits.TileCompression;
import org.nightbeam.fits.product.TileEncoder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Compressing a calibrated light, float32 in memory, by tiles (GZIP_2): time per pixel, and at the
 * end how large the tiles are. {@code zlib} is what others do: the JDK's Deflater, on the same
 * tiles.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx1g", "-XX:+UseParallelGC"})
public class CompressBenchmark {
  private static final int SIZE = 1024;
  private static final int PIXELS = SIZE * SIZE;
  private static final int TILE = 16 * SIZE;

  /** Of {@code java.util.zip.Deflater}; 0 is ours. */
  @Param({"0", "1", "6"})
  int zlib;

  private final byte[] pixels = new byte[PIXELS * Float.BYTES];
  private final byte[] parted = new byte[TILE * Float.BYTES];
  private final byte[] compressed = new byte[2 * TILE * Float.BYTES];
  private long size;

  /** Makes the pixels up. */
  @Setup
  public void prepare() {
    SplittableRandom random = new SplittableRandom(1);
    ByteBuffer bytes = ByteBuffer.wrap(pixels);
    for (int i = 0; i < PIXELS; i++) {
      float flat = (float) (0.85 + 0.3 * random.nextDouble());
      float pedestal = (float) (1000 + random.nextDouble());
      bytes.putFloat((RawFiles.value(1500, random) - pedestal) / flat);
    }
  }

  /** Compresses them, by one thread. */
  @Benchmark
  @OperationsPerInvocation(PIXELS)
  public long tiles() throws IOException {
    size = zlib == 0 ? byTileEncoder() : byZlib();
    return size;
  }

  private long byTileEncoder() throws IOException {
    TileEncoder encoder = new TileEncoder(TileCompression.GZIP_2, -32, SIZE, SIZE, bytes -> {});
    encoder.add(ByteBuffer.wrap(pixels));
    return encoder.finish().dataBytes();
  }

  private long byZlib() {
    long bytes = 0;
    Deflater deflater = new Deflater(zlib, true);
    CRC32 crc = new CRC32();
    for (int tile = 0; tile < PIXELS; tile += TILE) {
      for (int i = 0; i < TILE; i++) {
        for (int k = 0; k < Float.BYTES; k++) {
          parted[k * TILE + i] = pixels[(tile + i) * Float.BYTES + k];
        }
      }
      crc.update(parted);
      deflater.reset();
      deflater.setInput(parted);
      deflater.finish();
      bytes += deflater.deflate(compressed) + 18;
    }
    deflater.end();
    return bytes;
  }

  /** Tells how large they became. */
  @TearDown
  public void report() {
    System.out.printf("%n%.3f of the pixels' bytes%n", size / (double) pixels.length);
  }
}
