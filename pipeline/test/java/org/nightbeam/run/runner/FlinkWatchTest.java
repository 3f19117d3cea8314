package org.nightbeam.run.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of a job, by the answers that Flink's REST interface gives. */
class FlinkWatchTest {
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final AtomicLong nanos = new AtomicLong();
  private HttpServer server;
  private FlinkWatch watch;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String answer = answers.get(exchange.getRequestURI().getPath());
          byte[] bytes = (answer == null ? "" : answer).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(answer == null ? 404 : 200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    answers.put(
        "/jobs/overview",
        "{'jobs':[{'jid':'1','name':'night','start-time':1,'state':'RUNNING','tasks':{'running':4}}]}"
            .replace('\'', '"'));
    answers.put("/overview", "{\"taskmanagers\":2,\"slots-total\":4,\"slots-available\":0}");
    answers.put("/jobs/1/exceptions", "{}");
    watch =
        new FlinkWatch(
            new FlinkCluster("localhost:" + server.getAddress().getPort()), "night", 4, nanos::get);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  /** Looks some seconds later. */
  private String later(int seconds) {
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    return watch.note();
  }

  private void fail(int second, String stacktrace, String taskManager) {
    answers.put(
        "/jobs/1/exceptions",
        String.format(
                "{'exceptionHistory':{'entries':[{'exceptionName':'x','stacktrace':'%s',"
                    + "'timestamp':%d,'taskManagerId':'%s','endpoint':'node7:4711'}]}}",
                stacktrace, 1000L * second, taskManager)
            .replace('\'', '"'));
  }

  @Test
  void aFailureIsToldWithItsPlaceAndNotAllTheTime() {
    assertNull(later(3));
    String readOnly = "java.lang.RuntimeException: a\\n\\tat b\\nCaused by: it may only be read\\n";
    fail(10, readOnly, "taskmanager-3");
    String told =
        "a task failed on taskmanager-3, node7; Flink starts it again: it may only be read";
    assertEquals(told, later(3));
    assertNull(later(3), "it is the same failure");
    fail(14, readOnly, "taskmanager-3");
    assertNull(later(3), "it is of the same cause, at the same place");
    fail(16, readOnly, "taskmanager-1");
    assertEquals(told.replace("-3", "-1"), later(3));
    fail(18, "Caused by: something else\\n", "taskmanager-3");
    assertEquals(
        "a task failed on taskmanager-3, node7; Flink starts it again: something else", later(3));
    fail(71, readOnly, "taskmanager-3");
    assertEquals(told, later(3), "a minute later it is still so");
  }

  @Test
  void aLostWorkerIsToldOnceForAllItsTasks() {
    String lost = "org.apache.flink.runtime.jobmaster.JobMasterException: TaskManager is gone\\n";
    fail(100, lost, "taskmanager-1");
    assertEquals("a worker was lost; Flink starts its tasks again", later(3));
    fail(105, lost, "taskmanager-2");
    assertNull(later(3));
    fail(200, lost, "taskmanager-2");
    assertEquals("a worker was lost; Flink starts its tasks again", later(3));
  }

  @Test
  void slotsThatAreMissingAreToldAgainAndAgain() {
    answers.put(
        "/jobs/overview",
        answers.get("/jobs/overview").replace("\"running\":4", "\"scheduled\":4"));
    answers.put("/overview", "{\"taskmanagers\":1,\"slots-total\":2,\"slots-available\":2}");
    String waiting =
        "waiting for task slots: the job needs 4, the cluster has 2 on 1 TaskManager; start"
            + " another TaskManager or give a smaller --parallelism";
    assertNull(later(3));
    assertEquals(waiting, later(6));
    assertNull(later(6));
    assertEquals(waiting, later(30));
  }

  @Test
  void aClusterThatDoesNotAnswerIsToldOnce() {
    answers.clear();
    assertNull(later(3));
    assertEquals(
        "the JobManager does not answer; start it again: with high availability the job continues;"
            + " otherwise the same command continues from what is finished",
        later(6));
    assertNull(later(60));
  }
}
