package org.nightbeam.report;

import java.util.List;
import java.util.Map;
import org.nightbeam.reason.Reason;
import org.nightbeam.report.facts.NoMatch;
import org.nightbeam.report.facts.Row;

/** Why lights lack a master, and which masters came nearest. */
final class NoMatchSection extends Section {
  private final Map<String, List<Row>> reasons;

  NoMatchSection(PageFacts facts) {
    super("no-match", "No match");
    this.reasons = NoMatch.byReason(facts.night().rows());
  }

  @Override
  boolean isPresent() {
    return !reasons.isEmpty();
  }

  @Override
  void write(Html html) {
    begin(
        html,
        "Why no master matched",
        "Lights that lack a master, with the nearest candidates. nightbeam plan"
            + " --format=MATCHES shows every criterion.");
    Blocks.scroll(html, "No match");
    html.open("table", "class", "prose");
    Blocks.headRow(html, "Lights", "Lacks a", "Nearest", "It has", "Expected");
    reasons.forEach((reason, rows) -> rows(html, NoMatch.of(rows.get(0)), rows));
    html.close().close().close().line();
  }

  private static void rows(Html html, List<Reason.Lack> lacks, List<Row> rows) {
    html.open("tbody");
    for (int i = 0; i < lacks.size(); i++) {
      Reason.Lack lack = lacks.get(i);
      html.open("tr");
      if (i == 0) {
        String lights = Blocks.firstAndMore(rows);
        html.element("th", lights, "scope", "rowgroup", "rowspan", lacks.size() + "");
      }
      html.element("td", lack.needs()).element("td", lack.candidate());
      html.element("td", lack.found()).element("td", lack.expected());
      html.close().line();
    }
    html.close();
  }
}
