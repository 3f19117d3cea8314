package org.nightbeam.resample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nightbeam.MadeUpSky;
import org.nightbeam.registration.Transform;

class ResamplerTest {
  private static final int SIZE = 128;

  private static Transform about(double degrees, double scale, double dx, double dy) {
    double a = scale * Math.cos(Math.toRadians(degrees));
    double b = scale * Math.sin(Math.toRadians(degrees));
    double middle = (SIZE - 1) / 2.0;
    return new Transform(
        middle, middle, 1, new double[] {middle + dx, a, -b}, new double[] {middle + dy, b, a});
  }

  /** A field that is distorted by some pixels at its corners. */
  private static Transform bent() {
    double middle = (SIZE - 1) / 2.0;
    double unit = SIZE / 2.0;
    return new Transform(
        middle,
        middle,
        unit,
        new double[] {middle + 0.4, 0.99 * unit, 1.5, 0.8, 0.3, 0, -0.9, 0, -0.9, 0},
        new double[] {middle - 0.7, -1.2, 1.01 * unit, 0, 0.5, -0.6, 0, -0.9, 0, -0.9});
  }

  private static FrameRows rows(float[][] frame) {
    return new FrameRows(0, frame, null, 1, frame.length);
  }

  private record Result(float[][] values, float[][] variances) {}

  private static Result resampled(
      Kernel kernel, Transform transform, FrameRows rows, double sky, int size) {
    Resampler resampler = new Resampler(kernel);
    Result result = new Result(new float[size][size], new float[size][size]);
    for (int y = 0; y < size; y++) {
      resampler.row(transform, 0, y, rows, sky, result.values[y], result.variances[y]);
    }
    return result;
  }

  private static double sum(float[][] values) {
    double sum = 0;
    for (float[] row : values) {
      for (float value : row) {
        sum += Float.isNaN(value) ? 0 : value;
      }
    }
    return sum;
  }

  /**
   * The law: the flux of an isolated star stays, within 1e-4 (straight lines: 3e-4). Where a frame
   * is turned by many degrees, or has other pixels, the fraction of a pixel changes too much over a
   * star for that.
   */
  @ParameterizedTest
  @CsvSource({
    "LANCZOS3, 2.5, 1e-4, 1e-3",
    "LANCZOS3, 4, 1e-4, 1e-3",
    "BICUBIC, 2.5, 1e-4, 1e-3",
    "BICUBIC, 4, 1e-4, 1e-3",
    "BILINEAR, 4, 3e-4, 1e-3"
  })
  void theFluxOfAStarStays(Kernel kernel, double fwhm, double within, double turned) {
    double flux = 1e5;
    double sky = 500;
    float[][] frame = new MadeUpSky(SIZE, SIZE, sky, 1, 0).star(61.3, 66.8, flux, fwhm).light();
    for (Transform transform :
        new Transform[] {
          about(0, 1, 0.37, -0.61),
          about(0, 1, 0.5, 0.5),
          about(0.6, 1, 3.2, 1.1),
          about(0, 1.01, 0.2, 0.9),
          about(180.2, 1, -2.3, 0.4),
          bent()
        }) {
      Result result = resampled(kernel, transform, rows(frame), sky, SIZE);
      assertEquals(1, sum(result.values()) / flux, within, kernel + " " + transform);
    }
    for (Transform transform :
        new Transform[] {about(7.3, 1, 3.2, 1.1), about(33, 0.9, 0.2, 0.3)}) {
      Result result = resampled(kernel, transform, rows(frame), sky, SIZE);
      assertEquals(1, sum(result.values()) / flux, turned, kernel + " " + transform);
    }
  }

