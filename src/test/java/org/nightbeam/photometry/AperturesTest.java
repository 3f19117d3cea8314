package org.nightbeam.photometry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nightbeam.MadeUpSky;
import org.nightbeam.background.BackgroundMap;
import org.nightbeam.fits.product.PixelFlag;
import org.nightbeam.sources.Sensitivity;
import org.nightbeam.sources.SkySubtracted;
import org.nightbeam.statistics.Spread;

class AperturesTest {
  private static final double FWHM = 3;
  private static final double GAIN = 1.5;
  private static final int CELL = 60;
  private static final int CELLS = 25;
  private static final double[] RADII = {1, 1.5, 2, 3, 4.5, 7, 10};

  /** Of a Gaussian star, what is in a circle. */
  private static double inside(double radius) {
    double sigma = FWHM / Spread.FWHM_OF_SIGMA;
    // The star is spread over pixels, and the circle's edge over those that it crosses.
    return 1 - Math.exp(-radius * radius / (2 * (sigma * sigma + 2.0 / 12)));
  }

  /**
   * Fluxes less what they should be, over their errors, have a mean of 0 and a standard deviation
   * of 1: with local sky, for faint and bright stars, for small and large apertures.
   */
  @ParameterizedTest
  @CsvSource({"5, false", "20, false", "100, false", "1000, false", "5, true", "100, true"})
  void errorsAreTrue(double significance, boolean withSigmas) {
    MadeUpSky nothing = new MadeUpSky(1, 1, 300, GAIN, 8);
    double flux = significance * nothing.noise() * 2 * Math.sqrt(Math.PI) * FWHM / 2.35482;
    int frames = 6;
    double[] sums = new double[RADII.length];
    double[] squares = new double[RADII.length];
    double[] totals = new double[RADII.length];
    Random random = new Random(987_654_321);
    Apertures apertures = new Apertures(RADII);
    Apertures exact = new Apertures(RADII);
    LocalSky sky = new LocalSky();
    for (int n = 0; n < frames; n++) {
      MadeUpSky made = new MadeUpSky(CELL * CELLS, CELL * CELLS, 300, GAIN, 8);
      double[][] places = new double[CELLS * CELLS][2];
      for (int i = 0; i < places.length; i++) {
        places[i][0] = (i % CELLS + 0.5) * CELL + random.nextDouble();
        places[i][1] = (i / CELLS + 0.5) * CELL + random.nextDouble();
        made.star(places[i][0], places[i][1], flux, FWHM);
      }
      float[][] pixels = made.counted(1000L * n + (long) significance);
      float[][] sigmas = withSigmas ? sigmas(pixels) : null;
      SkySubtracted frame = SkySubtracted.of(pixels, sigmas, null, GAIN, 64);
      SkySubtracted truth = SkySubtracted.of(made.light(), null, null, GAIN, 64);
      for (double[] place : places) {
        exact.measure(truth, place[0], place[1], 0, 0, 1);
        double noise = frame.sky().noise((int) place[1], (int) place[0]);
        double variance = noise * noise;
        sky.measure(frame, place[0], place[1], 12, 20, variance);
        apertures.measure(frame, place[0], place[1], sky.level(), sky.variance(), variance);
        for (int k = 0; k < RADII.length; k++) {
          double pull = (apertures.flux(k) - exact.flux(k)) / apertures.error(k);
          totals[k] += apertures.flux(k) / (flux * inside(RADII[k]));
          sums[k] += pull;
          squares[k] += pull * pull;
        }
      }
    }
    int count = frames * CELLS * CELLS;
    for (int k = 0; k < RADII.length; k++) {
      double mean = sums[k] / count;
      double deviation = Math.sqrt(squares[k] / count - mean * mean);
      String what = "radius " + RADII[k] + ": mean " + mean + ", deviation " + deviation;
      assertEquals(1, deviation, 0.02 + 1.5 / Math.sqrt(2.0 * count), what);
      assertEquals(0, mean, 0.05 + 3 / Math.sqrt(count), what);
      if (significance >= 100 && RADII[k] >= 4) {
        assertEquals(1, totals[k] / count, 0.0018, what);
      }
    }
  }

