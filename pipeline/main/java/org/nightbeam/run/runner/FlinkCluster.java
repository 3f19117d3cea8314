package org.nightbeam.run.runner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nightbeam.transforms.work.OutputOwner;

/** A Flink cluster, as its REST interface shows it. */
public final class FlinkCluster {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** A busy host may not answer at once: so often is it asked whether a cluster is there at all. */
  private static final int PATIENCE = 6;

  private static final Duration TO_CANCEL = Duration.ofSeconds(15);
  private static final int DEFAULT_PORT = 8081;

  /** The version of Flink that Beam's runner is built for: others refuse its jobs. */
  private static final String VERSION = "1.19.";

  private static final String FLINK = "org.apache.flink.";
  private static final String NETWORK = FLINK + "runtime.io.network.";

  private static final Set<String> ENDED = Set.of("FINISHED", "CANCELED", "FAILED", "SUSPENDED");

  private final String master;
  private final URI root;
  private final Duration timeout;
  private final HttpClient client;

  /**
   * The slots of a cluster.
   *
   * @param taskManagers number of worker processes
   * @param slots of all of them
   * @param free slots that no job has
   */
  record Slots(int taskManagers, int slots, int free) {}

  /**
   * A job.
   *
   * @param id by which Flink knows it
   * @param state in Flink's words, such as {@code RUNNING}
   * @param waiting number of tasks that have no slot yet, but could use one
   * @param busy number of tasks that have one
   */
  public record Job(String id, String state, int waiting, int busy) {
    public boolean hasEnded() {
      return ENDED.contains(state);
    }
  }

  /**
   * A failure that Flink answers by starting tasks again.
   *
   * @param time of the failure, in milliseconds
   * @param ofWorker whether a worker, or the way to it, was lost; else the work itself failed
   * @param cause the innermost, one line
   * @param where the TaskManager and its host; empty if it is not known
   */
  record Failure(long time, boolean ofWorker, String cause, String where) {}

  /**
   * @param master as given by {@code --flinkMaster}: host and port, the latter 8081 by default
   * @throws IllegalArgumentException if it is not that
   */
  public FlinkCluster(String master) {
    this(master, TIMEOUT);
  }

  /**
   * @param timeout for which an answer is awaited
   */
  FlinkCluster(String master, Duration timeout) {
    this.master = master;
    this.timeout = timeout;
    this.client = HttpClient.newBuilder().connectTimeout(timeout).build();
    URI given = URI.create(master.contains("://") ? master : "http://" + master);
    if (given.getHost() == null) {
      throw new IllegalArgumentException("expected HOST:PORT, [local] or [auto]");
    }
    int port = given.getPort() < 0 ? DEFAULT_PORT : given.getPort();
    root = URI.create(given.getScheme() + "://" + given.getHost() + ":" + port);
  }

  @Override
  public String toString() {
    return "the JobManager " + master;
  }

  private IOException refusal(String why, IOException failure) {
    IOException refusal = new IOException("--flinkMaster=" + master + ": " + why);
    refusal.addSuppressed(failure); // as a cause it would be what people are told, not why
    return refusal;
  }

  /** Refuses a cluster that is not there, or that would not understand our job. */
  public void require() throws IOException {
    String version = null;
    for (int attempt = 1; version == null; attempt++) {
      try {
        version = get("/overview").path("flink-version").asText();
      } catch (HttpTimeoutException slow) {
        if (attempt >= PATIENCE) {
          throw refusal(
              String.format(
                  "no answer within %d s, is it there, and is its host overloaded?",
                  PATIENCE * timeout.toSeconds()),
              slow);
        }
      } catch (IOException nothing) {
        throw refusal(
            (nothing instanceof ConnectException
                    ? "nothing answers there"
                    : "what answers there is not Flink")
                + "; start a cluster (runner-configs/flink-cluster start) or name another one",
            nothing);
      }
    }
    if (!version.startsWith(VERSION)) {
      throw new IOException(
          String.format("--flinkMaster=%s: is Flink %s, expected %sx", master, version, VERSION));
    }
  }

  /** Returns the slots of the cluster. */
  Slots slots() throws IOException {
    JsonNode overview = get("/overview");
    return new Slots(
        overview.path("taskmanagers").asInt(),
        overview.path("slots-total").asInt(),
        overview.path("slots-available").asInt());
  }

