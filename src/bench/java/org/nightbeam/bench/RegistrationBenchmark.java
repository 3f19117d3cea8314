package org.nightbeam.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.nightbeam.registration.Registrar;
import org.nightbeam.registration.Registration;
import org.nightbeam.registration.Star;
import org.nightbeam.registration.StarField;
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
 * Registering a frame whose catalogue is there to a reference that is known: time a frame. A third
 * of the stars is on either frame alone, and the frame is shifted by a tenth of its width; or eight
 * stars of forty are in common, in half of the field.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx1g", "-XX:+UseSerialGC"})
public class RegistrationBenchmark {
  private static final int SIZE = 2048;

  /** Stars of the reference; 40 is the hard case. */
  @Param({"40", "100", "1000"})
  public int stars;

  private Registrar registrar;
  private final List<StarField> frames = new ArrayList<>();
  private int next;

  /** Makes ten frames of one field up. */
  @Setup
  public void prepare() {
    Random random = new Random(1);
    int common = stars == 40 ? 8 : 2 * stars / 3;
    double shift = stars == 40 ? SIZE / 2.0 : SIZE / 10.0;
    List<Star> ofBoth = new ArrayList<>();
    for (int k = 0; k < common; k++) {
      double x = shift + random.nextDouble() * (SIZE - shift);
      ofBoth.add(new Star(x, random.nextDouble() * SIZE, flux(random), 0.1));
    }
    registrar = new Registrar(field(ofBoth, 0, random));
    for (int k = 0; k < 10; k++) {
      frames.add(field(ofBoth, shift - k, random));
    }
  }

  private StarField field(List<Star> ofBoth, double shift, Random random) {
    List<Star> all = new ArrayList<>();
    for (Star star : ofBoth) {
      double x = star.x() - shift + 0.1 * random.nextGaussian();
      all.add(new Star(x, star.y() + 0.1 * random.nextGaussian(), star.flux(), 0.1));
    }
    while (all.size() < stars) {
      all.add(new Star(random.nextDouble() * SIZE, random.nextDouble() * SIZE, flux(random), 0.1));
    }
    return new StarField(all, SIZE, SIZE);
  }

  private static double flux(Random random) {
    return Math.pow(1 - random.nextDouble(), -1 / 1.2);
  }

  /** One frame. */
  @Benchmark
  public Registration register() {
    Registration found = registrar.register(frames.get(next++ % frames.size()));
    if (!found.isFound()) {
      throw new IllegalStateException(found.failure());
    }
    return found;
  }
}
