package org.nightbeam.badpixels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nightbeam.quality.MasterStatistics;
import org.nightbeam.statistics.LocalLevel;

class BadPixelRulesTest {
  private static final byte HOT = BadPixelRules.HOT;
  private static final byte COLD = BadPixelRules.COLD;
  private static final byte LOW_FLAT = BadPixelRules.LOW_FLAT;

  @Test
  void hotByHand() {
    MasterStatistics statistics = new MasterStatistics(0.05, 0.01, 1000, 0);
    // 10 sigma above 0.05 is 0.15; a glow of 1 is not hot, a pixel in it is from 1.1 on.
    float[] dark = {0.05f, 0.149f, 0.151f, 1, 1.09f, 1.11f, -5, Float.NaN, 0.151f};
    float[] local = {0.05f, 0.05f, 0.05f, 1, 1, 1, 0.05f, 0.05f, -1};
    byte[] bits = new byte[9];
    bits[0] = COLD;
    BadPixelRules.DEFAULTS.markHot(dark, local, statistics, 9, bits);
    assertArrayEquals(new byte[] {COLD, 0, HOT, 0, 0, HOT, 0, HOT, HOT}, bits);
    assertEquals(4, count(bits, 9, HOT));
    assertEquals(1, count(bits, 5, HOT));
  }

  @Test
  void flatByHand() {
    // 10 times a scatter of 1 % below the local level; 0.2 of a level of 2.
    float[] flat = {2, 1.81f, 1.79f, 0.41f, 0.39f, 0, -1, Float.NaN, 0.5f};
    float[] local = {2, 2, 2, 0.42f, 0.42f, 2, 2, 2, 0.5f};
    byte[] bits = new byte[9];
    BadPixelRules.DEFAULTS.markFlat(flat, local, 2, 0.01, 9, bits);
    byte both = COLD | LOW_FLAT;
    assertArrayEquals(new byte[] {0, 0, COLD, 0, LOW_FLAT, both, both, LOW_FLAT, 0}, bits);
  }

