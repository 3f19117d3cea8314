package org.nightbeam.lightcurve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Made-up nights of fluxes: errors are true, a transit keeps its depth, what varies is found. */
class EnsembleTest {
  private static final int LIGHTS = 120;
  private static final int NIGHTS = 500;
  private static final double DEPTH = 0.01;
  private static final double TARGET = 150_000; // electrons
  private static final double SKY = 1500; // variance, electrons

  /** A night: the comparison stars, and a target with a transit. */
  private static final class Night {
    final double[][] logs;
    final double[][] variances;
    final double[] target = new double[LIGHTS];
    final double[] targetVariances = new double[LIGHTS];
    final double[] air = new double[LIGHTS];

    /**
     * @param floor relative noise of each value that its error does not have
     */
    Night(int stars, double floor, long seed) {
      Random random = new Random(seed);
      double[] flux = random.doubles(stars).map(u -> 20_000 * Math.pow(20, u)).toArray();
      logs = new double[stars][LIGHTS];
      variances = new double[stars][LIGHTS];
      for (int t = 0; t < LIGHTS; t++) {
        // Air that thickens, and clouds.
        air[t] =
            Math.exp(
                -0.1 * Math.abs(Math.sin(t / 9.0))
                    - 0.5 * Math.max(0, Math.sin(t / 17.0) * Math.sin(t / 5.0)));
        for (int s = 0; s <= stars; s++) {
          double truth = (s == stars ? TARGET * (isIn(t) ? 1 - DEPTH : 1) : flux[s]) * air[t];
          if (s == 3) {
            truth *= 1 + 0.03 * Math.sin(t / 8.0); // a variable among the comparison stars
          }
          double observed =
              truth * (1 + floor * random.nextGaussian())
                  + Math.sqrt(truth + SKY) * random.nextGaussian();
          double variance = (observed + SKY) / (observed * observed);
          if (s == stars) {
            target[t] = Math.log(observed);
            targetVariances[t] = variance;
          } else {
            logs[s][t] = Math.log(observed);
            variances[s][t] = variance;
            // Satellites and cosmic rays, and stars off the chip.
            logs[s][t] += random.nextInt(100) == 0 ? 0.3 * random.nextGaussian() : 0;
            logs[s][t] = random.nextInt(50) == 0 ? Double.NaN : logs[s][t];
          }
        }
      }
    }

    static boolean isIn(int t) {
      return t > 40 && t < 80;
    }
  }

  /** What many nights give. */
  private record Figures(double pull, double bias, double coverage, double overTheory) {}

  private static Figures figures(int stars, double floor) {
    double pulls = 0;
    int values = 0;
    double bias = 0;
    int covered = 0;
    double excess = 0;
    for (int night = 0; night < NIGHTS; night++) {
      Night made = new Night(stars, floor, 1000 * stars + night);
      Ensemble ensemble = Ensemble.solve(made.logs, made.variances, LIGHTS);
      assertFalse(ensemble.used()[3], "the variable star in night " + night);
      double[] sums = new double[4]; // weight and value, out of and in transit
      for (int t = 0; t < LIGHTS; t++) {
        int at = Night.isIn(t) ? 2 : 0;
        double w = 1 / variance(made, ensemble, t);
        sums[at] += w;
        sums[at + 1] += w * (made.target[t] - ensemble.zero(t));
      }
      double out = sums[1] / sums[0];
      double in = sums[3] / sums[2];
      double error = Math.sqrt(1 / sums[0] + 1 / sums[2]);
      double off = (out - in + Math.log(1 - DEPTH)) / error;
      bias += off / NIGHTS;
      covered += Math.abs(off) < 1 ? 1 : 0;
      double squares = 0;
      double theory = 0;
      for (int t = 0; t < LIGHTS; t++) {
        double residual = made.target[t] - ensemble.zero(t) - (Night.isIn(t) ? in : out);
        pulls += residual * residual / variance(made, ensemble, t);
        squares += residual * residual;
        theory += made.targetVariances[t] + floor * floor;
      }
      values += LIGHTS - 2;
      excess += squares / theory * LIGHTS / (LIGHTS - 2.0);
    }
    return new Figures(
        Math.sqrt(pulls / values), bias, covered / (double) NIGHTS, Math.sqrt(excess / NIGHTS));
  }

  private static double variance(Night night, Ensemble ensemble, int t) {
    return night.targetVariances[t] + ensemble.zeroVariance(t) + ensemble.floor();
  }

  @Test
  void errorsAreTrueAndATransitKeepsItsDepth() {
    for (double floor : new double[] {0, 0.003}) {
      Figures found = figures(40, floor);
      assertEquals(1, found.pull, 0.03, found::toString);
      assertEquals(0, found.bias, 0.1, found::toString);
      assertEquals(0.68, found.coverage, 0.045, found::toString);
      assertTrue(found.overTheory < 1.05, found::toString);
    }
  }

