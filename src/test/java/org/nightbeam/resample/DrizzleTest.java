package org.nightbeam.resample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nightbeam.registration.Transform;

class DrizzleTest {
  private static final int SIZE = 60;

  private static Transform about(double degrees, double scale, double dx, double dy, int size) {
    double a = scale * Math.cos(Math.toRadians(degrees));
    double b = scale * Math.sin(Math.toRadians(degrees));
    double there = (SIZE - 1) / 2.0;
    double here = (size - 1) / 2.0;
    return new Transform(
        here, here, 1, new double[] {there + dx, a, -b}, new double[] {there + dy, b, a});
  }

  private static float[][] random(long seed) {
    Random random = new Random(seed);
    float[][] frame = new float[SIZE][SIZE];
    for (float[] row : frame) {
      for (int x = 0; x < SIZE; x++) {
        row[x] = 100 + 10 * random.nextFloat();
      }
    }
    return frame;
  }

  private static FrameRows rows(float[][] frame) {
    return new FrameRows(0, frame, null, 1, frame.length);
  }

  private static ResampledRow[] drizzled(
      double pixfrac, Mosaic mosaic, Transform transform, FrameRows rows, double sky, int size) {
    RowResampler drizzle = Resampling.drizzle(pixfrac).rows(mosaic);
    ResampledRow[] result = new ResampledRow[size];
    for (int y = 0; y < size; y++) {
      result[y] =
          new ResampledRow(new float[size], new float[size], new float[size], new float[size]);
      drizzle.row(transform, 0, y, rows, sky, result[y]);
    }
    return result;
  }

