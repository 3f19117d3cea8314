package org.nightbeam.run;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.nightbeam.run.runner.RunningPipeline;
import org.nightbeam.terminal.RunLog;
import org.nightbeam.terminal.Terminal;
import org.nightbeam.transforms.storage.ProcessEnd;
import org.nightbeam.transforms.work.Progress;

/**
 * Shows the progress of a run: one bar per stage on a terminal, and a line every few seconds in the
 * log, if there is one.
 */
final class RunProgress {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final double SECONDS_BETWEEN_LINES = 5;

  private RunProgress() {}

  /** The stages of a run, in their order. */
  private enum Stage {
    HEADERS("files"),
    MASTERS("frames"),
    LIGHTS("frames");

    private final String unit;

    Stage(String unit) {
      this.unit = unit;
    }

    private Amount amount(Map<Progress, Long> counters) {
      return switch (this) {
        case HEADERS ->
            new Amount(
                counters.get(Progress.FILES_READ), counters.get(Progress.FILES_FOUND), 0, unit);
        case LIGHTS ->
            new Amount(
                counters.get(Progress.LIGHTS_DONE),
                counters.get(Progress.LIGHTS_PLANNED),
                counters.get(Progress.BYTES_CALIBRATED),
                unit);
        case MASTERS -> {
          long planned = counters.get(Progress.BYTES_TO_COMBINE);
          if (planned == 0) { // as on a cluster, where bytes are not counted
            yield new Amount(
                counters.get(Progress.BANDS_COMBINED),
                counters.get(Progress.BANDS_PLANNED),
                0,
                "bands");
          }
          long bytes = counters.get(Progress.BYTES_COMBINED);
          long frames = counters.get(Progress.FRAMES_TO_COMBINE);
          yield new Amount((double) frames * bytes / planned, frames, bytes, unit);
        }
      };
    }

    /** Returns the latest stage that has reported progress. */
    private static Stage of(Map<Progress, Long> counters) {
      if (counters.get(Progress.LIGHTS_DONE) > 0) {
        return LIGHTS;
      }
      return MASTERS.amount(counters).planned > 0 ? MASTERS : HEADERS;
    }

    @Override
    public String toString() {
      return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
    }
  }

  /**
   * How far a stage is.
   *
   * @param planned 0 if not known
   * @param bytes of pixels that went through; 0 if not known
   */
  private record Amount(double done, long planned, long bytes, String unit) {
    String inWords() {
      return String.format(
          "%d%s %s", (long) done, planned > 0 ? " of " + Math.max(planned, (long) done) : "", unit);
    }

    /** Returns units and bytes per second; empty while it is too early to tell. */
    String rate(double seconds) {
      if (done == 0 || seconds < 0.1) {
        return "";
      }
      String rate = String.format("%s %s/s", shortened(done / seconds), unit);
      return bytes == 0 ? rate : rate + ", " + shortened(bytes / seconds / 1e6) + " MB/s";
    }

    /** Returns the time to the end at the present rate; empty if not known. */
    String left(double seconds) {
      if (done == 0 || done >= planned || seconds < 1) {
        return "";
      }
      return String.format("%s left", time(seconds * (planned - done) / done));
    }

    private static String shortened(double value) {
      return String.format(value < 10 ? "%.1f" : "%.0f", value);
    }
  }

  /** Clears the bar so that another line can be printed. */
  static String lineStart(Terminal terminal) {
    return terminal.isLive() ? Bars.CLEARED : "";
  }

  private static String time(double seconds) {
    long rounded = Math.round(seconds);
    return rounded < 100
        ? rounded + " s"
        : String.format("%d:%02d min", rounded / 60, rounded % 60);
  }

  /**
   * Waits for the end of a run; failures of the pipeline are thrown.
   *
   * @param patience shows nothing of a run that is shorter
   */
  static void follow(RunningPipeline running, PrintStream err, Duration patience)
      throws IOException {
    follow(running, err, Terminal.of(err), patience, System::nanoTime);
  }

  /** Waits for the end of a run that shows nothing; what it would say is in the log. */
  static void followQuietly(RunningPipeline running, PrintStream err) throws IOException {
    PrintStream nobody = RunLog.muted(err);
    follow(running, nobody, Terminal.of(nobody), Duration.ZERO, System::nanoTime);
  }

  /**
   * Does so as a terminal allows.
   *
   * @param nanoTime tells the time, in nanoseconds since any moment
   */
  static void follow(
      RunningPipeline running,
      PrintStream err,
      Terminal terminal,
      Duration patience,
      LongSupplier nanoTime)
      throws IOException {
    long start = nanoTime.getAsLong();
    List<Display> displays =
        terminal.isLive()
            ? List.of(new Bars(err, terminal), new LogLines(err))
            : List.of(new LogLines(err));
    Clock clock = new Clock();
    boolean ended;
    try {
      do {
        double before = (nanoTime.getAsLong() - start) / 1e9;
        ended = running.await(POLL);
        double seconds = (nanoTime.getAsLong() - start) / 1e9;
        Map<Progress, Long> counters = running.progress();
        clock.tick(counters, before, seconds);
        if (seconds * 1e9 >= patience.toNanos()) {
          Stage now = Stage.of(counters);
          displays.forEach(display -> display.show(now, counters, clock));
        }
        String note = ended ? null : running.note();
        if (note != null) {
          displays.forEach(Display::pause);
          err.println("nightbeam: " + note);
        }
      } while (!ended);
    } finally {
      displays.forEach(Display::close);
    }
  }

