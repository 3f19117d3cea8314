package org.nightbeam.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowScanTest {
  private final RowScan scan = new RowScan();

  private static float[] noise(int length) {
    Random random = new Random(length);
    float[] row = new float[length + 3];
    for (int i = 0; i < length; i++) {
      row[i] = (float) (300 + 10 * random.nextGaussian());
    }
    row[length] = Float.NaN; // what is behind the row does not count
    row[length + 1] = Float.POSITIVE_INFINITY;
    row[length + 2] = 1e6f;
    return row;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 255, 256, 257, 1000, 2048})
  void onePixelIsFoundWhereverItIs(int length) {
    float[] row = noise(length);
    assertFalse(scan.mayReach(row, length, 60_000));
    assertTrue(scan.isFinite(row, length));
    for (int x = 0; x < length; x++) {
      float before = row[x];
      row[x] = 60_000;
      assertTrue(scan.mayReach(row, length, 60_000), "at " + x);
      row[x] = Math.nextDown(60_000f);
      assertFalse(scan.mayReach(row, length, 60_000), "at " + x);
      for (float none : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
        row[x] = none;
        assertFalse(scan.isFinite(row, length), none + " at " + x);
        assertEquals(!(none < 60_000), scan.mayReach(row, length, 60_000), none + " at " + x);
      }
      row[x] = before;
    }
  }
}
