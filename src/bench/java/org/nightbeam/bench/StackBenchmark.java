package org.nightbeam.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.nightbeam.combine.CombineMethod;
import org.nightbeam.combine.CombineSettings;
import org.nightbeam.registration.Transform;
import org.nightbeam.resample.FrameRows;
import org.nightbeam.resample.Kernel;
import org.nightbeam.resample.Resampling;
import org.nightbeam.stack.BandStacker;
import org.nightbeam.stack.StackedFrame;
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
 * Stacking a band of 16 rows of 20 frames in memory, each shifted by a part of a pixel: time a
 * pixel and frame.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx1g", "-XX:+UseSerialGC"})
public class StackBenchmark {
  private static final int WIDTH = 4096;
  private static final int ROWS = 16;
  private static final int FRAMES = 20;
  private static final int HELD = 40;

  /** Between pixels. */
  @Param({"LANCZOS3", "BILINEAR"})
  public Kernel kernel;

  /** What is rejected. */
  @Param({"MEAN", "WINSORIZED", "SIGMA_CLIP"})
  public CombineMethod method;

  private BandStacker stacker;
  private final List<float[][]> pixels = new ArrayList<>();
  private float kept;

  /** Makes noise. */
  @Setup
  public void prepare() {
    Random random = new Random(1);
    List<StackedFrame> frames = new ArrayList<>();
    for (int k = 0; k < FRAMES; k++) {
      float[][] frame = new float[HELD][WIDTH];
      for (float[] row : frame) {
        for (int x = 0; x < WIDTH; x++) {
          row[x] = (float) (100 + 5 * random.nextGaussian());
        }
      }
      pixels.add(frame);
      double[] xs = {3 * random.nextDouble(), 1, 1e-4};
      double[] ys = {8 + 3 * random.nextDouble(), -1e-4, 1};
      frames.add(new StackedFrame(new Transform(0, 0, 1, xs, ys), WIDTH, HELD, 100, 1, 1));
    }
    stacker = new BandStacker(Resampling.by(kernel), new CombineSettings(method, 3, 3, 5), frames, WIDTH);
  }

  /** One band. */
  @Benchmark
  @OperationsPerInvocation(ROWS * WIDTH * FRAMES)
  public float band() throws IOException {
    stacker.stack(
        0,
        ROWS,
        WIDTH,
        (k, needed) -> {
          int first = needed.firstRow();
          float[][] rows = Arrays.copyOfRange(pixels.get(k), first, first + needed.rows());
          return new FrameRows(first, rows, null, 25, HELD);
        },
        (y, row) -> kept += row.values()[y]);
    return kept;
  }
}
