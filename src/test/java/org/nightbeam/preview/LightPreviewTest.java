package org.nightbeam.preview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.table.LightStatistics;

class LightPreviewTest {
  private static final double SKY = 300;
  private static final double NOISE = 8;

  /** Gaussian stars, each somewhere in a square of its own. */
  private static float[][] field(int width, int height, double fwhm, double peak, int apart) {
    Random random = new Random(1);
    double sigma = fwhm / 2.3548;
    float[][] rows = new float[height][width];
    for (float[] row : rows) {
      for (int x = 0; x < width; x++) {
        row[x] = (float) (SKY + NOISE * random.nextGaussian());
      }
    }
    for (int y = apart / 2; y < height && peak > 0; y += apart) {
      for (int x = apart / 2; x < width; x += apart) {
        double atX = x + apart * (random.nextDouble() - 0.5);
        double atY = y + apart * (random.nextDouble() - 0.5);
        for (int j = Math.max(0, y - 40); j < Math.min(height, y + 40); j++) {
          for (int i = Math.max(0, x - 40); i < Math.min(width, x + 40); i++) {
            double r2 = (i - atX) * (i - atX) + (j - atY) * (j - atY);
            rows[j][i] += (float) (peak * Math.exp(-r2 / (2 * sigma * sigma)));
          }
        }
      }
    }
    return rows;
  }

  private static LightPreview look(float[][] rows, boolean colour, double saturation) {
    LightPreview look =
        new LightPreview(
            rows[0].length, rows.length, colour ? "RGGB" : "", saturation, LightPreview.SIDE);
    for (int y = 0; y < rows.length; y++) {
      look.raw(y, rows[y]);
      look.calibrated(y, rows[y]);
    }
    return look;
  }

  private static LightStatistics statistics(float[][] rows) {
    return look(rows, false, 65535).statistics();
  }

  @ParameterizedTest
  @ValueSource(doubles = {2, 3, 5, 8})
  void theWidthOfGaussianStarsIsFound(double fwhm) {
    LightStatistics seen = statistics(field(1200, 1100, fwhm, 1500, 50));
    assertEquals(fwhm, seen.fwhm(), 0.05 * fwhm);
  }

  @ParameterizedTest
  @ValueSource(doubles = {2.5, 4, 7})
  void starsAreCounted(double fwhm) {
    float[][] rows = field(2000, 2000, fwhm, 1500, 50);
    LightStatistics seen = statistics(rows);
    assertEquals(40 * 40, seen.stars(), 0.15 * 40 * 40);
  }

  @Test
  void aSkyWithoutStarsHasNone() {
    LightStatistics seen = statistics(field(1200, 1100, 3, 0, 50));
    assertTrue(seen.stars() < 10, seen.toString());
    assertEquals(Double.NaN, seen.fwhm());
    assertEquals(SKY, seen.sky(), 1);
    assertEquals(NOISE, seen.noise(), 0.5);
  }

  @Test
  void hotPixelsAreNoStars() {
    float[][] rows = field(1200, 1100, 3, 0, 50);
    for (int y = 3; y < rows.length; y += 20) {
      for (int x = 5; x < rows[y].length; x += 20) {
        rows[y][x] += 2000;
      }
    }
    assertTrue(statistics(rows).stars() < 10);
  }

  @Test
  void starsDoNotRaiseTheSky() {
    assertEquals(SKY, statistics(field(1000, 1000, 4, 20_000, 25)).sky(), 0.5 * NOISE);
  }

  @Test
  void aGradientIsNoNoise() {
    float[][] rows = field(1200, 1100, 3, 0, 50);
    for (float[] row : rows) {
      for (int x = 0; x < row.length; x++) {
        row[x] += x;
      }
    }
    assertEquals(NOISE, statistics(rows).noise(), 0.5);
  }

