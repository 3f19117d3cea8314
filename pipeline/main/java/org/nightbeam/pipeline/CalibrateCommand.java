package org.nightbeam.pipeline;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.util.ReleaseInfo;
import org.nightbeam.calibrate.CosmicRayRule;
import org.nightbeam.combine.CombineSettings;
import org.nightbeam.frame.FrameReader;
import org.nightbeam.plan.FrameRow;
import org.nightbeam.plan.FrameTable;
import org.nightbeam.report.Report;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.storage.NewFile;
import org.nightbeam.storage.Storage;
import org.nightbeam.transforms.BeamStorage;
import org.nightbeam.transforms.DeadRuns;
import org.nightbeam.transforms.DoneBefore;
import org.nightbeam.transforms.JournalFile;
import org.nightbeam.transforms.RemoteFiles;
import org.nightbeam.transforms.RunSettings;
import org.nightbeam.transforms.WriteFrameTable;

/** The verb {@code calibrate}: runs the pipeline, shows its progress, sums up what came of it. */
final class CalibrateCommand {
  private static final int BATCHES_OF_A_CLUSTER = 1024;
  private static final String RUN_JSON = "run.json";
  private static final List<String> OLD_REPORTS =
      List.of(WriteFrameTable.NAME, RUN_JSON, Report.NAME);

  private CalibrateCommand() {}

  static int run(CommandLine line, PrintStream out, PrintStream err)
      throws UsageException, IOException {
    Instant start = Instant.now();
    ProgramOptions options = Nightbeam.options(line.inputs(), withDefaults(line));
    boolean flink = options.getRunner() == FlinkRunner.class;
    if (flink) {
      FlinkDefaults.requireClasses();
    }
    RunSettings run = settings(options);
    FlinkWatch watch = null;
    if (flink) {
      FlinkDefaults.set(line, options, run);
      watch = watch(options.as(FlinkPipelineOptions.class));
    }
    if (!flink) {
      // A runner's thread that has nothing to do looks for work without a rest. With one, the
      // threads are ours, and each step costs one bundle.
      options.as(DirectOptions.class).setTargetParallelism(1);
    }
    List<String> warnings = new ArrayList<>();
    FrameReader masterReader = Stages.masterReader(options);
    Stages.rules(options); // a mistake in an option or its file is found before anything is made
    Locations.requireWritable(run.output());
    for (String part : List.of("calibrated", "masters")) {
      if (BeamStorage.isLocal(run.output()) && Files.exists(Path.of(run.output(), part))) {
        Locations.requireWritable(run.output() + "/" + part);
      }
    }
    Locations.requireScratch(options.getScratch(), run.scratch());
    RunSummary summary;
    double seconds;
    try (OutputLock lock = OutputLock.take(run.output());
        BeamStorage storage = BeamStorage.of(run, options);
        TemporaryFolders temporary = new TemporaryFolders(run, lock)) {
      DeadRuns.sweep(run);
      Library library =
          new Library.Finder(storage, run.output(), masterReader)
              .find(options.getMasters(), warnings);
      EarlierRuns earlier = EarlierRuns.find(options, run, storage, library);
      if (earlier != null && earlier.haveDoneAll()) {
        writeTable(storage, run, earlier.rows());
      } else {
        RoomCheck.require(options, run, storage, library, earlier);
        removeOldReports(run);
        Pipeline pipeline = Stages.of(options, run, library);
        if (earlier != null) {
          DoneBefore.put(storage, run, earlier.done());
        }
        if (flink) {
          DeadRuns.markOnCluster(run);
        }
        RunningPipeline running =
            flink ? new FlinkRun(pipeline, run, watch) : new DirectRun(pipeline);
        temporary.afterCancelling(running);
        RunProgress.follow(running, err);
        new JournalFile(storage, run).settle();
      }
      temporary.afterTheEnd();
      summary =
          RunSummary.read(
              storage,
              run.output(),
              Stages.facts(options),
              earlier == null ? List.of() : earlier.products());
      seconds = (Instant.now().toEpochMilli() - start.toEpochMilli()) / 1000.0;
      writeRunJson(storage, options, run, summary, start, seconds);
      if (options.getReport()) {
        new Report(storage, run.output()).write();
      }
    }
    summary.print(out, run.output(), seconds, options.getReport());
    warnings.addAll(summary.warnings());
    Nightbeam.warn(warnings, err);
    return summary.isEmpty()
        ? Nightbeam.FAILED
        : summary.framesLeft() > 0 ? Nightbeam.FRAMES_LEFT : Nightbeam.DONE;
  }

