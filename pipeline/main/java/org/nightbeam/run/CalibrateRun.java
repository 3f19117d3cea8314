package org.nightbeam.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.util.ReleaseInfo;
import org.nightbeam.commandline.Option;
import org.nightbeam.commandline.OptionCatalogue;
import org.nightbeam.fringes.FringeSettings;
import org.nightbeam.header.FrameReader;
import org.nightbeam.header.HeaderRules;
import org.nightbeam.header.StatedFacts;
import org.nightbeam.lightcurve.CurveList;
import org.nightbeam.options.CombineOptions;
import org.nightbeam.options.GradingOptions;
import org.nightbeam.options.HeaderOptions;
import org.nightbeam.options.LightCurveOptions;
import org.nightbeam.options.LightOptions;
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
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.storage.NewFile;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.storage.Storage;
import org.nightbeam.terminal.ExitStatus;
import org.nightbeam.terminal.Version;
import org.nightbeam.transforms.GradeLights;
import org.nightbeam.transforms.WriteFrameTable;
import org.nightbeam.transforms.work.BeamStorage;
import org.nightbeam.transforms.work.JournalFile;
import org.nightbeam.transforms.work.OutputOwner;
import org.nightbeam.transforms.work.RunSettings;

/** A run: what is done before the pipeline, the pipeline, and what is made of it afterwards. */
public final class CalibrateRun {
  private static final int BATCHES_OF_A_CLUSTER = 1024;

  /** No progress is shown of shorter ones while a folder is watched. */
  private static final Duration SHORT_RUN = Duration.ofSeconds(3);

