package org.nightbeam.report.facts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nightbeam.statistics.Spread;
import org.nightbeam.table.FrameColumn;

/**
 * The best and the worst light of a night. Each is compared with the median of those that share its
 * target, filter, exposure, telescope, camera, binning, gain and size, by what the signal to noise
 * of a star goes with: its light over the width of its image and the root of the sky below it.
 *
 * @param best number of the light in the list; -1 if there is none to compare
 * @param worst number of the light in the list; -1 if there is none to compare
 */
public record BestAndWorst(int best, int worst) {
  private static final int FEWEST = 3; // of a kind

  /** Looks for them. */
  public static BestAndWorst of(List<Row> lights) {
    Map<String, List<Integer>> kinds = new HashMap<>();
    for (int i = 0; i < lights.size(); i++) {
      Row light = lights.get(i);
      if (light.isCalibrated() && light.number(FrameColumn.FWHM_PX) > 0) {
        kinds.computeIfAbsent(kind(light), kind -> new ArrayList<>()).add(i);
      }
    }
    int best = -1;
    int worst = -1;
    double most = Double.NEGATIVE_INFINITY;
    double least = Double.POSITIVE_INFINITY;
    for (List<Integer> same : kinds.values()) {
      if (same.size() < FEWEST) {
        continue;
      }
      List<Row> rows = same.stream().map(lights::get).toList();
      FrameColumn light = isKnown(rows) ? FrameColumn.TRANSPARENCY : FrameColumn.STARS;
      double typical = median(rows, light);
      double width = median(rows, FrameColumn.FWHM_PX);
      double sky = median(rows, FrameColumn.SKY_ADU);
      for (int i : same) {
        Row row = lights.get(i);
        double score =
            ratio(row.number(light), typical)
                / ratio(row.number(FrameColumn.FWHM_PX), width)
                / Math.sqrt(ratio(row.number(FrameColumn.SKY_ADU), sky));
        if (score > most || score == most && i < best) {
          most = score;
          best = i;
        }
        if (score < least || score == least && i < worst) {
          least = score;
          worst = i;
        }
      }
    }
    return best == worst ? new BestAndWorst(-1, -1) : new BestAndWorst(best, worst);
  }

  private static boolean isKnown(List<Row> rows) {
    return rows.stream().allMatch(row -> row.number(FrameColumn.TRANSPARENCY) > 0);
  }

  private static double median(List<Row> rows, FrameColumn column) {
    return Spread.median(
        rows.stream().mapToDouble(row -> row.number(column)).filter(Double::isFinite).toArray());
  }

  /** Returns a ratio of numbers above 0; 1 where one is not. */
  private static double ratio(double value, double typical) {
    return value > 0 && typical > 0 ? value / typical : 1;
  }

  private static String kind(Row light) {
    return String.join(
        "\n",
        Target.key(light),
        light.instrument(),
        light.get(FrameColumn.WIDTH),
        light.get(FrameColumn.HEIGHT),
        light.get(FrameColumn.FILTER),
        light.get(FrameColumn.EXPOSURE_S),
        light.get(FrameColumn.HDU));
  }
}