  @Test
  void zeroPointsAreThoseOfTheAir() {
    Night night = new Night(60, 0, 5);
    Ensemble ensemble = Ensemble.solve(night.logs, night.variances, LIGHTS);
    double level = Math.log(night.air[0]) - ensemble.zero(0);
    for (int t = 0; t < LIGHTS; t++) {
      double off = Math.log(night.air[t]) - ensemble.zero(t) - level;
      assertEquals(0, off, 6 * Math.sqrt(ensemble.zeroVariance(t)), "light " + t);
    }
  }

  /** Through cloud, noise that makes a star brighter must not make it count more. */
  @Test
  void zeroPointsOfFaintStarsThroughCloudAreNotTooHigh() {
    int stars = 50;
    Random random = new Random(3);
    double mean = 0;
    int lights = 0;
    for (int night = 0; night < 40; night++) {
      double[][] logs = new double[stars][LIGHTS];
      double[][] variances = new double[stars][LIGHTS];
      for (int s = 0; s < stars; s++) {
        double flux = 40 + 60 * random.nextDouble(); // in standard deviations of the sky
        for (int t = 0; t < LIGHTS; t++) {
          double observed = flux * (isCloudy(t) ? 0.1 : 1) + random.nextGaussian();
          logs[s][t] = observed > 0 ? Math.log(observed) : Double.NaN;
          variances[s][t] = 1 / (observed * observed);
        }
      }
      Ensemble ensemble = Ensemble.solve(logs, variances, LIGHTS);
      for (int t = 0; t < LIGHTS; t++) {
        if (isCloudy(t)) {
          double off = ensemble.zero(t) - Math.log(0.1);
          mean += off / Math.sqrt(ensemble.zeroVariance(t));
          lights++;
        }
      }
    }
    assertEquals(0, mean / lights, 0.12, "in errors of the zero point, of " + lights + " lights");
  }

  private static boolean isCloudy(int t) {
    return t % 6 == 0;
  }

  /** Of an even number of stars the floor is amid both in the middle, not the lower one. */
  @Test
  void theFloorOfFewStarsIsNotTooLow() {
    double sum = 0;
    int nights = 200;
    for (int night = 0; night < nights; night++) {
      Night made = new Night(5, 0.01, night); // the fourth of them varies, and is left out
      sum += Ensemble.solve(made.logs, made.variances, LIGHTS).floor() / nights;
    }
    assertEquals(0.01, Math.sqrt(sum), 0.0006);
  }

  @Test
  void aStarThatIsMissingCostsNoLight() {
    Night night = new Night(10, 0, 6);
    Arrays.fill(night.logs[0], 10, 60, Double.NaN);
    for (double[] star : night.logs) {
      star[100] = Double.NaN;
    }
    Ensemble ensemble = Ensemble.solve(night.logs, night.variances, LIGHTS);
    for (int t = 0; t < LIGHTS; t++) {
      assertEquals(t == 100, Double.isNaN(ensemble.zero(t)), "light " + t);
    }
  }

  @Test
  void theOrderOfTheStarsDoesNotMatter() {
    Night night = new Night(12, 0.002, 7);
    Ensemble ensemble = Ensemble.solve(night.logs, night.variances, LIGHTS);
    Ensemble again = Ensemble.solve(night.logs.clone(), night.variances.clone(), LIGHTS);
    assertArrayEquals(ensemble.used(), again.used());
    double[][] backwards = new double[12][];
    double[][] variances = new double[12][];
    for (int s = 0; s < 12; s++) {
      backwards[s] = night.logs[11 - s];
      variances[s] = night.variances[11 - s];
    }
    Ensemble other = Ensemble.solve(backwards, variances, LIGHTS);
    for (int t = 0; t < LIGHTS; t++) {
      assertEquals(ensemble.zero(t), again.zero(t));
      assertEquals(ensemble.zero(t), other.zero(t), 1e-9);
    }
  }

  @Test
  void oneStarAloneIsFollowed() {
    Night night = new Night(1, 0, 8);
    Ensemble ensemble = Ensemble.solve(night.logs, night.variances, LIGHTS);
    assertEquals(1, ensemble.comparisonStars());
    assertTrue(Double.isNaN(ensemble.zeroWithout(0, 5)));
    assertEquals(0, Ensemble.solve(new double[0][], new double[0][], 3).comparisonStars());
  }

  @Test
  void aStarIsJudgedByTheOthers() {
    // With the weight of one star beyond all others, the zero points follow it and hide what it
    // does.
    Night night = new Night(6, 0, 9);
    for (int t = 0; t < LIGHTS; t++) {
      night.logs[5][t] = Math.log(1e7 * night.air[t]) + 0.05 * Math.sin(t / 6.0);
      night.variances[5][t] = 1e-7;
    }
    Ensemble ensemble = Ensemble.solve(night.logs, night.variances, LIGHTS);
    assertFalse(ensemble.used()[5], Arrays.toString(ensemble.used()));
  }
}
