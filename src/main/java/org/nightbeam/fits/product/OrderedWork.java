package org.nightbeam.fits.product;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Works on pieces by several threads, and hands them on in their order. The pieces are used again
 * and again: of each thread there are two, one that it works on, and one that is filled meanwhile.
 *
 * @param <T> a piece, which takes what is to be done and receives what comes out
 */
final class OrderedWork<T> implements Closeable {
  /** Takes finished pieces, in their order, in the thread that hands in new ones. */
  interface Sink<T> {
    void take(T piece) throws IOException;
  }

  private final List<T> pieces = new ArrayList<>();
  private final List<Future<?>> running = new ArrayList<>(); // null where none is
  private final Consumer<T> work;
  private final Sink<T> sink;
  private final ExecutorService workers; // null for one thread, which is the caller's
  private int current;

  /**
   * @param threads how many work; by 1 all is done in the caller's
   * @param maker makes pieces, each with its own work space
   */
  OrderedWork(int threads, Supplier<T> maker, Consumer<T> work, Sink<T> sink) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads is " + threads + "; it must be at least 1");
    }
    this.work = work;
    this.sink = sink;
    this.workers = threads == 1 ? null : Executors.newFixedThreadPool(threads, OrderedWork::daemon);
    for (int i = 0; i < (threads == 1 ? 1 : 2 * threads); i++) {
      pieces.add(maker.get());
      running.add(null);
    }
  }

  /** A thread that does not keep the process alive if {@link #close} is never called. */
  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "fits-compressor");
    thread.setDaemon(true);
    return thread;
  }

  /** The piece to be filled next; the same one until {@link #start}. */
  T piece() throws IOException {
    handOn(current);
    return pieces.get(current);
  }

  /** Starts the work on that piece. */
  void start() throws IOException {
    T piece = pieces.get(current);
    if (workers == null) {
      work.accept(piece);
      sink.take(piece);
      return;
    }
    running.set(current, workers.submit(() -> work.accept(piece)));
    current = (current + 1) % pieces.size();
  }

  /** Waits for all pieces that were started. */
  void finish() throws IOException {
    for (int i = 0; i < pieces.size(); i++) {
      handOn((current + i) % pieces.size());
    }
  }

  private void handOn(int index) throws IOException {
    Future<?> work = running.get(index);
    if (work == null) {
      return;
    }
    try {
      work.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while pixels were compressed");
    } catch (ExecutionException e) {
      throw new IllegalStateException("pixels cannot be compressed", e.getCause());
    }
    running.set(index, null);
    sink.take(pieces.get(index));
  }

  /** Ends the threads; what they still work on is lost. */
  @Override
  public void close() {
    if (workers != null) {
      workers.shutdownNow();
    }
  }
}
