package org.nightbeam.lightcurve;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.nightbeam.photometry.SourceFlag;
import org.nightbeam.statistics.Spread;

/**
 * The comparison stars of a field: chosen among its brightest that are measured well, solved for
 * the zero points of all lights in each aperture, and asked which aperture suits a star.
 */
final class ComparisonStars {
  /** Candidates for comparison stars, brightest first: fainter ones add little. */
  private static final int MOST_CANDIDATES = 100;

  /** A comparison star must be measured well in so many of the lights ... */
  private static final double PRESENT = 0.5;

  /** ... and with such a signal over its noise, unless too few are. */
  private static final double BRIGHT = 25;

  private static final double LESS_BRIGHT = 8;
  private static final int ENOUGH = 5;

  /** Comparison stars next in brightness, by which the aperture of a star is chosen. */
  private static final int ALIKE = 15;

  private final FieldStars stars;
  private final double[] scintillation; // variance in each light
  private final int lights;
  private int[] candidates; // numbers of stars
  private int[] sorted; // the same in order
  private final double[][][] logs; // [aperture][candidate][light]
  private final double[][][] variances;
  private Ensemble[] ensembles; // of each aperture
  private double[] brightness; // of each comparison star: logarithm of its flux
  private double[][] noise; // [aperture][comparison star]: scatter from light to light

  /**
   * Chooses the candidates.
   *
   * @param scintillation variance in each light
   * @param mostByMemory number of candidates that memory has room for
   */
  ComparisonStars(FieldStars stars, double[] scintillation, long mostByMemory) {
    this.stars = stars;
    this.scintillation = scintillation;
    this.lights = scintillation.length;
    this.candidates = chosen(mostByMemory);
    this.logs = new double[ApertureSet.COUNT][candidates.length][lights];
    this.variances = new double[ApertureSet.COUNT][candidates.length][lights];
  }

  private int[] chosen(long mostByMemory) {
    int spoilt = SourceFlag.SATURATED.bit() | SourceFlag.EDGE.bit() | SourceFlag.COSMIC_RAY.bit();
    int most = (int) Math.min(MOST_CANDIDATES, Math.max(10, mostByMemory));
    List<Integer> good = candidates(spoilt | SourceFlag.DEBLENDED.bit());
    List<Integer> all = good.size() >= 2 * ENOUGH ? good : candidates(spoilt);
    return all.stream()
        .sorted(Comparator.comparingDouble((Integer i) -> -stars.flux()[i]).thenComparing(i -> i))
        .limit(most)
        .mapToInt(i -> i)
        .toArray();
  }

  private List<Integer> candidates(int without) {
    return IntStream.range(0, stars.count())
        .filter(i -> !stars.isTarget(i) && stars.flux()[i] > 0)
        .filter(i -> (stars.flags()[i] & without) == 0)
        .boxed()
        .toList();
  }

  /**
   * Takes the candidates as a light has them.
   *
   * @param t number of the light
   */
  void take(int t, MeasuredLight light) {
    for (int c = 0; c < candidates.length; c++) {
      for (int k = 0; k < ApertureSet.COUNT; k++) {
        int at = candidates[c] * ApertureSet.COUNT + k;
        boolean usable =
            (light.flags()[candidates[c]] & (FieldSolver.UNUSABLE | SourceFlag.COSMIC_RAY.bit()))
                == 0;
        float flux = light.flux()[at];
        logs[k][c][t] = usable && flux > 0 ? Math.log(flux) : Double.NaN;
        variances[k][c][t] =
            FieldSolver.variance(light.flux()[at], light.error()[at]) + scintillation[t];
      }
    }
  }

  /** Leaves out candidates that are often missing, or too faint; less is asked if few are left. */
  private void keepWellMeasured() {
    int[] kept = wellMeasured(BRIGHT);
    if (kept.length < ENOUGH) {
      kept = wellMeasured(LESS_BRIGHT);
    }
    int[] indices = kept;
    for (int k = 0; k < ApertureSet.COUNT; k++) {
      double[][] ofLogs = logs[k];
      double[][] ofVariances = variances[k];
      logs[k] = Arrays.stream(indices).mapToObj(c -> ofLogs[c]).toArray(double[][]::new);
      variances[k] = Arrays.stream(indices).mapToObj(c -> ofVariances[c]).toArray(double[][]::new);
    }
    candidates = Arrays.stream(indices).map(c -> candidates[c]).toArray();
    sorted = candidates.clone();
    Arrays.sort(sorted);
  }

