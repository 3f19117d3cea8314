package org.nightbeam.photometry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nightbeam.MadeUpSky;
import org.nightbeam.fits.product.PixelFlag;

/** Frames as no one wishes to have them: each has the sources that are in it, and no others. */
class OddFramesTest {
  private static final double GAIN = 1.5;
  private static final int SIZE = 400;
  private static final int APART = 40;

  private static MeasuredFrame measure(float[][] pixels, byte[][] flags) {
    return new FrameMeasurer(PhotometrySettings.DEFAULT).measure(pixels, null, flags, GAIN);
  }

  /** A hundred stars, one in the middle of each square. */
  private static MadeUpSky stars(double sky, double flux) {
    MadeUpSky made = new MadeUpSky(SIZE, SIZE, sky, GAIN, 8);
    Random random = new Random(5);
    for (int y = APART / 2; y < SIZE; y += APART) {
      for (int x = APART / 2; x < SIZE; x += APART) {
        made.star(x + random.nextDouble(), y + random.nextDouble(), flux, 3);
      }
    }
    return made;
  }

  private static List<MeasuredSource> nearStars(MeasuredFrame frame) {
    return frame.sources().stream().filter(OddFramesTest::isNearAStar).toList();
  }

  private static boolean isNearAStar(MeasuredSource source) {
    double x = source.xWin() % APART - APART / 2.0 - 0.5;
    double y = source.yWin() % APART - APART / 2.0 - 0.5;
    return Math.abs(x) < 2 && Math.abs(y) < 2;
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 300", "300, 1", "20, 20", "64, 65"})
  void smallFramesOfNoiseHaveNoSources(int height, int width) {
    MeasuredFrame frame = measure(new MadeUpSky(height, width, 300, GAIN, 8).exposed(1), null);
    assertTrue(frame.sources().isEmpty(), frame.sources().size() + " sources");
  }

  @ParameterizedTest
  @CsvSource({"0", "1000", "NaN", "Infinity", "-Infinity"})
  void framesOfOneValueHaveNoSources(float value) {
    float[][] pixels = new float[100][120];
    for (float[] row : pixels) {
      Arrays.fill(row, value);
    }
    MeasuredFrame frame = measure(pixels, null);
    assertTrue(frame.sources().isEmpty());
    assertTrue(Double.isNaN(frame.fwhm()));
  }

  /** A border that no light gets to, all of one value, has no noise of its own. */
  @Test
  void aBorderOfOneValueHasNoSources() {
    MadeUpSky sky = new MadeUpSky(512, 512, 300, GAIN, 8);
    for (int i = 0; i < 12; i++) {
      sky.star(260 + i % 4 * 60, 60 + i / 4 * 150, 30_000, 3);
    }
    float[][] pixels = sky.exposed(5);
    for (float[] row : pixels) {
      Arrays.fill(row, 0, 200, 0);
    }
    MeasuredFrame frame =
        new FrameMeasurer(PhotometrySettings.DEFAULT).measure(pixels, null, null, GAIN);
    assertTrue(frame.sources().stream().filter(source -> source.xPeak() < 190).count() <= 2);
    assertTrue(frame.sources().stream().allMatch(source -> source.significance() < 1e5));
  }

  @Test
  void aSunlikeBlobIsFewSourcesAndStarsBesideItStay() {
    float[][] pixels = stars(300, 20_000).star(200, 200, 2e8, 90).exposed(2);
    MeasuredFrame frame = measure(pixels, null);
    long far =
        nearStars(frame).stream()
            .filter(s -> Math.hypot(s.xWin() - 200, s.yWin() - 200) > 170)
            .count();
    assertTrue(far >= 24, far + " of the stars in the corners");
    assertTrue(frame.sources().size() < 150, frame.sources().size() + " sources");
  }

  @Test
  void bleedingColumnsAreSaturatedAndNoStarsAreMadeOfThem() {
    float[][] pixels = stars(300, 20_000).exposed(3);
    byte[][] flags = new byte[SIZE][];
    for (int y = 80; y < 330; y++) {
      flags[y] = new byte[SIZE];
      for (int x = 198; x < 202; x++) {
        pixels[y][x] = 60_000;
        flags[y][x] = PixelFlag.SATURATED.bit();
      }
    }
    MeasuredFrame frame = measure(pixels, flags);
    assertTrue(nearStars(frame).size() >= 95, nearStars(frame).size() + " stars");
    for (MeasuredSource source : frame.sources()) {
      boolean onColumn = source.xPeak() >= 195 && source.xPeak() < 205;
      boolean besides = onColumn && source.yPeak() > 75 && source.yPeak() < 335;
      assertEquals(besides, source.is(SourceFlag.SATURATED), "at " + source.xPeak());
    }
    long columns = frame.sources().stream().filter(s -> s.is(SourceFlag.SATURATED)).count();
    assertTrue(columns <= 3, columns + " sources of one column");
  }

  @Test
  void starsInANebulaThatFillsTheFieldAreFound() {
    MadeUpSky made = stars(300, 20_000).star(120, 150, 3e7, 160).star(300, 260, 3e7, 200);
    MeasuredFrame frame = measure(made.exposed(4), null);
    List<MeasuredSource> stars = nearStars(frame);
    assertTrue(stars.size() >= 97, stars.size() + " stars");
    long others = frame.sources().size() - stars.size();
    assertTrue(others <= 5, others + " sources of the nebula");
    double mean = stars.stream().mapToDouble(s -> s.apertures()[3]).average().orElseThrow();
    assertEquals(20_000 * (1 - Math.exp(-16 * Math.log(2))), mean, 200); // 2 FWHM: all of a star
  }

  @ParameterizedTest
  @CsvSource({"16", "100"}) // 12 bits in 16; 8 bits of a camera whose noise is a sixth of a step
  void coarseStepsHaveNoFalseSources(int step) {
    float[][] pixels = stars(300, 60_000).exposed(5);
    for (float[] row : pixels) {
      for (int x = 0; x < SIZE; x++) {
        row[x] = step * Math.round(row[x] / step);
      }
    }
    MeasuredFrame frame = measure(pixels, null);
    assertEquals(100, nearStars(frame).size());
    assertTrue(frame.sources().size() <= 103, frame.sources().size() + " sources");
  }

  @Test
  void theUnitOfThePixelsDoesNotMatter() {
    float[][] pixels = stars(300, 20_000).exposed(6);
    float[][] tiny = new float[SIZE][SIZE];
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        tiny[y][x] = pixels[y][x] * 0x1p-40f; // exact
      }
    }
    FrameMeasurer measurer = new FrameMeasurer(PhotometrySettings.DEFAULT);
    MeasuredFrame adu = measurer.measure(pixels, null, null, Double.NaN);
    MeasuredFrame small = measurer.measure(tiny, null, null, Double.NaN);
    assertTrue(adu.sources().size() >= 100);
    assertEquals(adu.sources().size(), small.sources().size());
    for (int i = 0; i < adu.sources().size(); i++) {
      MeasuredSource a = adu.sources().get(i);
      MeasuredSource b = small.sources().get(i);
      assertEquals(a.xWin(), b.xWin(), 1e-4);
      assertEquals(a.apertures()[2], b.apertures()[2] * 0x1p40, 1e-4 * a.apertures()[2] + 1);
      assertEquals(a.flags(), b.flags());
    }
  }
}
