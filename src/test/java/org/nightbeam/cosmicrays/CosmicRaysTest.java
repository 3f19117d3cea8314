package org.nightbeam.cosmicrays;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nightbeam.calibrate.Exposures;

class CosmicRaysTest {
  private static final CosmicRaySettings DEFAULTS = Exposures.CCDPROC;

  @Test
  void smallImagesGiveWhatThePlainAlgorithmGives() {
    for (int height = 1; height <= 20; height++) {
      for (int width = 1; width <= 20; width++) {
        Exposures exposure =
            new Exposures(height, width, 100 * height + width)
                .sky(300)
                .noise(6.5)
                .cosmicRays(3)
                .digitized();
        boolean[][] bad = width % 3 == 0 ? exposure.badPixels(20) : null;
        assertSameAsPlain(exposure.pixels, bad, DEFAULTS);
      }
    }
  }

  /** Tiles have 48 x 256 pixels. */
  @ParameterizedTest
  @CsvSource({
    "64, 512",
    "63, 511",
    "65, 513",
    "71, 519",
    "135, 600",
    "9, 1100",
    "300, 7",
    "7, 600",
    "200, 9"
  })
  void imagesOfSeveralTilesGiveWhatThePlainAlgorithmGives(int height, int width) {
    Exposures exposure =
        new Exposures(height, width, height)
            .sky(200)
            .stars(height * width / 1500)
            .noise(6.5)
            .cosmicRays(height * width / 600)
            .digitized();
    assertSameAsPlain(exposure.pixels, exposure.badPixels(5), DEFAULTS);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10})
  void iterationsAreThoseOfThePlainAlgorithm(int iterations) {
    Exposures exposure =
        new Exposures(150, 560, 4).sky(500).stars(40).noise(5).cosmicRays(150).digitized();
    assertSameAsPlain(exposure.pixels, null, Exposures.settings(1, 6.5, 65535, iterations));
  }

  @ParameterizedTest
  @CsvSource({
    "3.0, 0.5, 2.0, 2.0, 10, 60000",
    "6.0, 1.0, 0.0, 0.5, 0, Infinity",
    "4.5, 0.1, 5.0, 1.0, 3, 3000"
  })
  void everySettingHasTheEffectItHasInThePlainAlgorithm(
      double sigmaClip,
      double sigmaFraction,
      double objectLimit,
      double gain,
      double readNoise,
      double saturation) {
    Exposures exposure =
        new Exposures(150, 160, 5).sky(250).stars(30).noise(5).cosmicRays(60).digitized();
    assertSameAsPlain(
        exposure.pixels,
        null,
        new CosmicRaySettings(
            sigmaClip, sigmaFraction, objectLimit, gain, readNoise, saturation, 4));
  }

  @Test
  void hitWithoutAGoodNeighbourGetsTheMedianOfTheGoodPixels() {
    float[][] image = image(40, 40, 300);
    for (int y = 0; y < 40; y++) {
      for (int x = 0; x < 40; x++) {
        image[y][x] += (31 * y + 17 * x) % 41;
      }
    }
    image[20][20] = 20000;
    // Bad pixels grow by one: of these, the one in the middle is left.
    boolean[][] bad = new boolean[40][40];
    for (int y = 12; y < 29; y++) {
      Arrays.fill(bad[y], 12, 29, Math.abs(y - 20) > 1);
      Arrays.fill(bad[y], 12, 19, true);
      Arrays.fill(bad[y], 22, 29, true);
    }
    CosmicRays.Found found = CosmicRays.find(image, bad, DEFAULTS, 1);
    assertTrue(found.hit()[20][20]);
    assertEquals(320, found.cleaned()[20][20], 1);
    assertSameAsPlain(image, bad, DEFAULTS);
    // The median of values that are not positive.
    for (float[] row : image) {
      for (int x = 0; x < 40; x++) {
        row[x] -= 330;
      }
    }
    assertEquals(-10, CosmicRays.find(image, bad, DEFAULTS, 1).cleaned()[20][20], 1);
  }

  @Test
  void numberOfThreadsDoesNotMatter() {
    Exposures exposure = new Exposures(400, 1200, 6).sky(300).stars(200).noise(6.5);
    exposure.cosmicRays(500);
    CosmicRays.Found one = CosmicRays.find(exposure.pixels, null, DEFAULTS, 1);
    for (int threads = 2; threads <= 4; threads++) {
      CosmicRays.Found several = CosmicRays.find(exposure.pixels, null, DEFAULTS, threads);
      assertTrue(Arrays.deepEquals(one.hit(), several.hit()));
      assertTrue(Arrays.deepEquals(one.cleaned(), several.cleaned()));
      assertEquals(one.pixels(), several.pixels());
      assertEquals(one.iterations(), several.iterations());
    }
  }

  @Test
  void lightsShareThreadsThatDoNotKeepTheProcess() {
    Exposures exposure = new Exposures(400, 400, 6).sky(300).noise(6.5).cosmicRays(50);
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    for (int light = 0; light < 5; light++) {
      CosmicRays.find(exposure.pixels, null, DEFAULTS, 4);
    }
    Set<Thread> started = new HashSet<>(Thread.getAllStackTraces().keySet());
    started.removeAll(before);
    started.removeIf(thread -> !thread.getName().matches("nightbeam-cosmic-rays.*|pool-.*"));
    assertTrue(
        started.size() < Math.max(2, Runtime.getRuntime().availableProcessors()),
        started.toString());
    assertTrue(started.stream().allMatch(Thread::isDaemon), started.toString());
  }

  @Test
  void whatIsNotHitKeepsItsValueAndTheImageIsNotChanged() {
    Exposures exposure = new Exposures(100, 100, 7).sky(30.1).noise(2).cosmicRays(20);
    float[][] before = copy(exposure.pixels);
    CosmicRays.Found found =
        CosmicRays.find(exposure.pixels, null, Exposures.settings(1.7, 6.5, 65535, 4), 1);
    assertTrue(Arrays.deepEquals(before, exposure.pixels));
    int hits = 0;
    for (int y = 0; y < 100; y++) {
      for (int x = 0; x < 100; x++) {
        if (found.hit()[y][x]) {
          hits++;
        } else {
          assertEquals(before[y][x], found.cleaned()[y][x]);
        }
      }
    }
    assertEquals(hits, found.pixels());
    assertTrue(hits > 20);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e30f})
  void pixelWithoutAValueIsNeverHitAndDoesNotSpoilWhatIsAround(float gap) {
    Exposures exposure = new Exposures(80, 90, 8).sky(300).noise(6.5).cosmicRays(30);
    float[][] image = exposure.pixels;
    boolean[][] without = CosmicRays.find(image, null, DEFAULTS, 1).hit();
    int[][] gaps = {{0, 0}, {20, 30}, {20, 31}, {40, 89}, {79, 50}, {60, 60}};
    for (int[] at : gaps) {
      image[at[0]][at[1]] = gap;
    }
    CosmicRays.Found found = CosmicRays.find(image, null, DEFAULTS, 1);
    for (int y = 0; y < 80; y++) {
      for (int x = 0; x < 90; x++) {
        boolean near = false;
        boolean at = false;
        for (int[] place : gaps) {
          int distance = Math.max(Math.abs(y - place[0]), Math.abs(x - place[1]));
          near |= distance <= 8;
          at |= distance == 0;
        }
        if (at) {
          assertFalse(found.hit()[y][x]);
          assertEquals(gap, found.cleaned()[y][x]);
        } else {
          assertTrue(Math.abs(found.cleaned()[y][x]) < 1e6, "NaN spread to " + y + ", " + x);
          if (!near) {
            assertEquals(without[y][x], found.hit()[y][x], y + ", " + x);
          }
        }
      }
    }
  }

  @Test
  void largeHoleIsNoEdge() {
    Exposures exposure = new Exposures(100, 100, 9).sky(1000).noise(6.5);
    for (int y = 30; y < 60; y++) {
      Arrays.fill(exposure.pixels[y], 40, 70, Float.NaN);
    }
    assertEquals(0, CosmicRays.find(exposure.pixels, null, DEFAULTS, 1).pixels(), 3);
  }

  @Test
  void imageWithoutAnyValueHasNoHits() {
    float[][] image = image(30, 30, Float.NaN);
    CosmicRays.Found found = CosmicRays.find(image, null, DEFAULTS, 1);
    assertEquals(0, found.pixels());
    assertArrayEquals(image, found.cleaned());
  }

  @Test
  void emptyImageHasNoHits() {
    assertEquals(0, CosmicRays.find(new float[0][0], null, DEFAULTS, 1).pixels());
    assertEquals(0, CosmicRays.find(new float[5][0], null, DEFAULTS, 1).pixels());
  }

  /** 4.5 sigma of a Laplacian that is positive by half: one pixel in some ten thousand. */
  @ParameterizedTest
  @ValueSource(doubles = {100, 300, 1000})
  void flatSkyHasFewFalseHits(double sky) {
    Exposures exposure = new Exposures(1000, 1000, (long) sky).sky(sky).noise(6.5).digitized();
    int falseHits = CosmicRays.find(exposure.pixels, null, DEFAULTS, 1).pixels();
    assertTrue(falseHits < 500, falseHits + " of a million");
  }

  @Test
  void isolatedHitsAreFoundAndReplacedByTheSky() {
    Exposures exposure = new Exposures(500, 500, 10).sky(300).noise(6.5);
    double noise = Math.sqrt(300 + 6.5 * 6.5);
    int injected = 0;
    for (int y = 10; y < 490; y += 12) {
      for (int x = 10; x < 490; x += 12) {
        exposure.hit(y, x, 15 * noise);
        injected++;
      }
    }
    CosmicRays.Found found = CosmicRays.find(exposure.pixels, null, DEFAULTS, 1);
    int caught = 0;
    double sum = 0;
    for (int y = 10; y < 490; y += 12) {
      for (int x = 10; x < 490; x += 12) {
        if (found.hit()[y][x]) {
          caught++;
          sum += found.cleaned()[y][x];
        }
      }
    }
    assertEquals(injected, caught);
    // The mean of some twenty pixels each.
    assertEquals(300, sum / caught, 5 * noise / Math.sqrt(20.0 * caught));
  }

  @ParameterizedTest
  @ValueSource(doubles = {2.5, 3, 4})
  void starsAreKept(double fwhm) {
    Exposures exposure = new Exposures(600, 600, 11).sky(300);
    for (int y = 20; y < 580; y += 28) {
      for (int x = 20; x < 580; x += 28) {
        exposure.star(y + 0.013 * x, x + 0.017 * y, 500 + 80.0 * x, fwhm);
      }
    }
    exposure.noise(6.5);
    CosmicRays.Found found = CosmicRays.find(exposure.pixels, null, DEFAULTS, 1);
    assertTrue(found.pixels() < 200, found.pixels() + " pixels of 400 stars");
  }

  @Test
  void saturatedStarIsKept() {
    Exposures exposure = new Exposures(100, 100, 12).sky(300).star(50, 50, 2e7, 3);
    exposure.noise(6.5).digitized();
    assertEquals(65535, exposure.pixels[50][50]);
    CosmicRays.Found found = CosmicRays.find(exposure.pixels, null, DEFAULTS, 1);
    for (int y = 44; y < 57; y++) {
      for (int x = 44; x < 57; x++) {
        assertFalse(found.hit()[y][x], y + ", " + x);
      }
    }
  }

  @Test
  void imageAndMaskMustBeRectanglesOfTheSameSize() {
    float[][] image = image(10, 10, 1);
    assertRefused(new float[][] {new float[10], new float[9]}, null);
    assertRefused(image, new boolean[9][10]);
    assertRefused(image, new boolean[11][10]);
    assertRefused(image, new boolean[10][9]);
    assertThrows(IllegalArgumentException.class, () -> CosmicRays.find(image, null, DEFAULTS, 0));
  }

  private static void assertRefused(float[][] image, boolean[][] bad) {
    assertThrows(IllegalArgumentException.class, () -> CosmicRays.find(image, bad, DEFAULTS, 1));
  }

  private static void assertSameAsPlain(
      float[][] image, boolean[][] badPixels, CosmicRaySettings settings) {
    String size = image.length + " x " + image[0].length;
    float[][] electrons = copy(image);
    for (float[] row : electrons) {
      for (int x = 0; x < row.length; x++) {
        row[x] *= (float) settings.gain();
      }
    }
    boolean[][] bad = badPixels == null ? new boolean[image.length][image[0].length] : badPixels;
    boolean[][] expected = PlainCosmicRays.clean(electrons, bad, settings);
    CosmicRays.Found found = CosmicRays.find(image, badPixels, settings, 1);
    for (int y = 0; y < image.length; y++) {
      assertArrayEquals(expected[y], found.hit()[y], "row " + y + " of " + size);
      for (int x = 0; x < image[y].length; x++) {
        float value = expected[y][x] ? electrons[y][x] / (float) settings.gain() : image[y][x];
        assertEquals(value, found.cleaned()[y][x], 1e-6f * Math.abs(value), size);
      }
    }
  }

  private static float[][] image(int height, int width, float value) {
    float[][] image = new float[height][width];
    for (float[] row : image) {
      Arrays.fill(row, value);
    }
    return image;
  }

  private static float[][] copy(float[][] image) {
    return Arrays.stream(image).map(float[]::clone).toArray(float[][]::new);
  }
}
