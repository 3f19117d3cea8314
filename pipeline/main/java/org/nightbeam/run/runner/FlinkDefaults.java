package org.nightbeam.run.runner;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.nightbeam.commandline.CommandLine;
import org.nightbeam.options.PathChecks;
import org.nightbeam.options.ProgramOptions;
import org.nightbeam.options.UsageException;
import org.nightbeam.transforms.work.OutputOwner;
import org.nightbeam.transforms.work.RunSettings;

/** Defaults that suit this program on the FlinkRunner. */
public final class FlinkDefaults {
  private static final String A_CLASS_OF_FLINK =
      "org.apache.flink.streaming.api.environment.StreamExecutionEnvironment";
  private static final String IN_THIS_PROCESS = "[local]";
  private static final String GIVEN_BY_ITS_CLIENT = "[auto]";

  private FlinkDefaults() {}

  /** Refuses to run where Flink's classes are not on the class path. */
  public static void requireClasses() throws UsageException {
    try {
      Class.forName(A_CLASS_OF_FLINK, false, FlinkDefaults.class.getClassLoader());
    } catch (ClassNotFoundException missing) {
      throw new UsageException(
          "--runner=FlinkRunner: Flink's classes are missing; keep the folder flink of the"
              + " build next to nightbeam.jar, or start it with Flink's own client: flink run"
              + " nightbeam.jar");
    }
  }

  /** Sets what the command line leaves open. */
  public static void set(CommandLine line, ProgramOptions options, RunSettings run)
      throws IOException {
    FlinkPipelineOptions flink = options.as(FlinkPipelineOptions.class);
    if (isRemote(flink) || !line.has("jobName")) {
      // Two jobs of one name could not be told apart, and one be cancelled for the other.
      String given = line.has("jobName") ? flink.getJobName() : "nightbeam";
      flink.setJobName(given + "-" + run.runId().substring(0, 8));
    }
    boolean local = flink.getFlinkMaster().equals(IN_THIS_PROCESS);
    if (local && !line.has("parallelism")) {
      flink.setParallelism(Runtime.getRuntime().availableProcessors()); // Beam takes 1
    }
    if (isRemote(flink) && !line.has("filesToStage") && ownJar() != null) {
      flink.setFilesToStage(jars(ownJar(), options));
    }
    // Workers have other working folders.
    options.setInput(options.getInput().stream().map(PathChecks::absolute).toList());
  }

  /** Returns whether the job goes to a cluster that the command line names. */
  public static boolean isRemote(FlinkPipelineOptions flink) {
    return !List.of(IN_THIS_PROCESS, GIVEN_BY_ITS_CLIENT, "[collection]")
        .contains(flink.getFlinkMaster());
  }

  /** Returns the job as a later run will know it. */
  public static OutputOwner.Job job(ProgramOptions options) {
    FlinkPipelineOptions flink = options.as(FlinkPipelineOptions.class);
    return isRemote(flink)
        ? new OutputOwner.Job(flink.getFlinkMaster(), flink.getJobName())
        : OutputOwner.Job.NONE;
  }

  /**
   * Returns what the cluster lacks: our jar, without Flink's beside it, and Hadoop's where it is
   * used.
   */
  private static List<String> jars(Path jar, ProgramOptions options) throws IOException {
    List<String> jars = new ArrayList<>(List.of(jar.toString()));
    boolean hdfs =
        Stream.concat(options.getInput().stream(), Stream.of(options.getOutput()))
            .anyMatch(location -> location.startsWith("hdfs:"));
    Path hadoop = jar.resolveSibling("hadoop");
    if (hdfs && Files.isDirectory(hadoop)) {
      try (Stream<Path> files = Files.list(hadoop)) {
        files.map(Path::toString).filter(name -> name.endsWith(".jar")).sorted().forEach(jars::add);
      }
    }
    return jars;
  }

  /**
   * Returns the jar that this class is in; null if it is in a folder of classes, as in development.
   */
  private static Path ownJar() {
    try {
      Path source =
          Path.of(FlinkDefaults.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return Files.isRegularFile(source) ? source : null;
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
