package org.nightbeam.terminal;

import java.io.PrintStream;
import java.util.List;

/** What the program says on standard error. */
public final class Messages {
  private Messages() {}

  /** Says what a person should know; the run goes on. */
  public static void warn(List<String> warnings, PrintStream err) {
    String label = Terminal.of(err).in(Terminal.Colour.WARNING, "warning");
    warnings.forEach(warning -> err.println("nightbeam: " + label + ": " + printable(warning)));
  }

  public static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
