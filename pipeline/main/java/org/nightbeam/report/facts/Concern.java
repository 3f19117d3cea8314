package org.nightbeam.report.facts;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.nightbeam.reason.Reason;
import org.nightbeam.table.FrameColumn;
import org.nightbeam.table.FrameStatus;

/**
 * A problem of a night that needs attention.
 *
 * @param what a sentence
 * @param remedy what can be done about it; empty for nothing
 * @param section anchor of the section with its frames
 * @param mark of the odd lights that it is about, or {@link #STEP_LEFT_OUT}; empty for other things
 * @param weight lights that are lost or spoilt by it
 */
public record Concern(String what, String remedy, String section, String mark, double weight) {
  private static final double OF_A_WARNING = 0.01; // beside a light that is lost
  private static final double OF_ODD = 0.5;

  /** Stands for the lights with a step left out, where others are found by their mark. */
  public static final String STEP_LEFT_OUT = "step";

  private static final double OF_A_STEP = 0.8;

  /** What can be done about odd lights, by their marks. */
  private static final Map<String, String> OF_MARKS =
      Map.of(
          "cloud", "Leave them out, or give them less weight; take them again.",
          "few stars", "Clouds, or a drifting focus: look at them.",
          "wide stars", "Check the focus.",
          "out of focus", "Check the focus, and its drift with temperature.",
          "trailed", "Check guiding, balance and wind.",
          "bright sky", "Dawn, the Moon or a lamp: see when it happened.",
          "satellite trail", "Stacking with rejection removes it.",
          "saturated", "Use shorter exposures.");

  /** Returns all of a night, the gravest first. */
  public static List<Concern> of(Night night, List<Row> lights, OddLights odd) {
    List<Concern> concerns = new ArrayList<>();
    missing(night.rows(), concerns);
    leftOut(lights, concerns);
    setAside(night.rows(), concerns);
    marks(lights, odd, concerns);
    warnings(night.rows(), concerns);
    concerns.sort(Comparator.comparingDouble(concern -> -concern.weight));
    return concerns;
  }

  private static void missing(List<Row> rows, List<Concern> concerns) {
    Map<String, Integer> lacks = new LinkedHashMap<>();
    for (List<Row> same : NoMatch.byReason(rows).values()) {
      String needs =
          NoMatch.of(same.get(0)).stream()
              .map(Reason.Lack::needs)
              .distinct()
              .collect(Collectors.joining(", "));
      lacks.merge(needs, same.size(), Integer::sum);
    }
    lacks.forEach(
        (needs, count) ->
            concerns.add(
                new Concern(
                    Format.count(count, "light")
                        + (count == 1 ? " lacks" : " lack")
                        + " a master"
                        + (needs.isEmpty() ? "" : " " + needs),
                    "Add the frames, or --masters=FOLDER with those of another run, and run again.",
                    "no-match",
                    "",
                    count)));
  }

  private static void leftOut(List<Row> lights, List<Concern> concerns) {
    Map<String, Integer> reasons = new LinkedHashMap<>();
    for (Row light : lights) {
      if (light.lacksStep()) {
        reasons.merge(light.get(FrameColumn.REASON), 1, Integer::sum);
      }
    }
    reasons.forEach(
        (reason, count) ->
            concerns.add(
                new Concern(
                    Format.count(count)
                        + " of "
                        + Format.count(lights.size(), "light")
                        + (count == 1 ? " is" : " are")
                        + " calibrated with a step left out",
                    sentence(reason)
                        + " Add the frames, or --masters=FOLDER with those of another run, and run"
                        + " again.",
                    "lights",
                    STEP_LEFT_OUT,
                    OF_A_STEP * count)));
  }

  private static String sentence(String reason) {
    String why = reason.replace(Reason.STEP_LEFT_OUT, "");
    return why.substring(0, 1).toUpperCase(Locale.ROOT) + why.substring(1) + ".";
  }

