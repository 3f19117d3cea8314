package org.nightbeam.run.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whether a cluster is there, by one that takes its time, says nothing, or is another version. */
class FlinkClusterTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  private final CountDownLatch end = new CountDownLatch(1);
  private final AtomicInteger questions = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  private int silent; // so many questions are not answered
  private String version = "1.19.3";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/overview",
        exchange -> {
          if (questions.getAndIncrement() < silent) {
            try {
              end.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
          byte[] answer =
              ("{\"flink-version\":\"" + version + "\"}").getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private FlinkCluster cluster() {
    return new FlinkCluster("localhost:" + server.getAddress().getPort(), SHORT);
  }

  @Test
  void aBusyClusterIsAskedAgain() throws IOException {
    silent = 3;
    cluster().require();
    assertEquals(4, questions.get());
  }

  @Test
  void oneThatNeverAnswersIsToldFromOneThatIsNotThere() {
    silent = Integer.MAX_VALUE;
    String said = assertThrows(IOException.class, () -> cluster().require()).getMessage();
    assertTrue(said.contains("no answer within"), said);
    assertEquals(6, questions.get());
    FlinkCluster gone = cluster();
    end.countDown();
    server.stop(0);
    said = assertThrows(IOException.class, gone::require).getMessage();
    assertTrue(said.contains("nothing answers there; start a cluster"), said);
  }

  @Test
  void anotherVersionIsRefusedAtOnce() {
    version = "2.0.0";
    String said = assertThrows(IOException.class, () -> cluster().require()).getMessage();
    assertTrue(said.contains("is Flink 2.0.0, expected 1.19.x"), said);
    assertEquals(1, questions.get());
  }
}