  /**
   * Of a sky of few photons, whose noise is skewed, circles without a star have a flux of 0, and
   * their errors are true: with the level of an annulus and that of the map.
   */
  @ParameterizedTest
  @CsvSource({"20, 1, 0", "100, 1, 3", "100, 0.5, 3", "400, 2, 5"})
  void fewPhotonsAreMeasuredTruly(double level, double gain, double readNoise) {
    double[] radii = {3, 8};
    Apertures apertures = new Apertures(radii);
    LocalSky sky = new LocalSky();
    double[][] sums = new double[2][2]; // by annulus, by map
    double[] squares = new double[2];
    int count = 0;
    for (int n = 0; n < 24; n++) {
      float[][] pixels = new MadeUpSky(512, 512, level, gain, readNoise).counted(n);
      SkySubtracted frame = SkySubtracted.of(pixels, null, null, gain, 64);
      for (int y = 32; y < 500; y += 32) {
        for (int x = 32; x < 500; x += 32) {
          double noise = frame.sky().noise(y, x);
          sky.measureBesideStars(frame, x, y, 9, 20, noise * noise);
          apertures.measure(frame, x, y, sky.level(), sky.variance(), noise * noise);
          for (int k = 0; k < radii.length; k++) {
            double pull = apertures.flux(k) / apertures.error(k);
            sums[0][k] += pull;
            squares[k] += pull * pull;
          }
          sky.ofMap(frame, noise * noise);
          apertures.measure(frame, x, y, sky.level(), sky.variance(), noise * noise);
          for (int k = 0; k < radii.length; k++) {
            sums[1][k] += apertures.flux(k) / apertures.error(k);
          }
          count++;
        }
      }
    }
    for (int k = 0; k < radii.length; k++) {
      double mean = sums[0][k] / count;
      double deviation = Math.sqrt(squares[k] / count - mean * mean);
      String what = "radius " + radii[k] + ": mean " + mean + ", deviation " + deviation;
      assertEquals(0, mean, 0.02 + 2.5 / Math.sqrt(count), what);
      assertEquals(1, deviation, 0.008 + 2.5 / Math.sqrt(2.0 * count), what);
      assertEquals(0, sums[1][k] / count, 0.17 + 2.5 / Math.sqrt(count), "by the map, " + what);
    }
  }

  /** As UNCERT has them. */
  private static float[][] sigmas(float[][] pixels) {
    float[][] sigmas = new float[pixels.length][pixels[0].length];
    for (int y = 0; y < sigmas.length; y++) {
      for (int x = 0; x < sigmas[y].length; x++) {
        double photons = Math.max(pixels[y][x], 0) * GAIN;
        sigmas[y][x] = (float) (Math.sqrt(photons + 64) / GAIN);
      }
    }
    return sigmas;
  }

  private static SkySubtracted ofStar(double x, double y) {
    float[][] pixels = new MadeUpSky(80, 80, 300, GAIN, 8).star(x, y, 1e5, FWHM).exposed(1);
    return SkySubtracted.of(pixels, null, null, GAIN, 64);
  }

  @Test
  void anApertureBeyondTheFrameHasNoFlux() {
    Apertures apertures = new Apertures(new double[] {2, 3.4, 3.6, 8});
    SkySubtracted frame = ofStar(3, 40);
    apertures.measure(frame, 3, 40, 0, 0, 200);
    assertTrue(apertures.flux(0) > 0);
    assertTrue(apertures.flux(1) > 0);
    assertTrue(Double.isNaN(apertures.flux(2)));
    assertTrue(Double.isNaN(apertures.error(3)));
    assertTrue(apertures.incomplete());
    apertures.measure(frame, 40, 40, 0, 0, 200);
    assertFalse(apertures.incomplete());
  }

  @Test
  void aMissingPixelHasTheValueOfTheOppositeOne() {
    byte[][] flags = new byte[80][80];
    flags[41][42] = PixelFlag.HOT.bit();
    float[][] pixels = new MadeUpSky(80, 80, 300, GAIN, 8).star(40.1, 40.2, 1e5, FWHM).exposed(1);
    pixels[41][42] = 1e6f;
    pixels[38][39] = Float.NaN;
    SkySubtracted frame = SkySubtracted.of(pixels, null, flags, GAIN, 64);
    Apertures apertures = new Apertures(new double[] {1, 6});
    apertures.measure(frame, 40.1, 40.2, 0, 0, 200);
    assertEquals(1e5, apertures.flux(1), 2000);
    assertTrue(apertures.substituted());
    assertEquals(PixelFlag.HOT.bit(), apertures.pixelFlags());
    double withHoles = apertures.error(1);
    SkySubtracted whole = ofStar(40.1, 40.2);
    apertures.measure(whole, 40.1, 40.2, 0, 0, 200);
    assertFalse(apertures.substituted());
    assertTrue(withHoles > apertures.error(1));
  }

