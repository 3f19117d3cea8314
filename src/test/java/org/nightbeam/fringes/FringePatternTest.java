package org.nightbeam.fringes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nightbeam.correction.WholeLight;
import org.nightbeam.fits.product.PixelFlag;

class FringePatternTest {
  private static final int SIZE = 400;
  private static final double SKY = 1000; // ADU

  // Physical law: what was put in comes out.

  @ParameterizedTest
  @CsvSource({"2, 0", "2, 60", "10, 60", "50, 60", "50, 400"})
  void factorIsRecoveredWithinItsError(double factor, int stars) {
    double squares = 0;
    int seeds = 25;
    for (int seed = 0; seed < seeds; seed++) {
      float[][] fringes = fringes(seed);
      FringePattern.Fit fit = new FringePattern(fringes).fit(light(fringes, factor, stars, seed));
      assertTrue(fit.isFound(), seed + ": " + fit.refusal());
      double pull = (fit.factor() - factor) / fit.error();
      assertEquals(0, pull, 4.5, "seed " + seed);
      squares += pull * pull;
    }
    double rms = Math.sqrt(squares / seeds);
    assertTrue(rms > 0.6 && rms < 1.5, "errors are off by a factor of " + rms);
  }

  @Test
  void errorIsThatOfTheNoiseWhereNothingElseIs() {
    float[][] fringes = fringes(1);
    FringePattern.Fit fit = new FringePattern(fringes).fit(light(fringes, 20, 0, 1));
    double square = 0;
    for (float[] row : fringes) {
      for (float value : row) {
        square += value * value;
      }
    }
    double best = Math.sqrt((SKY + 36) / square);
    assertTrue(fit.error() > best && fit.error() < 1.6 * best, fit.error() + ", best " + best);
  }

