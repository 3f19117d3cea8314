package org.nightbeam.bench;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.nightbeam.fits.PixelFormat;
import org.nightbeam.fits.RowDecoder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Decoding rows of 4096 pixels from memory: time per pixel. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx1g", "-XX:+UseParallelGC"})
public class DecodeBenchmark {
  private static final int WIDTH = 4096;
  private static final int ROWS = 64;

  private final RowDecoder uint16 = new RowDecoder(new PixelFormat(16, 1, 32768, null));
  private final RowDecoder float32 = new RowDecoder(new PixelFormat(-32, 1, 0, null));
  private final ByteBuffer integers = ByteBuffer.allocateDirect(ROWS * WIDTH * Short.BYTES);
  private final ByteBuffer floats = ByteBuffer.allocateDirect(ROWS * WIDTH * Float.BYTES);
  private final int[] even = new int[WIDTH / 2];
  private final int[] odd = new int[WIDTH / 2];
  private final float[] values = new float[WIDTH];

  /** Makes the pixels up. */
  @Setup
  public void prepare() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < ROWS * WIDTH; i++) {
      int value = RawFiles.value(1000, random);
      integers.putShort(Short.BYTES * i, (short) (value - 32768));
      floats.putFloat(Float.BYTES * i, value);
    }
  }

  /** Unsigned 16-bit integers as integers, columns parted. */
  @Benchmark
  @OperationsPerInvocation(ROWS * WIDTH)
  public int[] uint16ToInt() {
    for (int y = 0; y < ROWS; y++) {
      uint16.readParted(integers, y * WIDTH, WIDTH, even, odd);
    }
    return odd;
  }

  /** Unsigned 16-bit integers as floats. */
  @Benchmark
  @OperationsPerInvocation(ROWS * WIDTH)
  public float[] uint16ToFloat() {
    for (int y = 0; y < ROWS; y++) {
      uint16.read(integers, y * WIDTH, WIDTH, values);
    }
    return values;
  }

  /** Floats as floats. */
  @Benchmark
  @OperationsPerInvocation(ROWS * WIDTH)
  public float[] float32ToFloat() {
    for (int y = 0; y < ROWS; y++) {
      float32.read(floats, y * WIDTH, WIDTH, values);
    }
    return values;
  }
}
