package org.nightbeam.bench;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.nightbeam.combine.CombineMethod;
import org.nightbeam.combine.CombineSettings;
import org.nightbeam.combine.Combiner;
import org.nightbeam.fits.PixelFormat;
import org.nightbeam.fits.RowDecoder;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * Decoding and combining stacks that are in memory as files have them: time per pixel and frame.
 * The number of pixels in all frames together is always the same.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx1g", "-XX:+UseParallelGC"})
public class CombineBenchmark {
  private static final int PIXELS = 2_000_000;
  private static final int STRETCH = 2000;
  private static final int HALF = STRETCH / 2;

  /** Frames a stack. */
  @Param({"5", "10", "20", "50", "100"})
  public int frames;

  /** The statistic. */
  @Param({"MEDIAN", "SIGMA_CLIP"})
  public CombineMethod method;

  private final float[] result = new float[HALF];
  private Combiner combiner;

  /** Prepares the statistic. */
  @Setup
  public void prepare() {
    combiner = new Combiner(new CombineSettings(method, 3, 3, 5));
  }

  /** Frames of 16-bit integers. */
  @State(Scope.Thread)
  public static class Uint16 {
    private final RowDecoder decoder = new RowDecoder(new PixelFormat(16, 1, 32768, null));
    private final ByteBuffer stored = ByteBuffer.allocateDirect(2 * PIXELS);
    private int[][] even;
    private int[][] odd;

    /** Makes them up. */
    @Setup
    public void prepare(CombineBenchmark of) {
      SplittableRandom random = new SplittableRandom(1);
      for (int i = 0; i < PIXELS; i++) {
        stored.putShort(2 * i, (short) (RawFiles.value(1000, random) - 32768));
      }
      even = new int[of.frames][HALF];
      odd = new int[of.frames][HALF];
    }
  }

  /** Frames of floats. */
  @State(Scope.Thread)
  public static class Float32 {
    private final RowDecoder decoder = new RowDecoder(new PixelFormat(-32, 1, 0, null));
    private final ByteBuffer stored = ByteBuffer.allocateDirect(4 * PIXELS);
    private float[][] even;
    private float[][] odd;

    /** Makes them up. */
    @Setup
    public void prepare(CombineBenchmark of) {
      SplittableRandom random = new SplittableRandom(1);
      for (int i = 0; i < PIXELS; i++) {
        stored.putFloat(4 * i, (float) (RawFiles.value(1000, random) + random.nextDouble()));
      }
      even = new float[of.frames][HALF];
      odd = new float[of.frames][HALF];
    }
  }

  /** Of 16-bit integers. */
  @Benchmark
  @OperationsPerInvocation(PIXELS)
  public float[] uint16(Uint16 in) {
    int pixelsAFrame = PIXELS / frames;
    for (int x = 0; x < pixelsAFrame; x += STRETCH) {
      for (int k = 0; k < frames; k++) {
        in.decoder.readParted(in.stored, k * pixelsAFrame + x, STRETCH, in.even[k], in.odd[k]);
      }
      combiner.combine(in.even, frames, HALF, null, result, null);
      combiner.combine(in.odd, frames, HALF, null, result, null);
    }
    return result;
  }

  /** Of floats. */
  @Benchmark
  @OperationsPerInvocation(PIXELS)
  public float[] float32(Float32 in) {
    int pixelsAFrame = PIXELS / frames;
    for (int x = 0; x < pixelsAFrame; x += STRETCH) {
      for (int k = 0; k < frames; k++) {
        in.decoder.readParted(in.stored, k * pixelsAFrame + x, STRETCH, in.even[k], in.odd[k]);
      }
      combiner.combine(in.even, frames, HALF, null, result, null);
      combiner.combine(in.odd, frames, HALF, null, result, null);
    }
    return result;
  }
}
