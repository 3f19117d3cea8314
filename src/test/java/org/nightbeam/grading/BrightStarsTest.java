package org.nightbeam.grading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BrightStarsTest {
  @Test
  void starsComeBackToTheirDigits() {
    SplittableRandom random = new SplittableRandom(1);
    List<BrightStars.Star> stars = new ArrayList<>();
    for (int i = 0; i < BrightStars.MOST; i++) {
      stars.add(
          new BrightStars.Star(
              60_000 * random.nextDouble(),
              60_000 * random.nextDouble(),
              -30 + 55 * random.nextDouble()));
    }
    BrightStars packed = BrightStars.pack(stars);
    assertTrue(packed.packed().length() < 600, packed.packed());
    List<BrightStars.Star> back = packed.stars();
    assertEquals(stars.size(), back.size());
    for (int i = 0; i < stars.size(); i++) {
      assertEquals(stars.get(i).x(), back.get(i).x(), 1 / 512.0);
      assertEquals(stars.get(i).y(), back.get(i).y(), 1 / 512.0);
      assertEquals(stars.get(i).magnitude(), back.get(i).magnitude(), 0.0005001);
    }
    assertEquals(List.of(), BrightStars.NONE.stars());
  }
}
