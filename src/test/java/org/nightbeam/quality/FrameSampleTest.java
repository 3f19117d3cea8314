package org.nightbeam.quality;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nightbeam.RawFrames;
import org.nightbeam.frame.Frame;
import org.nightbeam.pixels.FramePixels;
import org.nightbeam.pixels.RowBands;
import org.nightbeam.quality.FrameSample.Part;
import org.nightbeam.quality.noise.PixelBoxes;
import org.nightbeam.statistics.ClippedMoments;
import org.nightbeam.storage.LocalStorage;

class FrameSampleTest {
  private static FrameSample of(float[][] pixels, double saturation) {
    FrameSample.Builder builder =
        new FrameSample.Builder(pixels.length, pixels[0].length, saturation);
    for (int y = 0; y < pixels.length; y++) {
      builder.add(y, pixels[y]);
    }
    return builder.build();
  }

  private static float[][] filled(int height, int width, float value) {
    float[][] pixels = new float[height][width];
    for (float[] row : pixels) {
      Arrays.fill(row, value);
    }
    return pixels;
  }

  @Test
  void sixtyFourRowsInEightPlaces() {
    RowBands rows = FrameSample.rows(4096);
    assertEquals(new RowBands(4096, 8, 8), rows);
    assertEquals(64, rows.all().length);
  }

  @Test
  void partsByHand() {
    float[][] pixels = new float[8][16];
    for (int y = 0; y < 8; y++) {
      for (int x = 0; x < 16; x++) {
        pixels[y][x] = 100 * (y / 2) + 10 * (x / 2) + (y & 1) * 4 + (x & 1);
      }
    }
    FrameSample sample = of(pixels, Double.NaN);
    // Four bands of two rows, eight parts side by side: each has one pixel a channel.
    assertEquals(32, sample.parts().size());
    assertEquals(8, sample.across());
    for (int part = 0; part < 32; part++) {
      double expected = 100 * (part / 8) + 10 * (part % 8) + (0 + 1 + 4 + 5) / 4.0;
      assertEquals(new Part(expected, false), sample.parts().get(part));
    }
    // The middle of 37.5 and of those one row of parts further.
    assertEquals((100 + 70 + 2.5 + 200 + 2.5) / 2, sample.level());
    assertEquals(0, sample.lowest());
    assertEquals(375, sample.highest());
    assertEquals(1, sample.validPart());
    assertFalse(sample.isConstant());
  }

  @ParameterizedTest
  @CsvSource({"1.5, 8, 1", "0.25, 3, 1", "1, 6, 16", "5, 2, 1"})
  void noiseIsThatOfAPixelWhateverTheStructure(double gain, double readNoise, double step) {
    MadeUpCamera camera = new MadeUpCamera(256, 256, 1);
    camera.gain = gain;
    camera.readNoise = readNoise;
    camera.step = step;
    camera.corner = 0.3;
    // Read noise, digitising, and the bias of a pixel, which is anywhere within 1 ADU.
    double digitised = Math.sqrt(readNoise * readNoise / gain / gain + (step * step + 1) / 12);
    FrameSample bias = camera.sample(MadeUpCamera.NONE, 0);
    // With few steps it matters where between two of them the level is.
    assertEquals(digitised, bias.noise(), (step > 1 ? 0.1 : 0.04) * digitised);
    // In a flat photon noise and the 1 % by which pixels differ come in.
    camera.channels = new double[] {1, 0.7, 0.7, 0.5};
    camera.corner = 1;
    FrameSample flat = camera.sample(MadeUpCamera.Light.even(10_000), 0);
    double light = 10_000 * 0.7 / gain;
    double expected = Math.sqrt(light / gain + light * light * 1e-4 + digitised * digitised);
    assertEquals(expected, flat.noise(), 0.1 * expected);
    assertEquals(camera.biasLevel + 1.5 + 0.725 * 10_000 / gain, flat.level(), 0.02 * flat.level());
  }

  /** Every so many pixels, one row after the other, against the same by index. */
  @Test
  void noiseIsThatOfPixelsEvenlySpread() {
    int height = 64;
    int width = 1001;
    Random random = new Random(6);
    float[][] pixels = new float[height][width];
    for (float[] row : pixels) {
      for (int x = 0; x < width; x++) {
        row[x] = (float) random.nextGaussian();
      }
    }
    int possible = height * (width - 2);
    int stride = possible / (1 << 14) | 1;
    float[] differences = new float[possible / stride + 1];
    double smallest = Double.POSITIVE_INFINITY;
    int count = 0;
    for (int k = 0; k < possible; k += stride) {
      float[] row = pixels[k / (width - 2)];
      int x = k % (width - 2);
      differences[count] = row[x + 2] - row[x];
      smallest = Math.min(smallest, Math.abs(differences[count++]));
    }
    double variance = ClippedMoments.of(differences, count, smallest).variance();
    assertEquals(Math.sqrt(variance / 2), of(pixels, Double.NaN).noise());
  }