  private int[] wellMeasured(double signalToNoise) {
    double[][] middle = logs[ApertureSet.MIDDLE];
    return IntStream.range(0, candidates.length)
        .filter(
            c -> {
              double[] known =
                  IntStream.range(0, lights)
                      .filter(t -> middle[c][t] - middle[c][t] == 0)
                      .mapToDouble(t -> variances[ApertureSet.MIDDLE][c][t])
                      .toArray();
              return known.length >= PRESENT * lights
                  && known.length > 0
                  && Math.sqrt(Spread.median(known)) < 1 / signalToNoise;
            })
        .toArray();
  }

  /**
   * Solves for the zero points in each aperture, with the stars that are chosen in the middle one.
   */
  void solve() {
    keepWellMeasured();
    int middle = ApertureSet.MIDDLE;
    ensembles = new Ensemble[ApertureSet.COUNT];
    ensembles[middle] = Ensemble.solve(logs[middle], variances[middle], lights);
    boolean[] chosen = ensembles[middle].used();
    for (int k = 0; k < ApertureSet.COUNT; k++) {
      if (k != middle) {
        ensembles[k] = Ensemble.solve(logs[k], variances[k], lights, chosen);
      }
    }
    int[] comparison = IntStream.range(0, chosen.length).filter(c -> chosen[c]).toArray();
    brightness =
        Arrays.stream(comparison).mapToDouble(c -> Math.log(stars.flux()[candidates[c]])).toArray();
    noise = new double[ApertureSet.COUNT][comparison.length];
    for (int k = 0; k < ApertureSet.COUNT; k++) {
      for (int i = 0; i < comparison.length; i++) {
        noise[k][i] = Variability.fromLightToLight(ensembles[k].residuals(comparison[i]));
      }
    }
  }

  /**
   * Returns the aperture of a star: that in which the comparison stars next to it in brightness
   * scatter least, in the geometric mean. Nothing of the star itself is looked at but its flux on
   * the reference.
   */
  int aperture(int star) {
    double flux = stars.flux()[star];
    double own = flux > 0 ? Math.log(flux) : Double.NEGATIVE_INFINITY;
    int[] alike =
        IntStream.range(0, brightness.length)
            .boxed()
            .sorted(
                Comparator.comparingDouble(
                        (Integer i) ->
                            own == Double.NEGATIVE_INFINITY
                                ? brightness[i]
                                : Math.abs(brightness[i] - own))
                    .thenComparing(i -> i))
            .limit(ALIKE)
            .mapToInt(i -> i)
            .toArray();
    int best = ApertureSet.MIDDLE;
    double least = Double.POSITIVE_INFINITY;
    for (int k = 0; k < ApertureSet.COUNT; k++) {
      double sum = 0;
      for (int i : alike) {
        sum += Math.log(noise[k][i]);
      }
      if (sum < least) {
        least = sum;
        best = k;
      }
    }
    return best;
  }

  /** Returns the zero points in an aperture. */
  Ensemble ensemble(int aperture) {
    return ensembles[aperture];
  }

  /**
   * Returns what the ensemble is, and its star that is next in brightness to another one: as a
   * check star, against the others.
   *
   * @return null if there are less than two comparison stars
   */
  LightCurve.Comparison beside(int star, int aperture) {
    Ensemble ensemble = ensembles[aperture];
    boolean[] used = ensemble.used();
    double own = Math.log(stars.flux()[star]);
    int self = numberOf(star);
    int check =
        IntStream.range(0, candidates.length)
            .filter(c -> used[c] && c != self)
            .boxed()
            .min(
                Comparator.comparingDouble(
                        (Integer c) ->
                            own - own == 0
                                ? Math.abs(Math.log(stars.flux()[candidates[c]]) - own)
                                : 0)
                    .thenComparing(c -> candidates[c]))
            .orElse(-1);
    if (check < 0 || !(ensemble.fluxWithout(check) > 0)) {
      return null;
    }
    double others = ensemble.fluxWithout(check);
    double[] ratios =
        IntStream.range(0, lights).mapToDouble(t -> ensemble.flux(check, t) / others).toArray();
    return new LightCurve.Comparison(ensemble.fluxWithout(self), candidates[check], ratios);
  }

  /** Returns the number of a star among the candidates of all ensembles; -1 if it is none. */
  int numberOf(int star) {
    if (Arrays.binarySearch(sorted, star) < 0) {
      return -1;
    }
    return IntStream.range(0, candidates.length)
        .filter(c -> candidates[c] == star)
        .findFirst()
        .orElse(-1);
  }
}
