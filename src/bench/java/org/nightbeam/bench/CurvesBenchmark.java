package org.nightbeam.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.nightbeam.lightcurve.CurveSettings;
import org.nightbeam.lightcurve.FieldCurves;
import org.nightbeam.lightcurve.FieldSolver;
import org.nightbeam.lightcurve.FieldStars;
import org.nightbeam.lightcurve.MeasuredLight;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Light curves of a field whose lights are measured: the ensemble, then all stars, from one file a
 * light as a run has them. Time a field of {@code stars x lights} measurements, each in ten
 * apertures.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
@Warmup(iterations = 2, time = 5)
@Measurement(iterations = 3, time = 10)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx1g", "-XX:+UseSerialGC"})
public class CurvesBenchmark {
  private static final int APERTURES = 10;
  private static final double NIGHT_DAYS = 0.3;

  @Param({"1000"})
  public int stars;

  @Param({"300", "1000", "3000"})
  public int lights;

  private Path folder;
  private final List<Path> files = new ArrayList<>();
  private FieldStars field;

  /** Makes the lights up: stars of some brightness each, zero points, noise as stated. */
  @Setup
  public void prepare() throws IOException {
    Random random = new Random(1);
    double[] flux = new double[stars];
    for (int i = 0; i < stars; i++) {
      flux[i] = 3000 * Math.pow(100, random.nextDouble());
    }
    field = field(flux, random);
    folder = Files.createTempDirectory("nightbeam-curves");
    for (int t = 0; t < lights; t++) {
      double air = 1 - 0.2 * random.nextDouble();
      float[][] columns = new float[5][];
      for (int k = 0; k < columns.length; k++) {
        columns[k] = new float[k < 2 ? stars * APERTURES : stars];
      }
      for (int i = 0; i < stars; i++) {
        double noise = random.nextGaussian();
        for (int a = 0; a < APERTURES; a++) {
          double part = 1 - Math.exp(-0.5 * (a % 5 + 1));
          double expected = flux[i] * air * part;
          double error = Math.sqrt(expected + 300.0 * (a % 5 + 1));
          columns[0][i * APERTURES + a] = (float) (expected + error * noise);
          columns[1][i * APERTURES + a] = (float) error;
        }
        columns[2][i] = (float) field.x()[i];
        columns[3][i] = (float) field.y()[i];
        columns[4][i] = 300;
      }
      MeasuredLight.About about =
          new MeasuredLight.About(
              String.format("light_%05d.fits", t),
              "2026-01-15",
              9000 + NIGHT_DAYS * t / lights,
              60,
              1.2,
              3,
              Double.NaN,
              Double.NaN,
              Double.NaN,
              Double.NaN,
              "SKY+PHOTONS");
      Path file = folder.resolve(t + ".measured");
      Files.write(
          file,
          new MeasuredLight(
                  about,
                  columns[0],
                  columns[1],
                  columns[2],
                  columns[3],
                  columns[4],
                  new byte[stars])
              .coded());
      files.add(file);
    }
  }

  private FieldStars field(double[] flux, Random random) {
    double[] unknown = new double[stars];
    Arrays.fill(unknown, Double.NaN);
    String[] names = new String[stars];
    Arrays.fill(names, "");
    names[stars / 2] = "target";
    return new FieldStars(
        "field",
        "V",
        "first.fits",
        0,
        2000,
        2000,
        3,
        "electron",
        random.doubles(stars, 0, 2000).toArray(),
        random.doubles(stars, 0, 2000).toArray(),
        flux,
        Arrays.stream(flux).map(Math::sqrt).toArray(),
        new int[stars],
        names,
        unknown,
        unknown,
        List.of());
  }

  /** Removes the files. */
  @TearDown
  public void clear() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Benchmark
  public FieldCurves solve() throws IOException {
    return new FieldSolver(field, CurveSettings.DEFAULT)
        .solve(() -> files.stream().map(CurvesBenchmark::read).iterator());
  }
}
