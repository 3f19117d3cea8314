package org.nightbeam.grading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.nightbeam.grading.BrightStars.Star;

/** Lights of one target that show several fields, or nothing that can be recognised. */
class FieldsOfATargetTest {
  private static final double SIDE = 1000;
  private static final double LIMIT = -7;

  private final List<GradedLight> lights = new ArrayList<>();
  private final SplittableRandom random = new SplittableRandom(21);

  /** Stars of 1 to 4 magnitudes above the limit. */
  private List<Star> field(int count) {
    List<Star> stars = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      stars.add(
          new Star(
              SIDE * random.nextDouble(),
              SIDE * random.nextDouble(),
              LIMIT - 1.5 - 3 * random.nextDouble()));
    }
    return stars;
  }

  /** Takes a light of some stars, moved a little. */
  private void take(List<Star> stars) {
    double x = 10 * random.nextDouble();
    List<Star> moved =
        stars.stream()
            .map(star -> new Star(star.x() + x, star.y() + 5, star.magnitude()))
            .sorted(Comparator.comparing(Star::magnitude))
            .toList();
    LightQuality quality =
        new LightQuality(
            "M 31",
            1.2,
            Double.NaN,
            stars.size(),
            stars.size() < 5 ? Double.NaN : 3,
            stars.size() < 5 ? Double.NaN : 1,
            stars.size() < 5 ? Double.NaN : 0,
            0.01,
            LIMIT,
            0,
            0,
            BrightStars.pack(moved));
    lights.add(
        new GradedLight(
            LocalDate.of(2026, 1, 15),
            Instant.parse("2026-01-15T18:00:00Z").plusSeconds(90L * lights.size()),
            60,
            250,
            15,
            0,
            quality));
  }

  private List<Grade> grades() {
    return Grader.grade(lights, GradingLimits.DEFAULT);
  }

  @Test
  void sourcesThatAreNotTheStarsOfTheTargetAreCloud() {
    List<Star> target = field(40);
    for (int i = 0; i < 4; i++) {
      take(target);
    }
    List<Star> some = new ArrayList<>(target.subList(0, 3));
    some.addAll(field(3)); // hot pixels
    take(some);
    take(List.of());
    take(field(6));
    take(target);
    List<Grade> grades = grades();
    for (int i = 0; i < grades.size(); i++) {
      boolean cloud = i >= 4 && i < 7;
      assertEquals(cloud ? List.of(Mark.CLOUD) : List.of(), grades.get(i).marks(), "light " + i);
      assertEquals(cloud, Double.isNaN(grades.get(i).transparency()), "light " + i);
    }
  }

  @Test
  void aLightOfManyOtherStarsIsNoCloud() {
    List<Star> target = field(40);
    take(target);
    take(target);
    take(field(40));
    assertEquals(List.of(), grades().get(2).marks());
  }

  @Test
  void panelsOfAMosaicThatComeInTurnAreEachCompared() {
    List<List<Star>> panels = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      panels.add(field(40));
    }
    for (int i = 0; i < 4 * panels.size(); i++) {
      take(panels.get(i % panels.size()));
    }
    for (Grade grade : grades()) {
      assertEquals(1, grade.transparency(), 0.01);
      assertEquals(List.of(), grade.marks());
    }
  }

  @Test
  void lightsThatMatchNothingDoNotHideTheField() {
    List<Star> target = field(40);
    take(target);
    take(target);
    for (int i = 0; i < 60; i++) {
      take(field(8));
    }
    take(target);
    List<Grade> grades = grades();
    assertEquals(1, grades.get(62).transparency(), 0.01);
    assertTrue(grades.subList(2, 62).stream().allMatch(g -> g.marks().contains(Mark.CLOUD)));
  }

  @Test
  void eachLightOfASurveyMayShowAFieldOfItsOwn() {
    for (int i = 0; i < 60; i++) {
      take(field(50));
    }
    for (Grade grade : grades()) {
      assertEquals(List.of(), grade.marks());
      assertTrue(Double.isNaN(grade.transparency()));
    }
  }
}
