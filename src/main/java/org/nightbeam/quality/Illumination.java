package org.nightbeam.quality;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.nightbeam.statistics.Spread;

/**
 * Checks whether the flats of a group were illuminated alike, by the means of their rows and
 * columns. A lamp that flickers with the mains lights the rows of a rolling shutter one after the
 * other, now more, now less, so that each flat has bands of its own. A sky that fades, and clouds,
 * make slopes and bends, which are taken out. And whether one of them is of another lamp, or of the
 * sky.
 */
final class Illumination {
  /** Part of the light, as root of the mean square. */
  private static final double LARGEST_BANDS = 0.01;

  /** Multiple of what the noise of the pixels makes. */
  private static final double SIGMAS = 5;

  private static final int FEWEST_LEVELS = 12;
  private static final int FEWEST_TO_COMPARE = 3;

  /** Part of the light, as root of the mean square over the parts of a frame. */
  private static final double LARGEST_DIFFERENCE = 0.01;

  /** Pixels that the level of a column is of, at least. */
  private static final int PIXELS_OF_COLUMN = 8;

  /** Part of the usual light: in a dark corner, or a channel that the lamp lacks, all is noise. */
  private static final double LEAST_LIGHT = 0.25;

  /** The part of a curve that is not a band: its level, slope and curvature. */
  private static final int SMOOTH_TERMS = 3;

  private Illumination() {}

  /**
   * Returns what a person should look at; empty if nothing.
   *
   * @param flats at least 2
   * @param pedestal the level without light in ADU; NaN if not known
   */
  static String doubt(List<FrameSample> flats, double pedestal) {
    double dark = Double.isNaN(pedestal) ? 0 : pedestal;
    int ofRow = Math.min(FrameSample.PIXELS_OF_ROW, flats.get(0).width());
    String byRows = bands(flats, dark, FrameSample::rowLevels, ofRow, "rows");
    if (!byRows.isEmpty()) {
      return byRows;
    }
    String byColumns = bands(flats, dark, FrameSample::columnLevels, PIXELS_OF_COLUMN, "columns");
    return byColumns.isEmpty() ? unlikeOthers(flats, dark) : byColumns;
  }

  /**
   * Looks for flats that a different lamp or sky has lit: parts of them are brighter or darker than
   * in the others by far more than those differ among each other.
   */
  private static String unlikeOthers(List<FrameSample> flats, double dark) {
    List<double[]> parts =
        flats.stream()
            .map(flat -> flat.parts().stream().map(FrameSample.Part::level).toList())
            .map(levels -> ofLight(levels, dark))
            .toList();
    if (flats.size() < FEWEST_TO_COMPARE || parts.get(0).length < FEWEST_LEVELS) {
      return "";
    }
    double[] usual = usual(parts);
    double[] rms = new double[flats.size()];
    double[] largest = new double[flats.size()];
    for (int i = 0; i < rms.length; i++) {
      double[] ratio = divided(parts.get(i), usual);
      double middle = ratio.length == 0 ? 0 : Spread.median(ratio);
      double[] rest = Arrays.stream(ratio).map(x -> x - middle).toArray();
      rms[i] = rms(rest);
      largest[i] = Arrays.stream(rest).map(Math::abs).max().orElse(0);
    }
    double limit = Math.max(LARGEST_DIFFERENCE, SIGMAS * Spread.median(rms.clone()));
    int[] unlike = IntStream.range(0, rms.length).filter(i -> rms[i] > limit).toArray();
    return unlike.length == 0
        ? ""
        : String.format(
            Locale.ROOT,
            "%d of %d flats %s illuminated differently from the others, by up to %.1f %% of"
                + " their light: another lamp, or the sky? The first is number %d in time",
            unlike.length,
            flats.size(),
            unlike.length == 1 ? "is" : "are",
            100 * Arrays.stream(unlike).mapToDouble(i -> largest[i]).max().orElse(0),
            unlike[0] + 1);
  }

  private static double[] usual(List<double[]> profiles) {
    return IntStream.range(0, profiles.get(0).length)
        .mapToDouble(k -> Spread.median(profiles.stream().mapToDouble(p -> p[k]).toArray()))
        .toArray();
  }

  private static double rms(double[] values) {
    return Math.sqrt(Arrays.stream(values).map(x -> x * x).average().orElse(0));
  }

  /**
   * Looks for bands.
   *
   * @param levels of the rows, or of the columns
   * @param pixels that each of the levels is of
   * @param which of both, for a person to read
   */
  private static String bands(
      List<FrameSample> flats,
      double dark,
      Function<FrameSample, List<Double>> levels,
      int pixels,
      String which) {
    List<double[]> profiles =
        flats.stream().map(flat -> ofLight(levels.apply(flat), dark)).toList();
    int length = profiles.get(0).length;
    if (length < FEWEST_LEVELS) {
      return "";
    }
    double[] usual = usual(profiles);
    int banded = 0;
    double largest = 0;
    for (int i = 0; i < flats.size(); i++) {
      // Of two, the mean of both is the usual one, and each differs by half of what they do.
      double[] ratio = divided(profiles.get(i), usual);
      double noise = flats.get(i).noise() / (flats.get(i).level() - dark);
      double limit = Math.max(LARGEST_BANDS, SIGMAS * noise / Math.sqrt(pixels));
      double[] rest = withoutSmooth(ratio);
      double rms = rms(rest);
      if (rms > limit) {
        banded++;
        largest = Math.max(largest, Arrays.stream(rest).map(Math::abs).max().orElse(0));
      }
    }
    return banded == 0
        ? ""
        : String.format(
            Locale.ROOT,
            "%d of %d flats have individual bands along their %s, of up to %.1f %% of their"
                + " light: a flickering lamp? Expose longer, or use another lamp",
            banded,
            flats.size(),
            which,
            100 * largest);
  }

  /** Returns levels in units of their median; NaN where there is no light. */
  private static double[] ofLight(List<Double> levels, double dark) {
    double[] light = levels.stream().mapToDouble(level -> level - dark).toArray();
    double middle = Spread.median(Arrays.stream(light).filter(Double::isFinite).toArray());
    return Arrays.stream(light).map(value -> middle > 0 ? value / middle : Double.NaN).toArray();
  }

  /** Returns what differs, as part of the light; without places that have little of it. */
  private static double[] divided(double[] profile, double[] usual) {
    return IntStream.range(0, profile.length)
        .mapToDouble(k -> usual[k] > LEAST_LIGHT ? profile[k] / usual[k] - 1 : Double.NaN)
        .filter(Double::isFinite)
        .toArray();
  }

  /**
   * Returns values less their mean, slope and bend, by least squares with orthogonal polynomials.
   */
  private static double[] withoutSmooth(double[] values) {
    double[] rest = values.clone();
    double[][] terms = new double[SMOOTH_TERMS][values.length];
    for (int n = 0; n < SMOOTH_TERMS; n++) {
      for (int k = 0; k < values.length; k++) {
        terms[n][k] = Math.pow(2.0 * k / Math.max(1, values.length - 1) - 1, n);
      }
      for (int m = 0; m < n; m++) {
        takeOff(terms[n], terms[m]);
      }
      takeOff(rest, terms[n]);
    }
    return rest;
  }

  private static void takeOff(double[] values, double[] term) {
    double dot = 0;
    double square = 0;
    for (int k = 0; k < values.length; k++) {
      dot += values[k] * term[k];
      square += term[k] * term[k];
    }
    for (int k = 0; square > 0 && k < values.length; k++) {
      values[k] -= dot / square * term[k];
    }
  }
}
