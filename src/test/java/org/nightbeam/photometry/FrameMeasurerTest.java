package org.nightbeam.photometry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nightbeam.MadeUpSky;
import org.nightbeam.fits.product.PixelFlag;
import org.nightbeam.grading.LightQuality;
import org.nightbeam.statistics.Spread;

class FrameMeasurerTest {
  private static final double GAIN = 1.5;
  private static final double FWHM = 3;

  private static MadeUpSky sky(int size) {
    return new MadeUpSky(size, size, 300, GAIN, 8);
  }

  private static MeasuredFrame measure(float[][] pixels, byte[][] flags) {
    return new FrameMeasurer(PhotometrySettings.DEFAULT).measure(pixels, null, flags, GAIN);
  }

  /** Stars on a grid, apart from each other. */
  private static MadeUpSky grid(int size, int apart, double flux) {
    MadeUpSky sky = sky(size);
    Random random = new Random(21);
    for (int y = apart / 2; y < size; y += apart) {
      for (int x = apart / 2; x < size; x += apart) {
        sky.star(x + random.nextDouble(), y + random.nextDouble(), flux, FWHM);
      }
    }
    return sky;
  }

  private static MeasuredSource at(MeasuredFrame frame, double x, double y) {
    return frame.sources().stream()
        .filter(s -> Math.hypot(s.xWin() - x, s.yWin() - y) < 2)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no source at " + x + ", " + y));
  }

  @Test
  void isolatedStarsHaveTheirFluxesPlacesAndShapes() {
    double flux = 60_000;
    MeasuredFrame frame = measure(grid(1000, 50, flux).counted(1), null);
    List<MeasuredSource> stars =
        frame.sources().stream().filter(source -> source.significance() > 20).toList();
    assertEquals(400, stars.size());
    assertTrue(frame.sources().size() <= 402, "sources of noise");
    assertEquals(300, frame.sky(), 0.5);
    assertEquals(Math.sqrt(300 * GAIN + 64) / GAIN, frame.skyNoise(), 0.2);
    double withPixels = Math.hypot(FWHM, Spread.FWHM_OF_SIGMA / Math.sqrt(12));
    assertEquals(withPixels, frame.fwhm(), 0.01 * FWHM);
    assertEquals(1, frame.elongation(), 0.01);
    double[] sums = new double[frame.radii().length];
    double kron = 0;
    for (MeasuredSource source : stars) {
      assertEquals(0, source.flags());
      for (int k = 0; k < sums.length; k++) {
        sums[k] += source.apertures()[k] / 400;
      }
      kron += source.flux() / 400;
    }
    // The star is spread over pixels, and the circle's edge over those that it crosses.
    double sigma = Math.hypot(FWHM / Spread.FWHM_OF_SIGMA, Math.sqrt(2.0 / 12));
    for (int k = 1; k < sums.length; k++) {
      double radius = frame.radii()[k];
      double inside = 1 - Math.exp(-radius * radius / (2 * sigma * sigma));
      assertEquals(inside, sums[k] / flux, 0.002, "radius " + radius); // 2 mmag
    }
    assertEquals(1, kron / flux, 0.01);
  }

  @Test
  void trailedStarsAreLong() {
    MadeUpSky sky = sky(600);
    for (int i = 0; i < 100; i++) {
      sky.star(30 + i % 10 * 60, 30 + i / 10 * 60, 50_000, 3, 6);
    }
    MeasuredFrame frame = measure(sky.exposed(2), null);
    assertEquals(Math.hypot(6, 0.68) / Math.hypot(3, 0.68), frame.elongation(), 0.03);
    assertEquals(90, Math.abs(frame.theta()), 2);
    assertEquals(Math.sqrt(Math.hypot(6, 0.68) * Math.hypot(3, 0.68)), frame.fwhm(), 0.1);
  }

  @Test
  void everyDefectIsFlagged() {
    MadeUpSky sky = grid(600, 60, 40_000); // at 30, 90, 150, ... and up to a pixel more
    sky.star(96, 92, 30_000, FWHM); // a blend
    sky.star(1, 300, 40_000, FWHM); // at the edge
    sky.pixel(180, 180, 4000); // a cosmic ray that nobody has marked
    float[][] pixels = sky.exposed(3);
    byte[][] flags = new byte[600][600];
    flags[150][151] = PixelFlag.SATURATED.bit();
    flags[212][214] = PixelFlag.BAD.bit(); // beside the star at 210, 210
    pixels[212][214] = Float.NaN;
    flags[271][272] = PixelFlag.COSMIC_RAY.bit();
    MeasuredFrame frame = measure(pixels, flags);
    assertTrue(at(frame, 90.5, 90.5).is(SourceFlag.DEBLENDED));
    assertTrue(at(frame, 96, 92).is(SourceFlag.DEBLENDED));
    assertTrue(at(frame, 1, 300).is(SourceFlag.EDGE));
    assertTrue(at(frame, 1, 300).is(SourceFlag.INCOMPLETE));
    assertTrue(at(frame, 180, 180).is(SourceFlag.COSMIC_RAY));
    assertTrue(at(frame, 150.5, 150.5).is(SourceFlag.SATURATED));
    assertTrue(at(frame, 210.5, 210.5).is(SourceFlag.BAD_PIXEL));
    assertTrue(at(frame, 270.5, 270.5).is(SourceFlag.COSMIC_RAY));
    long others =
        frame.sources().stream()
            .filter(s -> Math.hypot(s.xWin() - 90.5, s.yWin() - 90.5) > 8)
            .filter(s -> s.xWin() > 12)
            .filter(s -> Math.hypot(s.xWin() - 180, s.yWin() - 180) > 2)
            .filter(s -> s.flags() != 0)
            .count();
    assertEquals(3, others, "the saturated one, that with a bad pixel, and that with a ray");
  }

