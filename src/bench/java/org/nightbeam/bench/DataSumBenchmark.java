package org.nightbeam.bench;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.nightbeam.fits.checksum.DataSum;
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

/** The DATASUM of float32 pixels in memory, 16 rows of 4096 at a time: time per pixel. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx1g", "-XX:+UseParallelGC"})
public class DataSumBenchmark {
  private static final int PIXELS = 1 << 20;
  private static final int PIECE = 16 * 4096;

  private final ByteBuffer pixels = ByteBuffer.allocateDirect(PIXELS * Float.BYTES);

  /** Makes the pixels up. */
  @Setup
  public void prepare() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < PIXELS; i++) {
      pixels.putFloat(Float.BYTES * i, (float) random.nextGaussian());
    }
  }

  /** The sum. */
  @Benchmark
  @OperationsPerInvocation(PIXELS)
  public long sum() {
    DataSum sum = new DataSum();
    for (int at = 0; at < PIXELS; at += PIECE) {
      sum.add(pixels.limit((at + PIECE) * Float.BYTES).position(at * Float.BYTES));
    }
    return sum.value();
  }
}
