package org.nightbeam.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleSortTest {
  @Test
  void signsZerosAndWhatIsNoNumberAreInTheOrderOfTheLibrary() {
    float[] values = {
      0f,
      -1f,
      Float.NaN,
      Float.POSITIVE_INFINITY,
      -0f,
      Float.MIN_VALUE,
      1f,
      -1.5f,
      Float.NEGATIVE_INFINITY,
      0x1p-126f,
      -Float.MAX_VALUE,
      1f,
      Float.intBitsToFloat(0xffc00001)
    };

    assertSorted(values, values.length);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 512, 16_384})
  void anyBitsAreInTheOrderOfTheLibrary(int size) {
    Random random = new Random(size);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = Float.intBitsToFloat(random.nextInt());
    }

    assertSorted(values, size);
  }

  @Test
  void pixelsWithManyEqualValuesAreSorted() {
    Random random = new Random(1);
    float[] values = new float[2304];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.rint(1000 + 12 * random.nextGaussian()) / 8;
    }

    assertSorted(values, values.length);
  }

  @Test
  void valuesBehindThoseThatAreSortedStay() {
    assertSorted(new float[] {3, 2, 1, 0, -1}, 3);
  }

  private static void assertSorted(float[] values, int size) {
    float[] expected = values.clone();
    Arrays.sort(expected, 0, size);
    SampleSort.sort(values, size);

    assertArrayEquals(expected, values);
  }
}