  /** Returns the job of a name; the one that started last if there are several. */
  public Optional<Job> job(String name) throws IOException {
    JsonNode last = null;
    for (JsonNode job : get("/jobs/overview").path("jobs")) {
      boolean later =
          last == null || job.path("start-time").asLong() > last.path("start-time").asLong();
      if (job.path("name").asText().equals(name) && later) {
        last = job;
      }
    }
    if (last == null) {
      return Optional.empty();
    }
    JsonNode tasks = last.path("tasks");
    return Optional.of(
        new Job(
            last.path("jid").asText(),
            last.path("state").asText(),
            tasks.path("scheduled").asInt(),
            tasks.path("deploying").asInt()
                + tasks.path("initializing").asInt()
                + tasks.path("running").asInt()
                + tasks.path("canceling").asInt()));
  }

  /** Returns the last failure of a job that did not end it. */
  Optional<Failure> lastFailure(Job job) throws IOException {
    JsonNode last =
        get("/jobs/" + job.id + "/exceptions?maxExceptions=1")
            .path("exceptionHistory")
            .path("entries")
            .path(0);
    if (last.isMissingNode()) {
      return Optional.empty();
    }
    List<String> causes =
        last.path("stacktrace")
            .asText()
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("\t"))
            .map(line -> line.replaceFirst("^Caused by: ", ""))
            .toList();
    String innermost =
        causes.isEmpty() ? last.path("exceptionName").asText() : causes.get(causes.size() - 1);
    // Flink's own failures are those of processes; a connection may be refused by the system.
    boolean ofWorker =
        innermost.startsWith(FLINK) || causes.stream().anyMatch(cause -> cause.startsWith(NETWORK));
    return Optional.of(
        new Failure(last.path("timestamp").asLong(), ofWorker, innermost, where(last)));
  }

  /** Returns where a task failed: on one host alone, something of that host is amiss. */
  private static String where(JsonNode failure) {
    String taskManager = failure.path("taskManagerId").asText("");
    String host = failure.path("endpoint").asText("").replaceFirst(":\\d*$", "");
    return taskManager.isEmpty() || host.isEmpty() ? taskManager + host : taskManager + ", " + host;
  }

  /**
   * Cancels the job of a run that has lost its output, if it has not ended, and says so. Should
   * that fail, the job ends by itself when it is about to write.
   */
  public static void end(OutputOwner.Job orphan, String output, PrintStream err) {
    try {
      FlinkCluster cluster = new FlinkCluster(orphan.master());
      Optional<Job> job = cluster.job(orphan.name());
      if (job.isPresent() && !job.get().hasEnded()) {
        err.printf(
            "nightbeam: the job %s of an earlier run to %s has not ended on %s (%s); it is"
                + " cancelled, and this run continues from there%n",
            orphan.name(), output, orphan.master(), job.get().state());
        cluster.cancel(job.get(), TO_CANCEL);
      }
    } catch (IOException | IllegalArgumentException noAnswer) {
      err.printf(
          "nightbeam: the job %s of an earlier run may not have ended: %s does not answer; it can"
              + " write nothing to %s any more%n",
          orphan.name(), orphan.master(), output);
    }
  }

  /** Asks Flink to cancel a job, and waits until it has ended. */
  void cancel(Job job, Duration atMost) throws IOException {
    send(
        HttpRequest.newBuilder(root.resolve("/jobs/" + job.id + "?mode=cancel"))
            .method("PATCH", HttpRequest.BodyPublishers.noBody()));
    long end = System.nanoTime() + atMost.toNanos();
    while (System.nanoTime() < end) {
      String state = get("/jobs/" + job.id).path("state").asText();
      if (ENDED.contains(state)) {
        return;
      }
      pause();
    }
    throw new IOException("job " + job.id + " is still being cancelled");
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private JsonNode get(String path) throws IOException {
    return new ObjectMapper().readTree(send(HttpRequest.newBuilder(root.resolve(path)).GET()));
  }

  private String send(HttpRequest.Builder request) throws IOException {
    try {
      HttpResponse<String> response =
          client.send(request.timeout(timeout).build(), HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() >= 300) {
        throw new IOException(response.request().uri() + ": status " + response.statusCode());
      }
      return response.body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
