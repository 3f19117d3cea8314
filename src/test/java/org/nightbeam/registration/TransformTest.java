package org.nightbeam.registration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class TransformTest {
  private static final Transform BENT =
      new Transform(
          500,
          400,
          500,
          new double[] {480, -490, 30, 3, -2, 1, 2, -1, 0.5, 1},
          new double[] {420, 25, -505, -1, 2, 2, 0.3, 1, -2, 1});

  @Test
  void theWayBackEndsWhereItBegan() {
    for (double y = 0; y < 800; y += 50) {
      for (double x = 0; x < 1000; x += 50) {
        double[] back = BENT.back(BENT.x(x, y), BENT.y(x, y));
        assertEquals(x, back[0], 1e-6);
        assertEquals(y, back[1], 1e-6);
      }
    }
  }

  @Test
  void onARowItIsTheSame() {
    for (double y : new double[] {0, 400, 777}) {
      double[][] onRow = BENT.onRow(y);
      for (double x : new double[] {0, 13, 999}) {
        double u = (x - BENT.centreX()) / BENT.unit();
        assertEquals(BENT.x(x, y), at(onRow[0], u), 1e-9);
        assertEquals(BENT.y(x, y), at(onRow[1], u), 1e-9);
      }
    }
  }

  private static double at(double[] c, double u) {
    return c[0] + u * (c[1] + u * (c[2] + u * c[3]));
  }

  /** By differences of a small square. */
  @Test
  void areaIsThatOfASmallSquare() {
    double h = 1e-3;
    for (double at : new double[] {0, 123, 499, 700}) {
      double xx = (BENT.x(at + h, at) - BENT.x(at - h, at)) / (2 * h);
      double xy = (BENT.x(at, at + h) - BENT.x(at, at - h)) / (2 * h);
      double yx = (BENT.y(at + h, at) - BENT.y(at - h, at)) / (2 * h);
      double yy = (BENT.y(at, at + h) - BENT.y(at, at - h)) / (2 * h);
      assertEquals(xx * yy - xy * yx, BENT.area(at, at), 1e-7);
    }
  }

  @Test
  void anUnknownNumberOfCoefficientsIsRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> new Transform(0, 0, 1, new double[4], new double[4]));
    assertThrows(
        IllegalArgumentException.class, () -> new Transform(0, 0, 1, new double[3], new double[6]));
  }

  @Test
  void aSimilarityAndItsInverseAreAsOne() {
    for (boolean mirrored : new boolean[] {false, true}) {
      Similarity.Fit fit = new Similarity.Fit(mirrored);
      double sign = mirrored ? -1 : 1;
      fit.add(0, 0, 10, 20);
      fit.add(5, 0, 10 + 3, 20 + 4);
      fit.add(0, 5, 10 - 4 * sign, 20 + 3 * sign);
      Similarity similarity = fit.similarity();
      assertEquals(1, similarity.scale(), 1e-12);
      double x = similarity.x(7, -3);
      double y = similarity.y(7, -3);
      assertEquals(7, similarity.inverse().x(x, y), 1e-9);
      assertEquals(-3, similarity.inverse().y(x, y), 1e-9);
      assertEquals(x, similarity.transform().x(7, -3), 1e-12);
      assertEquals(y, similarity.transform().y(7, -3), 1e-12);
      assertEquals(mirrored, similarity.transform().isMirrored());
    }
  }
}
