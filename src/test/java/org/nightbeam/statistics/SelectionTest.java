package org.nightbeam.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SelectionTest {
  @Test
  void valuesAreThoseOfASort() {
    Random random = new Random(4);
    for (int run = 0; run < 2000; run++) {
      int count = 1 + random.nextInt(run % 10 == 0 ? 3000 : 40);
      int different = run % 3 == 0 ? 4 : 1 << 20; // many equal ones, too
      float[] values = new float[count + 3];
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextInt(different) - different / 2;
      }
      float[] sorted = Arrays.copyOf(values, count);
      Arrays.sort(sorted);
      int k = random.nextInt(count);
      double[] doubles = new double[values.length];
      for (int i = 0; i < values.length; i++) {
        doubles[i] = values[i];
      }

      assertEquals(sorted[k], Selection.select(values, count, k));
      assertEquals(sorted[k], Selection.select(doubles, count, k));
      for (int i = 0; i < count; i++) {
        assertTrue(i < k ? values[i] <= values[k] : values[i] >= values[k]);
        assertTrue(i < k ? doubles[i] <= doubles[k] : doubles[i] >= doubles[k]);
      }
      if (k + 1 < count) {
        assertEquals(sorted[k + 1], Selection.next(values, count, k));
        assertEquals(sorted[k + 1], Selection.next(doubles, count, k));
      }
    }
  }

  /** A selection that takes one value off at a time would take an hour. */
  @Test
  @Timeout(60)
  void noOrderOfTheValuesMakesItSlow() {
    int count = 1_000_000;
    List<IntToDoubleFunction> orders =
        List.of(
            i -> i,
            i -> -i,
            i -> 7,
            i -> i % 2,
            i -> Math.min(i, count - i),
            i -> i % 1000,
            i -> (i + count / 3) % count);
    for (IntToDoubleFunction order : orders) {
      float[] values = new float[count];
      for (int i = 0; i < count; i++) {
        values[i] = (float) order.applyAsDouble(i);
      }
      float[] sorted = values.clone();
      Arrays.sort(sorted);
      assertEquals(sorted[count / 2], Selection.select(values, count, count / 2));
    }
  }
}
