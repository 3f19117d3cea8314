package org.nightbeam.quality;

import java.util.stream.Stream;

/**
 * The step from one digitised value to the next: the largest number of which all differences of
 * values are a multiple, such as 16 ADU for a converter of 12 bits whose values are stored in 16.
 */
public final class DigitalStep {
  /** Floats have all integers up to here. */
  private static final float LARGEST = 1 << 24;

  private DigitalStep() {}

  /** The step in ADU; 0 if there are values that are no integers, or if all are one. */
  public static int of(Stream<float[]> samples) {
    int step = 0;
    float first = Float.NaN;
    for (float[] sample : (Iterable<float[]>) samples::iterator) {
      for (float value : sample) {
        if (!Float.isFinite(value)) {
          continue;
        }
        if (value != Math.rint(value) || Math.abs(value) > LARGEST) {
          return 0;
        }
        first = Float.isNaN(first) ? value : first;
        int difference = (int) (value - first);
        if (step == 0 || difference % step != 0) {
          step = greatestCommonDivisor(Math.abs(difference), step);
        }
      }
    }
    return step;
  }

  private static int greatestCommonDivisor(int a, int b) {
    while (b != 0) {
      int rest = a % b;
      a = b;
      b = rest;
    }
    return a;
  }
}
