package org.nightbeam.grading;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.nightbeam.grading.MadeUpSeries.Conditions;

/** Series of lights whose conditions are known: each is marked by what is wrong with it alone. */
class GraderTest {
  private static final double[] TRANSMISSIONS = {0.5, 0.25, 0.1};
  private static final double[] TRAILS = {3, 5, 12};

  private static Conditions good(SplittableRandom random) {
    return new Conditions()
        .seeing(3.2 + 0.6 * random.nextDouble())
        .shifted(20 * random.nextDouble() - 10, 20 * random.nextDouble() - 10);
  }

  private static MadeUpSeries goodSeries(int count, long seed) {
    MadeUpSeries series = new MadeUpSeries(420, 320, 60, seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < count; i++) {
      series.take(good(random));
    }
    return series;
  }

  @Test
  void cloudsAreMarkedAndMeasured() {
    for (long seed = 1; seed <= 2; seed++) {
      MadeUpSeries series = goodSeries(6, seed);
      SplittableRandom random = new SplittableRandom(seed);
      for (double part : TRANSMISSIONS) {
        series.take(good(random).cloud(part));
      }
      List<Grade> grades = series.grades();
      for (int i = 0; i < 6; i++) {
        assertEquals(List.of(), grades.get(i).marks());
        assertEquals(1, grades.get(i).transparency(), 0.03);
      }
      for (int i = 0; i < TRANSMISSIONS.length; i++) {
        assertEquals(List.of(Mark.CLOUD), grades.get(6 + i).marks(), "" + TRANSMISSIONS[i]);
        assertEquals(TRANSMISSIONS[i], grades.get(6 + i).transparency(), 0.05 * TRANSMISSIONS[i]);
      }
    }
  }

  @Test
  void aSeriesOfOneClearLightAndThreeCloudyOnesIsMarked() {
    MadeUpSeries series = goodSeries(1, 4);
    for (double part : TRANSMISSIONS) {
      series.take(new Conditions().cloud(part));
    }
    List<Grade> grades = series.grades();
    assertEquals(List.of(), grades.get(0).marks());
    for (int i = 1; i < 4; i++) {
      assertEquals(List.of(Mark.CLOUD), grades.get(i).marks());
    }
  }

  @Test
  void trailsAreMarked() {
    for (double fwhm : new double[] {2.5, 3.5, 4.24}) {
      for (double angle : new double[] {0, -0.8}) {
        MadeUpSeries series = new MadeUpSeries(420, 320, 60, 5);
        for (int i = 0; i < 5; i++) {
          series.take(new Conditions().seeing(fwhm));
        }
        for (double pixels : TRAILS) {
          series.take(new Conditions().seeing(fwhm).trailed(pixels, angle));
        }
        List<Grade> grades = series.grades();
        for (int i = 0; i < 5; i++) {
          assertEquals(List.of(), grades.get(i).marks());
        }
        for (int i = 0; i < TRAILS.length; i++) {
          assertEquals(
              List.of(Mark.TRAILED),
              grades.get(5 + i).marks(),
              TRAILS[i] + " pixels at " + angle + ", FWHM " + fwhm);
        }
      }
    }
  }

  @Test
  void defocusIsMarked() {
    MadeUpSeries series = goodSeries(8, 6);
    series.take(new Conditions().seeing(7));
    for (double radius : new double[] {4, 6, 10}) {
      series.take(new Conditions().defocused(radius));
    }
    List<Grade> grades = series.grades();
    for (int i = 0; i < grades.size(); i++) {
      assertEquals(
          i < 8 ? List.of() : List.of(Mark.OUT_OF_FOCUS), grades.get(i).marks(), "light " + i);
    }
  }

  @Test
  void dawnIsMarked() {
    MadeUpSeries series = goodSeries(12, 7);
    for (double sky = 250; sky < 40_000; sky *= 1.5) {
      series.take(new Conditions().sky(sky));
    }
    List<Grade> grades = series.grades();
    for (int i = 0; i < grades.size(); i++) {
      double sky = series.lights().get(i).sky();
      assertEquals(
          sky < 2.5 * 250 ? List.of() : List.of(Mark.BRIGHT_SKY),
          grades.get(i).marks(),
          "light " + i + ", sky " + sky);
    }
  }

  @Test
  void satellitesAreMarked() {
    MadeUpSeries series = goodSeries(8, 8);
    for (double peak : new double[] {30, 100, 1000}) {
      for (double angle : new double[] {0.1, 0.7, 2.4}) {
        series.take(new Conditions().satellite(peak, angle));
      }
    }
    List<Grade> grades = series.grades();
    for (int i = 0; i < grades.size(); i++) {
      assertEquals(
          i < 8 ? List.of() : List.of(Mark.SATELLITE_TRAIL), grades.get(i).marks(), "light " + i);
    }
  }

