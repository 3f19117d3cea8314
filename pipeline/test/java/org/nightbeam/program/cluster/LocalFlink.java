package org.nightbeam.program.cluster;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Flink cluster by the script of runner-configs, on a free port; it ends with the test. */
public final class LocalFlink implements AutoCloseable {
  private static final Path SCRIPT = Path.of("../runner-configs/flink-cluster").toAbsolutePath();

  private final Path folder;
  private final int restPort;
  private final Thread whenInterrupted = new Thread(this::stopOrSaySo);

  private LocalFlink(Path folder, int restPort) {
    this.folder = folder;
    this.restPort = restPort;
  }

  public static LocalFlink start(Path folder, int taskManagers)
      throws IOException, InterruptedException {
    int port = freePort();
    LocalFlink cluster = new LocalFlink(folder, port);
    Runtime.getRuntime().addShutdownHook(cluster.whenInterrupted);
    cluster.script("start", "--taskManagers=" + taskManagers, "--restPort=" + port);
    return cluster;
  }

  /** Below the ports that the system gives to connections, any of which could take it meanwhile. */
  private static int freePort() throws IOException {
    for (int tries = 0; tries < 100; tries++) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return free.getLocalPort();
      } catch (BindException taken) {
        continue;
      }
    }
    throw new IOException("no free port");
  }

  /** For {@code --flinkMaster}. */
  public String master() {
    return "localhost:" + restPort;
  }

  /** Starts one more TaskManager, and waits until it is there. */
  public void add() throws IOException, InterruptedException {
    script("add");
  }

  public String status() throws IOException, InterruptedException {
    return script("status");
  }

  /** The TaskManagers that were not killed, in the order of their start. */
  public List<String> taskManagers() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("pids"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("taskmanager-"))
          .filter(name -> process(name).isAlive())
          .sorted()
          .toList();
    }
  }

  /** Ends a process of the cluster as kill -9 does. */
  public void kill(String name) throws InterruptedException {
    ProcessHandle process = process(name);
    if (!process.destroyForcibly()) {
      throw new AssertionError(name + " was not running");
    }
    while (process.isAlive()) {
      Thread.sleep(20);
    }
  }

  private ProcessHandle process(String name) {
    try {
      long id = Long.parseLong(Files.readString(folder.resolve("pids").resolve(name)).strip());
      return ProcessHandle.of(id).orElseThrow(() -> new AssertionError(name + " has ended"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String script(String verb, String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(SCRIPT.toString(), verb, "--folder=" + folder));
    command.addAll(List.of(options));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    // Its processes live for less than a minute: C2 would compile for nothing.
    builder.environment().put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1");
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new AssertionError("flink-cluster " + verb + ": " + said);
    }
    return said;
  }

  private void stopOrSaySo() {
    try {
      script("stop");
    } catch (IOException | AssertionError e) {
      System.err.println("a cluster may still run in " + folder + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      script("stop");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the cluster was being stopped", e);
    }
    Runtime.getRuntime().removeShutdownHook(whenInterrupted);
  }
}
