package org.nightbeam.run;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.sdk.Pipeline;
import org.nightbeam.fringes.FringeSettings;
import org.nightbeam.header.FrameReader;
import org.nightbeam.header.StatedFacts;
import org.nightbeam.lightcurve.CurveList;
import org.nightbeam.options.GradingOptions;
import org.nightbeam.options.HeaderOptions;
import org.nightbeam.options.ProgramOptions;
import org.nightbeam.options.RegistrationOptions;
import org.nightbeam.options.StackOptions;
import org.nightbeam.options.UsageException;
import org.nightbeam.report.Report;
import org.nightbeam.rerun.Done;
import org.nightbeam.run.runner.DirectRun;
import org.nightbeam.run.runner.FlinkCluster;
import org.nightbeam.run.runner.FlinkDefaults;
import org.nightbeam.run.runner.FlinkRun;
import org.nightbeam.run.runner.FlinkWatch;
import org.nightbeam.run.runner.RunningPipeline;
import org.nightbeam.run.summary.CurveLines;
import org.nightbeam.run.summary.GoodLights;
import org.nightbeam.run.summary.RunSummary;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.transforms.GradeLights;
import org.nightbeam.transforms.WriteFrameTable;
import org.nightbeam.transforms.storage.BeamStorage;
import org.nightbeam.transforms.work.JournalFile;
import org.nightbeam.transforms.work.OutputOwner;
import org.nightbeam.transforms.work.RunSettings;

/**
 * One attempt at a run: looks up what earlier runs have done, has the pipeline make the rest, and
 * reports what the output holds then.
 */
final class RunAttempt {
  /** No progress is shown of shorter ones while a folder is watched. */
  private static final Duration SHORT_RUN = Duration.ofSeconds(3);

  private static final List<String> OLD_REPORTS =
      List.of(OutputLayout.TABLE, OutputLayout.GOOD, OutputLayout.RUN, OutputLayout.REPORT);

  private final ProgramOptions options;
  private final FrameReader masterReader;
  private final KnownFrames known;
  private final RunSettings run;
  private final CalibrateRun.Start start;
  private final FlinkWatch watch;
  private final BeamStorage storage;
  private final TemporaryFolders temporary;
  private final List<String> warnings;
  private final PrintStream err;
  private final boolean flink;
  private final List<String> references;

  private RunAttempt(
      CalibrateRun.Inputs inputs,
      RunSettings run,
      CalibrateRun.Start start,
      FlinkWatch watch,
      BeamStorage storage,
      TemporaryFolders temporary,
      List<String> warnings,
      PrintStream err) {
    this.options = inputs.options();
    this.masterReader = inputs.masterReader();
    this.known = inputs.known();
    this.run = run;
    this.start = start;
    this.watch = watch;
    this.storage = storage;
    this.temporary = temporary;
    this.warnings = warnings;
    this.err = err;
    this.flink = options.getRunner() == FlinkRunner.class;
    this.references = RegistrationOptions.references(options);
  }

  /**
   * Makes an attempt.
   *
   * @param start of the run, which may have made another attempt before
   * @param watch of the cluster; null if there is none
   * @param warnings receives what a person should know beside the rows of the table
   */
  static CalibrateRun.Ended make(
      CalibrateRun.Inputs inputs,
      RunSettings run,
      CalibrateRun.Start start,
      FlinkWatch watch,
      OutputLock lock,
      List<String> warnings,
      PrintStream err)
      throws UsageException, IOException {
    try (BeamStorage storage = run.storage(inputs.options());
        TemporaryFolders temporary = new TemporaryFolders(run, storage, lock, err)) {
      return new RunAttempt(inputs, run, start, watch, storage, temporary, warnings, err).make();
    }
  }

  private CalibrateRun.Ended make() throws UsageException, IOException {
    takeOutput();
    GivenMasters library = library();
    EarlierRows rows = EarlierRows.keep(storage, run.output(), options.getInput());
    EarlierRuns earlier = EarlierRuns.find(options, run, storage, library, known, rows, warnings);
    checkReferences(library, rows, earlier);
    Set<String> oldCurves =
        options.getLightCurves() ? CurveList.files(storage, run.output()) : Set.of();
    // What is made of all lights together is looked at by its own stages, light by light.
    if (earlier != null && earlier.haveDoneAll() && !RegistrationOptions.registers(options)) {
      writeTable(earlier);
    } else {
      runPipeline(library, earlier);
    }
    temporary.afterTheEnd();
    RunSummary summary = summary(rows, earlier);
    addCurves(summary, oldCurves);
    addWarnings(summary, rows, library);
    listGoodLights(summary);
    List<String> further = mastersThatHelp(summary);
    double seconds = start.secondsSince();
    new RunDocument(storage, run.output())
        .write(options, run.version(), known != null, summary, warnings, start.time(), seconds);
    if (options.getReport()) {
      new Report(storage, run.output()).write();
    }
    return new CalibrateRun.Ended(summary, seconds, further);
  }

  /** Becomes the owner of the output; jobs of earlier owners end. */
  private void takeOutput() throws IOException {
    OutputOwner.Job job = flink ? FlinkDefaults.job(options) : OutputOwner.Job.NONE;
    for (OutputOwner.Job orphan : OutputOwner.take(run, storage, job)) {
      FlinkCluster.end(orphan, run.output(), err);
    }
  }

  private GivenMasters library() throws UsageException, IOException {
    return known != null
        ? known.library()
        : new GivenMasters.Finder(storage, options, run.output(), masterReader)
            .find(options.getMasters(), warnings);
  }

