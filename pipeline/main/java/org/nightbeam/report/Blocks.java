package org.nightbeam.report;

import java.util.List;
import org.nightbeam.report.facts.Row;
import org.nightbeam.report.facts.RunFacts;
import org.nightbeam.report.facts.Target;
import org.nightbeam.table.FrameColumn;

/** The parts that sections of all pages are built of. */
final class Blocks {
  private Blocks() {}

  /** Begins a section with its title and, unless it is empty, a sentence that leads in. */
  static void section(Html html, String id, String title, String lead) {
    html.open("section", "id", id, "aria-labelledby", id + "-title");
    html.open("div", "class", "heading");
    html.element("h2", title, "id", id + "-title");
    if (!lead.isEmpty()) {
      html.element("p", lead);
    }
    html.close().line();
  }

  /** Says that the input is watched, where it is, and which files of the output are damaged. */
  static void state(Html html, RunFacts run) {
    for (String sentence : run.damaged()) {
      html.element("p", sentence, "class", "damaged");
    }
    if (run.isWatching()) {
      html.element(
          "p",
          "The folder is being watched: this is the state after the run of "
              + run.started()
              + ". This page checks for updates every half minute.",
          "class",
          "watching",
          "role",
          "status");
    }
  }

  /** Begins an area that scrolls where the window is narrower than its table. */
  static void scroll(Html html, String label) {
    html.open("div", "class", "scroll", "tabindex", "0", "role", "group", "aria-label", label);
  }

  /** Writes the head of a table. */
  static void headRow(Html html, String... names) {
    html.open("thead").open("tr");
    for (String name : names) {
      html.element("th", name, "scope", "col");
    }
    html.close().close().line();
  }

  /** Writes a cell with a number. */
  static void cell(Html html, String value) {
    html.element("td", value, "class", "n");
  }

  /**
   * Writes the place of a plot, which the script draws.
   *
   * @param label what the plot shows, in words
   * @param kind its size, a class of the style sheet
   */
  static void plot(Html html, String id, String label, String kind) {
    html.open("div", "class", "plot " + kind, "id", id, "role", "img", "aria-label", label);
    html.close();
  }

  /**
   * Writes a link to some of the lights.
   *
   * @param target null for all, whatever target, filter and instrument
   * @param show {@code *} for all, {@code odd}, {@code left}, or a mark
   */
  static void toLights(Html html, String text, Target target, String show) {
    html.element(
        "a",
        text,
        "href",
        "#lights",
        "data-target",
        target == null ? "*" : target.key(),
        "data-filter",
        target == null ? "*" : target.filter(),
        "data-camera",
        target == null ? "*" : target.instrument(),
        "data-show",
        show);
  }

  /** Writes a name with its value, in a list of such pairs. */
  static void pair(Html html, String name, String value) {
    html.open("div").element("dt", name).element("dd", value).close();
  }

  /** Returns the path of the first frame, and how many more there are. */
  static String firstAndMore(List<Row> rows) {
    return rows.get(0).get(FrameColumn.PATH)
        + (rows.size() > 1 ? " and " + (rows.size() - 1) + " more" : "");
  }

  /** Returns a value as JSON can have it: null where it is not finite. */
  static Double known(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
