package org.nightbeam.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nightbeam.table.FrameColumn;
import org.nightbeam.table.FrameStatus;

/**
 * Why no master matched: the reason of an uncalibrated light, taken apart into the candidates and
 * what of them does not match.
 *
 * @param needs what has no match, such as {@code dark}
 * @param candidate the master that comes nearest; empty where there is none at all
 * @param found what it has that does not match, or all that is known
 * @param wanted what the light asks for; empty where that is not said
 */
record NoMatch(String needs, String candidate, String found, String wanted) {
  private static final String EXPECTED = "expected ";
  private static final Pattern MISSING = Pattern.compile("no master (\\S+?)(?: matches)?: (.*)");
  private static final Pattern CANDIDATE = Pattern.compile("(\\S+/\\S+) has (.*)");

  /** Takes a reason apart; a part that is written otherwise stands whole. */
  static List<NoMatch> of(String reason) {
    List<NoMatch> rows = new ArrayList<>();
    for (String missing : reason.split("; (?=no master |the header )")) {
      Matcher needs = MISSING.matcher(missing);
      if (!needs.matches()) {
        rows.add(new NoMatch("dark", "", missing, ""));
        continue;
      }
      for (String nearest : needs.group(2).split("; ")) {
        Matcher candidate = CANDIDATE.matcher(nearest);
        if (!candidate.matches()) {
          rows.add(new NoMatch(needs.group(1), "", nearest, ""));
          continue;
        }
        List<String> found = new ArrayList<>();
        for (String part : candidate.group(2).split(", ")) {
          if (part.startsWith(EXPECTED)) {
            rows.add(
                new NoMatch(
                    needs.group(1),
                    candidate.group(1),
                    String.join(", ", found),
                    part.substring(EXPECTED.length())));
            found.clear();
          } else {
            found.add(part);
          }
        }
        if (!found.isEmpty()) {
          rows.add(new NoMatch(needs.group(1), candidate.group(1), String.join(", ", found), ""));
        }
      }
    }
    return rows;
  }

  /** The lights of each reason, in the order of their first. */
  static Map<String, List<Row>> byReason(List<Row> rows) {
    Map<String, List<Row>> same = new LinkedHashMap<>();
    for (Row row : rows) {
      if (row.is(FrameStatus.UNCALIBRATED)) {
        same.computeIfAbsent(row.get(FrameColumn.REASON), reason -> new ArrayList<>()).add(row);
      }
    }
    return same;
  }
}
