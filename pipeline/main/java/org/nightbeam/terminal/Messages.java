package org.nightbeam.terminal;

import java.io.PrintStream;
import java.util.List;

/** Messages on standard error. */
public final class Messages {
  private Messages() {}

  /** Prints a warning; the run goes on. */
  public static void warn(List<String> warnings, PrintStream err) {
    String label = Terminal.of(err).in(Terminal.Colour.WARNING, "warning");
    warnings.forEach(warning -> err.println("nightbeam: " + label + ": " + printable(warning)));
  }

  public static String printable(String text) {
    return text.replaceAll("\\p{Cc}", "?");
  }
}