  @Test
  void noMarkOnFiveHundredGoodLights() {
    MadeUpSeries series = new MadeUpSeries(300, 260, 40, 9);
    SplittableRandom random = new SplittableRandom(9);
    for (int i = 0; i < 500; i++) {
      double hours = (i - 150) / 48.0;
      Conditions light =
          new Conditions()
              .seeing(3.2 * Math.exp(0.18 * Math.max(-2.5, Math.min(2.5, random.nextGaussian()))))
              .airmass(1 / Math.cos(hours / 7 * 1.1))
              .sky(200 + 60 * random.nextDouble() + (i > 300 ? 1.2 * (i - 300) : 0))
              .shifted(0.2 * i + 12 * random.nextGaussian(), 12 * random.nextGaussian());
      series.take(i > 250 ? light.flipped() : light);
    }
    List<Grade> grades = series.grades();
    for (int i = 0; i < grades.size(); i++) {
      assertEquals(List.of(), grades.get(i).marks(), "light " + i + " " + series.lights().get(i));
    }
  }

  @Test
  void nightsOfCloudDawnAndSatellitesAmongGoodLightsAreToldApart() {
    MadeUpSeries series = new MadeUpSeries(420, 320, 60, 10);
    SplittableRandom random = new SplittableRandom(10);
    List<List<Mark>> expected = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Conditions light = good(random).airmass(1 + i / 60.0).shifted(8.0 * i - 240, 3.0 * i - 90);
      List<Mark> marks = new ArrayList<>();
      if (i > 30) {
        light.flipped();
      }
      if (i >= 10 && i < 20) {
        light.cloud(0.5 - 0.04 * (i - 10));
        marks.add(Mark.CLOUD);
      }
      if (i % 9 == 4) {
        light.trailed(5, 0.3 * i);
        marks.add(Mark.TRAILED);
      }
      if (i >= 54) {
        light.sky(250 * Math.pow(1.7, i - 51));
        marks.add(Mark.BRIGHT_SKY);
      }
      if (i == 25 || i == 40) {
        light.satellite(80, 0.1 * i);
        marks.add(Mark.SATELLITE_TRAIL);
      }
      series.take(light);
      expected.add(marks);
    }
    List<Grade> grades = series.grades();
    for (int i = 0; i < grades.size(); i++) {
      assertEquals(expected.get(i), grades.get(i).marks(), "light " + i);
    }
  }

  @Test
  void aLightWithoutStarsIsCloudAndOneUnderABrightSkyIsNot() {
    MadeUpSeries series = goodSeries(6, 11);
    series.take(new Conditions().cloud(0.002));
    series.take(new Conditions().sky(3e7));
    List<Grade> grades = series.grades();
    assertEquals(List.of(Mark.CLOUD), grades.get(6).marks());
    assertEquals(List.of(Mark.BRIGHT_SKY), grades.get(7).marks());
  }

  @Test
  void limitsTakeEffect() {
    MadeUpSeries series = new MadeUpSeries(420, 320, 60, 12);
    for (int i = 0; i < 6; i++) {
      series.take(new Conditions());
    }
    series.take(new Conditions().cloud(0.9));
    series.take(new Conditions().trailed(2, 0.6));
    series.take(new Conditions().seeing(4.4));
    series.take(new Conditions().sky(380));
    series.take(new Conditions().satellite(100, 0.7));
    GradingLimits narrow = new GradingLimits(0.07, 1.04, 1.1, 1.3, 0.1, 0.005);
    List<Mark> expected =
        List.of(Mark.CLOUD, Mark.TRAILED, Mark.OUT_OF_FOCUS, Mark.BRIGHT_SKY, Mark.SATELLITE_TRAIL);
    List<Grade> byDefault = series.grades();
    List<Grade> narrower = Grader.grade(series.lights(), narrow);
    GradingLimits longTrails = new GradingLimits(0.4, 1.08, 1.5, 2.5, 1, 0.005);
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(i < 4 ? List.of() : List.of(expected.get(i)), byDefault.get(6 + i).marks());
      assertEquals(List.of(expected.get(i)), narrower.get(6 + i).marks());
    }
    assertEquals(List.of(), Grader.grade(series.lights(), longTrails).get(10).marks());
  }

  @Test
  void aLineThatAllLightsHaveIsNoSatellite() {
    MadeUpSeries series = new MadeUpSeries(420, 320, 60, 13);
    for (int i = 0; i < 5; i++) {
      series.take(new Conditions().satellite(100, 0.7));
    }
    series.take(new Conditions().satellite(100, 1.4));
    List<Grade> grades = series.grades();
    for (int i = 0; i < 6; i++) {
      assertEquals(
          i < 5 ? List.of() : List.of(Mark.SATELLITE_TRAIL), grades.get(i).marks(), "light " + i);
    }
  }

  @Test
  void nothingAndOneLightAreNotOdd() {
    assertEquals(List.of(), Grader.grade(List.of(), GradingLimits.DEFAULT));
    assertEquals(List.of(), goodSeries(1, 14).grades().get(0).marks());
    GradedLight unknown =
        new GradedLight(
            null, null, Double.NaN, Double.NaN, Double.NaN, Double.NaN, LightQuality.NONE);
    assertEquals(
        List.of(Grade.NONE, Grade.NONE),
        Grader.grade(List.of(unknown, unknown), GradingLimits.DEFAULT));
  }
}
