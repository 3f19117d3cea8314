package org.nightbeam.pixels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PixelScaleTest {
  private static float[] noise(int step, double sigma) {
    Random random = new Random(3);
    float[] values = new float[2048];
    for (int i = 0; i < values.length; i++) {
      values[i] = step * Math.max(0, Math.round(100 + sigma * random.nextGaussian()));
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 16, 64})
  void shiftToTheLeftIsFound(int step) {
    assertEquals(step, PixelScale.step(noise(step, 0.5)));
    assertEquals(step, PixelScale.step(noise(step, 20)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 10, 12, 100})
  void otherStepsAreThoseOfTheCamera(int step) {
    assertEquals(1, PixelScale.step(noise(step, 20)));
  }

  @Test
  void valuesThatHardlyDifferSayNothing() {
    assertEquals(0, PixelScale.step(new float[2048]));
    float[] few = new float[2048];
    few[5] = 16;
    few[99] = 32;
    assertEquals(0, PixelScale.step(few));
  }

  @Test
  void largestValueAndMissingOnesDoNotCount() {
    float[] values = noise(16, 3);
    values[7] = 65535;
    values[8] = Float.NaN;
    assertEquals(16, PixelScale.step(values));
  }

  @Test
  void fractionsWereNotShifted() {
    float[] values = noise(16, 3);
    values[1000] += 0.5f;
    assertEquals(1, PixelScale.step(values));
  }
}