  private static final List<String> OLD_REPORTS =
      List.of(OutputLayout.TABLE, OutputLayout.GOOD, OutputLayout.RUN, OutputLayout.REPORT);

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
   * What came of a run, and how long it took.
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
    Ended first = attempt(inputs, run, watch, lock, warnings, err);
    if (first.masters == null) {
      return first;
    }
    List<String> given = inputs.options.getMasters();
    inputs.options.setMasters(first.masters);
    try {
      warnings.clear(); // the second attempt finds its own again
      warnings.addAll(before);
      warnings.add(
          "lights that lack a master take those of earlier runs to this output, as --masters="
              + String.join(",", first.masters)
              + " has it");
      Ended second = attempt(inputs, run.again(), watch, lock, warnings, err);
      second.summary.join(first.summary);
      return new Ended(second.summary, first.seconds + second.seconds, null);
    } finally {
      inputs.options.setMasters(given);
    }
  }

  private static Ended attempt(
      Inputs inputs,
      RunSettings run,
      FlinkWatch watch,
      OutputLock lock,
      List<String> warnings,
      PrintStream err)
      throws UsageException, IOException {
    Instant start = Instant.now();
    long startNanos = System.nanoTime(); // the clock of the day may be set meanwhile
    ProgramOptions options = inputs.options;
    KnownFrames known = inputs.known;
    boolean flink = options.getRunner() == FlinkRunner.class;
    try (BeamStorage storage = BeamStorage.of(run, options);
        TemporaryFolders temporary = new TemporaryFolders(run, storage, lock, err)) {
      OutputOwner.Job job = flink ? FlinkDefaults.job(options) : OutputOwner.Job.NONE;
      for (OutputOwner.Job orphan : OutputOwner.take(run, storage, job)) {
        FlinkCluster.end(orphan, run.output(), err);
      }
      GivenMasters library =
          known != null
              ? known.library()
              : new GivenMasters.Finder(storage, options, run.output(), inputs.masterReader)
                  .find(options.getMasters(), warnings);
      EarlierRows rows = EarlierRows.keep(storage, run.output(), options.getInput());
      EarlierRuns earlier = EarlierRuns.find(options, run, storage, library, known, rows, warnings);
      List<String> references = RegistrationOptions.references(options);
      if (!references.isEmpty()) {
        HeaderScan scan =
            earlier != null
                ? earlier.scan()
                : known != null ? known.scan() : HeaderScan.of(options, storage, library);
        warnings.addAll(
            GivenReferences.check(
                references, scan.plan().lights(), rows::haveReference, known != null));
      }
      Set<String> oldCurves = Set.of();
      // What is made of all lights together is looked at by its own stages, light by light.
      boolean together = RegistrationOptions.registers(options);
      if (earlier != null && earlier.haveDoneAll() && !together) {
        WriteFrameTable.write(
            storage,
            run.output(),
            run.measures()
                ? GradeLights.graded(earlier.rows(), GradingOptions.gradingLimits(options))
                : earlier.rows());
      } else {
        RoomCheck.require(options, run, storage, library, earlier, known);
        if (known == null) { // else the reports are of a moment ago, and people look at them
          removeOldReports(storage, run);
        }
        Done done = earlier == null ? Done.NOTHING : earlier.done();
        if (options.getLightCurves()) {
          oldCurves = CurveList.files(storage, run.output());
        }
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
      temporary.afterTheEnd();
      RunSummary summary =
          RunSummary.read(
              storage,
              run.output(),
              facts(options, run),
              earlier == null
                  ? List.of()
                  : earlier.products().stream().filter(product -> !rows.have(product)).toList());
      if (options.getStack()) {
        summary.wantStacks();
      }
      if (options.getLightCurves() && !summary.isEmpty()) {
        for (String file : CurveList.files(storage, run.output())) {
          oldCurves.remove(file);
        }
        for (String gone : oldCurves) { // of targets that are no longer asked for
          storage.deleteIfExists(OutputLayout.in(run.output(), gone));
        }
        CurveLines curves = CurveLines.read(storage, run.output());
        summary.curves(curves);
        warnings.addAll(curves.warnings());
      }
      // What follows is of all nights.
      warnings.addAll(rows.join());
      warnings.addAll(
          new MasterDrift(storage, run.output())
              .warnings(summary.masters(), library.masters().masters()));
      warnings.addAll(summary.warnings());
      warnings.addAll(GivenReferences.unused(references, storage, run.output()));
      if (run.measures() && !summary.isEmpty()) {
        GoodLights.write(storage, run.output());
      } else { // a list of an earlier run says nothing of this one
        storage.deleteIfExists(OutputLayout.in(run.output(), OutputLayout.GOOD));
      }
      List<String> further =
          summary.hasUncalibrated() && known == null
              ? mastersFor(
                  new EarlierMasters(options, storage, run.output()), inputs.masterReader, summary)
              : null;
      double seconds = Duration.ofNanos(System.nanoTime() - startNanos).toMillis() / 1000.0;
      writeRunJson(storage, inputs, run, summary, warnings, start, seconds);
      if (options.getReport()) {
        new Report(storage, run.output()).write();
      }
      return new Ended(summary, seconds, further);
    }
  }

  /** Returns masters that would help; null for none, also where the input is gone by now. */
  private static List<String> mastersFor(
      EarlierMasters earlier, FrameReader reader, RunSummary summary) throws UsageException {
    try {
      return earlier.thatHelp(summary.uncalibrated(), reader);
    } catch (IOException noHelp) {
      return null; // what the lights lack is said in their rows
    }
  }

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
        options.getReport());
  }

  /**
   * Returns the facts stated by hand; those of fringe masters, which have no row in the table, are
   * used.
   */
  private static StatedFacts.Patterns facts(ProgramOptions options, RunSettings run)
      throws UsageException {
    StatedFacts.Patterns facts = HeaderOptions.statedFacts(options).patterns();
    run.lights()
        .correction(FringeSettings.class)
        .ifPresent(fringes -> fringes.files().forEach(master -> facts.see(master.path())));
    return facts;
  }

  /**
   * Removes the reports of an earlier run: one that fails must not leave them beside its products.
   */
  private static void removeOldReports(BeamStorage storage, RunSettings run) throws IOException {
    if (BeamStorage.isLocal(run.output())) {
      for (String report : OLD_REPORTS) {
        Files.deleteIfExists(Path.of(run.output(), report));
      }
    } else {
      for (String report : OLD_REPORTS) {
        storage.deleteIfExists(run.output() + "/" + report);
      }
    }
  }

  /**
   * Says in {@code run.json} and the report of an output that nobody watches its input any more.
   */
  public static void endWatch(BeamStorage storage, RunSettings run, boolean report)
      throws IOException {
    String uri = OutputLayout.in(run.output(), OutputLayout.RUN);
    ObjectMapper json = new ObjectMapper();
    ObjectNode document;
    try (InputStream in = Channels.newInputStream(storage.open(uri))) {
      document = (ObjectNode) json.readTree(in);
    }
    document.put("watching", false);
    try (NewFile file = storage.createReplaceable(uri)) {
      file.write(
          ByteBuffer.wrap(json.writerWithDefaultPrettyPrinter().writeValueAsBytes(document)));
      file.commit();
    }
    if (report) {
      new Report(storage, run.output()).write();
    }
  }

  private static void writeRunJson(
      Storage storage,
      Inputs inputs,
      RunSettings run,
      RunSummary summary,
      List<String> warnings,
      Instant start,
      double seconds)
      throws IOException {
    ProgramOptions options = inputs.options;
    Map<String, Object> given = new LinkedHashMap<>();
    for (Option option : new OptionCatalogue().all()) {
      Object value = option.valueIn(options);
      if (value != null) {
        given.put(option.name(), value);
      }
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("nightbeam", run.version());
    document.put("beam", ReleaseInfo.getReleaseInfo().getVersion());
    document.put("java", System.getProperty("java.version"));
    document.put("runner", options.getRunner().getSimpleName());
    document.put("options", given);
    document.put("counts", summary.counts());
    document.put("masters", summary.masters());
    document.put("reasons", summary.reasons());
    document.put("warnings", warnings);
    document.put("frame_warnings", summary.frameWarnings());
    document.put("odd", summary.oddFrames());
    document.put("watching", inputs.known != null);
    document.put("started", start.toString());
    document.put("seconds", seconds);
    byte[] json = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(document);
    try (NewFile file = storage.create(OutputLayout.in(run.output(), OutputLayout.RUN))) {
      file.write(ByteBuffer.wrap(json));
      file.commit();
    }
  }
}
