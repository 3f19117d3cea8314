package org.nightbeam.report;

import java.util.Map;
import org.nightbeam.report.facts.Format;
import org.nightbeam.report.facts.RunFacts;

/** What made the products: versions and options. */
final class ProvenanceSection extends Section {
  private final RunFacts run;

  ProvenanceSection(PageFacts facts) {
    this(facts.run());
  }

  ProvenanceSection(RunFacts run) {
    super("made-by", "Made by");
    this.run = run;
  }

  @Override
  boolean isPresent() {
    return true;
  }

  @Override
  void write(Html html) {
    String when = run.started().isEmpty() ? "" : "Run of " + run.started() + ", ";
    begin(
        html,
        Double.isFinite(run.seconds())
            ? when + Format.duration(run.seconds()) + "."
            : "There is no run.json to say how.");
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
    Blocks.scroll(html, caption);
    html.open("table", "class", "pairs").element("caption", caption).open("tbody");
    values.forEach(
        (name, value) ->
            html.open("tr").element("th", name, "scope", "row").element("td", value).close());
    html.close().close().close().line();
  }
}
