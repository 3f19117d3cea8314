package org.nightbeam.header;

import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Angles and hours with minutes and seconds, such as {@code +12 34 56.7} or {@code 5h35m17s}. */
final class Sexagesimal {
  private static final Pattern NUMBER =
      Pattern.compile(
          "([+-]?)(\\d{1,3})[: dh°/]+(\\d{1,2})(?:[: m'/]+(\\d{1,2}(?:[.:]\\d*)?))?[s\"]?");

  private Sexagesimal() {}

  /** Returns the number in whole degrees or hours and parts of them; empty if it is none. */
  static OptionalDouble parse(String text) {
    Matcher m = NUMBER.matcher(text);
    if (!m.matches()) {
      return OptionalDouble.empty();
    }
    double value =
        Integer.parseInt(m.group(2))
            + Integer.parseInt(m.group(3)) / 60d
            + (m.group(4) == null ? 0 : Double.parseDouble(m.group(4).replace(':', '.')) / 3600);
    return OptionalDouble.of(m.group(1).equals("-") ? -value : value);
  }
}
