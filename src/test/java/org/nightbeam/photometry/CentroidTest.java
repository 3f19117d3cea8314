package org.nightbeam.photometry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nightbeam.MadeUpSky;
import org.nightbeam.sources.SkySubtracted;

class CentroidTest {
  private static final double GAIN = 1.5;
  private static final int CELL = 40;
  private static final int CELLS = 25;

  /** The Cramér-Rao bound: {@code 1 / sum((dmu/dx)^2 / v)} of a Gaussian integrated over pixels. */
  private static double bound(double flux, double fwhm, double variance) {
    double sigma = Math.hypot(fwhm / 2.35482, Math.sqrt(1.0 / 12));
    double information = 0;
    for (int y = -15; y <= 15; y++) {
      for (int x = -15; x <= 15; x++) {
        double r2 = x * x + y * y;
        double light = flux * Math.exp(-r2 / (2 * sigma * sigma)) / (2 * Math.PI * sigma * sigma);
        double slope = light * x / (sigma * sigma);
        information += slope * slope / (variance + light / GAIN);
      }
    }
    return 1 / Math.sqrt(information);
  }

  @ParameterizedTest
  @CsvSource({"20, 3", "50, 3", "300, 3", "2000, 3", "50, 2", "50, 6", "1000, 6"})
  void errorsAreTheLeastPossible(double significance, double fwhm) {
    MadeUpSky nothing = new MadeUpSky(1, 1, 300, GAIN, 8);
    double flux = significance * 2 * Math.sqrt(Math.PI) * fwhm / 2.35482 * nothing.noise();
    double variance = nothing.noise() * nothing.noise();
    double sigma = Math.hypot(fwhm / 2.35482, Math.sqrt(1.0 / 12));
    double squares = 0;
    double pulls = 0;
    double sum = 0;
    int count = 0;
    Random random = new Random(3);
    Centroid centroid = new Centroid();
    for (int n = 0; n < 4; n++) {
      MadeUpSky made = new MadeUpSky(CELL * CELLS, CELL * CELLS, 300, GAIN, 8);
      double[][] places = new double[CELLS * CELLS][2];
      for (int i = 0; i < places.length; i++) {
        places[i][0] = (i % CELLS + 0.5) * CELL + random.nextDouble();
        places[i][1] = (i / CELLS + 0.5) * CELL + random.nextDouble();
        made.star(places[i][0], places[i][1], flux, fwhm);
      }
      SkySubtracted frame = SkySubtracted.of(made.exposed(n), null, null, GAIN, 64);
      for (double[] place : places) {
        assertTrue(
            centroid.find(frame, Math.rint(place[0]), Math.rint(place[1]), sigma, 0, variance));
        double dx = centroid.x() - place[0];
        double dy = centroid.y() - place[1];
        squares += dx * dx + dy * dy;
        sum += dx + dy;
        pulls += Math.pow(dx / centroid.errorX(), 2) + Math.pow(dy / centroid.errorY(), 2);
        count += 2;
      }
    }
    double rms = Math.sqrt(squares / count);
    double bound = bound(flux, fwhm, variance);
    double uncertain = 2 / Math.sqrt(2.0 * count);
    assertEquals(1, rms / bound, 0.05 + uncertain, "rms " + rms + ", bound " + bound);
    assertEquals(1, Math.sqrt(pulls / count), 0.05 + uncertain);
    assertEquals(0, sum / count, 4 * bound / Math.sqrt(count) + 1e-4);
  }

  @Test
  void ofNoiseThereIsNoPlace() {
    SkySubtracted frame =
        SkySubtracted.of(new MadeUpSky(64, 64, 300, GAIN, 8).exposed(1), null, null, GAIN, 64);
    for (float[] row : frame.pixels()) {
      Arrays.fill(row, -1);
    }
    Centroid centroid = new Centroid();
    assertFalse(centroid.find(frame, 30, 31, 1.3, 0, 200));
    assertEquals(30, centroid.x());
    assertEquals(31, centroid.y());
    assertTrue(Double.isNaN(centroid.errorX()));
  }

  @Test
  void missingPixelsDoNotPullIt() {
    float[][] pixels = new MadeUpSky(64, 64, 300, GAIN, 8).star(30.2, 31.6, 1e6, 4).exposed(2);
    pixels[31][31] = Float.NaN;
    pixels[32][28] = Float.NaN;
    SkySubtracted frame = SkySubtracted.of(pixels, null, null, GAIN, 64);
    Centroid centroid = new Centroid();
    assertTrue(centroid.find(frame, 30, 32, 1.72, 0, 200));
    assertEquals(30.2, centroid.x(), 0.01);
    assertEquals(31.6, centroid.y(), 0.01);
  }
}
