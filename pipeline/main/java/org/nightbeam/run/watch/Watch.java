package org.nightbeam.run.watch;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.beam.runners.direct.DirectRunner;
import org.nightbeam.frame.Frame;
import org.nightbeam.header.FrameReader;
import org.nightbeam.options.HeaderOptions;
import org.nightbeam.options.MatchingOptions;
import org.nightbeam.options.PathChecks;
import org.nightbeam.options.ProgramOptions;
import org.nightbeam.options.UsageException;
import org.nightbeam.plan.MatchingRules;
import org.nightbeam.report.Report;
import org.nightbeam.run.CalibrateRun;
import org.nightbeam.run.EarlierMasters;
import org.nightbeam.run.EndSignal;
import org.nightbeam.run.GivenMasters;
import org.nightbeam.run.KnownFrames;
import org.nightbeam.run.OutputLock;
import org.nightbeam.run.RunDocument;
import org.nightbeam.run.summary.SummaryText;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.storage.LostOutputException;
import org.nightbeam.terminal.ExitStatus;
import org.nightbeam.terminal.FailureText;
import org.nightbeam.terminal.Messages;
import org.nightbeam.transforms.storage.BeamStorage;
import org.nightbeam.transforms.work.OutputOwner;
import org.nightbeam.transforms.work.RunSettings;

/**
 * The option {@code --watch}: calibrates frames as they arrive, in one small run after another,
 * each of which does only what is new. The right to write to the output is held all the time.
 *
 * <p>Lights go first: they are calibrated with the masters that there are. New calibration frames
 * are left aside until none has come for a while; then masters are made anew, and the lights that
 * were calibrated with the older ones. So twenty flats at dawn make one master, not twenty.
 *
 * <p>It is one class of more than 400 lines, as it is one loop with its state; what has arrived is
 * {@link Arrivals}.
 */
public final class Watch {
  /** How long lights that lack a master wait for more calibration frames. */
  private static final Duration LIGHTS_WAITING = Duration.ofSeconds(3);