  /**
   * Phase-averaged factors of the variance, in two dimensions (integrated numerically, elsewhere).
   */
  @ParameterizedTest
  @CsvSource({"BILINEAR, 0.447", "BICUBIC, 0.665", "LANCZOS3, 0.794"})
  void noiseIsWhatTheVarianceSays(Kernel kernel, double factor) {
    int size = 1000;
    Random random = new Random(1);
    float[][] frame = new float[size][size];
    float[][] own = new float[size][size];
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        own[y][x] = x < size / 2 ? 4 : 1;
        frame[y][x] = (float) (Math.sqrt(own[y][x]) * random.nextGaussian());
      }
    }
    Transform turned = about(11.3, 1, 100, 100);
    Result result =
        resampled(kernel, turned, new FrameRows(0, frame, own, Double.NaN, size), 0, 600);
    double squares = 0;
    double variance = 0;
    double pulls = 0;
    int n = 0;
    for (int y = 0; y < 600; y++) {
      for (int x = 0; x < 600; x++) {
        float value = result.values()[y][x];
        if (!Float.isNaN(value) && turned.x(x, y) < size / 2 - 5) {
          squares += value * value;
          variance += result.variances()[y][x];
          pulls += value * value / result.variances()[y][x];
          n++;
        }
      }
    }
    assertTrue(n > 100_000, n + " pixels");
    assertEquals(4 * factor, variance / n, 0.01 * 4 * factor);
    assertEquals(variance / n, squares / n, 0.02 * variance / n);
    assertEquals(1, pulls / n, 0.02);
    // The same of all pixels at once.
    Result equal = resampled(kernel, turned, new FrameRows(0, frame, null, 4, size), 0, 600);
    assertEquals(result.variances()[300][200], equal.variances()[300][200], 1e-5);
  }

  /** Up to the edge, and around pixels without a value. */
  @ParameterizedTest
  @EnumSource(Kernel.class)
  void weightsAreNormalised(Kernel kernel) {
    float[][] frame = new float[SIZE][SIZE];
    for (float[] row : frame) {
      Arrays.fill(row, 1000);
    }
    frame[40][50] = Float.NaN;
    frame[41][51] = Float.POSITIVE_INFINITY;
    Transform shifted = about(0, 1, 0.3, 0.4);
    Result result = resampled(kernel, shifted, rows(frame), 0, SIZE);
    int none = 0;
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        if (Float.isNaN(result.values()[y][x])) {
          none++;
        } else {
          assertEquals(1000, result.values()[y][x], 0.001, x + ", " + y);
        }
      }
    }
    // The nearest pixels of these two are invalid; all others have a value.
    assertEquals(2, none);
    assertTrue(Float.isNaN(result.values()[40][50]));
    assertTrue(Float.isNaN(result.variances()[40][50]));
    assertTrue(Float.isNaN(result.values()[41][51]));
    assertTrue(result.variances()[39][50] > result.variances()[60][60]);
    // Half a pixel beyond the middle of the last one, the frame ends.
    Result beyond = resampled(kernel, about(0, 1, 0.6, 0), rows(frame), 0, SIZE);
    assertTrue(Float.isNaN(beyond.values()[90][SIZE - 1]));
    assertEquals(1000, beyond.values()[90][SIZE - 2], 0.001);
  }

  /** A level of the sky is no flux: it stays where areas change, once it is subtracted. */
  @Test
  void theSkyGoesBeforeAreasChange() {
    float[][] frame = new float[SIZE][SIZE];
    for (float[] row : frame) {
      Arrays.fill(row, 1000);
    }
    Result result = resampled(Kernel.LANCZOS3, bent(), rows(frame), 1000, SIZE);
    Result with = resampled(Kernel.LANCZOS3, bent(), rows(frame), 0, SIZE);
    assertEquals(0, result.values()[64][64], 1e-3);
    assertEquals(0, result.values()[20][100], 1e-3);
    assertEquals(1000 * bent().area(100, 20), with.values()[20][100], 1e-2);
  }

  /** A kernel that is as wide as its pixels goes through them. */
  @ParameterizedTest
  @EnumSource(Kernel.class)
  void wholePixelsStayAsTheyAre(Kernel kernel) {
    Random random = new Random(3);
    float[][] frame = new float[SIZE][SIZE];
    for (float[] row : frame) {
      for (int x = 0; x < SIZE; x++) {
        row[x] = random.nextFloat();
      }
    }
    Result result = resampled(kernel, about(0, 1, 3, -2), rows(frame), 0, SIZE);
    for (int y = 2; y < SIZE; y++) {
      for (int x = 0; x < SIZE - 3; x++) {
        assertEquals(frame[y - 2][x + 3], result.values()[y][x], 1e-6f);
        assertEquals(1, result.variances()[y][x], 1e-5f);
      }
    }
  }

  @Test
  void theRowsThatAreNeededSuffice() {
    Random random = new Random(4);
    float[][] frame = new float[SIZE][SIZE];
    for (float[] row : frame) {
      for (int x = 0; x < SIZE; x++) {
        row[x] = random.nextFloat();
      }
    }
    for (Kernel kernel : Kernel.values()) {
      Resampler resampler = new Resampler(kernel);
      for (Transform transform :
          new Transform[] {
            about(0, 1, 0.3, 20.6),
            about(178, 1, 0, 0),
            about(40, 0.9, 3, 3),
            bent(),
            about(0, 1, 0, 500)
          }) {
        Result all = resampled(kernel, transform, rows(frame), 0, SIZE);
        for (int first = 0; first < SIZE; first += 32) {
          for (int column = 0; column < SIZE; column += 48) {
            int columns = Math.min(48, SIZE - column);
            Resampler.Needed needed =
                resampler.needed(transform, first, 32, column, columns, SIZE, SIZE);
            float[][] some = new float[needed.rows()][];
            for (int j = 0; j < some.length; j++) {
              some[j] =
                  Arrays.copyOfRange(
                      frame[needed.firstRow() + j],
                      needed.firstColumn(),
                      needed.firstColumn() + needed.columns());
            }
            FrameRows rows =
                new FrameRows(
                    needed.firstRow(), needed.firstColumn(), some, null, 1, 0, null, SIZE, SIZE);
            float[] values = new float[columns];
            float[] variances = new float[columns];
            for (int y = first; y < first + 32; y++) {
              resampler.row(transform, column, y, rows, 0, values, variances);
              assertArrayEquals(
                  Arrays.copyOfRange(all.values()[y], column, column + columns), values);
              assertArrayEquals(
                  Arrays.copyOfRange(all.variances()[y], column, column + columns), variances);
            }
          }
        }
      }
      Resampler.Needed few = resampler.needed(about(0, 1, 0, 0.5), 48, 32, 16, 32, SIZE, SIZE);
      assertEquals(kernel.taps() + 35, few.rows(), "no more rows than needed, and a row or two");
      assertEquals(kernel.taps() + 34, few.columns());
    }
  }
}
