package org.nightbeam.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.nightbeam.RawFrames;
import org.nightbeam.frame.Frame;
import org.nightbeam.header.FrameReader;
import org.nightbeam.header.HeaderRules;
import org.nightbeam.synthetic.SyntheticNight;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Opening a file in the page cache and reading all that its header says: time per file. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx1g", "-XX:+UseParallelGC"})
public class HeaderBenchmark {
  private final FrameReader reader = new FrameReader(HeaderRules.DEFAULTS);
  private RawFiles files;
  private Path light;

  /** Writes a file. */
  @Setup
  public void prepare() throws IOException {
    files = new RawFiles();
    SyntheticNight.of(16, 1, 1, 1, 1).writeTo(files.folder);
    light = RawFrames.files(files.folder.resolve("ScienceImages")).get(0);
  }

  /** Removes the file. */
  @TearDown
  public void remove() throws IOException {
    files.close();
  }

  /** The facts about a frame. */
  @Benchmark
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public Frame.Reading read() {
    return reader.read(files.storage, light.toString(), "ScienceImages/light.fits");
  }
}
