package org.nightbeam.transforms.work;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.nightbeam.storage.DaemonThreads;

/**
 * Works on the items of one element, several at a time: on the cores of a machine where the runner
 * has one thread, and where storage is far, so that most of them wait for it.
 */
public final class Overlapped {
  private static final int THREADS = 64;
  private static final Executor EXECUTOR = DaemonThreads.create("nightbeam-overlapped", THREADS);
  private static final Executor NESTING = DaemonThreads.create("nightbeam-nesting", THREADS);

  private Overlapped() {}

  /** What is done with an item. */
  public interface Step<T, R> {
    R of(T item) throws IOException;
  }

  /**
   * Works on all items. After a failure no further item is begun, and it is thrown when nothing is
   * under way any more.
   *
   * @param items gone through once
   * @param atATime how many are under way together, by the first; 1: all by the calling thread
   * @param out takes the results, never null, as they come, on the calling thread
   */
  public static <T, R> void forEach(
      Iterable<? extends T> items, Step<T, Integer> atATime, Step<T, R> step, Consumer<R> out)
      throws IOException {
    forEach(EXECUTOR, items, atATime, step, out);
  }

  /**
   * Does the same for a step that itself works on items by {@link #forEach}, on threads of its own:
   * otherwise all would wait for each other.
   */
  public static <T, R> void forEachNesting(
      Iterable<? extends T> items, Step<T, Integer> atATime, Step<T, R> step, Consumer<R> out)
      throws IOException {
    forEach(NESTING, items, atATime, step, out);
  }

  private static <T, R> void forEach(
      Executor threads,
      Iterable<? extends T> items,
      Step<T, Integer> atATime,
      Step<T, R> step,
      Consumer<R> out)
      throws IOException {
    Iterator<? extends T> rest = items.iterator();
    if (!rest.hasNext()) {
      return;
    }
    T first = rest.next();
    int most = atATime.of(first);
    if (most == 1) {
      out.accept(step.of(first));
      while (rest.hasNext()) {
        out.accept(step.of(rest.next()));
      }
    } else {
      new Crew<>(threads, first, rest, step).work(most, out);
    }
  }

  /** Threads that each take the next item until none is left. */
  private static final class Crew<T, R> {
    private static final Object LEFT = new Object();

    private final Executor threads;
    private final Iterator<? extends T> rest;
    private final Step<T, R> step;
    private final BlockingQueue<Object> results = new LinkedBlockingQueue<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private T next;

    Crew(Executor threads, T first, Iterator<? extends T> rest, Step<T, R> step) {
      this.threads = threads;
      this.next = first;
      this.rest = rest;
      this.step = step;
    }

    @SuppressWarnings("unchecked") // all but LEFT are results
    void work(int most, Consumer<R> out) throws IOException {
      List<CompletableFuture<Void>> members = new ArrayList<>();
      try {
        // No more than there are items: a thread for nothing costs more than a small item.
        for (T item = next(); item != null; item = members.size() < most ? next() : null) {
          T begun = item;
          members.add(DaemonThreads.start(threads, () -> workFrom(begun)));
        }
        for (int working = members.size(); working > 0; ) {
          Object result = results.take();
          if (result == LEFT) {
            working--;
          } else {
            out.accept((R) result);
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      } finally {
        // Nothing goes on behind the back of whoever tries again.
        stopped.set(true);
        members.forEach(member -> member.handle((done, failure) -> null).join());
      }
      for (CompletableFuture<Void> member : members) {
        throwFailureOf(member);
      }
    }

    private Void workFrom(T begun) throws IOException {
      try {
        for (T item = begun; item != null; item = next()) {
          results.add(step.of(item));
        }
        return null;
      } catch (Throwable e) {
        stopped.set(true);
        throw e;
      } finally {
        results.add(LEFT);
      }
    }

    private synchronized T next() {
      if (stopped.get() || next == null) {
        return null;
      }
      T item = next;
      next = rest.hasNext() ? rest.next() : null;
      return item;
    }

    private static void throwFailureOf(CompletableFuture<Void> member) throws IOException {
      try {
        member.join();
      } catch (CompletionException e) {
        if (e.getCause() instanceof IOException io) {
          throw io;
        }
        throw e;
      }
    }
  }
}
