package org.nightbeam.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DaemonThreadsTest {
  private static final List<Integer> ITEMS = IntStream.range(0, 200).boxed().toList();

  private final Executor threads = DaemonThreads.create("test", 2);

  @Test
  void resultsAreInTheOrderOfTheItems() throws IOException {
    assertEquals(
        ITEMS.stream().map(i -> i * i).toList(), DaemonThreads.map(ITEMS, 7, item -> item * item));
    assertEquals(List.of(), DaemonThreads.map(List.of(), 7, item -> item));
  }

  @Test
  void workWaitsOnDaemonsAndNotOnTheCommonPool() throws IOException {
    Set<Thread> used = ConcurrentHashMap.newKeySet();
    CountDownLatch allAtOnce = new CountDownLatch(8);
    DaemonThreads.map(
        ITEMS.subList(0, 8),
        8,
        item -> {
          used.add(Thread.currentThread());
          allAtOnce.countDown();
          return await(allAtOnce);
        });
    assertEquals(8, used.size(), "as many at a time as were asked for, whatever the cores");
    for (Thread thread : used) {
      assertTrue(thread == Thread.currentThread() || thread.isDaemon());
      assertFalse(thread instanceof ForkJoinWorkerThread);
    }
  }

  @Test
  void failureEndsTheWorkAndIsThrownAsItIs() {
    IOException failure = new IOException("item 20");
    Set<Integer> begun = ConcurrentHashMap.newKeySet();
    IOException thrown =
        assertThrows(
            IOException.class,
            () ->
                DaemonThreads.map(
                    ITEMS,
                    1,
                    item -> {
                      begun.add(item);
                      if (item == 20) {
                        throw failure;
                      }
                      return item;
                    }));
    assertSame(failure, thrown);
    assertEquals(new HashSet<>(ITEMS.subList(0, 21)), begun);
  }

  @Test
  void noPartIsUnderWayWhenTheOwnOneFails() {
    CountDownLatch helperHasBegun = new CountDownLatch(1);
    CountDownLatch ownHasFailed = new CountDownLatch(1);
    AtomicBoolean helperHasEnded = new AtomicBoolean();
    DaemonThreads.Part own =
        () -> {
          await(helperHasBegun);
          ownHasFailed.countDown();
          throw new IllegalStateException("own part");
        };
    DaemonThreads.Part helper =
        () -> {
          helperHasBegun.countDown();
          await(ownHasFailed);
          pause();
          helperHasEnded.set(true);
        };
    assertThrows(
        IllegalStateException.class, () -> DaemonThreads.together(threads, List.of(own, helper)));
    assertTrue(helperHasEnded.get(), "it may still write into what the caller has given up");
  }

  @Test
  void failureOfAHelperIsThrown() {
    CountDownLatch helperHasBegun = new CountDownLatch(1);
    OutOfMemoryError failure = new OutOfMemoryError("for the test");
    DaemonThreads.Part helper =
        () -> {
          helperHasBegun.countDown();
          throw failure;
        };
    assertSame(
        failure,
        assertThrows(
            OutOfMemoryError.class,
            () -> DaemonThreads.together(threads, List.of(() -> await(helperHasBegun), helper))));
  }

  @Test
  void workMayWaitForWorkOnTheSameThreads() throws IOException {
    AtomicInteger innermost = new AtomicInteger();
    DaemonThreads.Part inner = innermost::incrementAndGet;
    DaemonThreads.Part outer = () -> DaemonThreads.together(threads, List.of(inner, inner, inner));
    for (int i = 0; i < 100; i++) {
      DaemonThreads.together(threads, List.of(outer, outer, outer, outer));
    }
    assertTrue(innermost.get() >= 100, innermost.toString());
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Longer than it takes to be thrown out. */
  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(100);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
