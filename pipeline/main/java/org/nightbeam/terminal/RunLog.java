package org.nightbeam.terminal;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A log file for unattended runs, each line with date, time and zone. Runs append to it; if it is
 * moved away, as by logrotate, a new one is begun.
 */
public final class RunLog implements Closeable {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx");
  private static final Pattern COLOURS = Pattern.compile("\033\\[[\\d;]*[A-Za-z]");

  private final Path path;
  private final Clock clock;
  private OutputStream file;
  private Object key; // of the file that is open; null where the system has none
  private IOException failure; // the first

  private RunLog(Path path, Clock clock) throws IOException {
    this.path = path;
    this.clock = clock;
    begin();
  }

  private void begin() throws IOException {
    file = Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  /** Begins a new file where the old one was moved away or removed. */
  private void follow() throws IOException {
    if (!Files.exists(path)
        || !Objects.equals(key, Files.readAttributes(path, BasicFileAttributes.class).fileKey())) {
      file.close();
      begin();
    }
  }

  /** Opens the log of a path, to be appended to. */
  public static RunLog open(Path path) throws IOException {
    return open(path, Clock.systemDefaultZone());
  }

  static RunLog open(Path path, Clock clock) throws IOException {
    return new RunLog(path, clock);
  }

  /**
   * Returns a stream whose lines go both to another stream and to the log.
   *
   * @param shown what a person sees, with its colours
   */
  public PrintStream beside(PrintStream shown) {
    return new Logged(shown, this);
  }

  /** Returns what a person sees of a stream: the stream itself unless a log is beside it. */
  static PrintStream shown(PrintStream stream) {
    return stream instanceof Logged logged ? logged.shown : stream;
  }

  /** Returns a stream that shows nothing, and has the log that is beside another, if one is. */
  public static PrintStream muted(PrintStream stream) {
    PrintStream nothing = new PrintStream(OutputStream.nullOutputStream());
    return stream instanceof Logged logged ? logged.log.beside(nothing) : nothing;
  }

  /** Writes a line to the log that is beside a stream, if one is, and not to the stream. */
  public static void note(PrintStream stream, String line) {
    if (stream instanceof Logged logged) {
      logged.log.line(line);
    }
  }

  /** Writes a line at once, so that lines of several processes do not mix. */
  private synchronized void line(String text) {
    String plain = Messages.printable(COLOURS.matcher(text).replaceAll(""));
    if (plain.isBlank()) {
      return;
    }
    String stamped = TIME.format(OffsetDateTime.now(clock)) + "  " + plain + "\n";
    try {
      follow();
      file.write(stamped.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      if (failure == null) {
        failure = e; // the run is worth more than its log
      }
    }
  }

  /**
   * Closes the file.
   *
   * @throws IOException if a line could not be written, as on a full disk
   */
  @Override
  public void close() throws IOException {
    file.close();
    if (failure != null) {
      throw failure;
    }
  }

  private static final class Logged extends PrintStream {
    private final PrintStream shown;
    private final RunLog log;

    Logged(PrintStream shown, RunLog log) {
      super(new Lines(shown, log), true, StandardCharsets.UTF_8);
      this.shown = shown;
      this.log = log;
    }

    @Override
    public boolean checkError() {
      return shown.checkError();
    }
  }

  /** Passes everything on, and gives each whole line to the log. */
  private static final class Lines extends FilterOutputStream {
    private final RunLog log;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean returned; // whether the last byte was a carriage return

    Lines(PrintStream shown, RunLog log) {
      super(shown);
      this.log = log;
    }

    @Override
    public synchronized void write(int b) throws IOException {
      out.write(b);
      take((byte) b);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      for (int i = 0; i < length; i++) {
        take(bytes[offset + i]);
      }
    }

    private void take(byte b) {
      if (b == '\n') {
        log.line(line.toString(StandardCharsets.UTF_8));
        line.reset();
      } else if (returned) {
        line.reset(); // a line that is written over is for eyes only
      }
      returned = b == '\r'; // which ends a line on Windows, before its line feed
      if (b != '\n' && b != '\r') {
        line.write(b);
      }
    }
  }
}