  /** How long each stage has taken, or took: a stage begins when the one before is through. */
  private static final class Clock {
    private final Map<Stage, Double> begun = new EnumMap<>(Stage.class);
    private final Map<Stage, Double> taken = new EnumMap<>(Stage.class);
    private double now;

    /**
     * @param before when the counters were looked at the last time, in seconds since the start
     * @param seconds since the start
     */
    void tick(Map<Progress, Long> counters, double before, double seconds) {
      now = seconds;
      boolean through = true;
      for (Stage stage : Stage.values()) {
        Amount amount = stage.amount(counters);
        if (amount.planned == 0 || !through && amount.done == 0) {
          continue;
        }
        double start = begun.computeIfAbsent(stage, any -> before);
        through = amount.done >= amount.planned;
        if (through) {
          taken.putIfAbsent(stage, seconds - start);
        } else {
          taken.remove(stage);
        }
      }
    }

    boolean hasBegun(Stage stage) {
      return begun.containsKey(stage);
    }

    double seconds(Stage stage) {
      Double total = taken.get(stage);
      return total != null ? total : now - begun.getOrDefault(stage, now);
    }
  }

  private interface Display {
    void show(Stage now, Map<Progress, Long> counters, Clock clock);

    /** Clears the line so that another can be printed. */
    default void pause() {}

    default void close() {}
  }

  /** A line for each stage; that of the last one is written over. */
  private static final class Bars implements Display {
    private static final String CLEARED = "\r\033[K";
    private static final int WIDEST_BAR = 30;
    private static final int NARROWEST_BAR = 8;
    private static final int NAME = 8;

    private final PrintStream err;
    private final Terminal terminal;
    private final boolean unicode;
    private int width;
    private Stage shown; // null before the first
    private boolean open; // whether the cursor is in a line of ours

    Bars(PrintStream err, Terminal terminal) {
      this.err = err;
      this.terminal = terminal;
      this.unicode = terminal.hasUnicode();
    }

    @Override
    public void show(Stage now, Map<Progress, Long> counters, Clock clock) {
      if (shown == null) {
        width = terminal.width();
      }
      for (Stage stage : Stage.values()) {
        boolean due = shown == null || stage.compareTo(shown) >= 0;
        if (!due || stage.compareTo(now) > 0 || !clock.hasBegun(stage)) {
          continue;
        }
        if (shown != null && stage != shown && open) {
          err.println(); // the one before stays as it is
        }
        if (stage != shown) {
          width = terminal.width();
        }
        shown = stage;
        line(stage, stage.amount(counters), clock.seconds(stage));
      }
    }

    private void line(Stage stage, Amount amount, double seconds) {
      String rate = amount.rate(seconds);
      String left = amount.left(seconds);
      StringBuilder text = new StringBuilder(amount.inWords());
      for (String part : new String[] {rate, left}) {
        if (!part.isEmpty() && NAME + text.length() + part.length() + 3 < width) {
          text.append(", ").append(part);
        }
      }
      int room = width - NAME - text.length() - 4; // blanks, and the last column stays free
      String bar = "";
      if (amount.planned > 0 && room >= NARROWEST_BAR) {
        int cells = Math.min(WIDEST_BAR, room);
        int full = (int) Math.min(cells, Math.floor(cells * amount.done / amount.planned));
        bar =
            unicode
                ? terminal.in(Terminal.Colour.GOOD, "━".repeat(full))
                    + terminal.in(Terminal.Colour.ASIDE, "─".repeat(cells - full))
                    + "  "
                : "#".repeat(full) + ".".repeat(cells - full) + "  ";
      }
      String shortened = text.substring(0, Math.min(text.length(), Math.max(0, width - NAME - 1)));
      // To the beginning of the line, and what is left of the one before goes.
      err.print("\r" + String.format("%-" + NAME + "s", stage) + bar + shortened + "\033[K");
      err.flush();
      open = true;
    }

    @Override
    public void pause() {
      if (open) {
        err.print(CLEARED);
        open = false;
      }
    }

    @Override
    public void close() {
      if (open && !ProcessEnd.hasBegun()) { // else the line is cleared already
        err.println();
        open = false;
      }
    }
  }

  private static final class LogLines implements Display {
    private final PrintStream err;
    private double lastLine; // seconds since the start

    LogLines(PrintStream err) {
      this.err = err;
    }

    @Override
    public void show(Stage now, Map<Progress, Long> counters, Clock clock) {
      if (clock.now - lastLine < SECONDS_BETWEEN_LINES) {
        return;
      }
      lastLine = clock.now;
      Amount amount = now.amount(counters);
      double inStage = clock.seconds(now);
      StringBuilder line = new StringBuilder(now.name().toLowerCase(Locale.ROOT));
      line.append(' ').append(amount.inWords());
      for (String part : new String[] {amount.rate(inStage), amount.left(inStage)}) {
        line.append(part.isEmpty() ? "" : ", " + part);
      }
      RunLog.note(err, line.append(" (").append(time(clock.now)).append(')').toString());
    }
  }
}
