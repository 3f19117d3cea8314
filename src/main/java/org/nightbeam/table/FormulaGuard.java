package org.nightbeam.table;

import java.util.regex.Pattern;

/**
 * Keeps spreadsheets from running what a header or a file name says: they take a text that begins
 * with one of {@code = + - @} for a formula, unless an apostrophe is before it. Numbers stay, and
 * so do several with spaces between them.
 */
public final class FormulaGuard {
  private static final Pattern FORMULA = Pattern.compile("'*[=+\\-@\\t\\r].*", Pattern.DOTALL);
  private static final String NUMBER = "[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?";
  private static final Pattern NUMBERS = Pattern.compile(NUMBER + "(?: " + NUMBER + ")*");

  private FormulaGuard() {}

  /** Returns the text for a table. */
  public static String guarded(String text) {
    return FORMULA.matcher(text).matches() && !NUMBERS.matcher(text).matches() ? "'" + text : text;
  }

  /** Returns the text that {@link #guarded} was given. */
  public static String plain(String guarded) {
    return guarded.startsWith("'") && FORMULA.matcher(guarded).matches()
        ? guarded.substring(1)
        : guarded;
  }
}
