package org.nightbeam.sources;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nightbeam.MadeUpSky;
import org.nightbeam.fits.product.PixelFlag;

class SourceFinderTest {
  private static final double FWHM = 3;
  private static final double GAIN = 1.5;

  private static MadeUpSky sky(int height, int width) {
    return new MadeUpSky(height, width, 300, GAIN, 8);
  }

  private static List<DetectedSource> find(float[][] pixels, byte[][] flags) {
    return new SourceFinder(DetectionSettings.DEFAULT)
        .find(SkySubtracted.of(pixels, null, flags, GAIN, 64), 0.85 * FWHM);
  }

  @Test
  void ofNoiseAloneThereIsHardlyAnything() {
    int found = 0;
    for (int seed = 0; seed < 4; seed++) {
      found += find(sky(512, 512).exposed(seed), null).size();
    }
    // 3e-7 of independent values are above 5 sigma: some 0.1 of a million pixels.
    assertTrue(found <= 2, found + " sources of noise");
  }

  @ParameterizedTest
  @CsvSource({"4.5, 1", "6, 2", "7.5, 5", "10, 20", "14, 100"})
  void twoStarsAreTwo(double apart, double brighter) {
    MadeUpSky sky = sky(128, 128);
    sky.star(50.3, 64.8, 4000 * brighter, FWHM).star(50.3 + apart, 64.8, 4000, FWHM);
    List<DetectedSource> found = find(sky.exposed(1), null);
    assertEquals(2, found.size());
    for (int i = 0; i < 2; i++) {
      double expected = found.get(i).x() < 50.3 + apart / 2 ? 50.3 : 50.3 + apart;
      assertEquals(expected, found.get(i).x(), 1);
      assertEquals(64.8, found.get(i).y(), 0.6);
      assertTrue(found.get(i).deblended() || apart > 12, "not deblended");
    }
  }

  /** It has 0.4 % of the light of a footprint that the halo of the bright one makes. */
  @Test
  void aFaintStarInTheFarWingsOfABrightOneIsASource() {
    int both = 0;
    for (int seed = 0; seed < 20; seed++) {
      MadeUpSky sky = sky(200, 200).star(100, 100, 3e5, FWHM).star(100, 100, 4e4, 16);
      assertEquals(1, find(sky.exposed(seed), null).size(), "seed " + seed);
      sky.star(113.3, 95.6, 1500, FWHM);
      List<DetectedSource> found = find(sky.exposed(seed), null);
      both += found.size() == 2 ? 1 : 0;
      assertTrue(
          found.size() == 1
              || found.stream().anyMatch(s -> Math.hypot(s.peakX() - 113.3, s.peakY() - 95.6) < 2),
          "seed " + seed + ": " + found);
    }
    assertTrue(both >= 17, "in " + both + " of 20"); // noise may raise the saddle
  }

  /** Rings and rays of the optics go with the light of their star, and are no stars. */
  @Test
  void raysOfABrightStarAreNoSources() {
    MadeUpSky sky = sky(200, 200).star(100, 100, 1e6, FWHM);
    for (int k = 4; k < 60; k++) { // a hundredth of the star's light, dimmer and dimmer
      double flux = 1200.0 * 4 / k;
      sky.star(100 + k, 100, flux, FWHM).star(100 - k, 100, flux, FWHM);
      sky.star(100, 100 + k, flux, FWHM).star(100, 100 - k, flux, FWHM);
    }
    for (int seed = 0; seed < 20; seed++) {
      assertEquals(1, find(sky.exposed(seed), null).size(), "seed " + seed);
    }
  }

  @Test
  void oneStarIsOneHoweverBrightItIs() {
    for (double flux : new double[] {1e3, 1e4, 1e5, 1e6, 1e7}) {
      List<DetectedSource> found = find(sky(200, 200).star(100.2, 99.7, flux, 4).exposed(2), null);
      assertEquals(1, found.size(), "flux " + flux);
      assertEquals(100.2, found.get(0).x(), 0.5);
      assertEquals(99.7, found.get(0).y(), 0.5);
      assertFalse(found.get(0).deblended());
      assertFalse(found.get(0).atEdge());
    }
  }

  @Test
  void starsOnBadColumnsAndAtTheEdgeAreFound() {
    MadeUpSky sky = sky(200, 200);
    sky.star(50, 100, 9000, FWHM).star(0, 30, 9000, FWHM).star(199, 199, 9000, FWHM);
    float[][] pixels = sky.exposed(3);
    byte[][] flags = new byte[200][200];
    for (int y = 0; y < 200; y++) {
      pixels[y][51] = y % 2 == 0 ? Float.NaN : 60_000;
      flags[y][51] = PixelFlag.BAD.bit();
    }
    List<DetectedSource> found = find(pixels, flags);
    assertEquals(3, found.size());
    assertEquals(0, found.get(0).x(), 1);
    assertTrue(found.get(0).atEdge());
    assertEquals(50, found.get(1).x(), 1);
    assertEquals(PixelFlag.BAD.bit(), found.get(1).pixelFlags());
    assertFalse(found.get(1).atEdge());
    assertTrue(found.get(2).atEdge());
  }

  @Test
  void noisyPixelsAreNoSources() {
    float[][] pixels = sky(200, 200).star(150, 150, 9000, FWHM).exposed(4);
    float[][] sigmas = new float[200][200];
    Random random = new Random(4);
    for (int y = 0; y < 200; y++) {
      for (int x = 0; x < 200; x++) {
        boolean hot = random.nextInt(50) == 0;
        sigmas[y][x] = hot ? 500 : 15.1f;
        pixels[y][x] += hot ? 500 * random.nextGaussian() : 0;
      }
    }
    List<DetectedSource> found =
        new SourceFinder(DetectionSettings.DEFAULT)
            .find(SkySubtracted.of(pixels, sigmas, null, GAIN, 64), FWHM);
    assertEquals(1, found.size());
    assertEquals(150, found.get(0).x(), 1);
  }

  @Test
  void oddFramesHaveWhatTheyHave() {
    float[][] nothing = new float[100][100];
    assertTrue(find(nothing, null).isEmpty());
    for (float[] row : nothing) {
      Arrays.fill(row, Float.NaN);
    }
    assertTrue(find(nothing, null).isEmpty());
    assertTrue(find(new float[][] {{1}}, null).isEmpty());
    assertTrue(find(new float[][] {{1, 2, 3}}, null).isEmpty());
    // A blob that fills the frame is what the map takes for sky, and leaves no storm of sources.
    MadeUpSky blob = sky(256, 256).star(128, 128, 4e7, 150).star(60, 60, 3e4, FWHM);
    List<DetectedSource> found = find(blob.exposed(5), null);
    assertTrue(found.stream().anyMatch(s -> Math.hypot(s.peakX() - 60, s.peakY() - 60) < 1));
    assertTrue(found.size() < 40, found.size() + " sources");
  }

  @Test
  void crowdedFramesLoseNothing() {
    MadeUpSky sky = sky(400, 400);
    Random random = new Random(6);
    for (int i = 0; i < 3000; i++) {
      sky.star(random.nextDouble(400), random.nextDouble(400), 2000, FWHM);
    }
    float[][] pixels = sky.exposed(6);
    float[][] copy = new float[400][];
    Arrays.setAll(copy, y -> pixels[y].clone());
    List<DetectedSource> found = find(pixels, null);
    assertTrue(found.size() > 600, found.size() + " sources");
    assertEquals(found, find(copy, null));
  }
}
