package org.nightbeam.terminal;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

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
   * Returns whether what is printed goes into a pipe, whose reader may have had enough, as in
   * {@code plan | head} (Linux; elsewhere false).
   */
  public static boolean isPipe(PrintStream out) {
    if (!(out instanceof Screen screen) || RunLog.shown(screen.stream) != System.out) {
      return false;
    }
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString().startsWith("pipe:");
    } catch (IOException | UnsupportedOperationException notLinux) {
      return false;
    }
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
