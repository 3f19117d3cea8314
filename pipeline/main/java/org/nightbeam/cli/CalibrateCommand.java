package org.nightbeam.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkRunner;
import org.nightbeam.commandline.CommandLine;
import org.nightbeam.commandline.GivenOptions;
import org.nightbeam.header.FrameReader;
import org.nightbeam.options.MatchingOptions;
import org.nightbeam.options.PathChecks;
import org.nightbeam.options.ProgramOptions;
import org.nightbeam.options.UsageException;
import org.nightbeam.run.CalibrateRun;
import org.nightbeam.run.OutputLock;
import org.nightbeam.run.runner.FlinkCluster;
import org.nightbeam.run.runner.FlinkDefaults;
import org.nightbeam.run.runner.FlinkWatch;
import org.nightbeam.run.summary.SummaryText;
import org.nightbeam.run.watch.Watch;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.terminal.ExitStatus;
import org.nightbeam.terminal.Messages;
import org.nightbeam.transforms.storage.BeamStorage;
import org.nightbeam.transforms.work.RunSettings;

/** The verb {@code calibrate}: runs the pipeline, shows its progress, and sums up the outcome. */
final class CalibrateCommand {

  private CalibrateCommand() {}

  static ExitStatus run(CommandLine line, PrintStream out, PrintStream err)
      throws UsageException, IOException {
    ProgramOptions options = GivenOptions.read(line.inputs(), withDefaults(line));
    if (options.getWatch()) {
      Watch.requireLocal(options);
    }
    boolean flink = options.getRunner() == FlinkRunner.class;
    if (flink) {
      FlinkDefaults.requireClasses();
    }
    RunSettings run = CalibrateRun.settings(options);
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
    FrameReader masterReader = MatchingOptions.masterReader(options);
    MatchingOptions.matchingRules(
        options); // a mistake in an option or its file is found before anything is made
    PathChecks.requireWritable(run.output());
    PathChecks.requireNames(run.output());
    for (String part : OutputLayout.PRODUCTS) {
      if (BeamStorage.isLocal(run.output()) && Files.exists(Path.of(run.output(), part))) {
        PathChecks.requireWritable(run.output() + "/" + part);
      }
    }
    PathChecks.requireScratch(options.getScratch(), run.scratch());
    if (options.getWatch()) {
      return Watch.run(options, run, masterReader, out, err);
    }
    CalibrateRun.Ended ended;
    try (OutputLock lock = OutputLock.take(run.output())) {
      if (lock.doubt() != null) {
        warnings.add(lock.doubt());
      }
      ended =
          CalibrateRun.once(
              new CalibrateRun.Inputs(options, masterReader, null),
              run,
              watch,
              lock,
              warnings,
              err);
    }
    new SummaryText(ended.summary(), out)
        .print(run.output(), ended.seconds(), run.lights().measurements(), options.getReport());
    if (ended.summary().isEmpty() && options.getQuiet()) { // a failure, and no summary says why
      warnings.add("no FITS files were found in the input: nothing was done");
    }
    Messages.warn(warnings, err);
    return CalibrateRun.status(ended.summary());
  }

  /**
   * Returns the runner's options that suit this program on the DirectRunner, unless the command
   * line says otherwise.
   */
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

  /**
   * Watches the cluster that the command line names, if any; refuses one that cannot be reached.
   */
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
}