  /** The law of Fruchter and Hook: nothing of a drop is lost, whatever the angle and the scale. */
  @ParameterizedTest
  @CsvSource({
    "1, 0, 1, ''",
    "1, 33, 1, ''",
    "0.6, 12, 0.5, ''",
    "0.3, 190, 0.4, ''",
    "1, 45, 2, ''",
    "1, 3, 1, R",
    "0.7, 30, 0.5, G",
    "1, 180, 0.5, B"
  })
  void allThatFallsIsThere(double pixfrac, double degrees, double scale, String colour) {
    Mosaic mosaic = colour.isEmpty() ? null : new Mosaic("GRBG", colour.charAt(0));
    int size = (int) (1.6 * SIZE / scale);
    float[][] frame = random(1);
    ResampledRow[] result =
        drizzled(pixfrac, mosaic, about(degrees, scale, 0.3, -0.2, size), rows(frame), 90, size);
    double sum = 0;
    for (ResampledRow row : result) {
      for (int x = 0; x < size; x++) {
        if (row.parts()[x] > 0) {
          sum += (double) row.parts()[x] * row.values()[x];
        }
      }
    }
    double expected = 0;
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        expected += mosaic == null || mosaic.has(x, y) ? frame[y][x] - 90 : 0;
      }
    }
    assertEquals(1, sum / expected, 1e-6);
  }

  /** Areas counted by points, a hundred along each axis of a pixel. */
  @Test
  void areasAreThoseThatPointsCount() {
    int size = 2 * SIZE;
    double pixfrac = 0.7;
    Transform transform = about(0, 0.5, 0.137, 0.291, size);
    float[][] frame = random(2);
    ResampledRow[] result = drizzled(pixfrac, null, transform, rows(frame), 0, size);
    for (int y = 40; y < 48; y++) {
      for (int x = 40; x < 48; x++) {
        double sum = 0;
        int count = 0;
        int n = 200;
        for (int j = 0; j < n; j++) {
          for (int i = 0; i < n; i++) {
            double u = transform.x(x - 0.5 + (i + 0.5) / n, y);
            double v = transform.y(x, y - 0.5 + (j + 0.5) / n);
            boolean in =
                Math.abs(u - Math.rint(u)) < pixfrac / 2
                    && Math.abs(v - Math.rint(v)) < pixfrac / 2;
            if (in) {
              sum += frame[(int) Math.rint(v)][(int) Math.rint(u)];
              count++;
            }
          }
        }
        double area = count / (double) (n * n);
        assertEquals(area, result[y].parts()[x] * pixfrac * pixfrac, 0.01, x + ", " + y);
        if (count > 1000) {
          assertEquals(0.25 * sum / count, result[y].values()[x], 0.03, x + ", " + y);
        } else if (count == 0) {
          assertTrue(Float.isNaN(result[y].values()[x]), x + ", " + y);
        }
      }
    }
  }

  /** Whole pixels on a grid that is only shifted have the weights of straight lines. */
  @Test
  void wholePixelsOfAShiftedFrameAreInterpolatedByStraightLines() {
    float[][] frame = random(3);
    Transform shifted = about(0, 1, 0.3, 0.45, SIZE);
    ResampledRow[] result = drizzled(1, null, shifted, rows(frame), 5, SIZE);
    Resampler bilinear = new Resampler(Kernel.BILINEAR);
    float[] values = new float[SIZE];
    float[] variances = new float[SIZE];
    for (int y = 1; y < SIZE - 2; y++) {
      bilinear.row(shifted, 0, y, rows(frame), 5, values, variances);
      for (int x = 1; x < SIZE - 2; x++) {
        assertEquals(values[x], result[y].values()[x], 2e-3, x + ", " + y);
        assertEquals(variances[x], result[y].variances()[x], 2e-4, x + ", " + y);
        assertEquals(1, result[y].parts()[x], 1e-6);
      }
    }
  }

  /** Neither other colours nor pixels without a value get in, by any way of resampling. */
  @ParameterizedTest
  @CsvSource({"LANCZOS3", "BILINEAR", "DRIZZLE"})
  void noColourGetsIntoAnother(String way) {
    for (char colour : new char[] {'R', 'G', 'B'}) {
      Mosaic mosaic = new Mosaic("BGGR", colour);
      float[][] frame = new float[SIZE][SIZE];
      for (int y = 0; y < SIZE; y++) {
        for (int x = 0; x < SIZE; x++) {
          frame[y][x] = mosaic.has(x, y) ? 1000 : x % 3 == 0 ? Float.NaN : 1e6f * x;
        }
      }
      frame[21][21] = Float.NaN;
      RowResampler resampler =
          way.equals("DRIZZLE")
              ? Resampling.drizzle(1).rows(mosaic)
              : Resampling.by(Kernel.valueOf(way)).rows(mosaic);
      float[] values = new float[SIZE];
      ResampledRow row =
          new ResampledRow(values, new float[SIZE], new float[SIZE], new float[SIZE]);
      int found = 0;
      for (Transform transform :
          new Transform[] {about(0, 1, 0.3, 0.4, SIZE), about(31, 0.8, 0.3, 0.4, SIZE)}) {
        for (int y = 0; y < SIZE; y++) {
          resampler.row(transform, 0, y, rows(frame), 0, row);
          for (int x = 0; x < SIZE; x++) {
            if (!Float.isNaN(values[x])) {
              assertEquals(1000 * transform.area(x, y), values[x], 0.02, x + ", " + y);
              assertEquals(0, row.ranges()[x]);
              found++;
            }
          }
        }
      }
      int least = way.equals("DRIZZLE") && colour != 'G' ? SIZE * SIZE / 2 : SIZE * SIZE;
      assertTrue(found > least, colour + ": " + found);
    }
  }

  /** Equation 10 of Fruchter and Hook, for large apertures of many frames that lie anywhere. */
  @ParameterizedTest
  @CsvSource({"1, 1", "0.7, 2", "1, 2", "0.5, 1", "0.4, 3"})
  void noiseOfLargeAperturesIsThatOfThePaper(double pixfrac, double finer) {
    Random random = new Random(4);
    List<NoiseCorrelation.Drizzled> frames = new ArrayList<>();
    for (int k = 0; k < 300; k++) {
      Transform transform =
          about(0, 1 / finer, random.nextDouble(), random.nextDouble(), (int) (finer * SIZE));
      frames.add(new NoiseCorrelation.Drizzled(null, transform, 1, 1));
    }
    int size = (int) (finer * SIZE);
    double ratio = pixfrac * finer; // a drop over a pixel of the result
    double expected = ratio >= 1 ? ratio / (1 - 1 / (3 * ratio)) : 1 / (1 - ratio / 3);
    assertEquals(
        expected,
        NoiseCorrelation.drizzled(pixfrac, frames, size, size).ofLargeApertures(),
        0.02 * expected);
  }

  @Test
  void theRowsThatAreNeededSuffice() {
    float[][] frame = random(5);
    for (Mosaic mosaic : new Mosaic[] {null, new Mosaic("RGGB", 'R'), new Mosaic("RGGB", 'G')}) {
      for (Resampling by :
          new Resampling[] {
            Resampling.drizzle(0.8), Resampling.by(Kernel.LANCZOS3), Resampling.by(Kernel.BILINEAR)
          }) {
        for (Transform transform :
            new Transform[] {
              about(0, 0.7, 0.3, 10.6, SIZE), about(140, 1.1, 3, 3, SIZE), about(0, 1, 0, 500, SIZE)
            }) {
          RowResampler resampler = by.rows(mosaic);
          for (int first = 0; first < SIZE; first += 20) {
            for (int column = 0; column < SIZE; column += 32) {
              int columns = Math.min(32, SIZE - column);
              Resampler.Needed needed =
                  resampler.needed(transform, first, 20, column, columns, SIZE, SIZE);
              float[][] some = new float[needed.rows()][];
              for (int j = 0; j < some.length; j++) {
                some[j] =
                    Arrays.copyOfRange(
                        frame[needed.firstRow() + j],
                        needed.firstColumn(),
                        needed.firstColumn() + needed.columns());
              }
              FrameRows part =
                  new FrameRows(
                      needed.firstRow(), needed.firstColumn(), some, null, 1, 0, null, SIZE, SIZE);
              FrameRows all = rows(frame);
              for (int y = first; y < first + 20; y++) {
                ResampledRow cut = row(columns);
                resampler.row(transform, column, y, part, 50, cut);
                ResampledRow whole = row(SIZE);
                by.rows(mosaic).row(transform, 0, y, all, 50, whole);
                assertSame(whole.values(), cut.values(), column);
                assertSame(whole.variances(), cut.variances(), column);
                assertSame(whole.parts(), cut.parts(), column);
                assertSame(whole.ranges(), cut.ranges(), column);
              }
            }
          }
        }
      }
    }
  }

  private static ResampledRow row(int size) {
    return new ResampledRow(new float[size], new float[size], new float[size], new float[size]);
  }

  private static void assertSame(float[] whole, float[] cut, int from) {
    assertArrayEquals(Arrays.copyOfRange(whole, from, from + cut.length), cut);
  }

  /** Saturated is what a saturated pixel of the colour falls into. */
  @Test
  void saturatedPixelsOfTheColourCount() {
    FrameRows rows =
        new FrameRows(0, 0, random(6), null, 1, 0, new boolean[SIZE][SIZE], SIZE, SIZE);
    rows.saturated()[20][30] = true; // red in RGGB
    rows.saturated()[41][41] = true; // blue
    Transform shifted = about(0, 1, 0.25, 0.25, SIZE);
    for (Resampling by : new Resampling[] {Resampling.drizzle(1), Resampling.by(Kernel.LANCZOS3)}) {
      int[] red = new int[SIZE];
      by.rows(new Mosaic("RGGB", 'R')).countSaturated(shifted, 0, 20, rows, red);
      assertEquals(1, red[30], by.title());
      assertEquals(0, red[34], by.title());
      Arrays.fill(red, 0);
      by.rows(new Mosaic("RGGB", 'R')).countSaturated(shifted, 0, 41, rows, red);
      assertEquals(0, Arrays.stream(red).sum(), by.title());
    }
  }

  @Test
  void dropsAreNoLargerThanPixels() {
    assertThrows(IllegalArgumentException.class, () -> Resampling.drizzle(1.1).rows(null));
    assertThrows(IllegalArgumentException.class, () -> Resampling.drizzle(0).rows(null));
    assertThrows(IllegalArgumentException.class, () -> new Mosaic("RGGB", 'Y'));
  }
}
