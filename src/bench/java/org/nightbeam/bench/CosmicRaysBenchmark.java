package org.nightbeam.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.nightbeam.cosmicrays.CosmicRaySettings;
import org.nightbeam.cosmicrays.CosmicRays;
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
 * Cosmic rays of a frame of 4096 x 4096 in memory: time per frame. The frame is left in the
 * system's temporary folder, for {@code cosmic_rays_by_astroscrappy.py}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx2g", "-XX:+UseParallelGC"})
public class CosmicRaysBenchmark {
  private static final int SIZE = 4096;
  private static final double SKY = 300;
  private static final double READ_NOISE = 6.5;

  /** Cosmic rays in the frame, a third of them points; there are eight times as many stars. */
  @Param({"500", "5000"})
  public int rays;

  /** Iterations of L.A.Cosmic. */
  @Param("4")
  public int iterations;

  /** Threads that look at tiles. */
  @Param("1")
  public int threads;

  private float[][] frame;

  /** Makes the frame up and writes it. */
  @Setup
  public void prepare() throws IOException {
    Random random = new Random(1);
    frame = new float[SIZE][SIZE];
    for (int k = 0; k < 8 * rays; k++) {
      addStar(random, k % 500 == 7);
    }
    for (float[] row : frame) {
      for (int x = 0; x < SIZE; x++) {
        double light = SKY + row[x];
        row[x] =
            (float) (light + random.nextGaussian() * Math.sqrt(light + READ_NOISE * READ_NOISE));
      }
    }
    for (int k = 0; k < rays; k++) {
      addRay(random, k % 3 == 0);
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * SIZE * SIZE).order(ByteOrder.LITTLE_ENDIAN);
    for (float[] row : frame) {
      for (int x = 0; x < SIZE; x++) {
        row[x] = (float) Math.rint(Math.min(65535, row[x]));
        bytes.putFloat(row[x]);
      }
    }
    Files.write(
        Path.of(System.getProperty("java.io.tmpdir"), "nightbeam-cosmic-rays-" + rays + ".f32"),
        bytes.array());
  }

  /** A Gaussian of FWHM 2 to 4 pixels. */
  private void addStar(Random random, boolean saturated) {
    double sigma = (2 + 2 * random.nextDouble()) / 2.3548;
    double peak = saturated ? 1e6 : Math.pow(10, 1.5 + 3 * random.nextDouble());
    double y0 = 16 + random.nextDouble() * (SIZE - 32);
    double x0 = 16 + random.nextDouble() * (SIZE - 32);
    for (int y = (int) y0 - 12; y < y0 + 12; y++) {
      for (int x = (int) x0 - 12; x < x0 + 12; x++) {
        double r2 = (y - y0) * (y - y0) + (x - x0) * (x - x0);
        frame[y][x] += (float) (peak * Math.exp(-r2 / (2 * sigma * sigma)));
      }
    }
  }

  /** A point, or a track of up to 20 pixels. */
  private void addRay(Random random, boolean point) {
    double angle = random.nextDouble() * Math.PI;
    double length = point ? 0 : 1 + random.nextInt(20);
    double electrons = Math.pow(10, 2 + 2 * random.nextDouble());
    double y0 = 20 + random.nextDouble() * (SIZE - 40);
    double x0 = 20 + random.nextDouble() * (SIZE - 40);
    for (double s = 0; s <= length; s += 0.5) {
      frame[(int) (y0 + s * Math.sin(angle))][(int) (x0 + s * Math.cos(angle))] +=
          (float) electrons;
    }
  }

  /** The whole call. */
  @Benchmark
  public CosmicRays.Found find() {
    return CosmicRays.find(
        frame, null, new CosmicRaySettings(4.5, 0.3, 5, 1, 6.5, 65535, iterations), threads);
  }
}
