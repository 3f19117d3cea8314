package org.nightbeam.terminal;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Standard output: control characters of headers and file names do not come through, colours of
 * ours do, where there are any.
 */
public final class Screen extends PrintStream {
  private final PrintStream stream;
  private final Terminal terminal;

  public Screen(PrintStream stream, Terminal terminal) {
    super(new PlainText(stream), false, StandardCharsets.UTF_8);
    this.stream = stream;
    this.terminal = terminal;
  }

  /**
   * Prints a text in a colour.
   *
   * @param out in the text's own colour if it has none
   */
  public static void print(PrintStream out, Terminal.Colour colour, String text) {
    boolean coloured = out instanceof Screen screen && screen.terminal.isLive();
    if (coloured) {
      ((Screen) out).stream.print(colour.on());
    }
    out.print(text);
    if (coloured) {
      out.flush();
      ((Screen) out).stream.print(Terminal.Colour.off());
    }
  }
}
