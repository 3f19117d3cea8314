package org.nightbeam.pipeline;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.nightbeam.transforms.Progress;

/**
 * Shows how far a run is: a bar on a terminal, else a line every few seconds. The launcher says
 * whether standard error is a terminal.
 */
final class RunProgress {
  private static final String TERMINAL = "nightbeam.terminal";
  private static final Duration POLL = Duration.ofMillis(200);
  private static final long LINE_EVERY_MILLIS = 5000;

  private RunProgress() {}

  /** What is shown of a state of the counters. */
  private record Stage(String name, String unit, long done, long planned) {
    static Stage of(Map<Progress, Long> counters) {
      if (counters.get(Progress.LIGHTS_DONE) > 0) {
        return new Stage(
            "Lights",
            " frames",
            counters.get(Progress.LIGHTS_DONE),
            counters.get(Progress.LIGHTS_PLANNED));
      }
      if (counters.get(Progress.BANDS_PLANNED) > 0) {
        return new Stage(
            "Masters",
            " bands",
            counters.get(Progress.BANDS_COMBINED),
            counters.get(Progress.BANDS_PLANNED));
      }
      return new Stage("Headers", " files", counters.get(Progress.FILES_READ), -1);
    }
  }

  /** Waits for the end of a run; failures of the pipeline are thrown. */
  static void follow(RunningPipeline running, PrintStream err) throws IOException {
    Display display =
        Boolean.getBoolean(TERMINAL) ? new Bar() : new Lines(err, System.currentTimeMillis());
    try {
      boolean ended;
      do {
        ended = running.await(POLL);
        display.show(Stage.of(running.progress()));
        String note = ended ? null : running.note();
        if (note != null) {
          display.pause();
          err.println("nightbeam: " + note);
        }
      } while (!ended);
    } finally {
      display.close();
    }
  }

  private interface Display {
    void show(Stage stage);

    /** Leaves room for a line of something else. */
    void pause();

    void close();
  }

  private static final class Bar implements Display {
    private ProgressBar bar;
    private String shown;

    @Override
    public void show(Stage stage) {
      if (!stage.name.equals(shown)) {
        close();
        shown = stage.name;
        bar =
            new ProgressBarBuilder()
                .setTaskName(stage.name)
                .setUnit(stage.unit, 1)
                .setInitialMax(stage.planned)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis((int) POLL.toMillis())
                .showSpeed()
                .build();
      }
      if (stage.planned > 0) {
        bar.maxHint(stage.planned);
      }
      bar.stepTo(stage.done);
    }

    @Override
    public void pause() {
      close();
      shown = null;
    }

    @Override
    public void close() {
      if (bar != null) {
        bar.close();
        bar = null;
      }
    }
  }

  private static final class Lines implements Display {
    private final PrintStream err;
    private final long start;
    private long lastLine;
    private long stageStart;
    private String stageName;

    Lines(PrintStream err, long start) {
      this.err = err;
      this.start = start;
      this.lastLine = start;
      this.stageStart = start;
    }

    @Override
    public void show(Stage stage) {
      long now = System.currentTimeMillis();
      if (!stage.name.equals(stageName)) {
        stageName = stage.name;
        stageStart = now;
      }
      if (now - lastLine < LINE_EVERY_MILLIS) {
        return;
      }
      lastLine = now;
      double inStage = (now - stageStart) / 1000.0;
      double rate = inStage > 0 ? stage.done / inStage : 0;
      String left =
          stage.planned > 0 && rate > 0
              ? String.format(", %.0f s left", (stage.planned - stage.done) / rate)
              : "";
      err.printf(
          "nightbeam: %s %d%s%s, %.1f/s%s (%.0f s)%n",
          stage.name.toLowerCase(Locale.ROOT),
          stage.done,
          stage.planned > 0 ? " of " + stage.planned : "",
          stage.unit,
          rate,
          left,
          (now - start) / 1000.0);
    }

    @Override
    public void pause() {}

    @Override
    public void close() {}
  }
}
