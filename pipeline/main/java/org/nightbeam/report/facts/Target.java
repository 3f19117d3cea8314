package org.nightbeam.report.facts;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.nightbeam.grading.LightQuality;
import org.nightbeam.statistics.Spread;
import org.nightbeam.table.FrameColumn;

/**
 * Yield of one or several nights for one target in one filter with one telescope and camera.
 *
 * @param object name as the first of its headers spells it; empty if none says it
 * @param filter empty for none
 * @param instrument telescope, camera, binning and gain in words, see {@link Row#instrument}
 * @param lights all of it, in order of time
 * @param odd how many are odd
 * @param good seconds of those that are calibrated and not odd
 */
public record Target(
    String object, String filter, String instrument, List<Row> lights, long odd, double good) {

  private static final Comparator<List<String>> FILTER_AND_INSTRUMENT =
      Comparator.<List<String>, String>comparing(kind -> kind.get(0))
          .thenComparing(kind -> kind.get(1));

  /**
   * Returns the targets of some lights by name, filter and instrument; those without a name come
   * last.
   */
  public static List<Target> of(List<Row> lights, OddLights unlike) {
    Map<String, Map<List<String>, List<Row>>> byName = new TreeMap<>(Comparator.naturalOrder());
    for (Row light : lights) {
      byName
          .computeIfAbsent(key(light), name -> new TreeMap<>(FILTER_AND_INSTRUMENT))
          .computeIfAbsent(
              List.of(light.get(FrameColumn.FILTER), light.instrument()), kind -> new ArrayList<>())
          .add(light);
    }
    List<Target> targets = new ArrayList<>();
    byName.forEach(
        (name, byFilter) -> {
          String shown = byFilter.values().iterator().next().get(0).get(FrameColumn.OBJECT);
          byFilter.forEach((kind, same) -> targets.add(of(shown, kind, same, unlike)));
        });
    return targets;
  }

  /**
   * Returns a text that is the same for all spellings of a target; it begins so that none is last.
   */
  public static String key(Row light) {
    String target = LightQuality.target(light.get(FrameColumn.OBJECT), "");
    return target.equals(LightQuality.target("", "")) ? "~" : target;
  }

  /** Returns that text. */
  public String key() {
    return key(lights.get(0));
  }

  private static Target of(String object, List<String> kind, List<Row> lights, OddLights unlike) {
    List<Row> good = new ArrayList<>();
    long odd = 0;
    for (Row light : lights) {
      boolean isOdd = !unlike.oddities(light).isEmpty();
      odd += isOdd ? 1 : 0;
      if (!isOdd && light.isCalibrated()) {
        good.add(light);
      }
    }
    return new Target(object, kind.get(0), kind.get(1), lights, odd, secondsOnSky(good));
  }

  /** Returns the seconds that the shutter was open: the images of one file are of one exposure. */
  public static double secondsOnSky(List<Row> lights) {
    Map<String, Double> ofFiles = new HashMap<>();
    for (Row row : lights) {
      if (row.number(FrameColumn.EXPOSURE_S) > 0) {
        ofFiles.merge(row.file(), row.number(FrameColumn.EXPOSURE_S), Math::max);
      }
    }
    return ofFiles.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** Returns the seconds that the shutter was open for it. */
  public double seconds() {
    return secondsOnSky(lights);
  }

  /** Returns the median of a column; NaN if no light has it. */
  public double median(FrameColumn column) {
    return median(row -> row.number(column));
  }

  /** Returns the median level of the sky in ADU/s; NaN if not known. */
  public double skyRate() {
    return median(row -> row.number(FrameColumn.SKY_ADU) / row.number(FrameColumn.EXPOSURE_S));
  }

  private double median(ToDoubleFunction<Row> value) {
    return Spread.median(lights.stream().mapToDouble(value).filter(Double::isFinite).toArray());
  }
}
