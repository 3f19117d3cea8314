package org.nightbeam.report;

import java.util.List;
import org.nightbeam.report.facts.Remedies;
import org.nightbeam.report.facts.Row;
import org.nightbeam.table.FrameColumn;
import org.nightbeam.table.FrameStatus;

/** Frames that cannot be used as they are, each with why and what to do. */
final class SetAsideSection extends Section {
  private final List<Row> rows;

  SetAsideSection(PageFacts facts) {
    super("set-aside", "Set aside");
    this.rows = facts.night().rows().stream().filter(row -> row.is(FrameStatus.REJECTED)).toList();
  }

  @Override
  boolean isPresent() {
    return !rows.isEmpty();
  }

  @Override
  void write(Html html) {
    begin(html, "Frames that cannot be used as they are.");
    Blocks.scroll(html, "Set aside");
    html.open("table", "class", "prose");
    Blocks.headRow(html, "Frame", "Why", "What to do");
    html.open("tbody");
    for (Row row : rows) {
      html.open("tr").element("th", row.get(FrameColumn.PATH), "scope", "row");
      html.element("td", row.get(FrameColumn.REASON));
      html.element("td", Remedies.of(row)).close().line();
    }
    html.close().close().close().close().line();
  }
}
