package org.nightbeam.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class MasterComparisonTest {
  private static float[] normal(int length, double level, double noise, long seed) {
    Random random = new Random(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) (level + noise * random.nextGaussian());
    }
    return values;
  }

  @Test
  void noiseAloneIsNotSuspicious() {
    MasterComparison found =
        MasterComparison.of(normal(100_000, 1000, 2, 1), 2, normal(100_000, 1001, 1, 2), 1);
    assertEquals(100_000, found.compared());
    assertEquals(0, found.different());
    assertEquals(1000, found.level(), 0.05);
    assertEquals(1001, found.earlierLevel(), 0.05);
    assertEquals(-1, found.shift(), 0.05);
    assertFalse(found.isSuspicious());
  }

  /** Noises of 3 and 4 are 5 together: 30 is 6 sigma, 29.9 is less. */
  @Test
  void fromSixSigmaOnAPixelDiffers() {
    float[] master = {100, 130, 129.9f, 70, 70.1f, 100, Float.NaN, 1000};
    float[] earlier = {100, 100, 100, 100, 100, 100, 100, Float.NaN};
    float[] three = {3, 3, 3, 3, 3, 0, 3, 3};
    float[] four = {4, 4, 4, 4, 4, 0, 4, 4};
    MasterComparison found = MasterComparison.of(master, three, earlier, four);
    assertEquals(6, found.compared());
    assertEquals(2, found.different());
    assertEquals(1 / 3.0, found.differentPart(), 1e-12);
    assertEquals(100, found.level());
    assertTrue(found.isSuspicious());
  }

  @Test
  void moreThanFivePercentAreSuspicious() {
    for (int different : new int[] {5000, 5001}) {
      float[] master = normal(100_000, 1, 0.01, 3);
      float[] earlier = normal(100_000, 1, 0.01, 4);
      for (int i = 0; i < different; i++) {
        master[i] += 0.2f; // 14 sigma
      }
      MasterComparison found = MasterComparison.of(master, 0.01, earlier, 0.01);
      assertEquals(different, found.different());
      assertEquals(different > 5000, found.isSuspicious());
    }
  }

  @Test
  void textHasTheFigures() {
    float[] master = {1010, 1010, 1010, 1040};
    float[] earlier = {1002, 1002, 1002, 1002};
    MasterComparison found = MasterComparison.of(master, 3, earlier, 4);
    assertEquals(
        "25.0 % of its pixels differ by 6 sigma or more from the master bias of 2024-03-01 (expected"
            + " at most 5 %); its level is 1010.0 ADU, was 1002.0 ADU, most pixels are off by 8.00"
            + " ADU",
        found.text("the master bias of 2024-03-01", "ADU"));
    assertTrue(
        found.text("x", "").endsWith("level is 1010.0, was 1002.0, most pixels are off by 8.00"));
  }

  @Test
  void nothingToCompareIsNotSuspicious() {
    float[] none = {Float.NaN};
    MasterComparison found = MasterComparison.of(none, 1, new float[] {1}, 1);
    assertEquals(0, found.compared());
    assertFalse(found.isSuspicious());
    assertTrue(Double.isNaN(found.level()));
  }

  @Test
  void samplesOfDifferentSizeAreRefused() {
    Exception refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> MasterComparison.of(new float[3], 1, new float[2], 1));
    assertEquals("samples of 3, 3, 2 and 2 pixels; expected the same pixels", refused.getMessage());
  }
}
