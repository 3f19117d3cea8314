package org.nightbeam.lightcurve;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.nightbeam.preview.Chart;
import org.nightbeam.statistics.Spread;
import org.nightbeam.time.JulianDate;

/** Plots of light curves, and of the scatter of all stars. */
final class CurveChart {
  private static final double MAGNITUDES = 2.5 / Math.log(10);
  private static final double MILLI = 1000;

  /** Number of steps of the line; more would show nothing new. */
  private static final int STEPS = 60;

  private CurveChart() {}

  /**
   * Returns the picture of a curve: relative flux over time with its errors.
   *
   * @param name of the star, and filter
   * @return empty if there is less than two points
   */
  static String of(LightCurve curve, String name) {
    if (!isDrawn(curve)) {
      return "";
    }
    int[] points = points(curve);
    Moments[] moments =
        Arrays.stream(points)
            .mapToObj(t -> Moments.of(curve.lights().get(t), curve.ra(), curve.dec()))
            .toArray(Moments[]::new);
    boolean barycentric = Arrays.stream(moments).allMatch(when -> when.barycentric() != null);
    double[] times =
        Arrays.stream(moments)
            .map(when -> barycentric ? when.barycentric() : when.utc())
            .mapToDouble(JulianDate::value)
            .toArray();
    double whole = Math.floor(least(times));
    double[] flux = Arrays.stream(points).mapToDouble(t -> curve.flux()[t]).toArray();
    double[] error = Arrays.stream(points).mapToDouble(t -> curve.error()[t]).toArray();
    double[] range = range(flux, Spread.median(error));
    Chart chart =
        new Chart(
            name,
            Chart.Axis.linear(
                String.format(
                    Locale.ROOT, "%s - %.0f (days)", barycentric ? "BJD_TDB" : "JD_UTC", whole),
                least(times) - whole,
                most(times) - whole),
            Chart.Axis.linear("relative flux", range[0], range[1]));
    for (int i = 0; i < points.length; i++) {
      double low = Math.max(range[0], flux[i] - error[i]);
      double high = Math.min(range[1], flux[i] + error[i]);
      if (flux[i] >= range[0] && flux[i] <= range[1]) {
        chart.line("bar", times[i] - whole, low, times[i] - whole, high);
        chart.point("point", times[i] - whole, flux[i]);
      }
    }
    return chart.svg();
  }

  /** Returns whether a curve has a picture: two points at least. */
  static boolean isDrawn(LightCurve curve) {
    return points(curve).length >= 2;
  }

  private static int[] points(LightCurve curve) {
    return IntStream.range(0, curve.flux().length)
        .filter(t -> curve.flux()[t] - curve.flux()[t] == 0)
        .filter(t -> Math.abs(curve.lights().get(t).mid()) >= 0)
        .toArray();
  }

  /** Returns the range of the axis, without single values far out that would flatten the rest. */
  private static double[] range(double[] flux, double error) {
    double[] sorted = flux.clone();
    Arrays.sort(sorted);
    int out = sorted.length / 50;
    double low = sorted[out];
    double high = sorted[sorted.length - 1 - out];
    double margin = Math.max(3 * error, 0.25 * (high - low));
    return new double[] {
      Math.max(sorted[0] - error, low - margin),
      Math.min(sorted[sorted.length - 1] + error, high + margin)
    };
  }

  /**
   * Returns the picture of all stars: what they scatter over how bright they are, and what their
   * errors lead to.
   *
   * @return empty if there is less than two
   */
  static String of(FieldCurves field, String name) {
    if (!isDrawn(field)) {
      return "";
    }
    List<StarSummary> stars = stars(field);
    double[] magnitudes =
        stars.stream().mapToDouble(star -> -MAGNITUDES * Math.log(star.flux())).toArray();
    double[] scatters =
        stars.stream().mapToDouble(star -> MILLI * MAGNITUDES * star.scatter()).toArray();
    double[] expected =
        stars.stream().mapToDouble(star -> MILLI * MAGNITUDES * star.expected()).toArray();
    Chart chart =
        new Chart(
            name + ": scatter of all stars",
            Chart.Axis.linear("instrumental magnitude", least(magnitudes), most(magnitudes)),
            Chart.Axis.logarithmic(
                "scatter in mmag",
                Math.min(least(scatters), least(expected)),
                Math.max(most(scatters), most(expected))));
    int[] order =
        IntStream.range(0, magnitudes.length)
            .boxed()
            .sorted((a, b) -> Double.compare(magnitudes[a], magnitudes[b]))
            .mapToInt(i -> i)
            .toArray();
    int step = Math.max(1, order.length / STEPS);
    for (int i = step; i < order.length; i += step) {
      int before = order[i - step];
      int now = order[i];
      chart.line("model", magnitudes[before], expected[before], magnitudes[now], expected[now]);
    }
    for (int i = 0; i < magnitudes.length; i++) {
      chart.point(stars.get(i).comparison() ? "other" : "point", magnitudes[i], scatters[i]);
    }
    return chart.svg();
  }

  /** Returns whether the scatter of a field's stars has a picture: two stars at least. */
  static boolean isDrawn(FieldCurves field) {
    return stars(field).size() >= 2;
  }

  private static List<StarSummary> stars(FieldCurves field) {
    return field.summaries().stream()
        .filter(star -> star.scatter() > 0 && star.expected() > 0 && star.flux() > 0)
        .toList();
  }

  private static double least(double[] values) {
    return Arrays.stream(values).min().orElseThrow();
  }

  private static double most(double[] values) {
    return Arrays.stream(values).max().orElseThrow();
  }
}
