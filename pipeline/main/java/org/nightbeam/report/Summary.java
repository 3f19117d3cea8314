package org.nightbeam.report;

import java.util.LinkedHashMap;
import java.util.Map;
import org.nightbeam.report.facts.Format;
import org.nightbeam.report.facts.Tally;

/** The numbers on top of a page. */
final class Summary {
  private Summary() {}

  /**
   * Writes them.
   *
   * @param first more of them, which come first
   * @param seconds that the run took; NaN to leave it out
   * @param odd lights that are unlike the others of their night
   */
  static void write(
      Html html, Map<String, String> first, Tally tally, long masters, double seconds, long odd) {
    Map<String, String> numbers = new LinkedHashMap<>(first);
    numbers.put("Frames", Format.count(tally.frames));
    numbers.put("Lights", Format.count(tally.lights));
    numbers.put("Calibrated", Format.count(tally.calibrated));
    numbers.put("Set aside", Format.count(tally.setAside));
    numbers.put("Missing a master", Format.count(tally.missing));
    numbers.put("Odd lights", Format.count(odd));
    numbers.put("Masters", Format.count(masters));
    if (tally.unused > 0) {
      numbers.put("Not needed", Format.count(tally.unused));
    }
    if (Double.isFinite(seconds)) {
      numbers.put("Time taken", Format.duration(seconds));
    }
    html.open("dl", "class", "summary");
    numbers.forEach(
        (name, value) ->
            html.open("div", "class", mood(name, value))
                .element("dt", name)
                .element("dd", value)
                .close());
    html.close().line();
  }

  private static String mood(String name, String value) {
    if (value.equals("0")) {
      return "zero";
    }
    return switch (name) {
      case "Set aside", "Missing a master" -> "bad";
      case "Odd lights" -> "fair";
      default -> null;
    };
  }
}
