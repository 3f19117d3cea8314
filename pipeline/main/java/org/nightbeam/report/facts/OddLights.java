package org.nightbeam.report.facts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nightbeam.grading.Grade;
import org.nightbeam.table.FrameColumn;

/**
 * Oddities of a light compared with others of its night with the same filter, exposure, telescope,
 * camera, binning and gain: a hint where to look first. They come from the grades if lights were
 * graded by their catalogues, otherwise from rough statistics; fewer than 5 of a kind are not
 * compared.
 */
public final class OddLights {
  static final int FEWEST = 5; // of a kind
  private static final double FEW_STARS = 0.6; // of the median
  private static final double WIDE_STARS = 1.3;
  private static final double SKY_SCATTERS = 5; // median absolute deviations
  private static final double SKY_CHANGE = 0.1; // of the median: less is no cloud or dawn
  private static final double SATURATED = 0.005;

  private static final List<FrameColumn> COLUMNS =
      List.of(FrameColumn.STARS, FrameColumn.FWHM_PX, FrameColumn.SKY_ADU);

  /** Of each kind the medians of these columns, and the scatter of the last. */
  private final Map<String, double[]> medians = new HashMap<>();

  /** Compares the lights of a night. */
  public OddLights(List<Row> lights) {
    Map<String, List<Row>> kinds = new HashMap<>();
    lights.forEach(light -> kinds.computeIfAbsent(kind(light), k -> new ArrayList<>()).add(light));
    kinds.forEach(
        (kind, rows) -> {
          double[] middle = new double[COLUMNS.size() + 1];
          for (int i = 0; i < COLUMNS.size(); i++) {
            middle[i] = median(rows, COLUMNS.get(i));
          }
          double deviation = 0;
          if (!Double.isNaN(middle[2])) {
            double sky = middle[2];
            deviation =
                median(
                    rows.stream()
                        .mapToDouble(row -> Math.abs(row.number(FrameColumn.SKY_ADU) - sky))
                        .toArray());
          }
          middle[COLUMNS.size()] = deviation;
          medians.put(kind, middle);
        });
  }

  private static String kind(Row light) {
    return light.instrument()
        + "\n"
        + light.get(FrameColumn.FILTER)
        + "\n"
        + light.get(FrameColumn.EXPOSURE_S)
        + "\n"
        + light.get(FrameColumn.WIDTH);
  }

  private static double median(List<Row> rows, FrameColumn column) {
    return median(rows.stream().mapToDouble(row -> row.number(column)).toArray());
  }

  /** Returns the median of the values that are known; NaN if they are too few. */
  public static double median(double[] values) {
    double[] known = Arrays.stream(values).filter(value -> !Double.isNaN(value)).sorted().toArray();
    return known.length < FEWEST
        ? Double.NaN
        : (known[(known.length - 1) / 2] + known[known.length / 2]) / 2;
  }

  /** Returns whether there was anything to compare a light with. */
  boolean isCompared(Row light) {
    return isGraded(light) || !Double.isNaN(medians.get(kind(light))[0]);
  }

  /** Returns whether it was compared star by star. */
  private static boolean isGraded(Row light) {
    return !light.get(FrameColumn.LIMITING_MAG).isEmpty();
  }

  /** Returns how many of these lights are odd. */
  public long count(List<Row> lights) {
    return lights.stream().filter(light -> !oddities(light).isEmpty()).count();
  }

  /** Returns what is odd, a few words each; empty for nothing. */
  public List<String> oddities(Row light) {
    if (isGraded(light)) {
      String marks = light.get(FrameColumn.ODD);
      return marks.isEmpty() ? List.of() : List.of(marks.split(Grade.BETWEEN));
    }
    double[] middle = medians.get(kind(light));
    List<String> odd = new ArrayList<>();
    if (light.number(FrameColumn.STARS) < FEW_STARS * middle[0]) {
      odd.add("few stars");
    }
    if (light.number(FrameColumn.FWHM_PX) > WIDE_STARS * middle[1]) {
      odd.add("wide stars");
    }
    double above = light.number(FrameColumn.SKY_ADU) - middle[2];
    if (above > SKY_SCATTERS * middle[3] && above > SKY_CHANGE * Math.abs(middle[2])) {
      odd.add("bright sky");
    }
    if (light.number(FrameColumn.SATURATED_FRACTION) > SATURATED) {
      odd.add("saturated");
    }
    return odd;
  }
}
