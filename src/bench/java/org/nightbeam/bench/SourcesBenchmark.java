package org.nightbeam.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.nightbeam.photometry.FrameMeasurer;
import org.nightbeam.photometry.MeasuredFrame;
import org.nightbeam.photometry.PhotometrySettings;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Finding and measuring the sources of a square frame in memory: time per frame. The frame is left
 * in the system's temporary folder, for {@code sources_by_sep.py} and {@code
 * sources_by_photutils.py}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx1g", "-XX:+UseSerialGC"})
public class SourcesBenchmark {
  private static final double SKY = 300;
  private static final double READ_NOISE = 5.3; // ADU
  private static final double GAIN = 1.5;
  private static final double SIGMA = 3 / 2.3548;

  /** Pixels along each side of the frame. */
  @Param("2048")
  public int size;

  /** Stars in the frame, many of them too faint to be found. */
  @Param({"1500", "12000", "40000"})
  public int stars;

  private float[][] made;
  private float[][] frame;
  private FrameMeasurer measurer;

  /** Makes the frame up and writes it. */
  @Setup
  public void prepare() throws IOException {
    Random random = new Random(1);
    made = new float[size][size];
    frame = new float[size][size];
    for (int k = 0; k < stars; k++) {
      addStar(random);
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * size * size).order(ByteOrder.LITTLE_ENDIAN);
    for (float[] row : made) {
      for (int x = 0; x < size; x++) {
        double light = SKY + row[x];
        double noise = Math.sqrt(light / GAIN + READ_NOISE * READ_NOISE);
        row[x] = (float) (light + random.nextGaussian() * noise);
        bytes.putFloat(row[x]);
      }
    }
    Files.write(
        Path.of(System.getProperty("java.io.tmpdir"), "nightbeam-sources-" + size + "-" + stars + ".f32"),
        bytes.array());
    measurer = new FrameMeasurer(PhotometrySettings.DEFAULT);
  }

  private void addStar(Random random) {
    double flux = Math.min(6e5, 200 * Math.pow(random.nextDouble(), -1 / 0.9));
    double y0 = 9 + random.nextDouble() * (size - 18);
    double x0 = 9 + random.nextDouble() * (size - 18);
    for (int y = (int) y0 - 8; y < y0 + 8; y++) {
      for (int x = (int) x0 - 8; x < x0 + 8; x++) {
        double r2 = (y - y0) * (y - y0) + (x - x0) * (x - x0);
        made[y][x] +=
            (float) (flux / (2 * Math.PI * SIGMA * SIGMA) * Math.exp(-r2 / (2 * SIGMA * SIGMA)));
      }
    }
  }

  /** The whole call, and a copy of the frame, which changes. */
  @Benchmark
  public MeasuredFrame measure() {
    for (int y = 0; y < size; y++) {
      System.arraycopy(made[y], 0, frame[y], 0, size);
    }
    return measurer.measure(frame, null, null, GAIN);
  }
}
