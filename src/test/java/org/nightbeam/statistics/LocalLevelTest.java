package org.nightbeam.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LocalLevelTest {
  private static LocalLevel of(float[][] pixels, boolean colour) {
    return new LocalLevel(
        (y, out) -> System.arraycopy(pixels[y], 0, out, 0, out.length),
        pixels.length,
        pixels[0].length,
        colour);
  }

  private static double median(double[] values) {
    double[] finite = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
    int n = finite.length;
    return n == 0 ? Double.NaN : (finite[(n - 1) / 2] + finite[n / 2]) / 2;
  }

  private static double plainly(float[][] pixels, int y, int x, int stride) {
    int width = pixels[0].length;
    int down = Math.min(3, Math.min(y, pixels.length - 1 - y) / stride);
    int across = Math.min(3, Math.min(x, width - 1 - x) / stride);
    double[] columns = new double[2 * across + 1];
    for (int u = -across; u <= across; u++) {
      double[] rows = new double[2 * down + 1];
      for (int v = -down; v <= down; v++) {
        rows[v + down] = pixels[y + stride * v][x + stride * u];
      }
      columns[u + across] = (float) median(rows);
    }
    return median(columns);
  }

  @Test
  void medianOfRowsThenOfColumns() throws IOException {
    Random random = new Random(1);
    for (int[] size : new int[][] {{40, 50}, {9, 8}, {7, 7}, {3, 20}, {20, 2}, {1, 1}, {2, 5}}) {
      for (boolean colour : new boolean[] {false, true}) {
        float[][] pixels = new float[size[0]][size[1]];
        for (float[] row : pixels) {
          for (int x = 0; x < row.length; x++) {
            row[x] = random.nextInt(20) == 0 ? Float.NaN : random.nextFloat();
          }
        }
        LocalLevel local = of(pixels, colour);
        float[] out = new float[size[1]];
        for (int y = 0; y < size[0]; y++) {
          local.read(y, out);
          for (int x = 0; x < size[1]; x++) {
            double expected = plainly(pixels, y, x, colour ? 2 : 1);
            assertEquals(expected, out[x], 1e-7, size[0] + " x " + size[1] + ": " + y + ", " + x);
          }
        }
        // In any order.
        float[] again = new float[size[1]];
        local.read(size[0] / 2, again);
        of(pixels, colour).read(size[0] / 2, out);
        assertArrayEquals(out, again);
      }
    }
  }

  @Test
  void badColumnsAndPixelsAreNotInItGradientsAre() throws IOException {
    float[][] pixels = new float[60][80];
    for (int y = 0; y < 60; y++) {
      for (int x = 0; x < 80; x++) {
        pixels[y][x] = 1 + 0.001f * x + 0.002f * y;
      }
      Arrays.fill(pixels[y], 40, 43, 0.2f);
    }
    pixels[20][10] = 50;
    pixels[21][11] = 0;
    LocalLevel local = of(pixels, false);
    float[] out = new float[80];
    for (int y = 0; y < 60; y++) {
      local.read(y, out);
      for (int x = 0; x < 80; x++) {
        assertEquals(1 + 0.001 * x + 0.002 * y, out[x], 0.004, y + ", " + x);
      }
    }
  }

  /** Channels of a colour sensor that differ by half leave no trace. */
  @Test
  void channelsAreApart() throws IOException {
    float[][] pixels = new float[30][30];
    for (int y = 0; y < 30; y++) {
      for (int x = 0; x < 30; x++) {
        pixels[y][x] = 1 + (y & 1) * 2 + (x & 1);
      }
    }
    LocalLevel local = of(pixels, true);
    float[] out = new float[30];
    for (int y = 0; y < 30; y++) {
      local.read(y, out);
      assertArrayEquals(pixels[y], out, "row " + y);
    }
  }

  @Test
  void rowsInOrderAreReadOnce() throws IOException {
    int[] reads = new int[50];
    LocalLevel local = new LocalLevel((y, out) -> reads[y]++, 50, 10, true);
    for (int y = 0; y < 50; y++) {
      local.read(y, new float[10]);
    }
    int[] once = new int[50];
    Arrays.fill(once, 1);
    assertArrayEquals(once, reads);
  }

  @Test
  void relativeScatterIsThatOfThePixelsWhateverTheGradient() throws IOException {
    Random random = new Random(2);
    float[][] pixels = new float[300][400];
    for (int y = 0; y < 300; y++) {
      for (int x = 0; x < 400; x++) {
        double vignetting = 1 - 0.5 * x / 400;
        pixels[y][x] = (float) (vignetting * (1 + 0.01 * random.nextGaussian()));
      }
      pixels[y][100] = Float.NaN;
    }
    // The median of 49 neighbours, the pixel among them, takes part in the noise.
    assertEquals(0.01, of(pixels, false).relativeScatter(), 0.0003);
    float[][] none = new float[20][20];
    assertTrue(Double.isNaN(of(none, false).relativeScatter()), "0 / 0");
  }
}