  @Test
  void thresholdsCount() {
    MasterStatistics statistics = new MasterStatistics(0, 1, 1000, 0);
    float[] values = {4, 6};
    byte[] bits = new byte[2];
    new BadPixelRules(5, 10, 0.2).markHot(values, new float[2], statistics, 2, bits);
    assertArrayEquals(new byte[] {0, HOT}, bits);
    float[] flat = {0.96f, 0.94f};
    float[] even = {1, 1};
    bits = new byte[2];
    new BadPixelRules(10, 5, 0.95).markFlat(flat, even, 1, 0.01, 2, bits);
    assertArrayEquals(new byte[] {0, COLD | LOW_FLAT}, bits);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 10, 0.2, hotSigma is 0.0; it must be above 0",
    "10, -1, 0.2, coldSigma is -1.0; it must be above 0",
    "10, NaN, 0.2, coldSigma is NaN; it must be above 0",
    "10, 10, 1, 'lowFlat is 1.0; it must be at least 0, below 1'"
  })
  void thresholdsWithoutMeaningAreRefused(double hot, double cold, double low, String message) {
    Exception refused =
        assertThrows(IllegalArgumentException.class, () -> new BadPixelRules(hot, cold, low));
    assertEquals(message, refused.getMessage());
  }

  /**
   * A flat with a gradient, the shadow of a grain of dust, noise of 0.4 %, single bad pixels from
   * 1.5 % to 60 % low, and a column of which a part is low.
   */
  static float[][] flat() {
    int height = 120;
    int width = 150;
    Random random = new Random(20240301);
    float[][] flat = new float[height][width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double fromDust = Math.hypot(y - 80, x - 40) / 15;
        double dust = 1 - 0.08 / (1 + Math.pow(fromDust, 8));
        double vignetting = 1 - 0.25 * (x - 75) * (x - 75) / 5625.0;
        flat[y][x] = (float) (vignetting * dust * (1 + 0.004 * random.nextGaussian()));
      }
    }
    for (int k = 0; k < 60; k++) {
      int y = random.nextInt(height);
      int x = random.nextInt(width);
      flat[y][x] *= (float) (1 - 0.015 - 0.585 * k * k / 3600);
    }
    for (int y = 30; y < 48; y++) {
      flat[y][111] *= 0.93f;
      flat[y][112] *= 0.9f;
    }
    return flat;
  }

  /** Cold pixels of a flat as {@code y,x}, row by row. */
  private static List<String> cold(float[][] flat, double sigma) throws IOException {
    int width = flat[0].length;
    LocalLevel local =
        new LocalLevel(
            (y, out) -> System.arraycopy(flat[y], 0, out, 0, width), flat.length, width, false);
    double scatter = local.relativeScatter();
    List<String> cold = new ArrayList<>();
    float[] level = new float[width];
    for (int y = 0; y < flat.length; y++) {
      local.read(y, level);
      byte[] bits = new byte[width];
      new BadPixelRules(10, sigma, 0.2).markFlat(flat[y], level, 1, scatter, width, bits);
      for (int x = 0; x < width; x++) {
        if ((bits[x] & COLD) != 0) {
          cold.add(y + "," + x);
        }
      }
    }
    return cold;
  }

  private static final String CCDMASK =
      "1,144 8,141 8,143 11,111 17,131 20,142 22,36 24,35 29,78 30,111 30,112 31,111 "
          + "31,112 31,114 32,111 32,112 33,111 33,112 34,111 34,112 35,111 35,112 36,111 "
          + "36,112 36,126 37,111 37,112 38,111 38,112 39,111 39,112 40,111 40,112 41,111 "
          + "41,112 42,111 42,112 43,53 43,111 43,112 44,111 44,112 45,58 45,111 45,112 "
          + "46,111 46,112 47,111 47,112 48,44 48,98 51,126 52,79 53,54 54,73 55,110 57,60 "
          + "57,92 62,101 63,127 68,2 71,105 73,101 76,70 78,59 83,7 86,138 87,64 88,141 "
          + "94,125 100,123 105,110 105,129 106,140 107,50 109,6 109,143 110,20 113,62 "
          + "114,112 117,110 119,142";

  /**
   * As {@code ccdproc.ccdmask(flat, lsigma=20, hsigma=1e9)} (2.4), the IRAF task's: what it calls
   * sigma is half of one, from the percentiles 30.9 and 69.1.
   */
  @Test
  void coldPixelsAreThoseOfCcdmask() throws IOException {
    List<String> cold = cold(flat(), 10);
    // This one is 4 % low: 9.7 times the noise of the 225 pixels about it, by which ccdmask goes,
    // and a little more than 10 times that of the whole flat.
    assertTrue(cold.remove("118,46"));
    assertEquals(Arrays.asList(CCDMASK.split(" ")), cold);
  }

  /** Of noise nothing is hot or cold at the defaults, of 4 million pixels. */
  @Test
  void noiseHasNoBadPixels() {
    Random random = new Random(4);
    int length = 1 << 12;
    MasterStatistics statistics = new MasterStatistics(0.1, 0.02, 1, 0);
    float[] ones = new float[length];
    Arrays.fill(ones, 1);
    float[] levels = new float[length];
    Arrays.fill(levels, 0.1f);
    byte[] bits = new byte[length];
    int atThree = 0;
    for (int y = 0; y < 1000; y++) {
      float[] dark = new float[length];
      float[] flat = new float[length];
      for (int x = 0; x < length; x++) {
        double normal = random.nextGaussian();
        dark[x] = (float) (0.1 + 0.02 * normal);
        flat[x] = (float) (1 + 0.005 * normal);
      }
      BadPixelRules.DEFAULTS.markHot(dark, levels, statistics, length, bits);
      BadPixelRules.DEFAULTS.markFlat(flat, ones, 1, 0.005, length, bits);
      byte[] three = new byte[length];
      new BadPixelRules(3, 3, 0.2).markHot(dark, levels, statistics, length, three);
      atThree += count(three, length, HOT);
    }
    assertArrayEquals(new byte[length], bits);
    // While at 3 sigma 0.135 % are.
    assertEquals(0.00135 * 1000 * length, atThree, 4 * Math.sqrt(0.00135 * 1000 * length));
  }

  /** How many of some pixels have a bit. */
  private static int count(byte[] bits, int length, byte bit) {
    int count = 0;
    for (int i = 0; i < length; i++) {
      count += (bits[i] & bit) != 0 ? 1 : 0;
    }
    return count;
  }
}
