package org.nightbeam.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.nightbeam.combine.CombineMethod;
import org.nightbeam.combine.CombineSettings;
import org.nightbeam.frame.FrameType;
import org.nightbeam.master.BandCombiner;
import org.nightbeam.master.MasterInput;
import org.nightbeam.master.Pedestal;
import org.nightbeam.signal.Linearity;
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
import org.openjdk.jmh.infra.Blackhole;

/**
 * Combining all rows of a master bias from files that were just written, and so are in the page
 * cache: time per pixel and frame. The number of pixels in all files together is always the same.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx1g", "-XX:+UseParallelGC"})
public class MasterBenchmark {
  private static final int PIXELS = 20_000_000;
  private static final int WIDTH = 2000;
  private static final int TILE_BYTES = 16 << 20;

  /** Frames per master. */
  @Param({"5", "10", "20", "50", "100"})
  public int frames;

  /** The statistic. */
  @Param({"MEDIAN", "SIGMA_CLIP"})
  public CombineMethod method;

  /** How the frames are stored. */
  @Param({"uint16", "float32"})
  public String stored;

  private final Pedestal nothing = new Pedestal(null, null);
  private final List<MasterInput> inputs = new ArrayList<>();
  private RawFiles files;
  private BandCombiner combiner;
  private int height;

  /** Writes the files. */
  @Setup
  public void prepare() throws IOException {
    files = new RawFiles();
    height = PIXELS / WIDTH / frames;
    for (int k = 0; k < frames; k++) {
      String path = "Bias/" + k + ".fits";
      inputs.add(
          new MasterInput(
              stored.equals("uint16")
                  ? files.uint16(path, WIDTH, height, 1000, 0)
                  : files.float32(path, WIDTH, height, 1000, 0),
              null,
              null));
    }
    CombineSettings settings = new CombineSettings(method, 3, 3, 5);
    combiner = new BandCombiner(files.pixels, settings, Linearity.NONE, TILE_BYTES);
  }

  /** Removes the files. */
  @TearDown
  public void remove() throws IOException {
    files.close();
  }

  /** A whole master, its rows dropped. */
  @Benchmark
  @OperationsPerInvocation(PIXELS)
  public void fromFiles(Blackhole rows) throws IOException {
    combiner.combine(
        FrameType.BIAS, inputs, nothing, 0, height, false, (row, counts) -> rows.consume(row));
  }
}