  /** Stands in the names of temporary files, and differs in every run. */
  private static final Pattern RUN_ID = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]+){4}");

  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

  /** A look at many files takes a while: the rest between two is so many times as long. */
  private static final int REST = 10;

  /** How long the first run waits for files to be whole, in times that a file must be steady. */
  private static final int STARTING = 3;

  /** Number of new files that are named. */
  private static final int NAMED = 3;

  /**
   * The times between looks, tries and runs.
   *
   * @param look least time between two looks at the inputs
   * @param patience with files that are not whole
   * @param masterDelay how long no calibration frame must have come
   * @param afterFailure a run that failed is tried again after so long
   */
  record Pace(
      Duration look, Arrivals.Patience patience, Duration masterDelay, Duration afterFailure) {
    static Pace of(ProgramOptions options) {
      return new Pace(
          Duration.ofMillis(500),
          new Arrivals.Patience(Duration.ofSeconds(1), Duration.ofSeconds(60)),
          Duration.ofMillis(Math.round(options.getMasterDelay() * 1000)),
          Duration.ofSeconds(10));
    }
  }

  /** The time, which passes while a watch rests; tests let it pass as they like. */
  interface Time {
    /** Nanoseconds since any moment, of a clock that nobody sets. */
    long nanos();

    /** Returns the time of day, for people to read; it may be set at any moment. */
    LocalTime ofDay();

    /**
     * Rests, unless the watch shall end.
     *
     * @return whether it shall
     */
    boolean rest(Duration atMost);

    /** Returns the clocks of this host. */
    static Time ofHost(EndSignal end) {
      return new Time() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public LocalTime ofDay() {
          return LocalTime.now();
        }

        @Override
        public boolean rest(Duration atMost) {
          return end.await(atMost);
        }
      };
    }
  }

  private final ProgramOptions options;
  private final FrameReader masterReader;
  private final Pace pace;
  private final Time time;
  private final PrintStream out;
  private final PrintStream err;
  private final MatchingRules rules;
  private final RunSettings settings;
  private final BeamStorage storage;
  private final Arrivals arrivals;
  private final Set<String> warned = new HashSet<>();
  private Map<String, Arrivals.Arrival> current = new HashMap<>(); // files of the last run
  private Map<String, Arrivals.Arrival> waiting = new HashMap<>(); // for masters
  private long waitingSince;
  private boolean mastersPutOff;
  private CalibrateRun.Ended last; // null before the first run
  private String failure; // kind of that of the last try; null if it went well
  private String blindness; // why the last look failed; null if it did not

  Watch(
      ProgramOptions options,
      RunSettings settings,
      FrameReader masterReader,
      Pace pace,
      Time time,
      PrintStream out,
      PrintStream err)
      throws UsageException {
    this.options = options;
    this.masterReader = masterReader;
    this.pace = pace;
    this.time = time;
    this.out = out;
    this.err = err;
    this.rules = MatchingOptions.matchingRules(options);
    this.settings = settings;
    this.storage = new BeamStorage(settings.folder().inScratch(), options);
    this.arrivals =
        new Arrivals(
            options.getInput(),
            settings.output(),
            new FrameReader(HeaderOptions.headerRules(options)),
            storage,
            pace.patience);
  }

  /** Refuses what cannot be watched, or not from here. */
  public static void requireLocal(ProgramOptions options) throws UsageException {
    if (options.getRunner() != DirectRunner.class) {
      throw new UsageException(
          "--watch works on this machine only: omit --runnerConfig and --runner");
    }
    List<String> places = new ArrayList<>(options.getInput());
    places.add(options.getOutput());
    for (String place : places) {
      if (!BeamStorage.isLocal(place)) {
        throw new UsageException(
            String.format(
                "--watch: %s is on another file system; expected folders of this machine, for"
                    + " --input and for --output",
                place));
      }
    }
  }

  public static ExitStatus run(
      ProgramOptions options,
      RunSettings settings,
      FrameReader masterReader,
      PrintStream out,
      PrintStream err)
      throws UsageException, IOException {
    EndSignal end =
        EndSignal.ofProcess(
            err, "ending as soon as the current frames are done; Ctrl-C again ends at once");
    return new Watch(options, settings, masterReader, Pace.of(options), Time.ofHost(end), out, err)
        .watch();
  }

  /**
   * Watches until it shall end.
   *
   * @return {@link ExitStatus#FAILED} if the last try failed, else {@link ExitStatus#DONE}
   */
  ExitStatus watch() throws UsageException, IOException {
    long start = time.nanos();
    long steady = pace.patience.steady().toNanos();
    try (OutputLock lock = OutputLock.take(settings.output());
        storage) {
      out.printf(
          "Watching %s; Ctrl-C ends it, and the same command continues%n",
          String.join(", ", options.getInput()));
      out.flush();
      if (lock.doubt() != null) {
        Messages.warn(List.of(lock.doubt()), err);
      }
      warnOfSteps();
      Duration rest = Duration.ZERO;
      boolean starting = true;
      while (!time.rest(rest)) {
        long now = time.nanos();
        look(now);
        long took = time.nanos() - now;
        // Who waits for a file to be whole looks soon again.
        rest =
            arrivals.incomplete() > 0
                ? pace.look
                : Duration.ofNanos(Math.max(pace.look.toNanos(), REST * took));
        if (starting && arrivals.incomplete() > 0 && now - start < STARTING * steady) {
          continue; // what was there before us is taken as one
        }
        Map<String, Arrivals.Arrival> next = next(starting, now);
        if (next != null && starting) {
          run(next, lock); // what fails at once, fails as it does without watching
        } else if (next != null && !tried(next, lock)) {
          rest = pace.afterFailure;
        }
        starting = false;
      }
      finish(lock);
      if (last != null) {
        new RunDocument(storage, settings.output()).endWatch();
        if (options.getReport()) {
          new Report(storage, settings.output()).write();
        }
      }
    }
    return end(Duration.ofNanos(time.nanos() - start));
  }

  /** Steps are left out at once, though masters of earlier runs may be there that would serve. */
  private void warnOfSteps() throws UsageException {
    EarlierMasters earlier = new EarlierMasters(options, storage, settings.output());
    if (MatchingOptions.matchingRules(options).skipsSteps()
        && !earlier.areGiven()
        && Files.isDirectory(LocalStorage.path(earlier.folder()))) {
      Messages.warn(
          List.of(
              String.format(
                  "steps are left out, although there are masters of earlier runs: --masters=%s"
                      + " uses those that match",
                  earlier.folder())),
          err);
    }
  }

  /**
   * Does what is still waited for: calibration frames that have come of late, and files that are
   * not whole, which have their rows with the reason.
   */
  private void finish(OutputLock lock) throws IOException {
    Map<String, Arrivals.Arrival> all = new TreeMap<>(arrivals.whole());
    arrivals.unfinished().forEach(all::putIfAbsent);
    if (all.entrySet().stream().anyMatch(file -> file.getValue() != current.get(file.getKey()))) {
      tried(all, lock);
    }
  }

  private void look(long now) {
    List<String> notes = new ArrayList<>();
    try {
      arrivals.look(now);
      blindness = null;
    } catch (IOException e) {
      String why = FailureText.of(e);
      if (!why.equals(blindness)) {
        notes.add("the input cannot be listed at the moment: " + why);
      }
      blindness = why;
    }
    notes.addAll(arrivals.takeNotes());
    notes.forEach(note -> err.println("nightbeam: " + Messages.printable(note)));
  }

  /** Returns the files of the next run; null if nothing is new. */
  private Map<String, Arrivals.Arrival> next(boolean all, long now) {
    Map<String, Arrivals.Arrival> whole = arrivals.whole();
    Map<String, Arrivals.Arrival> forMasters = new HashMap<>(); // null for one that is gone
    boolean others = false;
    for (Map.Entry<String, Arrivals.Arrival> file : whole.entrySet()) {
      Arrivals.Arrival before = current.get(file.getKey());
      if (file.getValue() != before) { // each is made once
        boolean calibration =
            file.getValue().isCalibration() || before != null && before.isCalibration();
        others |= !calibration;
        if (calibration) {
          forMasters.put(file.getKey(), file.getValue());
        }
      }
    }
    current.forEach(
        (uri, before) -> {
          if (before.isCalibration() && !whole.containsKey(uri)) {
            forMasters.put(uri, null);
          }
        });
    if (!forMasters.equals(waiting)) {
      waiting = forMasters;
      waitingSince = now;
    }
    Duration quiet = pace.masterDelay;
    if (last != null && last.summary().hasUncalibrated() && quiet.compareTo(LIGHTS_WAITING) > 0) {
      quiet = LIGHTS_WAITING;
    }
    boolean masters = !forMasters.isEmpty() && now - waitingSince >= quiet.toNanos();
    if (!others && !masters && !(all && !whole.isEmpty())) {
      return null;
    }
    if (all || masters && (!others || mastersPutOff)) {
      mastersPutOff = false;
      return new TreeMap<>(whole);
    }
    mastersPutOff = masters; // once: where lights come without a rest, masters have their turn too
    Map<String, Arrivals.Arrival> lightsFirst = new TreeMap<>();
    whole.forEach(
        (uri, file) -> {
          if (!file.isCalibration() && !forMasters.containsKey(uri)) {
            lightsFirst.put(uri, file);
          }
        });
    current.forEach(
        (uri, before) -> {
          if (before.isCalibration()) {
            lightsFirst.put(uri, before);
          }
        });
    return lightsFirst;
  }

  /** Returns whether a run went well; one that fails is tried again, as a full disk may clear. */
  private boolean tried(Map<String, Arrivals.Arrival> files, OutputLock lock) throws IOException {
    try {
      run(files, lock);
      failure = null;
      return true;
    } catch (IOException | UsageException | RuntimeException e) {
      refuseIfLost(e);
      String text = FailureText.of(e);
      String kind = RUN_ID.matcher(text).replaceAll("");
      if (!kind.equals(failure)) {
        err.printf(
            "nightbeam: the run failed, and is tried again every %d s: %s%n",
            pace.afterFailure.toSeconds(), Messages.printable(text));
      }
      failure = kind;
      return false;
    }
  }

  /** Ends the watch where a later run has the output: to try again would take it back. */
  private static void refuseIfLost(Exception failure) throws LostOutputException {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof LostOutputException lost) {
        throw lost;
      }
    }
  }

  private void run(Map<String, Arrivals.Arrival> files, OutputLock lock)
      throws UsageException, IOException {
    if (last != null && OutputOwner.isTaken(settings.output())) {
      throw new LostOutputException(
          settings.output() + ": a later run writes there now, and this watch has ended");
    }
    // What tidies up a host's temporary files may have been here since the last run.
    PathChecks.requireScratch(options.getScratch(), settings.scratch());
    List<String> warnings = new ArrayList<>();
    GivenMasters library =
        new GivenMasters.Finder(storage, options, settings.output(), masterReader)
            .find(options.getMasters(), warnings);
    List<Frame.Reading> readings = files.values().stream().map(Arrivals.Arrival::reading).toList();
    KnownFrames known = KnownFrames.of(readings, library, rules);
    CalibrateRun.Ended done =
        CalibrateRun.once(
            new CalibrateRun.Inputs(options, masterReader, known),
            settings.again(), // each run has an id of its own
            null,
            lock,
            warnings,
            err);
    options.setForce(false); // what was made since then need not be made again
    report(files, done);
    warnings.removeIf(warning -> !warned.add(warning));
    Messages.warn(warnings, err);
    current = files;
    last = done;
  }

  private void report(Map<String, Arrivals.Arrival> files, CalibrateRun.Ended done) {
    List<String> fresh = new ArrayList<>();
    files.forEach(
        (uri, file) -> {
          if (file != current.get(uri)) {
            fresh.add(uri.substring(uri.lastIndexOf('/') + 1));
          }
        });
    String names =
        String.join(", ", fresh.subList(0, Math.min(NAMED, fresh.size())))
            + (fresh.size() > NAMED ? ", ..." : "");
    out.printf(
        "%s  %d new file%s%s: %s (%.1f s)%n",
        time.ofDay().format(CLOCK),
        fresh.size(),
        fresh.size() == 1 ? "" : "s",
        fresh.isEmpty() ? "" : " (" + names + ")",
        done.summary().inOneLine(),
        done.seconds());
    out.flush();
  }

  private ExitStatus end(Duration watched) {
    if (last == null) {
      out.println("No frames have arrived: nothing was done.");
      return ExitStatus.DONE;
    }
    last.summary().joinRuns();
    new SummaryText(last.summary(), out)
        .print(
            settings.output(),
            watched.toMillis() / 1000.0,
            settings.lights().measurements(),
            settings.previews());
    out.println("The watch has ended; the same command continues from here");
    // Whoever asked for the end has it; what frames lack now, a later one may bring.
    return failure != null ? ExitStatus.FAILED : ExitStatus.DONE;
  }
}
