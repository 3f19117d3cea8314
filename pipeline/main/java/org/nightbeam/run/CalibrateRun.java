package org.nightbeam.run;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.nightbeam.header.FrameReader;
import org.nightbeam.header.HeaderRules;
import org.nightbeam.options.CombineOptions;
import org.nightbeam.options.HeaderOptions;
import org.nightbeam.options.LightCurveOptions;
import org.nightbeam.options.LightOptions;
import org.nightbeam.options.ProgramOptions;
import org.nightbeam.options.RegistrationOptions;
import org.nightbeam.options.StackOptions;
import org.nightbeam.options.UsageException;
import org.nightbeam.run.runner.FlinkWatch;
import org.nightbeam.run.summary.RunSummary;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.terminal.ExitStatus;
import org.nightbeam.terminal.Version;
import org.nightbeam.transforms.storage.BeamStorage;
import org.nightbeam.transforms.work.RunSettings;

/** A run by its options: one attempt or, if that helps, two. */
public final class CalibrateRun {
  private static final int BATCHES_OF_A_CLUSTER = 1024;

  private CalibrateRun() {}

  /** Returns the exit status of a run that has ended well. */
  public static ExitStatus status(RunSummary summary) {
    return status(summary.isEmpty(), summary.framesLeft() > 0);
  }

  /**
   * Returns the exit status of a run, or of what is planned of one.
   *
   * @param empty whether there was no frame at all
   * @param left whether a frame is rejected or left uncalibrated
   */
  public static ExitStatus status(boolean empty, boolean left) {
    return empty ? ExitStatus.FAILED : left ? ExitStatus.FRAMES_LEFT : ExitStatus.DONE;
  }

  /**
   * What a run is about.
   *
   * @param masterReader of masters that other software made
   * @param known the frames, where their headers are read already; null if the run shall find them
   */
  public record Inputs(ProgramOptions options, FrameReader masterReader, KnownFrames known) {}

  /**
   * When a run began.
   *
   * @param nanos of a clock that nobody sets, as the clock of the day may be
   */
  record Start(Instant time, long nanos) {
    static Start now() {
      return new Start(Instant.now(), System.nanoTime());
    }

    double secondsSince() {
      return Duration.ofNanos(System.nanoTime() - nanos).toMillis() / 1000.0;
    }
  }

  /**
   * Outcome of a run, and the time it took.
   *
   * @param masters what a further run may take for lights that lack a master; null for nothing
   */
  public record Ended(RunSummary summary, double seconds, List<String> masters) {}

  /**
   * Does a run to an output for which the right to write is held. Lights that lack a master then
   * take one of an earlier run, where the output has one that matches: all else is done by then.
   *
   * @param watch of the cluster; null if there is none
   * @param warnings receives what a person should know beside the rows of the table
   */
  public static Ended once(
      Inputs inputs,
      RunSettings run,
      FlinkWatch watch,
      OutputLock lock,
      List<String> warnings,
      PrintStream err)
      throws UsageException, IOException {
    List<String> before = List.copyOf(warnings);
    Start start = Start.now();
    Ended first = RunAttempt.make(inputs, run, start, watch, lock, warnings, err);
    if (first.masters == null) {
      return first;
    }
    List<String> given = inputs.options.getMasters();
    inputs.options.setMasters(first.masters);
    try {
      warnings.clear(); // the second attempt finds its own again
      warnings.addAll(before);
      warnings.add(
          "lights that lack a master take those of earlier runs to this output; with --masters="
              + String.join(",", first.masters)
              + " they do so at once, and without this warning");
      Ended second = RunAttempt.make(inputs, run.again(), start, watch, lock, warnings, err);
      second.summary.join(first.summary);
      return new Ended(second.summary, second.seconds, null);
    } finally {
      inputs.options.setMasters(given);
    }
  }

  /** Returns what the options say of a run, which gets an id of its own. */
  public static RunSettings settings(ProgramOptions options) throws UsageException {
    String scratch =
        options.getScratch() != null
            ? options.getScratch()
            : Path.of(
                    System.getProperty("java.io.tmpdir"),
                    "nightbeam-" + System.getProperty("user.name"))
                .toString();
    String output = options.getOutput();
    boolean direct = options.getRunner() == DirectRunner.class;
    HeaderRules headers = HeaderOptions.headerRules(options);
    LightCurveOptions.checkCurves(options);
    RegistrationOptions.checkReferences(options);
    StackOptions.checkStacks(options);
    return new RunSettings(
        UUID.randomUUID().toString(),
        BeamStorage.isLocal(output)
            ? LocalStorage.path(output).toAbsolutePath().normalize().toString()
            : output.replaceFirst("/+$", ""),
        Path.of(scratch).toAbsolutePath().toString(),
        Version.ofProgram(),
        CombineOptions.combineSettings(options),
        headers,
        options.getMisfits() == CombineOptions.Misfits.EXCLUDE,
        LightOptions.lightSettings(options, headers),
        options.getBandRows(),
        Math.round(options.getMasterCacheLimit() * 1e9),
        direct ? 1 : BATCHES_OF_A_CLUSTER,
        direct ? options.as(DirectOptions.class).getTargetParallelism() : 1,
        !direct,
        options.getDurable(),
        options.getReport() ? options.getPreviewSize() : 0);
  }
}
