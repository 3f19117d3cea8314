package org.nightbeam.report;

import java.util.ArrayList;
import java.util.List;
import org.nightbeam.report.facts.Format;
import org.nightbeam.report.facts.Tally;

/** The numbers on top of a page, each a link to what it counts. */
final class Summary {
  private Summary() {}

  /**
   * A number.
   *
   * @param section anchor of what it counts
   * @param show which lights it counts, see {@link Blocks#toLights}; null for other things
   * @param mood how it is shown if it is not 0; null for plain
   */
  record Number(String name, long value, String section, String show, String mood) {}

  /**
   * Writes them.
   *
   * @param first more of them, which come first
   * @param odd lights that are unlike the others of their night
   * @param ofANight whether the page has the sections of a night; else all is in the table of
   *     nights
   */
  static void write(
      Html html, List<Number> first, Tally tally, long masters, long odd, boolean ofANight) {
    List<Number> numbers = new ArrayList<>(first);
    numbers.add(new Number("Frames", tally.frames, "timeline", null, null));
    numbers.add(new Number("Lights", tally.lights, "lights", "*", null));
    numbers.add(new Number("Calibrated", tally.calibrated, "lights", "done", null));
    numbers.add(new Number("Set aside", tally.setAside, "set-aside", null, "bad"));
    numbers.add(new Number("Missing a master", tally.missing, "no-match", null, "bad"));
    numbers.add(new Number("Odd lights", odd, "lights", "odd", "fair"));
    numbers.add(new Number("Masters", masters, "masters", null, null));
    if (tally.unused > 0) {
      numbers.add(new Number("Not needed", tally.unused, "timeline", null, null));
    }
    html.open("dl", "class", "summary");
    for (Number number : numbers) {
      html.open("div", "class", number.value == 0 ? "zero" : number.mood);
      html.element("dt", number.name).open("dd");
      String text = Format.count(number.value);
      if (number.value == 0) {
        html.text(text);
      } else if (!ofANight) {
        html.element("a", text, "href", "#nights");
      } else if (number.show != null) {
        Blocks.toLights(html, text, null, number.show);
      } else {
        html.element("a", text, "href", "#" + number.section);
      }
      html.close().close();
    }
    html.close().line();
  }
}
