package org.nightbeam.grading;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
    for (long seed = 1; seed <= 3; seed++) {
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
      for (double angle : new double[] {0, 0.6, 1.57, -0.8}) {
        MadeUpSeries series = new MadeUpSeries(420, 320, 60, 5);
        for (int i = 0; i < 8; i++) {
          series.take(new Conditions().seeing(fwhm));
        }
        for (double pixels : TRAILS) {
          series.take(new Conditions().seeing(fwhm).trailed(pixels, angle));
        }
        List<Grade> grades = series.grades();
        for (int i = 0; i < 8; i++) {
          assertEquals(List.of(), grades.get(i).marks());
        }
        for (int i = 0; i < TRAILS.length; i++) {
          assertEquals(
              List.of(Mark.TRAILED),
              grades.get(8 + i).marks(),
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
}