  @Test
  void whereThereAreNoFringesNoneAreFound() {
    FringePattern pattern = new FringePattern(fringes(2));
    int found = 0;
    for (int seed = 0; seed < 300; seed++) {
      FringePattern.Fit fit = pattern.fit(light(fringes(2), 0, 60, 500 + seed));
      found += fit.isFound() ? 1 : 0;
      if (!fit.isFound()) {
        assertEquals(0, fit.factor());
        assertTrue(fit.refusal().startsWith("no fringes found: the factor is "), fit.refusal());
      }
    }
    assertTrue(found <= 2, found + " of 300");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.7, 1.5})
  void noiseOfTheMasterDoesNotMakeTheFactorSmaller(double noise) {
    // A plain regression would give 20 / (1 + noise^2 / 16 / 0.37), 6 and 27 % less.
    double sum = 0;
    double errors = 0;
    int seeds = 25;
    for (int seed = 0; seed < seeds; seed++) {
      float[][] fringes = fringes(seed);
      Random random = new Random(900 + seed);
      float[][] master = copy(fringes);
      for (float[] row : master) {
        for (int x = 0; x < SIZE; x++) {
          row[x] += (float) (noise * random.nextGaussian());
        }
      }
      FringePattern.Fit fit = new FringePattern(master).fit(light(fringes, 20, 0, seed));
      sum += fit.factor();
      errors += fit.error();
    }
    assertEquals(20, sum / seeds, 4 * errors / seeds / Math.sqrt(seeds));
  }

  @Test
  void noiselessLightGivesTheFactorItself() {
    float[][] fringes = fringes(3);
    float[][] light = new float[SIZE][SIZE];
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        light[y][x] = 100 + 0.03f * y - 0.05f * x + 3 * fringes[y][x];
      }
    }
    assertEquals(3, new FringePattern(fringes).fit(light).factor(), 1e-3);
  }

  @Test
  void afterSubtractionNoneAreLeft() {
    float[][] fringes = fringes(4);
    FringePattern pattern = new FringePattern(fringes);
    float[][] light = light(fringes, 30, 40, 4);
    float[][] clean = light(fringes, 0, 40, 4);
    double sky = median(light);
    pattern.subtract(light, pattern.fit(light).factor());
    assertFalse(pattern.fit(light).isFound());
    assertEquals(sky, median(light), 1);
    double squares = 0;
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        squares += Math.pow(light[y][x] - clean[y][x], 2);
      }
    }
    assertTrue(Math.sqrt(squares) / SIZE < 1, "left over: " + Math.sqrt(squares) / SIZE);
  }

  // What is in the way.

  @Test
  void galaxyAndSaturatedColumnsAreLeftOut() {
    float[][] fringes = fringes(5);
    float[][] light = light(fringes, 20, 40, 5);
    for (int y = 0; y < SIZE; y++) {
      light[y][200] = 65535;
      light[y][201] = 65535;
      for (int x = 0; x < SIZE; x++) {
        light[y][x] += (float) (5000 * Math.exp(-Math.hypot((x - 120) / 30.0, (y - 260) / 15.0)));
      }
    }
    FringePattern.Fit fit = new FringePattern(fringes).fit(light);
    assertTrue(fit.isFound(), fit.refusal());
    assertEquals(20, fit.factor(), 4 * fit.error());
    assertTrue(fit.error() < 1, "error " + fit.error());
  }

  @Test
  void starsLeftInTheMasterAreLeftOut() {
    float[][] fringes = fringes(6);
    float[][] light = light(fringes, 20, 40, 6);
    float[][] master = copy(fringes);
    Random random = new Random(6);
    for (int k = 0; k < 40; k++) {
      int y = 5 + random.nextInt(SIZE - 10);
      int x = 5 + random.nextInt(SIZE - 10);
      for (int v = -3; v <= 3; v++) {
        for (int u = -3; u <= 3; u++) {
          master[y + v][x + u] += 200 * (float) Math.exp(-(v * v + u * u) / 4.0);
        }
      }
    }
    FringePattern.Fit fit = new FringePattern(master).fit(light);
    assertEquals(20, fit.factor(), 4 * fit.error());
    assertTrue(fit.error() < 0.5, "error " + fit.error());
  }

  @Test
  void pixelsWithoutAValueDoNotCount() {
    float[][] fringes = fringes(7);
    float[][] light = light(fringes, 20, 40, 7);
    float[][] master = copy(fringes);
    Random random = new Random(7);
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        switch (random.nextInt(40)) {
          case 0 -> light[y][x] = Float.NaN;
          case 1 -> light[y][x] = Float.POSITIVE_INFINITY;
          case 2 -> {
            master[y][x] = Float.NaN; // a bad pixel, at which the light has no meaning
            light[y][x] = 30_000;
          }
          default -> {}
        }
      }
      light[y][100] = Float.NaN;
      master[y][300] = Float.NEGATIVE_INFINITY;
    }
    FringePattern.Fit fit = new FringePattern(master).fit(light);
    assertTrue(fit.isFound(), fit.refusal());
    assertEquals(20, fit.factor(), 4 * fit.error());
    assertTrue(fit.error() < 0.5, "error " + fit.error());
  }

  @Test
  void skyOfAColourSensorMayDifferFromColourToColour() {
    float[][] fringes = fringes(8);
    float[][] light = light(fringes, 20, 40, 8);
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        light[y][x] += 300 * (y % 2) + 500 * (x % 2);
      }
    }
    FringePattern.Fit fit = new FringePattern(fringes).fit(light);
    assertEquals(20, fit.factor(), 4 * fit.error());
    assertTrue(fit.error() < 0.5, "error " + fit.error());
  }

  @Test
  void fringesMayBeInAPartOfTheImageOnly() {
    float[][] fringes = fringes(9);
    for (float[] row : fringes) {
      Arrays.fill(row, SIZE / 3, SIZE, 0);
    }
    FringePattern.Fit fit = new FringePattern(fringes).fit(light(fringes, 20, 40, 9));
    assertTrue(fit.isFound(), fit.refusal());
    assertEquals(20, fit.factor(), 4 * fit.error());
  }

  // Invariants.

  @Test
  void unitsOfLightAndPatternOnlyScaleTheFactor() {
    float[][] fringes = fringes(10);
    float[][] light = light(fringes, 20, 40, 10);
    double factor = new FringePattern(fringes).fit(light).factor();
    // Powers of 2 change no digit.
    assertEquals(8 * factor, new FringePattern(fringes).fit(times(light, 8)).factor());
    assertEquals(factor / 4, new FringePattern(times(fringes, 4)).fit(light).factor());
  }

  @Test
  void levelsOfLightAndPatternDoNotMatter() {
    float[][] fringes = fringes(11);
    float[][] light = light(fringes, 20, 40, 11);
    FringePattern pattern = new FringePattern(fringes);
    FringePattern.Fit fit = pattern.fit(light);
    FringePattern raised = new FringePattern(plus(fringes, 512));
    assertEquals(fit.factor(), raised.fit(light).factor(), 0.02 * fit.error());
    assertEquals(fit.factor(), pattern.fit(plus(light, -1000)).factor(), 0.02 * fit.error());
    float[][] one = copy(light);
    float[][] other = copy(light);
    pattern.subtract(one, 20);
    raised.subtract(other, 20);
    assertEquals(one[123][234], other[123][234], 0.01);
  }

  @Test
  void lightIsNotChangedByAFitAndAFitIsAlwaysTheSame() {
    float[][] fringes = fringes(12);
    float[][] light = light(fringes, 20, 40, 12);
    float[][] before = copy(light);
    FringePattern pattern = new FringePattern(fringes);
    FringePattern.Fit fit = pattern.fit(light);
    assertArrayEquals(before, light);
    assertEquals(fit, pattern.fit(light));
    assertEquals(fit, new FringePattern(copy(fringes)).fit(light));
  }

  // By hand.

  @Test
  void patternIsSubtractedWithoutItsLevel() {
    float[][] master = {
      {5, 5, 5, 5, 5, 5, 5, 5},
      {5, 5, 5, 5, 5, 5, 5, 5},
      {5, 5, 5, 5, 5, 5, 5, 5},
      {5, 5, 5, 5, 5, 5, 9, Float.NaN}
    };
    FringePattern pattern = new FringePattern(master);
    float[][] light = new float[4][8];
    light[3] = new float[] {1, 2, 3, 4, Float.NaN, 6, 7, 8};
    pattern.subtract(light, 0);
    assertArrayEquals(new float[] {1, 2, 3, 4, Float.NaN, 6, 7, 8}, light[3]);
    pattern.subtract(light, 0.5);
    assertArrayEquals(new float[] {1, 2, 3, 4, Float.NaN, 6, 5, Float.NaN}, light[3]);
    assertArrayEquals(new float[8], light[0]);
  }

  @Test
  void pixelThatTheMasterHasNoValueForIsFlagged() {
    float[][] fringes = fringes(7);
    fringes[30][40] = Float.NaN;
    FringePattern pattern = new FringePattern(fringes);
    FringeStep step = new FringeStep("I", new FringeFinder.Found(pattern, "fringe.fits", "hash"));
    float[][] light = light(fringes(7), 30, 0, 7);
    byte[][] flags = new byte[SIZE][SIZE];
    flags[30][40] = PixelFlag.HOT.bit();
    step.frame(new WholeLight(light, null, flags, 1));
    assertTrue(Float.isNaN(light[30][40]));
    assertEquals(PixelFlag.HOT.bit() | PixelFlag.NO_DATA.bit(), flags[30][40]);
    flags[30][40] = 0;
    assertArrayEquals(new byte[SIZE][SIZE], flags);
    // Where no fringes are found, the light keeps its value there.
    float[][] without = light(fringes(7), 0, 0, 7);
    step.frame(new WholeLight(without, null, flags, 1));
    assertTrue(Float.isFinite(without[30][40]));
    assertArrayEquals(new byte[SIZE][SIZE], flags);
    step.frame(new WholeLight(light(fringes(7), 30, 0, 7), null, null, 1));
  }

  // What is refused.

  @Test
  void patternWithoutStructureIsRefused() {
    float[][] light = light(fringes(13), 20, 40, 13);
    Random random = new Random(13);
    float[][] flat = new float[SIZE][SIZE];
    float[][] plane = new float[SIZE][SIZE];
    float[][] noise = new float[SIZE][SIZE];
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        flat[y][x] = 1;
        plane[y][x] = 1000 + 0.0123f * x + 0.01f * y;
        noise[y][x] = 1000 + (float) random.nextGaussian();
      }
    }
    for (float[][] pattern : new float[][][] {flat, plane, noise, new float[SIZE][SIZE]}) {
      assertRefused("the pattern is flat", pattern, light);
    }
  }

  @Test
  void negativeFactorIsRefused() {
    float[][] fringes = fringes(14);
    assertRefused(
        "what is bright in the pattern is dark in the light", fringes, light(fringes, -20, 40, 14));
  }

  @Test
  void lightWithoutStructureIsRefused() {
    float[][] even = plus(new float[SIZE][SIZE], 1000);
    assertRefused("less than 5 standard errors", fringes(15), even);
    assertRefused("less than 5 standard errors", fringes(15), new float[SIZE][SIZE]);
  }

  @Test
  void tooFewValuesAreRefused() {
    float[][] fringes = fringes(16);
    float[][] light = light(fringes, 20, 40, 16);
    float[][] nothing = plus(fringes, Float.NaN);
    assertRefused("only 0 of 64 parts", fringes, nothing);
    assertRefused("only 0 of 64 parts", nothing, light);
    for (int y = 0; y < SIZE; y++) {
      Arrays.fill(light[y], y < 100 ? 100 : 0, SIZE, Float.NaN);
    }
    assertRefused("only 4 of 64 parts", fringes, light);
  }

  @Test
  void tooSmallImagesAreRefused() {
    for (int[] shape : new int[][] {{95, 400}, {400, 95}, {3, 3}, {1, 1}, {4, 1}, {0, 0}}) {
      float[][] image = new float[shape[0]][shape[1]];
      FringePattern.Fit fit = new FringePattern(image).fit(image);
      assertFalse(fit.isFound());
      assertTrue(fit.refusal().contains("at least 96"), fit.refusal());
    }
    float[][] fringes = part(fringes(17), 96, 96);
    FringePattern.Fit fit =
        new FringePattern(fringes).fit(part(light(fringes(17), 200, 0, 17), 96, 96));
    assertTrue(fit.isFound(), fit.refusal());
    assertEquals(200, fit.factor(), 5 * fit.error());
  }

  @Test
  void lightMustHaveTheShapeOfThePattern() {
    FringePattern pattern = new FringePattern(new float[100][120]);
    assertThrows(IllegalArgumentException.class, () -> pattern.fit(new float[101][120]));
    assertThrows(IllegalArgumentException.class, () -> pattern.fit(new float[100][119]));
    assertThrows(IllegalArgumentException.class, () -> pattern.subtract(new float[100][119], 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> new FringePattern(new float[][] {new float[3], new float[4]}));
  }

  private static void assertRefused(String reason, float[][] pattern, float[][] light) {
    FringePattern.Fit fit = new FringePattern(pattern).fit(light);
    assertFalse(fit.isFound());
    assertEquals(0, fit.factor());
    assertTrue(fit.refusal().contains(reason), fit.refusal());
  }

  /** Fringes some 50 pixels wide, between about -1.2 and 1.2. */
  private static float[][] fringes(long seed) {
    Random random = new Random(seed);
    double phase = 6 * random.nextDouble();
    double other = 6 * random.nextDouble();
    float[][] fringes = new float[SIZE][SIZE];
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        double wave = Math.sin(x / 7.0 + 2 * Math.sin(y / 60.0 + phase) + y / 30.0);
        double ring = Math.sin(Math.hypot(x - 120, y + 200) / 9 + other);
        fringes[y][x] = (float) (0.7 * wave + 0.5 * ring);
      }
    }
    return fringes;
  }

  /** A sky with a gradient, fringes, stars with wide wings, and noise. */
  private static float[][] light(float[][] fringes, double factor, int stars, long seed) {
    Random random = new Random(seed);
    double[][] sky = new double[SIZE][SIZE];
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        double u = x / (double) SIZE - 0.5;
        double v = y / (double) SIZE - 0.5;
        sky[y][x] = SKY * (1 + 0.2 * (u + v / 2 + u * u - v * u)) + factor * fringes[y][x];
      }
    }
    for (int k = 0; k < stars; k++) {
      int y0 = random.nextInt(SIZE);
      int x0 = random.nextInt(SIZE);
      double flux = Math.pow(10, 2.5 + 3 * random.nextDouble());
      double width = 0.8 + random.nextDouble();
      for (int y = Math.max(0, y0 - 20); y < Math.min(SIZE, y0 + 20); y++) {
        for (int x = Math.max(0, x0 - 20); x < Math.min(SIZE, x0 + 20); x++) {
          double d = (y - y0) * (y - y0) + (x - x0) * (x - x0);
          double core = Math.exp(-d / (2 * width * width)) / (2 * Math.PI * width * width);
          sky[y][x] += flux * (core + 0.002 / (1 + d / 9));
        }
      }
    }
    float[][] light = new float[SIZE][SIZE];
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        light[y][x] = (float) (sky[y][x] + Math.sqrt(sky[y][x] + 36) * random.nextGaussian());
      }
    }
    return light;
  }

  private static double median(float[][] image) {
    double[] values = new double[SIZE * SIZE];
    for (int i = 0; i < values.length; i++) {
      values[i] = image[i / SIZE][i % SIZE];
    }
    Arrays.sort(values);
    return values[values.length / 2];
  }

  private static float[][] times(float[][] image, float factor) {
    float[][] product = copy(image);
    for (float[] row : product) {
      for (int x = 0; x < row.length; x++) {
        row[x] *= factor;
      }
    }
    return product;
  }

  private static float[][] plus(float[][] image, float summand) {
    float[][] sum = copy(image);
    for (float[] row : sum) {
      for (int x = 0; x < row.length; x++) {
        row[x] += summand;
      }
    }
    return sum;
  }

  private static float[][] part(float[][] image, int height, int width) {
    return Arrays.stream(image)
        .limit(height)
        .map(row -> Arrays.copyOf(row, width))
        .toArray(float[][]::new);
  }

  private static float[][] copy(float[][] image) {
    return Arrays.stream(image).map(float[]::clone).toArray(float[][]::new);
  }
}
