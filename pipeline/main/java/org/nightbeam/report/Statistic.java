package org.nightbeam.report;

import java.util.Arrays;
import java.util.List;
import org.nightbeam.report.facts.Format;
import org.nightbeam.report.facts.Row;
import org.nightbeam.report.facts.RunFacts;
import org.nightbeam.statistics.Spread;
import org.nightbeam.table.FrameColumn;

/** A number of each light that is plotted over time, and stands on its card and in the table. */
enum Statistic {
  SKY(FrameColumn.SKY_ADU, "Sky", "Sky level", "", 4),
  NOISE(FrameColumn.NOISE_ADU, "Noise", "Noise of a pixel", "", 3),
  STARS(FrameColumn.STARS, "Stars", "Stars", "count", 0),
  FWHM(FrameColumn.FWHM_PX, "FWHM", "Star width (FWHM)", "pixels", 3),
  FWHM_ARCSEC(FrameColumn.FWHM_ARCSEC, "FWHM \u2033", "Star width (FWHM)", "arcseconds", 3),
  ELONGATION(
      FrameColumn.ELONGATION, "Elongation", "Elongation of stars", "long axis over short one", 3),
  TRANSPARENCY(FrameColumn.TRANSPARENCY, "Transparency", "Transparency", "% of the best lights", 3),
  LIMIT(FrameColumn.LIMITING_MAG, "Limit", "Limiting magnitude", "without a zero point", 4),
  AIRMASS(FrameColumn.AIRMASS, "Airmass", "Airmass", "by the header", 3),
  SATURATED(FrameColumn.SATURATED_FRACTION, "Saturated", "Saturated pixels", "%", 0);

  private static final List<Statistic> ROUGH = List.of(SKY, NOISE, STARS, FWHM, SATURATED);

  private final FrameColumn column;
  private final String label;
  private final String title;
  private final String unit;
  private final int digits;

  /**
   * @param unit empty where the run tells it
   * @param digits that are shown; 0 for a form of its own
   */
  Statistic(FrameColumn column, String label, String title, String unit, int digits) {
    this.column = column;
    this.label = label;
    this.title = title;
    this.unit = unit;
    this.digits = digits;
  }

  /** Returns those of some lights: what only catalogues tell is left out where nothing is known. */
  static List<Statistic> of(List<Row> lights) {
    return Arrays.stream(values())
        .filter(
            statistic ->
                ROUGH.contains(statistic)
                    || lights.stream().anyMatch(light -> !light.get(statistic.column).isEmpty()))
        .toList();
  }

  /** Returns where its value is. */
  FrameColumn column() {
    return column;
  }

  /** Returns a short name. */
  String label() {
    return label;
  }

  /** Returns what it is. */
  String title() {
    return title;
  }

  /** Returns its value as plots have it: parts of a whole in per cent. */
  double plotted(Row light) {
    return light.number(column) * (this == SATURATED || this == TRANSPARENCY ? 100 : 1);
  }

  /** Returns whether there is something to plot: two values at least, not all of them nothing. */
  boolean isPlotted(List<Row> lights) {
    double[] known =
        lights.stream()
            .filter(light -> !Double.isNaN(light.time()))
            .mapToDouble(light -> light.number(column))
            .filter(Double::isFinite)
            .toArray();
    return known.length > 1 && (this != SATURATED || Arrays.stream(known).anyMatch(x -> x > 0));
  }

  /** Returns its unit in a run. */
  String unit(RunFacts run) {
    return this == SKY || this == NOISE ? run.skyUnit() : unit;
  }

  /** Returns whether any is known of a light. */
  static boolean isAnyOf(Row light) {
    return Arrays.stream(values()).anyMatch(statistic -> !light.get(statistic.column).isEmpty());
  }

  /** Returns the value of a light as it is shown. */
  String shown(Row light) {
    return shown(light.number(column));
  }

  /** Returns the median of the images of a file as it is shown. */
  String shown(List<Row> images) {
    return shown(
        Spread.median(
            images.stream()
                .mapToDouble(row -> row.number(column))
                .filter(Double::isFinite)
                .toArray()));
  }

  private String shown(double value) {
    return switch (this) {
      case STARS -> Format.count(value);
      case SATURATED -> Format.percent(value);
      case TRANSPARENCY ->
          Double.isFinite(value) ? Math.round(100 * value) + " %" : Format.number(value, 1);
      default -> Format.measured(value, digits);
    };
  }
}
