package org.nightbeam.terminal;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What may be shown on a stream. On a terminal: colours, and lines that are written over. Elsewhere
 * plain lines, and also on a terminal if {@code NO_COLOR} or {@code CI} is set, or if it is a dumb
 * one.
 */
public final class Terminal {
  /** Begins the properties by which the launcher says which streams are terminals. */
  private static final String PROPERTY = "nightbeam.terminal.";

  /** Set by the launcher if the user's locale has no UTF-8, as it gives the JVM one that has. */
  private static final String ASCII = "nightbeam.ascii";

  private static final Path STREAMS = Path.of("/proc/self/fd");
  private static final int USUAL_WIDTH = 80;
  private static final int NARROWEST = 20;
  private static final Pattern SIZE = Pattern.compile("\\d+ (\\d+)\\s*");

  /** The kinds of text; the terminal decides how each looks. */
  public enum Colour {
    GOOD("32"),
    WARNING("33"),
    BAD("31"),
    HEADING("1"),
    ASIDE("2");

    private final String code;

    Colour(String code) {
      this.code = code;
    }

    String on() {
      return "\033[" + code + "m";
    }

    static String off() {
      return "\033[0m";
    }
  }

  private final boolean live;
  private final Map<String, String> environment;

  private Terminal(boolean live, Map<String, String> environment) {
    this.live = live;
    this.environment = environment;
  }

  /**
   * Returns the terminal of a stream: standard output, standard error, or another, which is no
   * terminal.
   */
  public static Terminal of(PrintStream stream) {
    PrintStream shown = RunLog.shown(stream);
    String name = shown == System.out ? "out" : shown == System.err ? "err" : null;
    return of(name != null && isTerminal(name), System.getenv());
  }

  /**
   * @param terminal whether a stream is one
   * @param environment of the process
   */
  public static Terminal of(boolean terminal, Map<String, String> environment) {
    boolean dumb = environment.getOrDefault("TERM", "dumb").equals("dumb");
    boolean plain = isSet(environment, "NO_COLOR") || isSet(environment, "CI");
    return new Terminal(terminal && !dumb && !plain, environment);
  }

  private static boolean isSet(Map<String, String> environment, String name) {
    String value = environment.getOrDefault(name, "");
    return !value.isEmpty() && !value.equals("false");
  }

  private static boolean isTerminal(String stream) {
    String said = System.getProperty(PROPERTY + stream);
    if (said != null) {
      return Boolean.parseBoolean(said);
    }
    try {
      String device = STREAMS.resolve(stream.equals("out") ? "1" : "2").toRealPath().toString();
      return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
    } catch (IOException noSuchFolderHere) {
      return System.console() != null && !Files.exists(STREAMS);
    }
  }

  /** Returns whether lines may be written over, and colours used. */
  public boolean isLive() {
    return live;
  }

  /** Returns a text in a colour, or as it is. */
  public String in(Colour colour, String text) {
    return live ? colour.on() + text + Colour.off() : text;
  }

  /** Returns whether other characters than those of ASCII can be shown. */
  public boolean hasUnicode() {
    return !Boolean.getBoolean(ASCII)
        && System.getProperty("native.encoding", "").equalsIgnoreCase("UTF-8");
  }

  /** Returns the number of columns, as they are now. */
  public int width() {
    String given = environment.getOrDefault("COLUMNS", "");
    if (given.matches("[1-9]\\d{0,3}")) {
      return Math.max(NARROWEST, Integer.parseInt(given));
    }
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      stty.waitFor(1, TimeUnit.SECONDS);
      Matcher size = SIZE.matcher(answer);
      int columns = size.matches() ? Integer.parseInt(size.group(1)) : 0;
      return columns > 0 ? Math.max(NARROWEST, columns) : USUAL_WIDTH;
    } catch (IOException noSuchProgram) {
      return USUAL_WIDTH;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return USUAL_WIDTH;
    }
  }
}