  private void checkReferences(GivenMasters library, EarlierRows rows, EarlierRuns earlier)
      throws UsageException, IOException {
    if (references.isEmpty()) {
      return;
    }
    HeaderScan scan =
        earlier != null
            ? earlier.scan()
            : known != null ? known.scan() : HeaderScan.of(options, storage, library);
    warnings.addAll(
        GivenReferences.check(
            references, scan.plan().lights(), rows::haveReference, known != null));
  }

  /** Writes the table of a run in which nothing is left to do. */
  private void writeTable(EarlierRuns earlier) throws UsageException, IOException {
    WriteFrameTable.write(
        storage,
        run.output(),
        run.measures()
            ? GradeLights.graded(earlier.rows(), GradingOptions.gradingLimits(options))
            : earlier.rows());
  }

  private void runPipeline(GivenMasters library, EarlierRuns earlier)
      throws UsageException, IOException {
    RoomCheck.require(options, run, storage, library, earlier, known);
    if (known == null) { // else the reports are of a moment ago, and people look at them
      removeOldReports();
    }
    Done done = earlier == null ? Done.NOTHING : earlier.done();
    Pipeline pipeline = Stages.of(options, run, library, known, done);
    try (RunningPipeline running =
        flink ? new FlinkRun(pipeline, run, watch) : new DirectRun(pipeline, run)) {
      temporary.afterCancelling(running);
      if (options.getQuiet()) {
        RunProgress.followQuietly(running, err);
      } else {
        RunProgress.follow(running, err, known == null ? Duration.ZERO : SHORT_RUN);
      }
    }
    new JournalFile(storage, run).settle();
    if (!WriteFrameTable.isIn(storage, run.output())) {
      WriteFrameTable.write(storage, run.output(), List.of()); // there was no frame at all
    }
  }

  /**
   * Removes the reports of an earlier run: one that fails must not leave them beside its products.
   */
  private void removeOldReports() throws IOException {
    for (String report : OLD_REPORTS) {
      storage.deleteIfExists(OutputLayout.in(run.output(), report));
    }
  }

  private RunSummary summary(EarlierRows rows, EarlierRuns earlier)
      throws UsageException, IOException {
    RunSummary summary =
        RunSummary.read(
            storage,
            run.output(),
            facts(),
            earlier == null
                ? List.of()
                : earlier.products().stream().filter(product -> !rows.have(product)).toList());
    if (options.getStack()) {
      summary.wantStacks();
    }
    return summary;
  }

  /**
   * Returns the facts stated by hand; those of fringe masters, which have no row in the table, are
   * used.
   */
  private StatedFacts.Patterns facts() throws UsageException {
    StatedFacts.Patterns facts = HeaderOptions.statedFacts(options).patterns();
    run.lights()
        .correction(FringeSettings.class)
        .ifPresent(fringes -> fringes.files().forEach(master -> facts.see(master.path())));
    return facts;
  }

  /**
   * Adds the light curves to a summary, and removes those of targets that are no longer asked for.
   *
   * @param old files of light curves that were there before the run
   */
  private void addCurves(RunSummary summary, Set<String> old) throws IOException {
    if (!options.getLightCurves() || summary.isEmpty()) {
      return;
    }
    Set<String> files = CurveList.files(storage, run.output());
    for (String file : old) {
      if (!files.contains(file)) {
        storage.deleteIfExists(OutputLayout.in(run.output(), file));
      }
    }
    CurveLines curves = CurveLines.read(storage, run.output());
    summary.curves(curves);
    warnings.addAll(curves.warnings());
  }

  /** Puts the rows of earlier nights into the table, and adds what there is to say of all. */
  private void addWarnings(RunSummary summary, EarlierRows rows, GivenMasters library)
      throws UsageException, IOException {
    warnings.addAll(rows.join());
    if (options.getStack()) {
      warnings.addAll(
          LeftOverStacks.warnings(
              storage, run.output(), StackOptions.stackSettings(options), summary.stacks()));
    }
    warnings.addAll(
        new MasterDrift(storage, run.output())
            .warnings(summary.masters(), library.masters().masters()));
    warnings.addAll(summary.warnings());
    warnings.addAll(GivenReferences.unused(references, storage, run.output()));
  }

  private void listGoodLights(RunSummary summary) throws IOException {
    if (run.measures() && !summary.isEmpty()) {
      GoodLights.write(storage, run.output());
    } else { // a list of an earlier run says nothing of this one
      storage.deleteIfExists(OutputLayout.in(run.output(), OutputLayout.GOOD));
    }
  }

  /**
   * Returns masters of earlier runs that lights without one could take; null for none, also where
   * the input is gone by now. Warns where lights were calibrated without them.
   */
  private List<String> mastersThatHelp(RunSummary summary) throws UsageException, IOException {
    List<String> lacking = summary.lackingMasters();
    if (lacking.isEmpty() || known != null) {
      return null;
    }
    EarlierMasters earlier = new EarlierMasters(options, storage, run.output());
    try {
      List<String> masters = earlier.thatHelp(lacking, masterReader);
      if (masters == null || summary.hasUncalibrated()) {
        return masters;
      }
      warnings.add(
          "steps were left out, although masters of earlier runs to this output match: --masters="
              + String.join(",", masters)
              + " uses them");
      return null; // every further run would calibrate the lights twice
    } catch (IOException noHelp) {
      return null; // what the lights lack is said in their rows
    }
  }
}
