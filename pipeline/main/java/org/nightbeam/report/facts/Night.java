package org.nightbeam.report.facts;

import java.util.ArrayList;
import java.util.List;

/**
 * The frames of a night.
 *
 * @param name its date; {@link Row#NO_NIGHT} for frames of which no night is known
 * @param rows in the order of the table: by time
 */
public record Night(String name, List<Row> rows) {
  public Night(String name) {
    this(name, new ArrayList<>());
  }

  public List<Row> lights() {
    return rows.stream().filter(Row::isLight).toList();
  }

  public Tally tally() {
    Tally tally = new Tally();
    rows.forEach(tally::add);
    return tally;
  }

  public String title() {
    return name.equals(Row.NO_NIGHT) ? "Frames without a night" : "Night of " + name;
  }

  /** Returns the name of its page, without a folder. */
  public static String page(String name) {
    return (name.equals(Row.NO_NIGHT) ? "no-night" : name) + ".html";
  }
}