  private static void setAside(List<Row> rows, List<Concern> concerns) {
    Map<String, List<Row>> byCode = new LinkedHashMap<>();
    for (Row row : rows) {
      if (row.is(FrameStatus.REJECTED)) {
        byCode
            .computeIfAbsent(row.get(FrameColumn.REASON_CODE), code -> new ArrayList<>())
            .add(row);
      }
    }
    byCode.forEach(
        (code, same) -> {
          long lights = same.stream().filter(Row::isLight).count();
          concerns.add(
              new Concern(
                  Format.count(same.size(), "frame")
                      + (same.size() == 1 ? " was" : " were")
                      + " set aside"
                      + (code.isEmpty() ? "" : " (" + code.replace('-', ' ') + ")")
                      + ": "
                      + same.get(0).name()
                      + (same.size() > 1 ? " and " + (same.size() - 1) + " more" : ""),
                  Remedies.of(same.get(0)),
                  "set-aside",
                  "",
                  Math.max(lights, OF_ODD)));
        });
  }

  private static void marks(List<Row> lights, OddLights odd, List<Concern> concerns) {
    Map<String, List<Row>> byMark = new LinkedHashMap<>();
    for (Row light : lights) {
      odd.oddities(light)
          .forEach(mark -> byMark.computeIfAbsent(mark, any -> new ArrayList<>()).add(light));
    }
    byMark.forEach(
        (mark, same) ->
            concerns.add(
                new Concern(
                    Format.count(same.size())
                        + " of "
                        + Format.count(lights.size(), "light")
                        + ": "
                        + mark
                        + during(same),
                    OF_MARKS.getOrDefault(mark, ""),
                    "lights",
                    mark,
                    OF_ODD * same.size())));
  }

  /** Returns when the first and the last of some lights began. */
  private static String during(List<Row> rows) {
    String first = rows.get(0).clock();
    String last = rows.get(rows.size() - 1).clock();
    if (first.length() < 5 || last.length() < 5) {
      return "";
    }
    return first.equals(last)
        ? ", " + first.substring(0, 5) + " UTC"
        : ", " + first.substring(0, 5) + "–" + last.substring(0, 5) + " UTC";
  }

  private static void warnings(List<Row> rows, List<Concern> concerns) {
    Map<String, Integer> kinds = new HashMap<>();
    String most = "";
    long frames = 0;
    for (Row row : rows) {
      String warning = row.get(FrameColumn.WARNINGS);
      if (!warning.isEmpty()) {
        frames++;
        if (kinds.merge(warning, 1, Integer::sum) > kinds.getOrDefault(most, 0)) {
          most = warning;
        }
      }
    }
    if (frames > 0) {
      concerns.add(
          new Concern(
              Format.count(frames, "frame") + (frames == 1 ? " has" : " have") + " a warning",
              most,
              "warnings",
              "",
              OF_A_WARNING * frames));
    }
  }

  /**
   * Returns a sentence on the sky of a night.
   *
   * @return empty if too little is known
   */
  public static String sky(List<Row> lights, OddLights odd) {
    Map<String, Integer> marks = new LinkedHashMap<>();
    long unlike = 0;
    long known = 0;
    long compared = 0;
    for (Row light : lights) {
      List<String> of = odd.oddities(light);
      of.forEach(mark -> marks.merge(mark, 1, Integer::sum));
      unlike += of.isEmpty() ? 0 : 1;
      compared += odd.isCompared(light) ? 1 : 0;
      known += Double.isNaN(light.number(FrameColumn.STARS)) ? 0 : 1;
    }
    if (known < 2 || compared + unlike == 0) {
      return "";
    }
    if (unlike == 0) {
      return compared == lights.size()
          ? "No light is unlike the others."
          : String.format(
              "No light is unlike the others, as far as there were %d of a kind to compare: %s of"
                  + " %s.",
              OddLights.FEWEST, Format.count(compared), Format.count(lights.size(), "light"));
    }
    StringBuilder text =
        new StringBuilder(Format.count(unlike) + " of " + Format.count(lights.size(), "light"));
    text.append(unlike == 1 ? " is odd: " : " are odd: ");
    List<Map.Entry<String, Integer>> most = new ArrayList<>(marks.entrySet());
    most.sort(Map.Entry.comparingByValue(Comparator.reverseOrder()));
    for (int i = 0; i < most.size(); i++) {
      String mark = most.get(i).getKey();
      List<Row> same = lights.stream().filter(row -> odd.oddities(row).contains(mark)).toList();
      text.append(i == 0 ? "" : "; ");
      text.append(mark).append(' ').append(Format.count(same.size())).append(during(same));
    }
    return text.append('.').toString();
  }
}