  /** A value that counts twice has four times its variance, that of its photons too. */
  @Test
  void theVarianceOfAMissingPixelIsThatOfTheOppositeOne() {
    float[][] light = new MadeUpSky(80, 80, 300, GAIN, 8).star(40, 40, 1e5, FWHM).light();
    float[][] holed = new MadeUpSky(80, 80, 300, GAIN, 8).star(40, 40, 1e5, FWHM).light();
    holed[41][40] = Float.NaN;
    double signal = light[39][40] - 300;
    Apertures apertures = new Apertures(new double[] {6});
    apertures.measure(SkySubtracted.of(light, null, null, GAIN, 64), 40, 40, 0, 0, 200);
    double whole = apertures.error(0) * apertures.error(0);
    apertures.measure(SkySubtracted.of(holed, null, null, GAIN, 64), 40, 40, 0, 0, 200);
    double without = apertures.error(0) * apertures.error(0);
    assertEquals(2 * (200 + signal / GAIN), without - whole, 0.02 * signal / GAIN);
  }

  /** Where the flat is above 1, a unit is more electrons, and their noise is less. */
  @ParameterizedTest
  @CsvSource({"0.6, 300", "0.9, 1000", "1.4, 300", "1.4, 1000"})
  void errorsAreThoseOfTheFlat(double level, double significance) {
    MadeUpSky nothing = new MadeUpSky(1, 1, 300, GAIN, 8);
    double flux = significance * nothing.noise() * 2 * Math.sqrt(Math.PI) * FWHM / 2.35482;
    int size = CELL * 20;
    float[][] flat = new float[size][size];
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        flat[y][x] = (float) (level * (1 + 0.1 * Math.sin(x / 90.0)));
      }
    }
    MadeUpSky made = new MadeUpSky(size, size, 300, GAIN, 8);
    Random random = new Random(5);
    double[][] places = new double[20 * 20][2];
    for (int i = 0; i < places.length; i++) {
      places[i][0] = (i % 20 + 0.5) * CELL + random.nextDouble();
      places[i][1] = (i / 20 + 0.5) * CELL + random.nextDouble();
      made.star(places[i][0], places[i][1], flux, FWHM);
    }
    SkySubtracted truth = SkySubtracted.of(made.light(), null, null, GAIN, 64);
    double[] squares = new double[2];
    int frames = 5;
    for (int n = 0; n < frames; n++) {
      float[][] pixels = made.flattened(flat, 77 + n);
      SkySubtracted frame =
          SkySubtracted.of(
              pixels, null, null, GAIN, (x, y) -> flat[(int) Math.rint(y)][(int) Math.rint(x)], 64);
      Apertures apertures = new Apertures(new double[] {3, 5});
      Apertures exact = new Apertures(new double[] {3, 5});
      LocalSky sky = new LocalSky();
      for (double[] place : places) {
        exact.measure(truth, place[0], place[1], 0, 0, 1);
        double variance = Math.pow(frame.sky().noise((int) place[1], (int) place[0]), 2);
        sky.measure(frame, place[0], place[1], 12, 20, variance);
        apertures.measure(frame, place[0], place[1], sky.level(), sky.variance(), variance);
        for (int k = 0; k < 2; k++) {
          squares[k] += Math.pow((apertures.flux(k) - exact.flux(k)) / apertures.error(k), 2);
        }
      }
    }
    for (double sum : squares) { // 2000 pulls: 1 +- 0.016
      assertEquals(1, Math.sqrt(sum / (frames * places.length)), 0.04);
    }
  }

  @Test
  void skyNoiseCountsByTheSquaresOfPartialPixels() {
    BackgroundMap none = BackgroundMap.of(new float[40][40], 64);
    SkySubtracted frame =
        new SkySubtracted(
            new float[40][40], null, null, none, Double.NaN, Sensitivity.EVEN, new int[40][]);
    Apertures apertures = new Apertures(new double[] {0.5, 3});
    apertures.measure(frame, 20, 20, 0, 0.01, 4);
    double part = Math.PI / 4;
    assertEquals(part * part * (4 + 0.01), Math.pow(apertures.error(0), 2), 1e-9);
    double area = Math.PI * 9;
    double squares = (Math.pow(apertures.error(1), 2) - 0.01 * area * area) / 4;
    assertTrue(squares < area && squares > 0.8 * area, squares + " of " + area);
  }
}
