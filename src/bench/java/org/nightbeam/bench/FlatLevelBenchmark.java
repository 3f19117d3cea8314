package org.nightbeam.bench;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.master.FlatLevel;
import org.nightbeam.master.Pedestal;
import org.nightbeam.signal.Linearity;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Measuring the level of a flat in the page cache, less bias and dark current: time per pixel. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx1g", "-XX:+UseParallelGC"})
public class FlatLevelBenchmark {
  private static final int SIZE = 2048;

  private RawFiles files;
  private Frame flat;
  private Pedestal pedestal;

  /** Writes the flat and its masters. */
  @Setup
  public void prepare() throws IOException {
    files = new RawFiles();
    flat = files.uint16("Flats/flat.fits", SIZE, SIZE, 30000, 5);
    pedestal =
        Pedestal.open(
            files.masters,
            files.master(FrameType.BIAS, SIZE, 1000, 4),
            files.master(FrameType.DARK, SIZE, 0.1, 0.02));
  }

  /** Removes the files. */
  @TearDown
  public void remove() throws IOException {
    pedestal.close();
    files.close();
  }

  /** The level. */
  @Benchmark
  @OperationsPerInvocation(SIZE * SIZE)
  public FlatLevel measure() throws IOException {
    return FlatLevel.measure(flat, files.pixels, pedestal, null, Linearity.NONE);
  }
}
