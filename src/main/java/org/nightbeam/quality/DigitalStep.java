package org.nightbeam.quality;

import java.util.stream.Stream;
import org.nightbeam.statistics.CommonStep;

/**
 * The step from one digitised value to the next: the largest number of which all differences of
 * values are a multiple, such as 16 ADU for a converter of 12 bits whose values are stored in 16.
 */
public final class DigitalStep {
  /** Floats have all integers up to here. */
  private static final float LARGEST = 1 << 24;

  private DigitalStep() {}

  /** Returns the step in ADU; 0 if there are values that are no integers, or if all are one. */
  public static int of(Stream<float[]> samples) {
    CommonStep step = new CommonStep();
    for (float[] sample : (Iterable<float[]>) samples::iterator) {
      for (float value : sample) {
        if (!Float.isFinite(value)) {
          continue;
        }
        if (value != Math.rint(value) || Math.abs(value) > LARGEST) {
          return 0;
        }
        step.add((int) value);
      }
    }
    return step.step();
  }
}
