package org.nightbeam.preview;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZScaleTest {
  private static final double CLOSE = 1e-3;

  /** A ramp with scatter, stars and pixels without a value; as the oracle's script made it. */
  private static float[] ramp(int size, double slope) {
    float[] pixels = new float[size];
    for (int i = 0; i < size; i++) {
      pixels[i] = (float) (1000 + (i * 7919L % 1009) * 0.1 + i * 0.001 * slope);
      if (i % 331 == 0) {
        pixels[i] += 5000;
      }
      if (i % 97 == 0) {
        pixels[i] = Float.NaN;
      }
    }
    return pixels;
  }

  @ParameterizedTest
  @CsvSource({
    "50000, 1, 1006.443970, 1281.626921",
    "999, 50, 1003.549988, 1286.663225",
    "12345, 0, 1000.000000, 1253.290713",
    "400000, 0.2, 1016.956970, 1331.308833",
    "7, 1, 1009.106018, 1085.600952",
    "3, 1, 1070.302002, 1085.600952"
  })
  void limitsAreThoseOfAstropy(int size, double slope, double low, double high) {
    ZScale limits = ZScale.of(ramp(size, slope));
    assertEquals(low, limits.low(), CLOSE);
    assertEquals(high, limits.high(), CLOSE);
  }

  @Test
  void anEvenImageHasOneLimit() {
    float[] pixels = new float[5000];
    Arrays.fill(pixels, 7);
    assertEquals(new ZScale(7, 7), ZScale.of(pixels));
  }

  @Test
  void withoutAValidPixelThereAreNoLimits() {
    float[] pixels = {Float.NaN, Float.POSITIVE_INFINITY};
    assertEquals(new ZScale(Double.NaN, Double.NaN), ZScale.of(pixels));
  }
}
