package org.nightbeam.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nightbeam.report.facts.Row;
import org.nightbeam.table.FrameColumn;

/** Frames that were used but deserve a look. */
final class WarningsSection extends Section {
  /** The frames of each warning, in the order of their first. */
  private final Map<String, List<Row>> warnings = new LinkedHashMap<>();

  WarningsSection(PageFacts facts) {
    super("warnings", "Warnings");
    for (Row row : facts.night().rows()) {
      if (!row.get(FrameColumn.WARNINGS).isEmpty()) {
        warnings.computeIfAbsent(row.get(FrameColumn.WARNINGS), text -> new ArrayList<>()).add(row);
      }
    }
  }

  @Override
  boolean isPresent() {
    return !warnings.isEmpty();
  }

  @Override
  void write(Html html) {
    begin(html, "Frames that were used but deserve a look.");
    Blocks.scroll(html, "Warnings");
    html.open("table", "class", "prose");
    Blocks.headRow(html, "Frames", "Warning");
    html.open("tbody");
    warnings.forEach(
        (warning, rows) -> {
          html.open("tr").element("th", Blocks.firstAndMore(rows), "scope", "row");
          html.element("td", warning).close().line();
        });
    html.close().close().close().close().line();
  }
}
