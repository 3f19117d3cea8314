package org.nightbeam.pixels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nightbeam.RawFrames;
import org.nightbeam.fits.FitsBuilder;
import org.nightbeam.fits.FitsSection;
import org.nightbeam.fits.TiledFiles;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.frame.Compression;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.RawLayout;
import org.nightbeam.header.FrameFiles;
import org.nightbeam.signal.Linearity;
import org.nightbeam.signal.OverscanFit;
import org.nightbeam.signal.OverscanFunction;
import org.nightbeam.signal.OverscanSettings;
import org.nightbeam.signal.OverscanStatistic;
import org.nightbeam.signal.Preparation;
import org.nightbeam.storage.LocalStorage;

class OverscanTest {
  private static final int WIDTH = 300; // so that the rows are read in several pieces
  private static final int HEIGHT = 1000;
  private static final short BLANK = -9;

  @TempDir Path folder;
  private final short[][] pixels = new short[HEIGHT][WIDTH];

  /** A frame of noise, some of its pixels without a value. */
  private Frame frame(String storage, String overscan, String trim) throws IOException {
    Random random = new Random(8);
    short[] all = new short[HEIGHT * WIDTH];
    for (int i = 0; i < all.length; i++) {
      all[i] = i % 97 == 0 ? BLANK : (short) (random.nextInt(2000) + i / WIDTH);
      pixels[i / WIDTH][i % WIDTH] = all[i];
    }
    byte[] file =
        FitsBuilder.primary(16, WIDTH, HEIGHT)
            .card("EXTEND  =                    T")
            .card("BLANK   = " + BLANK)
            .data(all)
            .bytes();
    Path path = folder.resolve("Lights/a.fits");
    FrameFiles.write(
        path,
        switch (storage) {
          case "GZIP" -> FitsBuilder.gzip(file);
          case "TILES" -> TiledFiles.compressed(file, "RICE_1", null, WIDTH, 7);
          default -> file;
        });
    return RawFrames.read(
        folder, path, new Preparation(overscan, trim, OverscanSettings.DEFAULTS, Linearity.NONE));
  }

  private Overscan measured(Frame frame, OverscanStatistic statistic) throws IOException {
    FramePixels framePixels = new FramePixels(new LocalStorage(), folder.resolve("scratch"));
    return Overscan.measure(
        frame,
        framePixels,
        new OverscanSettings(statistic, OverscanFunction.EACH_LINE, 1, 0, 0, 0, 0));
  }

  private static double level(int from, int to, IntToDoubleFunction pixel, boolean median) {
    double[] valid =
        IntStream.range(from, to).mapToDouble(pixel).filter(v -> v != BLANK).sorted().toArray();
    int n = valid.length;
    return median
        ? (valid[(n - 1) / 2] + valid[n / 2]) / 2
        : Arrays.stream(valid).average().orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"NONE, MEAN", "GZIP, MEAN", "TILES, MEDIAN", "NONE, MEDIAN"})
  void levelOfARowIsThatOfItsOwnOverscan(String storage, OverscanStatistic statistic)
      throws IOException {
    Frame frame = frame(storage, "[271:299,*]", "[11:260,491:995]");
    assertEquals(Compression.valueOf(storage), frame.compression());
    Overscan overscan = measured(frame, statistic);

    assertFalse(overscan.ofColumns());
    assertEquals(505, overscan.levels().size());
    for (int y = 0; y < 505; y++) {
      short[] row = pixels[490 + y];
      double expected = level(270, 299, x -> row[x], statistic == OverscanStatistic.MEDIAN);
      assertEquals(expected, overscan.levels().get(y), 1e-9, "row " + y);
    }
    float[] values = {7, 8, 9};
    overscan.subtract(values, 3, 100, 2, 2);
    float level = overscan.levels().get(3).floatValue();
    assertArrayEquals(new float[] {7 - level, 8 - level, 9}, values);
  }

  @ParameterizedTest
  @CsvSource({"NONE, MEDIAN", "GZIP, MEDIAN", "TILES, MEAN", "NONE, MEAN"})
  void levelOfAColumnIsThatOfItsOwnOverscan(String storage, OverscanStatistic statistic)
      throws IOException {
    Frame frame = frame(storage, "[*,981:1000]", "[11:290,5:980]");
    Overscan overscan = measured(frame, statistic);

    assertTrue(overscan.ofColumns());
    assertEquals(280, overscan.levels().size());
    for (int x = 0; x < 280; x++) {
      int column = 10 + x;
      double expected =
          level(980, 1000, y -> pixels[y][column], statistic == OverscanStatistic.MEDIAN);
      assertEquals(expected, overscan.levels().get(x), 1e-9, "column " + x);
    }
    // Every second column, as masters are computed.
    float[] values = {7, 8, 9};
    overscan.subtract(values, 3, 101, 2, 2);
    float[] expected = {
      7 - overscan.levels().get(101).floatValue(), 8 - overscan.levels().get(103).floatValue(), 9
    };
    assertArrayEquals(expected, values);
  }

  /** Of the mean of many pixels, whose noise is made up; and so of a line fitted to them. */
  @Test
  void varianceOfTheLevelIsThatOfNoiseMadeUpAgain() throws Exception {
    RawLayout layout =
        new RawLayout(120, 100, new FitsSection(0, 100, 0, 100), new FitsSection(104, 16, 0, 100));
    Random random = new Random(4);
    for (OverscanFunction function :
        new OverscanFunction[] {
          OverscanFunction.EACH_LINE,
          OverscanFunction.CONSTANT,
          OverscanFunction.LEGENDRE,
          OverscanFunction.SPLINE3
        }) {
      OverscanSettings settings =
          new OverscanSettings(OverscanStatistic.MEAN, function, 3, 0, 0, 0, 0);
      double squares = 0;
      int nights = 2000;
      for (int night = 0; night < nights; night++) {
        double[] lines = new double[100];
        for (int y = 0; y < lines.length; y++) {
          lines[y] = random.nextGaussian() / Math.sqrt(16);
        }
        double[] levels = levels(lines, settings);
        squares += Arrays.stream(levels).map(v -> v * v).average().orElseThrow();
      }
      double variance = Overscan.variance(layout, settings);
      assertEquals(1, variance / (squares / nights), 0.08, function.toString());
    }
    assertEquals(0, Overscan.variance(RawLayout.whole(5, 5), OverscanSettings.DEFAULTS));
  }

  /** The levels to subtract, with all lines in the fit. */
  private static double[] levels(double[] perLine, OverscanSettings settings)
      throws UnreadableFileException {
    return OverscanFit.levels(perLine, 0, perLine.length, settings);
  }
}