  private static void writeTable(Storage storage, RunSettings run, List<FrameRow> rows)
      throws IOException {
    try (NewFile file = storage.create(run.output() + "/" + WriteFrameTable.NAME);
        Writer writer =
            new BufferedWriter(Channels.newWriter(file.channel(), StandardCharsets.UTF_8))) {
      FrameTable.write(rows, writer);
      writer.flush();
      file.commit();
    }
  }

  /** What suits this program on the DirectRunner, unless the command line says otherwise. */
  private static List<String> withDefaults(CommandLine line) {
    List<String> arguments = new ArrayList<>(line.options());
    boolean direct = !line.has("runner") || arguments.contains("--runner=DirectRunner");
    if (direct) {
      // Progress is shown while the pipeline runs; our elements are immutable and their coders
      // tested.
      addUnlessGiven(arguments, line, "blockOnRun", "false");
      addUnlessGiven(arguments, line, "enforceImmutability", "false");
      addUnlessGiven(arguments, line, "enforceEncodability", "false");
    }
    return arguments;
  }

  private static void addUnlessGiven(
      List<String> arguments, CommandLine line, String name, String value) {
    if (!line.has(name)) {
      arguments.add("--" + name + "=" + value);
    }
  }

  /** Watches the cluster that the command line names, if it does; refuses one that is not there. */
  private static FlinkWatch watch(FlinkPipelineOptions flink) throws UsageException, IOException {
    if (!FlinkDefaults.isRemote(flink)) {
      return null;
    }
    FlinkCluster cluster;
    try {
      cluster = new FlinkCluster(flink.getFlinkMaster());
    } catch (IllegalArgumentException malformed) {
      throw new UsageException(
          "--flinkMaster=" + flink.getFlinkMaster() + ": " + malformed.getMessage());
    }
    cluster.require();
    return new FlinkWatch(cluster, flink.getJobName(), Math.max(1, flink.getParallelism()));
  }

  static RunSettings settings(ProgramOptions options) {
    String scratch =
        options.getScratch() != null
            ? options.getScratch()
            : Path.of(
                    System.getProperty("java.io.tmpdir"),
                    "nightbeam-" + System.getProperty("user.name"))
                .toString();
    String output = options.getOutput();
    boolean direct = options.getRunner() == DirectRunner.class;
    return new RunSettings(
        UUID.randomUUID().toString(),
        BeamStorage.isLocal(output)
            ? LocalStorage.path(output).toAbsolutePath().normalize().toString()
            : output.replaceFirst("/+$", ""),
        Path.of(scratch).toAbsolutePath().toString(),
        Nightbeam.version(),
        new CombineSettings(
            options.getCombine(),
            options.getSigmaLow(),
            options.getSigmaHigh(),
            options.getClipIterations(),
            options.getRejectLow(),
            options.getRejectHigh()),
        options.getInvalidPixels(),
        cosmicRays(options),
        options.getBandRows(),
        Math.round(options.getMasterCacheLimit() * 1e9),
        direct ? 1 : BATCHES_OF_A_CLUSTER,
        direct ? options.as(DirectOptions.class).getTargetParallelism() : 1,
        !direct,
        options.getDurable(),
        options.getReport());
  }

  private static CosmicRayRule cosmicRays(CalibrationOptions options) {
    return new CosmicRayRule(
        options.getCosmicRays(),
        options.getCosmicRaySigma(),
        options.getCosmicRayFraction(),
        options.getCosmicRayObjectLimit(),
        options.getCosmicRayIterations(),
        orUnknown(options.getElectronsPerAdu()),
        orUnknown(options.getReadNoise()),
        orUnknown(options.getSaturation()));
  }

  private static double orUnknown(Double value) {
    return value == null ? Double.NaN : value;
  }

  /** A run that fails must not leave the reports of an earlier one beside its products. */
  private static void removeOldReports(RunSettings run) throws IOException {
    if (BeamStorage.isLocal(run.output())) {
      for (String report : OLD_REPORTS) {
        Files.deleteIfExists(Path.of(run.output(), report));
      }
    } else {
      for (String report : OLD_REPORTS) {
        RemoteFiles.deleteIfExists(run.output() + "/" + report);
      }
    }
  }

  private static void writeRunJson(
      Storage storage,
      ProgramOptions options,
      RunSettings run,
      RunSummary summary,
      Instant start,
      double seconds)
      throws IOException {
    Map<String, Object> given = new LinkedHashMap<>();
    for (String name : new OptionCatalogue().names()) {
      Object value = OptionCatalogue.valueOf(options, name);
      if (value != null) {
        given.put(name, value);
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
    document.put("started", start.toString());
    document.put("seconds", seconds);
    byte[] json = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(document);
    try (NewFile file = storage.create(run.output() + "/" + RUN_JSON)) {
      file.write(ByteBuffer.wrap(json));
      file.commit();
    }
  }
}
