package org.nightbeam.calibrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LightSampleTest {
  private static final int WIDTH = 700;
  private static final int HEIGHT = 500;
  private static final double READ_NOISE = 8;

  /** A sky of this level, with stars on some of its pixels, and its photon and read noise. */
  private static Optional<String> sky(double level, double partWithStars, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double noise = Math.sqrt(level + READ_NOISE * READ_NOISE);
    LightSample sample = new LightSample((long) WIDTH * HEIGHT);
    float[] row = new float[WIDTH + 3];
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        double star = random.nextDouble() < partWithStars ? 30 / random.nextDouble(0.01, 1) : 0;
        row[x] = (float) (level + star * noise / READ_NOISE + noise * random.nextGaussian());
      }
      sample.add(row, WIDTH);
    }
    return sample.suspicion();
  }

  @ParameterizedTest
  @CsvSource({"0, 0.004", "5, 0.01", "150, 0.004", "3000, 0.01", "20000, 0.005"})
  void skyWithStarsIsALight(double level, double partWithStars) {
    for (int seed = 0; seed < 20; seed++) {
      assertEquals(Optional.empty(), sky(level, partWithStars, seed));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, -0.5})
  void frameWithoutLightIsSaidToBeNone(double level) {
    for (int seed = 0; seed < 20; seed++) {
      String said = sky(level, 0, seed).orElseThrow();
      assertTrue(said.startsWith("no light in it"), said);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {6000, 30_000})
  void evenlyBrightFrameMayBeAFlat(double level) {
    for (int seed = 0; seed < 20; seed++) {
      String said = sky(level, 0, seed).orElseThrow();
      assertTrue(said.contains("is it a flat?"), said);
    }
  }

  @Test
  void faintSkyWithoutStarsIsNotJudged() {
    assertEquals(Optional.empty(), sky(400, 0, 1));
  }

  @Test
  void pixelsWithoutAValueDoNotCount() {
    LightSample sample = new LightSample(1_000_000);
    float[] row = new float[1000];
    for (int y = 0; y < 1000; y++) {
      Arrays.fill(row, y % 2 == 0 ? Float.NaN : Float.POSITIVE_INFINITY);
      sample.add(row, 1000);
    }
    assertEquals(Optional.empty(), sample.suspicion());
  }
}
