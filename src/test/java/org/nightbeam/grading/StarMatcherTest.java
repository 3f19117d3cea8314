package org.nightbeam.grading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A field whose stars are seen again after a known movement. */
class StarMatcherTest {
  private static final int SIZE = 1000;
  private static final double RADIUS = 2;

  private final SplittableRandom random = new SplittableRandom(20);

  private List<BrightStars.Star> field(int count) {
    List<BrightStars.Star> stars = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      stars.add(
          new BrightStars.Star(
              3 * SIZE * random.nextDouble() - SIZE,
              3 * SIZE * random.nextDouble() - SIZE,
              -12 + 5 * random.nextDouble()));
    }
    return stars;
  }

  /** The brightest stars in the frame, by places known to 0.1 pixel, dimmed. */
  private List<BrightStars.Star> seen(
      List<BrightStars.Star> field, Similarity movement, double dimmer) {
    return field.stream()
        .map(movement::of)
        .filter(s -> s.x() > 0 && s.y() > 0 && s.x() < SIZE && s.y() < SIZE)
        .map(
            s ->
                new BrightStars.Star(
                    s.x() + 0.1 * random.nextGaussian(),
                    s.y() + 0.1 * random.nextGaussian(),
                    s.magnitude() + dimmer + 0.02 * random.nextGaussian()))
        .sorted(Comparator.comparingDouble(BrightStars.Star::magnitude))
        .limit(BrightStars.MOST)
        .toList();
  }

  /** A turn about the middle of the frame, and a shift. */
  private static Similarity moved(double degrees, double dx, double dy, boolean mirrored) {
    double c = Math.cos(Math.toRadians(degrees));
    double s = Math.sin(Math.toRadians(degrees));
    double middle = SIZE / 2.0;
    double v = mirrored ? -middle : middle;
    return new Similarity(
        c, s, middle + dx - c * middle + s * v, middle + dy - s * middle - c * v, mirrored);
  }

  @Test
  void starsAreFoundWhereverTheFieldHasMoved() {
    for (int round = 0; round < 20; round++) {
      List<BrightStars.Star> field = field(720);
      List<BrightStars.Star> reference = seen(field, Similarity.IDENTITY, 0);
      for (double degrees : new double[] {0, 180, 0.3, 37, -120}) {
        for (double shift : new double[] {0, 15, 400}) {
          for (boolean mirrored : new boolean[] {false, true}) {
            Similarity movement = moved(degrees, shift, -shift / 3, mirrored);
            List<BrightStars.Star> other = seen(field, movement, 1.5);
            String what = degrees + " degrees, " + shift + " pixels, mirrored " + mirrored;
            StarMatcher.Match match = new StarMatcher(reference, RADIUS).match(other);
            assertNotNull(match, what);
            for (int k = 0; k < other.size(); k++) {
              BrightStars.Star back = movement.of(match.transform().of(other.get(k)));
              assertEquals(other.get(k).x(), back.x(), 1.2, what);
              assertEquals(other.get(k).y(), back.y(), 1.2, what);
            }
          }
        }
      }
    }
  }

  @Test
  void otherFieldsDoNotMatch() {
    for (int round = 0; round < 300; round++) {
      List<BrightStars.Star> reference = seen(field(720), Similarity.IDENTITY, 0);
      List<BrightStars.Star> other = seen(field(720), Similarity.IDENTITY, 0);
      assertNull(new StarMatcher(reference, RADIUS).match(other), "round " + round);
    }
  }

  @Test
  void aFewStarsOfManyAreEnough() {
    for (int round = 0; round < 20; round++) {
      List<BrightStars.Star> reference = seen(field(720), Similarity.IDENTITY, 0);
      List<BrightStars.Star> other =
          seen(reference, moved(180, 30, 20, false), 2.5).stream().limit(8).toList();
      StarMatcher.Match match = new StarMatcher(reference, RADIUS).match(other);
      assertTrue(match != null && match.count() == 8);
    }
  }

  @Test
  void noStarsMatchNothing() {
    List<BrightStars.Star> reference = seen(field(720), Similarity.IDENTITY, 0);
    for (int count = 0; count < 3; count++) {
      List<BrightStars.Star> few = reference.subList(0, count);
      assertNull(new StarMatcher(reference, RADIUS).match(few));
      assertNull(new StarMatcher(few, RADIUS).match(reference));
    }
  }

  @Test
  void starsInOnePlaceMatchNothingAndDoNoHarm() {
    List<BrightStars.Star> one = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      one.add(new BrightStars.Star(5, 5, -10));
    }
    assertNull(new StarMatcher(one, RADIUS).match(one));
  }
}
