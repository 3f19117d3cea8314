package org.nightbeam.transforms;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Work on many items that mostly waits for far storage: several are under way at a time, and their
 * results are taken in the order of the items.
 */
final class Overlapped {
  private static final int THREADS = 64;
  private static final Executor EXECUTOR = IoThreads.create("nightbeam-overlapped", THREADS);

  private Overlapped() {}

  /** What is done with an item. */
  interface Step<T, R> {
    R of(T item) throws IOException;
  }

  /**
   * Works on all items.
   *
   * @param items gone through once
   * @param atATime how many are under way together, by the first; 1: all by the calling thread
   * @param out takes the results, on the calling thread
   */
  static <T, R> void forEach(
      Iterable<? extends T> items, Step<T, Integer> atATime, Step<T, R> step, Consumer<R> out)
      throws IOException {
    Iterator<? extends T> rest = items.iterator();
    if (!rest.hasNext()) {
      return;
    }
    T next = rest.next();
    int most = atATime.of(next);
    if (most == 1) {
      out.accept(step.of(next));
      while (rest.hasNext()) {
        out.accept(step.of(rest.next()));
      }
      return;
    }
    Deque<CompletableFuture<R>> underWay = new ArrayDeque<>();
    try {
      while (next != null || !underWay.isEmpty()) {
        while (next != null && underWay.size() < most) {
          T item = next;
          underWay.add(IoThreads.start(EXECUTOR, () -> step.of(item)));
          next = rest.hasNext() ? rest.next() : null;
        }
        out.accept(result(underWay.remove()));
      }
    } finally {
      // After a failure nothing goes on behind the back of whoever tries again.
      underWay.forEach(future -> future.handle((result, failure) -> null).join());
    }
  }

  private static <R> R result(CompletableFuture<R> future) throws IOException {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw e;
    }
  }
}
