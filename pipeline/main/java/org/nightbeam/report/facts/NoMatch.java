package org.nightbeam.report.facts;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nightbeam.reason.Reason;
import org.nightbeam.table.FrameColumn;
import org.nightbeam.table.FrameStatus;
import org.nightbeam.table.Lacks;

/** Why no master matched: what uncalibrated lights lack, and what comes near. */
public final class NoMatch {
  private NoMatch() {}

  /** Returns the lights of each reason, in the order of their first. */
  public static Map<String, List<Row>> byReason(List<Row> rows) {
    Map<String, List<Row>> same = new LinkedHashMap<>();
    for (Row row : rows) {
      if (row.is(FrameStatus.UNCALIBRATED)) {
        same.computeIfAbsent(row.get(FrameColumn.REASON), reason -> new ArrayList<>()).add(row);
      }
    }
    return same;
  }

  /** Returns what a light lacks; its reason as a whole where the table has no details of it. */
  public static List<Reason.Lack> of(Row light) {
    List<Reason.Lack> lacks = Lacks.read(light.get(FrameColumn.REASON_DETAILS));
    return lacks.isEmpty()
        ? List.of(new Reason.Lack("", "", light.get(FrameColumn.REASON), ""))
        : lacks;
  }
}
