package org.nightbeam.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

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

      assertEquals(sorted[k], Selection.select(values, count, k));
      for (int i = 0; i < count; i++) {
        assertTrue(i < k ? values[i] <= values[k] : values[i] >= values[k]);
      }
      if (k + 1 < count) {
        assertEquals(sorted[k + 1], Selection.next(values, count, k));
      }
    }
  }
}
