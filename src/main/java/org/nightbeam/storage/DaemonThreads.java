package org.nightbeam.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that end when they are idle and never keep the process alive: for what waits for storage,
 * which would hold up all else on the common pool, and for helpers of what computes.
 */
public final class DaemonThreads {
  /** Number of files worth waiting for together where storage is far. */
  public static final int FILES_AT_A_TIME = 32;

  private static final int IDLE_SECONDS = 10;

  private static final Executor FILES = create("nightbeam-files", FILES_AT_A_TIME);

  private DaemonThreads() {}

  /**
   * Makes an executor of such threads.
   *
   * @param name of its threads
   * @param threads at most; more work waits in order
   */
  public static Executor create(String name, int threads) {
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
  public static <T> CompletableFuture<T> start(Executor threads, Callable<T> work) {
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

  /** Returns the same on the threads that read and write whole files. */
  public static <T> CompletableFuture<T> start(Callable<T> work) {
    return start(FILES, work);
  }

  /**
   * What is done with an item.
   *
   * @param <T> items
   * @param <R> results
   */
  public interface Work<T, R> {
    /** Works on an item. */
    R of(T item) throws IOException;
  }

  /**
   * Waits for some work, and throws the {@link IOException} that ended it.
   *
   * @throws CompletionException if something else ended it
   */
  public static <T> T await(CompletableFuture<T> work) throws IOException {
    try {
      return work.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw e;
    }
  }

  /**
   * Works on items, several at a time. After a failure no further item is begun, and it is thrown
   * when nothing is under way any more.
   *
   * @param atATime how many items are under way together, at most
   * @return the results, in the order of the items
   */
  public static <T, R> List<R> map(
      Collection<? extends T> items, int atATime, Work<? super T, ? extends R> work)
      throws IOException {
    if (items.isEmpty()) {
      return List.of();
    }
    List<T> all = new ArrayList<>(items);
    List<R> results = new ArrayList<>(Collections.nCopies(all.size(), null));
    AtomicInteger next = new AtomicInteger();
    Part member =
        () -> {
          try {
            for (int k = next.getAndIncrement(); k < all.size(); k = next.getAndIncrement()) {
              results.set(k, work.of(all.get(k)));
            }
          } catch (Throwable e) {
            next.set(all.size());
            throw e;
          }
        };
    together(FILES, Collections.nCopies(Math.min(atATime, all.size()), member));
    return results;
  }

  /** A part of some work, done by one thread. */
  public interface Part {
    /** Does it. */
    void run() throws IOException;
  }

  /**
   * Does the parts of some work, each of which goes on until nothing of the work is left: the first
   * on the calling thread, the others on those that are free. One that has not begun when the first
   * is done is not needed any more; so work may wait for work on the same threads. When this
   * returns, or throws the first failure, no part is under way.
   */
  public static void together(Executor threads, List<? extends Part> parts) throws IOException {
    List<Helper> helpers = new ArrayList<>();
    for (Part part : parts.subList(1, parts.size())) {
      Helper helper = new Helper(part);
      helpers.add(helper);
      threads.execute(helper);
    }
    Throwable failure = null;
    try {
      parts.get(0).run();
    } catch (Throwable e) {
      failure = e;
    }
    for (Helper helper : helpers) {
      Throwable another = helper.end();
      if (failure == null) {
        failure = another;
      } else if (another != null) {
        failure.addSuppressed(another);
      }
    }
    rethrow(failure);
  }

  private static void rethrow(Throwable failure) throws IOException {
    if (failure instanceof IOException io) {
      throw io;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null) {
      throw (RuntimeException) failure; // a part declares no others
    }
  }

  /** Does a part, unless it is too late. */
  private static final class Helper implements Runnable {
    private final Part part;
    private final AtomicBoolean begunOrCancelled = new AtomicBoolean();
    private final CompletableFuture<Throwable> ended = new CompletableFuture<>();

    Helper(Part part) {
      this.part = part;
    }

    @Override
    public void run() {
      if (begunOrCancelled.getAndSet(true)) {
        return;
      }
      Throwable failure = null;
      try {
        part.run();
      } catch (Throwable e) {
        failure = e;
      } finally {
        ended.complete(failure);
      }
    }

    /** Waits until it is not under way; returns its failure, null for none. */
    Throwable end() {
      return begunOrCancelled.getAndSet(true) ? ended.join() : null;
    }
  }
}
