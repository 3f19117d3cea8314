package org.nightbeam.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.nightbeam.storage.FileIdentity;

/** The built jar in a process of its own, as a user starts it; it ends with the test. */
public final class JarProcess implements AutoCloseable {
  private static final Path JAR = Path.of("target/nightbeam.jar").toAbsolutePath();

  private final Process process;
  private final Path out;
  private final Path err;

  private JarProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * @param output whose sister folders get what the process prints, and its scratch folder
   */
  public static JarProcess start(Path input, Path output, String... options) throws IOException {
    return start(List.of(), input, output, options);
  }

  /** The same; it hears signals also where this process was told to ignore them. */
  public static JarProcess startUnderSignals(Path input, Path output, String... options)
      throws IOException {
    return start(List.of("env", "--default-signal=INT,TERM"), input, output, options);
  }

  /** The same; it sees a variable, {@code NAME=VALUE}, in its environment. */
  public static JarProcess startWith(String variable, Path input, Path output, String... options)
      throws IOException {
    return start(List.of("env", variable), input, output, options);
  }

  private static JarProcess start(List<String> before, Path input, Path output, String... options)
      throws IOException {
    Path folder = Files.createDirectories(output.getParent());
    List<String> command = new ArrayList<>(before);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1g",
            "-XX:TieredStopAtLevel=1", // starts sooner
            "-jar",
            JAR.toString(),
            "--input=" + input,
            "--output=" + output,
            "--scratch=" + folder.resolve("scratch")));
    command.addAll(List.of(options));
    Path out = folder.resolve(output.getFileName() + ".out");
    Path err = folder.resolve(output.getFileName() + ".err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    return new JarProcess(process, out, err);
  }

  public static Program run(Path input, Path output, String... options)
      throws IOException, InterruptedException {
    try (JarProcess process = start(input, output, options)) {
      return process.await();
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public String out() throws IOException {
    return Files.readString(out);
  }

  public String err() throws IOException {
    return Files.readString(err);
  }

  public Program await() throws IOException, InterruptedException {
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      throw new AssertionError("still running: " + err());
    }
    return new Program(process.exitValue(), Files.readString(out), err());
  }

  /** Asks the process to end, as Ctrl-C does. */
  public void interrupt() {
    process.destroy();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** Asserts that two runs left the same products and tables, and nothing else. */
  public static void assertSameProducts(Path expected, Path output) throws IOException {
    Map<String, Path> files = products(expected);
    Map<String, Path> same = products(output);
    assertEquals(files.keySet(), same.keySet());
    for (Map.Entry<String, Path> file : files.entrySet()) {
      assertArrayEquals(content(file.getValue()), content(same.get(file.getKey())), file.getKey());
    }
  }

  /**
   * Asserts that what was made whole is the same file still, and was not made once more.
   *
   * @param whole what this gave before
   * @return the calibrated frames and masters there are, and which file each is
   */
  public static Map<String, Object> assertKept(Map<String, Object> whole, Path output)
      throws IOException {
    Map<String, Object> now = new TreeMap<>();
    if (Files.isDirectory(output)) {
      for (Map.Entry<String, Path> file : Program.files(output).entrySet()) {
        if (file.getKey().matches("(calibrated|masters)/.*[.]fits")) {
          now.put(file.getKey(), FileIdentity.of(file.getValue()));
        }
      }
    }
    Map<String, Object> kept = new TreeMap<>(now);
    kept.keySet().retainAll(whole.keySet());
    assertEquals(whole, kept);
    return now;
  }

  /** The bytes of a file; of a table, those of a run that had everything to do. */
  private static byte[] content(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    return file.endsWith("frames.csv")
        ? new String(bytes, StandardCharsets.UTF_8)
            .replace(",up-to-date,", ",calibrated,")
            .getBytes(StandardCharsets.UTF_8)
        : bytes;
  }

  /** All files but those that tell times and places. */
  /** What is made of all lights together is there if it was asked for. */
  private static final Set<String> OF_ALL_LIGHTS =
      Set.of("sources", "registration", "stacks", "lightcurves", "good.txt");

  private static Map<String, Path> products(Path output) throws IOException {
    Map<String, Path> files = new TreeMap<>(Program.files(output));
    if (files.remove("run.json") == null) {
      throw new AssertionError("no run.json among " + files.keySet());
    }
    if (files.remove("report.html") == null) {
      throw new AssertionError("no report among " + files.keySet());
    }
    if (files.remove(".nightbeam-journal") == null) {
      throw new AssertionError("no journal among " + files.keySet());
    }
    try (var top = Files.list(output)) {
      assertEquals(
          List.of(
              ".nightbeam-journal",
              "calibrated",
              "frames.csv",
              "masters",
              "previews",
              "report.html",
              "run.json"),
          top.map(file -> file.getFileName().toString())
              .filter(name -> !OF_ALL_LIGHTS.contains(name))
              .sorted()
              .toList());
    }
    return files;
  }
}
