package org.nightbeam.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.nightbeam.calibrate.LightCalibrator;
import org.nightbeam.calibrate.Reduction;
import org.nightbeam.correction.LightServices;
import org.nightbeam.correction.MatchedLight;
import org.nightbeam.fixture.Headers;
import org.nightbeam.fixture.Lights;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.master.store.MasterReference;
import org.nightbeam.plan.LightFrame;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Calibrating a light of 4096 x 4096 pixels of 16 bits, from a file in the page cache to a new
 * file, against moving the same bytes: time per frame. With {@code -t 2} two threads have a frame
 * each.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx1g", "-XX:+UseParallelGC"})
public class CalibrateBenchmark {
  private static final int SIZE = 4096;
  private static final int ROWS_AT_ONCE = 16;

  private RawFiles files;
  private Frame light;
  private MasterReference bias;
  private MasterReference dark;
  private MasterReference flat;
  private LightCalibrator calibrator;
  private Path product;
  private final ByteBuffer raw = ByteBuffer.allocateDirect(ROWS_AT_ONCE * SIZE * Short.BYTES);
  private final ByteBuffer moved = ByteBuffer.allocateDirect(ROWS_AT_ONCE * SIZE * Float.BYTES);

  /** Writes the light and its masters. */
  @Setup
  public void prepare() throws IOException {
    files = new RawFiles();
    light = files.uint16("Lights/light.fits", SIZE, SIZE, 1500, 60);
    bias = files.master(FrameType.BIAS, SIZE, 1000, 4);
    dark = files.master(FrameType.DARK, SIZE, 0.1, 0.02);
    flat = files.master(FrameType.FLAT, SIZE, 1, 0.3);
    LightServices services =
        new LightServices(
            files.storage,
            files.pixels,
            files.masters,
            Headers.rules().behindUtc(Duration.ZERO).build(),
            "benchmark");
    calibrator = new LightCalibrator(new Reduction(services, Lights.PLAIN), 1);
    product = files.folder.resolve("product.fits");
  }

  /** Makes room, so that each time a new file is written. */
  @Setup(Level.Invocation)
  public void removeProduct() throws IOException {
    Files.deleteIfExists(product);
  }

  /** Removes the files. */
  @TearDown
  public void remove() throws IOException {
    files.close();
  }

  /** Calibrates by bias, dark and flat. */
  @Benchmark
  @OutputTimeUnit(TimeUnit.MILLISECONDS)
  public void calibrate() throws IOException {
    LightFrame planned = new LightFrame(light, null, null, null, null);
    MatchedLight matched =
        new MatchedLight(planned, bias, dark, flat, "", "", product.toString(), null);
    calibrator.calibrate(List.of(matched), LightCalibrator.NOBODY);
  }

  /** Reads as many bytes as calibrating does of the light, and writes as many. */
  @Benchmark
  @OutputTimeUnit(TimeUnit.MILLISECONDS)
  public void moveBytes() throws IOException {
    try (FileChannel in = FileChannel.open(Path.of(light.uri()), StandardOpenOption.READ);
        FileChannel out =
            FileChannel.open(product, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      in.position(light.dataOffset());
      for (int y = 0; y < SIZE; y += ROWS_AT_ONCE) {
        raw.clear();
        while (raw.hasRemaining() && in.read(raw) >= 0) {}
        moved.clear();
        while (moved.hasRemaining()) {
          out.write(moved);
        }
      }
    }
  }
}
