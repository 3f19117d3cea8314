package org.nightbeam.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MasterStatisticsTest {
  private static MasterStatistics of(float[][] pixels) {
    MasterStatistics.Sampler sampler =
        new MasterStatistics.Sampler(pixels.length, pixels[0].length);
    for (float[] row : pixels) {
      sampler.add(row);
    }
    return sampler.build();
  }

  @Test
  void smallMastersAreTakenWhole() {
    float[][] pixels = {{1, 2, Float.NaN}, {4, 5, 100}};
    // Median of 1, 2, 4, 5, 100; distances 3, 2, 0, 1, 96.
    assertEquals(new MasterStatistics(4, 1.4826 * 2, 5, 1), of(pixels));
  }

  @Test
  void levelAndScatterOfALargeMasterFromAMillionPixels() {
    int height = 2003;
    int width = 3000;
    Random random = new Random(1);
    MasterStatistics.Sampler sampler = new MasterStatistics.Sampler(height, width);
    for (int y = 0; y < height; y++) {
      float[] row = new float[width];
      for (int x = 0; x < width; x++) {
        row[x] = (float) (0.05 + 0.01 * random.nextGaussian());
      }
      row[y % 5] = Float.NaN;
      row[5 + y % 7] = 1000;
      sampler.add(row);
    }
    MasterStatistics statistics = sampler.build();
    assertTrue(statistics.sampled() > 500_000 && statistics.sampled() <= 1 << 20);
    // A median of n normal values is good to 1.25 sigma / sqrt(n), their MAD to 1.17.
    assertEquals(0.05, statistics.level(), 4 * 1.25 * 0.01 / 800);
    assertEquals(0.01, statistics.scatter(), 4 * 1.17 * 0.01 / 800 + 1e-5);
    assertEquals(height, statistics.missing());
  }

  /** Columns that differ, as those of colours and of amplifiers do, are all in the sample. */
  @Test
  void everyColumnIsSampled() {
    int side = 2048;
    for (int period : new int[] {2, 3, 5, 16}) {
      MasterStatistics.Sampler sampler = new MasterStatistics.Sampler(side, side);
      float[] row = new float[side];
      for (int x = 0; x < side; x++) {
        row[x] = x % period == 0 ? 1 : 0;
      }
      for (int y = 0; y < side; y++) {
        sampler.add(row);
      }
      MasterStatistics statistics = sampler.build();
      double variance = Math.pow(statistics.scatter(), 2);
      double part = 1.0 / period;
      // More than half are 0, so it is a plain variance.
      if (period > 2) {
        assertEquals(part * (1 - part), variance, 0.01 * variance, "period " + period);
      }
      assertEquals(period == 2 ? 0.5 : 0, statistics.level(), 0.5);
    }
  }

  /** Were it 0, every pixel above the level would be hot. */
  @Test
  void scatterOfMostlyOneValueIsNotNothing() {
    float[][] pixels = new float[100][100];
    for (int y = 0; y < 100; y++) {
      for (int x = 0; x < 100; x++) {
        pixels[y][x] = (x + y) % 10 == 0 ? 0.5f : (x + y) % 10 == 1 ? -0.5f : 0;
      }
    }
    assertEquals(Math.sqrt(0.2 * 0.25 * 10_000 / 9999), of(pixels).scatter(), 1e-9);
    pixels = new float[10][10];
    assertEquals(new MasterStatistics(0, 0, 100, 0), of(pixels));
  }

  @Test
  void masterWithoutAPixel() {
    float[][] pixels = new float[4][3];
    for (float[] row : pixels) {
      Arrays.fill(row, Float.NaN);
    }
    MasterStatistics none = of(pixels);
    assertTrue(Double.isNaN(none.level()) && Double.isNaN(none.scatter()));
    assertEquals(12, none.missing());
  }
}
