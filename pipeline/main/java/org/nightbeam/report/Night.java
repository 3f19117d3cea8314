package org.nightbeam.report;

import java.util.ArrayList;
import java.util.List;

/**
 * The frames of a night.
 *
 * @param name its date; {@link Row#NO_NIGHT} for frames of which no night is known
 * @param rows in the order of the table: by time
 */
record Night(String name, List<Row> rows) {
  Night(String name) {
    this(name, new ArrayList<>());
  }

  List<Row> lights() {
    return rows.stream().filter(Row::isLight).toList();
  }

  Tally tally() {
    Tally tally = new Tally();
    rows.forEach(tally::add);
    return tally;
  }

  String title() {
    return name.equals(Row.NO_NIGHT) ? "Frames without a night" : "Night of " + name;
  }

  /** Returns the name of its page, without a folder. */
  static String page(String name) {
    return (name.equals(Row.NO_NIGHT) ? "no-night" : name) + ".html";
  }
}
