package org.nightbeam.program.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.nightbeam.cli.JarProcess;
import org.nightbeam.cli.Program;
import org.nightbeam.synthetic.SyntheticNight;

/** A night that is calibrated on clusters, and its products by a run without one. */
final class ClusterNight {
  private static final SyntheticNight NIGHT =
      new SyntheticNight(512, 512, 16, 10, 6, 60, List.of("V", "R"), 4711);

  private final Path raw;
  private final Path reference;

  /** Writes the night into a folder, and calibrates it. */
  ClusterNight(Path folder) throws IOException, InterruptedException {
    raw = folder.resolve("raw");
    NIGHT.writeTo(raw);
    reference = folder.resolve("direct/reduced");
    Program program = JarProcess.run(raw, reference);
    assertEquals(0, program.status(), program.err());
  }

  /** The raw frames. */
  Path raw() {
    return raw;
  }

  /** The output of the run without a cluster. */
  Path reference() {
    return reference;
  }

  /** Starts a run on a cluster. */
  JarProcess start(LocalFlink cluster, Path output, String... more) throws IOException {
    return JarProcess.start(raw, output, options(cluster, more));
  }

  /** Starts one that sees a variable, {@code NAME=VALUE}, in its environment. */
  JarProcess startWith(String variable, LocalFlink cluster, Path output) throws IOException {
    return JarProcess.startWith(variable, raw, output, options(cluster));
  }

  private static String[] options(LocalFlink cluster, String... more) {
    return Stream.concat(
            Stream.of(
                "--runner=FlinkRunner", "--flinkMaster=" + cluster.master(), "--parallelism=4"),
            Stream.of(more))
        .toArray(String[]::new);
  }

  /** Waits for so many files below a folder, which a run makes. */
  static void awaitFiles(JarProcess run, Path in, int number, Predicate<Path> which)
      throws IOException, InterruptedException {
    while (count(in, which) < number) {
      assertTrue(run.isAlive(), "it ended too soon: " + run.err());
      Thread.sleep(20);
    }
  }

  /** Returns how many files there are. */
  static long count(Path folder, Predicate<Path> which) throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(which).count();
    } catch (java.io.UncheckedIOException vanishedMeanwhile) {
      return 0;
    }
  }

  /** The files of the products; one that is written again is another file. */
  static Map<Path, Object> identities(Path output) throws IOException {
    Map<Path, Object> identities = new HashMap<>();
    for (String kind : List.of("calibrated", "masters")) {
      try (Stream<Path> files = Files.walk(output.resolve(kind))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
          identities.put(file, found.fileKey() + " " + found.lastModifiedTime());
        }
      }
    }
    return identities;
  }

  /** Every file with the name of a product is that product. */
  void assertNothingPartial(Path output) throws IOException {
    for (String name : JarProcess.assertKept(Map.of(), output).keySet()) {
      assertEquals(-1, Files.mismatch(reference.resolve(name), output.resolve(name)), name);
    }
  }
}
