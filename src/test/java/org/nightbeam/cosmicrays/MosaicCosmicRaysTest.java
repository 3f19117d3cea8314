package org.nightbeam.cosmicrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nightbeam.calibrate.Exposures;

class MosaicCosmicRaysTest {
  private static final CosmicRaySettings DEFAULTS = Exposures.CCDPROC;

  /** No pixel is saturated. */
  private static boolean[][] none(Exposures exposure) {
    return new boolean[exposure.pixels.length][];
  }

  /** Red, green, green and blue of a sky, in electrons. */
  private static final float[][] SKY = {{300, 1000}, {1000, 600}};

  private static Exposures exposure(int height, int width, long seed) {
    Exposures exposure = new Exposures(height, width, seed);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        exposure.pixels[y][x] = SKY[y & 1][x & 1];
      }
    }
    return exposure;
  }

  @Test
  void coloursAreNoCosmicRays() {
    Exposures exposure = exposure(600, 600, 1).noise(6.5).digitized();
    int falseHits = MosaicCosmicRays.find(exposure.pixels, none(exposure), DEFAULTS, 1).pixels();
    assertTrue(falseHits < 180, falseHits + " of 360000");
  }

  @Test
  void hitsAreFoundAndReplacedByTheirOwnColour() {
    Exposures exposure = exposure(500, 500, 2).noise(6.5);
    for (int y = 10; y < 480; y += 13) {
      for (int x = 10; x < 480; x += 13) {
        exposure.hit(y, x, 15 * Math.sqrt(SKY[y & 1][x & 1] + 6.5 * 6.5));
      }
    }
    CosmicRays.Found found = MosaicCosmicRays.find(exposure.pixels, none(exposure), DEFAULTS, 1);
    double[][] sums = new double[2][2];
    int[][] counts = new int[2][2];
    for (int y = 10; y < 480; y += 13) {
      for (int x = 10; x < 480; x += 13) {
        assertTrue(found.hit()[y][x], y + ", " + x);
        sums[y & 1][x & 1] += found.cleaned()[y][x];
        counts[y & 1][x & 1]++;
      }
    }
    for (int y = 0; y < 2; y++) {
      for (int x = 0; x < 2; x++) {
        // The mean of some twenty pixels each.
        double error = Math.sqrt((SKY[y][x] + 6.5 * 6.5) / (20.0 * counts[y][x]));
        assertEquals(SKY[y][x], sums[y][x] / counts[y][x], 5 * error);
      }
    }
  }

  /** Sizes of usual sharp lights; red, white and blue stars, from faint ones to bright ones. */
  @ParameterizedTest
  @CsvSource({"2.5, 1, 1", "3, 1, 1", "3, 1, 0.4", "3, 0.4, 1", "4, 1, 0.5", "5, 0.6, 1"})
  void starsAreKept(double fwhm, double red, double blue) {
    Exposures light = new Exposures(600, 600, 11);
    for (int y = 20; y < 580; y += 28) {
      for (int x = 20; x < 580; x += 28) {
        light.star(y + 0.013 * x, x + 0.017 * y, 500 + 80.0 * x, fwhm);
      }
    }
    Exposures exposure = exposure(600, 600, 11);
    double[][] colours = {{red, 1}, {1, blue}};
    for (int y = 0; y < 600; y++) {
      for (int x = 0; x < 600; x++) {
        exposure.pixels[y][x] += (float) (colours[y & 1][x & 1] * light.pixels[y][x]);
      }
    }
    exposure.noise(6.5);
    int pixels = MosaicCosmicRays.find(exposure.pixels, none(exposure), DEFAULTS, 1).pixels();
    assertTrue(pixels < 200, pixels + " pixels of 400 stars");
  }

  @ParameterizedTest
  @CsvSource({"60, 80", "61, 80", "60, 81", "61, 81", "14, 13", "1, 1", "1, 40", "40, 1", "2, 2"})
  void eachColourIsLookedAtAsAnImageByItself(int height, int width) {
    Exposures exposure = exposure(height, width, 3).noise(6.5).cosmicRays(20);
    if (height > 20 && width > 20) {
      exposure.pixels[11][7] = Float.NaN;
    }
    float[][] before = Arrays.stream(exposure.pixels).map(float[]::clone).toArray(float[][]::new);
    CosmicRays.Found found = MosaicCosmicRays.find(exposure.pixels, none(exposure), DEFAULTS, 2);
    assertTrue(Arrays.deepEquals(before, exposure.pixels));
    int hits = 0;
    int iterations = 0;
    for (int place = 0; place < 4; place++) {
      int oddRow = place / 2;
      int oddColumn = place % 2;
      float[][] plane = new float[height / 2 + (oddRow == 0 ? height % 2 : 0)][];
      for (int v = 0; v < plane.length; v++) {
        plane[v] = new float[width / 2 + (oddColumn == 0 ? width % 2 : 0)];
        for (int u = 0; u < plane[v].length; u++) {
          plane[v][u] = before[2 * v + oddRow][2 * u + oddColumn];
        }
      }
      if (plane.length == 0 || plane[0].length == 0) {
        continue;
      }
      CosmicRays.Found alone = CosmicRays.find(plane, null, DEFAULTS, 1);
      hits += alone.pixels();
      iterations = Math.max(iterations, alone.iterations());
      for (int y = oddRow; y < height; y += 2) {
        for (int x = oddColumn; x < width; x += 2) {
          // What looks like part of a star in all colours is kept.
          assertTrue(alone.hit()[y / 2][x / 2] || !found.hit()[y][x], y + ", " + x);
          float expected = found.hit()[y][x] ? alone.cleaned()[y / 2][x / 2] : before[y][x];
          assertEquals(expected, found.cleaned()[y][x], y + ", " + x);
        }
      }
    }
    assertTrue(found.pixels() >= 0.8 * hits, found.pixels() + " of " + hits);
    assertEquals(iterations, found.iterations());
    assertTrue(height < 20 || width < 20 || hits > 10, hits + " hits");
  }
}
