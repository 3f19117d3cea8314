package org.nightbeam.photometry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class CircleOverlapTest {
  @Test
  void thePartsOfAllPixelsAreTheCircle() {
    Random random = new Random(1);
    for (int n = 0; n < 2000; n++) {
      double radius = n < 1000 ? 2 * random.nextDouble() : 15 * random.nextDouble();
      double x = n % 10 == 0 ? random.nextInt(2) / 2.0 : random.nextDouble() - 0.5;
      double y = n % 15 == 0 ? 0.5 : random.nextDouble() - 0.5;
      double sum = 0;
      for (int j = -17; j <= 17; j++) {
        for (int i = -17; i <= 17; i++) {
          sum += CircleOverlap.area(i - x, j - y, radius);
        }
      }
      assertEquals(Math.PI * radius * radius, sum, 1e-9, radius + " at " + x + ", " + y);
    }
  }

  @Test
  void thePartOfEachPixelIsThatOfFinePoints() {
    Random random = new Random(2);
    int points = 400;
    for (int n = 0; n < 60; n++) {
      double radius = 0.2 + 4 * random.nextDouble();
      double dx = 9 * random.nextDouble() - 4.5;
      double dy = 9 * random.nextDouble() - 4.5;
      int in = 0;
      for (int v = 0; v < points; v++) {
        for (int u = 0; u < points; u++) {
          double x = dx - 0.5 + (u + 0.5) / points;
          double y = dy - 0.5 + (v + 0.5) / points;
          in += x * x + y * y <= radius * radius ? 1 : 0;
        }
      }
      assertEquals(
          in / (double) (points * points), CircleOverlap.area(dx, dy, radius), 2.0 / points);
    }
  }
}