  /** The value between two neighbours is not that of the peak of a star. */
  @Test
  void anInterpolatedPixelInAStarIsFlagged() {
    MadeUpSky sky = grid(300, 60, 40_000);
    float[][] pixels = sky.exposed(3);
    MeasuredFrame before = measure(sky.exposed(3), null);
    byte[][] flags = new byte[300][300];
    for (int y = 0; y < 300; y++) { // a dead column
      flags[y][150] = (byte) (PixelFlag.BAD.bit() | PixelFlag.INTERPOLATED.bit());
      pixels[y][150] = (pixels[y][149] + pixels[y][151]) / 2;
    }
    MeasuredFrame frame = measure(pixels, flags);
    MeasuredSource spoilt = at(frame, 150.5, 150.5);
    MeasuredSource whole = at(before, 150.5, 150.5);
    double off = spoilt.apertures()[5] - whole.apertures()[5];
    assertTrue(Math.abs(off) > 3 * whole.apertureErrors()[5], "a flux that is off by " + off);
    assertTrue(spoilt.is(SourceFlag.BAD_PIXEL));
    assertEquals(0, at(frame, 90.5, 90.5).flags());
  }

  @Test
  void theKronFluxOfAStarWithAHoleIsThatOfTheWholeStar() {
    MadeUpSky sky = sky(120).star(60, 60, 40_000, FWHM);
    double whole = at(measure(sky.exposed(3), null), 60, 60).flux();
    double error = at(measure(sky.exposed(3), null), 60, 60).fluxError();
    float[][] pixels = sky.exposed(3);
    pixels[61][60] = Float.NaN;
    MeasuredSource holed = at(measure(pixels, null), 60, 60);
    assertEquals(whole, holed.flux(), 3 * error, "a pixel of some 10 % of the flux is missing");
    assertTrue(holed.fluxError() > error);
  }

  /** Of a sensor without cooling, 3 % of the pixels may be hot: one is near every star. */
  @Test
  void starsHaveAWidthThoughThereIsABadPixelNearEveryOne() {
    byte[][] flags = new byte[600][600];
    Random random = new Random(8);
    for (int i = 0; i < 10_000; i++) {
      flags[random.nextInt(600)][random.nextInt(600)] = PixelFlag.HOT.bit();
    }
    MeasuredFrame frame = measure(grid(600, 60, 40_000).exposed(3), flags);
    long whole = frame.sources().stream().filter(source -> source.flags() == 0).count();
    assertTrue(whole < 5, whole + " stars without a bad pixel");
    assertEquals(Math.hypot(FWHM, 0.68), frame.fwhm(), 0.15);
    LightQuality quality =
        LightQuality.of(frame, 0, 600, 600, org.nightbeam.frame.Pointing.UNKNOWN);
    assertEquals(frame.fwhm(), quality.fwhm(), 0.1);
    assertTrue(quality.bright().stars().size() >= 40, quality.bright().stars().size() + " stars");
  }

  @Test
  void aFrameWithoutStarsHasNoWidth() {
    MeasuredFrame frame = measure(sky(300).exposed(4), null);
    assertTrue(frame.sources().size() <= 1);
    assertTrue(Double.isNaN(frame.fwhm()));
    assertTrue(frame.limitingFlux() > 0);
    float[][] nothing = new float[50][60];
    for (float[] row : nothing) {
      Arrays.fill(row, Float.NaN);
    }
    MeasuredFrame none = measure(nothing, null);
    assertTrue(none.sources().isEmpty());
    assertTrue(Double.isNaN(none.sky()));
    assertTrue(Double.isNaN(none.limitingFlux()));
  }

  @Test
  void theSameFrameMeasuresTheSame() {
    MadeUpSky sky = grid(400, 30, 9000);
    MeasuredFrame first = measure(sky.exposed(5), null);
    FrameMeasurer used = new FrameMeasurer(PhotometrySettings.DEFAULT);
    used.measure(grid(300, 20, 1e6).exposed(6), null, null, Double.NaN);
    MeasuredFrame second = used.measure(sky.exposed(5), null, null, GAIN);
    assertEquals(first.sources().size(), second.sources().size());
    for (int i = 0; i < first.sources().size(); i++) {
      MeasuredSource a = first.sources().get(i);
      MeasuredSource b = second.sources().get(i);
      assertEquals(a.xWin(), b.xWin());
      assertEquals(a.flux(), b.flux());
      assertEquals(Arrays.toString(a.apertures()), Arrays.toString(b.apertures()));
      assertEquals(Arrays.toString(a.apertureErrors()), Arrays.toString(b.apertureErrors()));
      assertEquals(a.flags(), b.flags());
    }
  }

  @Test
  void withoutAGainErrorsAreOfTheSkyAlone() {
    float[][] pixels = grid(300, 60, 1e6).exposed(7);
    float[][] copy = new float[300][];
    Arrays.setAll(copy, y -> pixels[y].clone());
    FrameMeasurer measurer = new FrameMeasurer(PhotometrySettings.DEFAULT);
    MeasuredSource with = measurer.measure(pixels, null, null, GAIN).sources().get(0);
    MeasuredSource without = measurer.measure(copy, null, null, Double.NaN).sources().get(0);
    assertEquals(with.apertures()[3], without.apertures()[3], 1e-3 * with.apertures()[3]);
    double photons = Math.pow(with.apertureErrors()[3], 2) - 1e6 / GAIN;
    assertEquals(Math.sqrt(photons), without.apertureErrors()[3], 0.1 * Math.sqrt(photons));
    assertFalse(Double.isNaN(without.xWinError()));
  }
}
