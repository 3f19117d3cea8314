package org.nightbeam.transforms.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OverlappedTest {
  private final List<Integer> items = IntStream.range(0, 100).boxed().toList();

  @Test
  void eachItemHasOneResultThatTheCallerTakes() throws IOException {
    Thread caller = Thread.currentThread();
    for (int atATime : new int[] {1, 2, 7, 1000}) {
      List<Integer> results = new ArrayList<>();
      Overlapped.forEach(
          items,
          first -> atATime,
          item -> item * item,
          result -> {
            assertEquals(caller, Thread.currentThread());
            results.add(result);
          });
      results.sort(null);
      assertEquals(items.stream().map(item -> item * item).toList(), results);
    }
  }

  @Test
  void aSlowItemHoldsNoOtherUp() throws IOException {
    CountDownLatch others = new CountDownLatch(items.size() - 1);
    List<Integer> results = new ArrayList<>();
    Overlapped.forEach(
        items,
        first -> 2,
        item -> {
          try {
            assertTrue(item != 0 || others.await(20, TimeUnit.SECONDS), "all others before");
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          others.countDown();
          return item;
        },
        results::add);
    assertEquals(items.size(), results.size());
  }

  @Test
  void soManyAreUnderWayTogetherAndNoMore() throws IOException {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch three = new CountDownLatch(3);
    Overlapped.forEach(
        items,
        first -> 3,
        item -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          three.countDown();
          try {
            assertTrue(three.await(20, TimeUnit.SECONDS), "three together");
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          return now.decrementAndGet();
        },
        result -> {});
    assertEquals(3, most.get());
  }

  @Test
  void oneAtATimeIsDoneByTheCaller() throws IOException {
    Thread caller = Thread.currentThread();
    Overlapped.forEach(
        items, first -> 1, item -> Thread.currentThread(), t -> assertEquals(caller, t));
  }

  @Test
  void aFailureIsThrownAndNothingGoesOn() throws InterruptedException {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger begun = new AtomicInteger();
    IOException failure =
        assertThrows(
            IOException.class,
            () ->
                Overlapped.forEach(
                    items,
                    first -> 4,
                    item -> {
                      running.incrementAndGet();
                      begun.incrementAndGet();
                      try {
                        if (item == 10) {
                          throw new IOException("ten");
                        }
                        Thread.sleep(1);
                        return item;
                      } catch (InterruptedException e) {
                        throw new IOException(e);
                      } finally {
                        running.decrementAndGet();
                      }
                    },
                    result -> {}));
    assertEquals("ten", failure.getMessage());
    assertEquals(0, running.get());
    assertTrue(begun.get() < items.size(), begun + " begun");
  }

  @Test
  void whereTheCallerFailsNothingGoesOn() {
    AtomicInteger running = new AtomicInteger();
    assertThrows(
        IllegalStateException.class,
        () ->
            Overlapped.forEach(
                items,
                first -> 4,
                item -> {
                  running.incrementAndGet();
                  Thread.onSpinWait();
                  running.decrementAndGet();
                  return item;
                },
                result -> {
                  throw new IllegalStateException("full");
                }));
    assertEquals(0, running.get());
  }

  @Test
  void noItemsAreNoWork() throws IOException {
    Overlapped.forEach(List.<Integer>of(), first -> 4, item -> item, r -> assertEquals(1, 2));
  }

  @Test
  void workThatOverlapsWorkOfItsOwnNeverWaitsForItself() throws IOException {
    List<Integer> sums = new ArrayList<>();
    Overlapped.forEachNesting(
        items,
        first -> 70, // more than there are threads
        item -> {
          AtomicInteger sum = new AtomicInteger();
          Overlapped.forEach(items, first -> 70, inner -> inner, sum::addAndGet);
          return sum.get();
        },
        sums::add);
    assertEquals(Collections.nCopies(items.size(), 4950), sums);
  }

  @Test
  void aFailureWithinNestedWorkComesOut() {
    IOException failure =
        assertThrows(
            IOException.class,
            () ->
                Overlapped.forEachNesting(
                    items,
                    first -> 3,
                    item -> {
                      Overlapped.forEach(
                          items,
                          first -> 3,
                          inner -> {
                            throw new IOException("item " + inner);
                          },
                          none -> {});
                      return item;
                    },
                    none -> {}));
    assertTrue(failure.getMessage().startsWith("item "), failure.getMessage());
  }
}
