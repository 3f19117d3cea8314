package org.nightbeam.lightcurve;

import java.util.Comparator;
import java.util.List;
import org.nightbeam.statistics.Spread;

/**
 * Results of a field whose curves are written, passed on to the table of all stars and the list of
 * curves.
 *
 * @param stars of the field
 * @param summaries of all stars
 * @param curves that were written
 * @param lights how many
 * @param comparisonStars how many
 * @param floor relative standard deviation that all stars have in addition to their stated errors
 * @param blends see {@link FieldCurves}
 * @param scatterChart whether the picture of the scatter was written
 * @param leftOut a sentence for each light that could not be measured
 */
public record FieldResult(
    FieldStars stars,
    List<StarSummary> summaries,
    List<Written> curves,
    int lights,
    int comparisonStars,
    double floor,
    int blends,
    boolean scatterChart,
    List<String> leftOut) {
  /** The order of tables: by field and filter. */
  public static final Comparator<FieldResult> ORDER =
      Comparator.comparing((FieldResult field) -> field.stars.name())
          .thenComparing(field -> field.stars.filter())
          .thenComparing(field -> field.stars.reference());

  /**
   * A curve that was written.
   *
   * @param name of the star
   * @param star its number in the field, from 0
   * @param file below the output
   * @param points lights in which it has a value
   * @param stepScatter robust relative scatter from light to light
   * @param chart whether its picture was written
   * @param nights of a target, if there is more than one
   */
  public record Written(
      String name,
      int star,
      String file,
      int points,
      double stepScatter,
      boolean chart,
      List<Night> nights) {
    /** Returns the same in a file of another name. */
    Written in(String other) {
      return new Written(name, star, other, points, stepScatter, chart, nights);
    }

    /** Returns the results of a curve. */
    static Written of(LightCurve curve, FieldStars field) {
      return new Written(
          curve.name(),
          curve.star(),
          CurveFile.path(curve, field, false),
          curve.points(),
          curve.isRelative() ? Variability.fromLightToLight(curve.flux()) : Double.NaN,
          CurveChart.isDrawn(curve),
          Night.of(curve, field));
    }
  }

  /**
   * One of the nights of a curve.
   *
   * @param night as in the table of frames; empty if not known
   * @param points lights in which it has a value
   * @param flux median, in the unit of the lights; NaN for none
   * @param stepScatter robust relative scatter from light to light
   * @param expected median of the relative errors
   * @param chart whether its picture was written
   */
  public record Night(
      String night, int points, double flux, double stepScatter, double expected, boolean chart) {

    static List<Night> of(LightCurve curve, FieldStars field) {
      return CurveFile.nights(curve, field).stream()
          .map(night -> of(curve.of(night), night))
          .toList();
    }

    private static Night of(LightCurve curve, String night) {
      boolean relative = curve.isRelative();
      double middle = Spread.median(FieldSolver.known(curve.flux()));
      double error = Spread.median(FieldSolver.known(curve.error()));
      return new Night(
          night,
          curve.points(),
          relative ? middle * curve.level() : middle,
          relative ? Variability.fromLightToLight(curve.flux()) : Double.NaN,
          relative ? error / middle : Double.NaN,
          CurveChart.isDrawn(curve));
    }
  }

  /** Returns the results of a field's curves. */
  public static FieldResult of(FieldCurves curves, List<String> leftOut) {
    return new FieldResult(
        curves.stars(),
        curves.summaries(),
        curves.curves().stream().map(curve -> Written.of(curve, curves.stars())).toList(),
        curves.lights(),
        curves.comparisonStars(),
        curves.floor(),
        curves.blends(),
        CurveChart.isDrawn(curves),
        leftOut);
  }

  /** Returns the same with curves whose files have other names. */
  FieldResult with(List<Written> others) {
    return new FieldResult(
        stars, summaries, others, lights, comparisonStars, floor, blends, scatterChart, leftOut);
  }
}
