package org.nightbeam.transforms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OverlappedTest {
  private final List<Integer> items = IntStream.range(0, 100).boxed().toList();

  @Test
  void resultsComeInTheOrderOfTheItems() throws IOException {
    for (int atATime : new int[] {1, 2, 7, 1000}) {
      List<Integer> results = new ArrayList<>();
      Overlapped.forEach(items, first -> atATime, item -> item * item, results::add);
      assertEquals(items.stream().map(item -> item * item).toList(), results);
    }
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
    List<Integer> results = new ArrayList<>();
    IOException failure =
        assertThrows(
            IOException.class,
            () ->
                Overlapped.forEach(
                    items,
                    first -> 4,
                    item -> {
                      running.incrementAndGet();
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
                    results::add));
    assertEquals("ten", failure.getMessage());
    assertEquals(items.subList(0, 10), results);
    assertEquals(0, running.get());
  }

  @Test
  void noItemsAreNoWork() throws IOException {
    Overlapped.forEach(List.<Integer>of(), first -> 4, item -> item, r -> assertEquals(1, 2));
  }
}
