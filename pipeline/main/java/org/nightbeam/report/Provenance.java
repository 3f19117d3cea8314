package org.nightbeam.report;

import java.util.Map;

/** What made the products: versions and options. */
final class Provenance {
  private Provenance() {}

  static void write(Html html, RunFacts run) {
    html.open("section", "id", "made-by", "aria-labelledby", "made-by-title");
    html.open("div", "class", "heading").element("h2", "Made by", "id", "made-by-title");
    String when = run.started().isEmpty() ? "" : "Run of " + run.started() + ", ";
    html.element(
        "p",
        Double.isFinite(run.seconds())
            ? when + Shown.duration(run.seconds()) + "."
            : "There is no run.json that says how.");
    html.close();
    table(html, "Versions", run.versions());
    Map<String, String> options = run.options();
    if (!options.isEmpty()) {
      html.open("details").element("summary", "All " + options.size() + " options");
      table(html, "Options", options);
      html.close();
    }
    html.close().line();
  }

  private static void table(Html html, String caption, Map<String, String> values) {
    if (values.isEmpty()) {
      return;
    }
    html.open("div", "class", "scroll", "tabindex", "0", "role", "group", "aria-label", caption);
    html.open("table", "class", "pairs").element("caption", caption).open("tbody");
    values.forEach(
        (name, value) ->
            html.open("tr").element("th", name, "scope", "row").element("td", value).close());
    html.close().close().close().line();
  }
}