  @Test
  void coloursOfACellAreNoNoiseAndNoStars() {
    float[][] rows = field(1200, 1100, 6, 1500, 50);
    for (int y = 0; y < rows.length; y++) {
      for (int x = 0; x < rows[y].length; x++) {
        rows[y][x] += y % 2 == 0 && x % 2 == 0 ? 200 : 0;
      }
    }
    LightStatistics seen = look(rows, true, 65535).statistics();
    assertEquals(6, seen.fwhm(), 0.4);
    assertEquals(NOISE, seen.noise(), 1.5);
    assertEquals(24 * 22, seen.stars(), 0.25 * 24 * 22);
  }

  @Test
  void saturatedPixelsAreAFractionOfTheRaw() {
    float[][] rows = new float[600][800];
    for (float[] row : rows) {
      for (int x = 0; x < 80; x++) {
        row[x] = 60_000;
      }
    }
    assertEquals(0.1, look(rows, false, 60_000).statistics().saturated());
    assertEquals(Double.NaN, look(rows, false, Double.NaN).statistics().saturated());
  }

  @Test
  void ofAFrameWithoutAValidPixelNothingIsKnown() {
    float[][] rows = new float[300][400];
    for (float[] row : rows) {
      Arrays.fill(row, Float.NaN);
    }
    assertEquals(
        new LightStatistics(Double.NaN, Double.NaN, 0, Double.NaN, Double.NaN), statistics(rows));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 24, 25, 47, 49})
  void framesOfAnySizeAreSeen(int side) {
    LightStatistics seen = statistics(field(side, side + 1, 3, 0, 50));
    assertEquals(SKY, seen.sky(), 4 * NOISE);
  }

  @Test
  void thePictureHasTheRawFrameAboveTheCalibratedWithTheFirstRowBelow(@TempDir Path output)
      throws IOException {
    LightPreview look = new LightPreview(2000, 1000, "", Double.NaN, LightPreview.SIDE);
    float[] raw = new float[2000];
    float[] calibrated = new float[2000];
    for (int y = 0; y < 1000; y++) {
      for (int x = 0; x < 2000; x++) {
        raw[x] = y;
        calibrated[x] = x;
      }
      look.raw(y, raw);
      look.calibrated(y, calibrated);
    }
    Path file = output.resolve("a.jpg");
    look.write(new LocalStorage(), file.toString());

    BufferedImage picture = ImageIO.read(file.toFile());
    assertEquals(2000 / 6, picture.getWidth());
    assertEquals(2 * (1000 / 6), picture.getHeight());
    assertTrue(grey(picture, 150, 6) > 220, "the last row is on top, bright");
    assertTrue(grey(picture, 150, 160) < 35, "the first row is below, dark");
    assertTrue(grey(picture, 6, 250) < 35, "left, dark");
    assertTrue(grey(picture, 327, 250) > 220, "right, bright");
    assertTrue(Files.size(file) < 40_000);
  }

  @Test
  void aPictureIsAsLargeAsIsAskedFor(@TempDir Path output) throws IOException {
    LightPreview look = new LightPreview(2000, 1000, "", Double.NaN, 1024);
    for (int y = 0; y < 1000; y++) {
      look.raw(y, new float[2000]);
      look.calibrated(y, new float[2000]);
    }
    Path file = output.resolve("a.jpg");
    look.write(new LocalStorage(), file.toString());
    BufferedImage picture = ImageIO.read(file.toFile());
    assertEquals(2000 / 2, picture.getWidth());
    assertEquals(2 * (1000 / 2), picture.getHeight());
  }

  private static int grey(BufferedImage picture, int x, int y) {
    return picture.getRaster().getSample(x, y, 0);
  }

  @Test
  void pixelsWithoutAValueAreLeftOutOfTheirBox() {
    BoxAverage boxes = new BoxAverage(8, 4, 2, false);
    for (int y = 0; y < 4; y++) {
      if (boxes.takes(y)) {
        boxes.add(
            y,
            new float[] {
              1, Float.NaN, 3, 2, Float.NaN, Float.NaN, Float.POSITIVE_INFINITY, Float.NaN
            });
      }
    }
    assertEquals(2, boxes.pixels()[0]);
    assertEquals(Float.NaN, boxes.pixels()[1]);
  }
}
