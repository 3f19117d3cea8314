package org.nightbeam.transforms;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that wait for far storage while those of the runner compute. */
final class IoThreads {
  private static final int IDLE_SECONDS = 10;

  private IoThreads() {}

  /**
   * Makes an executor whose threads end when they are idle, and never keep the process alive.
   *
   * @param name of its threads
   * @param threads at most; more work waits in order
   */
  static Executor create(String name, int threads) {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  /** Does some work on such threads; what it throws, the future completes with. */
  static <T> CompletableFuture<T> start(Executor threads, Callable<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    threads.execute(
        () -> {
          try {
            result.complete(work.call());
          } catch (Exception | Error e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }
}