  @Test
  void levelIsThatOfMostOfTheFrame() {
    float[][] pixels = filled(200, 160, 1000);
    for (float[] row : pixels) {
      Arrays.fill(row, 120, 160, 5000); // a quarter of the columns
      row[7] = 65_535;
      row[8] = Float.NaN;
      row[9] = Float.NEGATIVE_INFINITY;
    }
    FrameSample sample = of(pixels, Double.NaN);
    assertEquals(1000, sample.level());
    assertEquals(5000, sample.parts().get(7).level());
    assertEquals(65_535, sample.highest());
    assertEquals(158 / 160.0, sample.validPart(), 1e-12);
  }

  @Test
  void partsWithOneValueAreKnown() {
    float[][] pixels = filled(64, 64, 0);
    for (int y = 0; y < 32; y++) {
      for (int x = 0; x < 64; x++) {
        pixels[y][x] = x;
      }
    }
    FrameSample cut = of(pixels, Double.NaN);
    assertEquals(32, cut.parts().stream().filter(Part::constant).count());
    assertFalse(cut.isConstant());
    FrameSample empty = of(filled(64, 64, 0), Double.NaN);
    assertTrue(empty.isConstant());
    assertEquals(0, empty.noise());
    FrameSample none = of(filled(64, 64, Float.NaN), Double.NaN);
    assertTrue(none.isConstant());
    assertEquals(0, none.validPart());
    assertTrue(Double.isNaN(none.level()) && Double.isNaN(none.noise()));
  }

  @Test
  void saturationByItsValueAndByThePile() {
    MadeUpCamera camera = new MadeUpCamera(128, 128, 3);
    MadeUpCamera.Light light = (y, x) -> x < 64 ? 20_000 : 60_000;
    assertEquals(0, camera.sample(light, 0).saturatedPart());
    assertEquals(0.5, camera.sample(light, 0, 20_000).saturatedPart(), 0.01);
    camera.saturation = 20_000;
    assertEquals(0.5, camera.sample(light, 0).saturatedPart(), 0.01);
    // A header that says more than the camera can.
    assertEquals(0.5, camera.sample(light, 0, 65_535).saturatedPart(), 0.01);
  }

  /** Noise of few steps, or of less than one, makes no pile at the largest value. */
  @Test
  void quietFramesAreNotSaturated() {
    for (double noise : new double[] {0.4, 0.6, 1, 2, 4}) {
      for (int seed = 0; seed < 50; seed++) {
        MadeUpCamera camera = new MadeUpCamera(128, 128, seed);
        camera.gain = 1;
        camera.readNoise = noise;
        FrameSample sample = camera.sample(MadeUpCamera.NONE, 0);
        assertTrue(sample.saturatedPart() < 0.05, noise + ": " + sample.saturatedPart());
      }
    }
  }

  @Test
  void smallFrames() {
    for (int[] size : new int[][] {{1, 1}, {1, 9}, {9, 1}, {2, 2}, {3, 17}, {65, 5}}) {
      FrameSample sample = of(filled(size[0], size[1], 42), Double.NaN);
      assertEquals(42, sample.level());
      assertTrue(sample.isConstant());
    }
  }

  @Test
  void missingRowsAreSaid() {
    FrameSample.Builder builder = new FrameSample.Builder(100, 10, Double.NaN);
    Exception refused = assertThrows(IllegalStateException.class, builder::build);
    assertEquals("row 2 of the sample is missing", refused.getMessage());
  }

  /** Read from a file: the rows wanted and no others, as if all were given. */
  @Test
  void ofAFile(@TempDir Path folder) throws IOException {
    MadeUpCamera camera = new MadeUpCamera(200, 90, 4);
    float[][] pixels = new float[200][];
    short[][] stored = new short[200][90];
    for (int y = 0; y < 200; y++) {
      pixels[y] = camera.row(y, MadeUpCamera.Light.even(3000), 0);
      for (int x = 0; x < 90; x++) {
        stored[y][x] = (short) (pixels[y][x] - 32768);
      }
    }
    Path file = folder.resolve("Flats").resolve("flat.fits");
    RawFrames.write(
        file,
        stored,
        header -> {
          header.addValue("BZERO", 32768, "");
          header.addValue("IMAGETYP", "flat", "");
          header.addValue("SATURATE", 2900, "");
        });
    Frame frame = RawFrames.read(folder, file);
    FramePixels frames = new FramePixels(new LocalStorage(), folder.resolve("scratch"));
    assertEquals(of(pixels, 2900), FrameSample.of(frame, frames));
    // So are the boxes for gain and read noise.
    PixelBoxes boxes = PixelBoxes.of(frame, frames);
    PixelBoxes expected = new PixelBoxes(200, 90, false);
    for (int y = 0; y < 200; y++) {
      expected.add(y, pixels[y]);
    }
    for (int k = 0; k < expected.size(); k++) {
      assertArrayEquals(expected.box(k), boxes.box(k));
    }
    assertTrue(of(pixels, 2900).saturatedPart() > 0.1);
  }
}
