package org.nightbeam.pipeline;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptions;
import org.nightbeam.transforms.S3ClientFactory;

/** The main program: reads the command line and does what its verb says. */
public final class Nightbeam {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int WRONG_COMMAND_LINE = 2;
  static final int FRAMES_LEFT = 3;

  /** Prefix of our logger's properties. */
  private static final String LOG = "org.slf4j.simpleLogger.";

  private static final String OUTPUT = "--output=";
  private static final String FLINK_RUN = "org.apache.flink.client.cli.CliFrontend";

  /** nom-tam-fits warns of every odd card; what matters is in the table of frames. */
  private static final Logger FITS_LOG = Logger.getLogger("nom.tam.fits");

  private Nightbeam() {}

  /**
   * Runs the program and ends the process with its exit status. Within a process of Flink's, such
   * as a JobManager of one application, it returns if the run finished.
   *
   * @throws IllegalStateException if it did not, where the process is not ours to end
   */
  public static void main(String[] arguments) {
    List<String> words = List.of(arguments);
    logWarnings(words.contains("--verbose") || words.contains("--verbose=true"));
    int status = run(System.out, System.err, arguments);
    if (isOwnProcess()) {
      System.exit(status);
    }
    if (status == FAILED || status == WRONG_COMMAND_LINE) {
      throw new IllegalStateException("Nightbeam ended with exit status " + status);
    }
  }

  /** Says what libraries log: that is of the process, and not of a run in it. */
  private static void logWarnings(boolean verbose) {
    FITS_LOG.setLevel(verbose ? Level.WARNING : Level.OFF);
    if (verbose) {
      System.setProperty(LOG + "defaultLogLevel", "info");
      System.setProperty(LOG + "log.org.apache.flink", "info");
      System.setProperty(LOG + "log.org.apache.beam.runners.flink.FlinkRunner", "info");
    }
  }

  /** Whether the process was started for this run, by java or by flink run. */
  private static boolean isOwnProcess() {
    StackTraceElement[] stack = Thread.currentThread().getStackTrace();
    String started = stack[stack.length - 1].getClassName();
    return started.equals(Nightbeam.class.getName()) || started.equals(FLINK_RUN);
  }

  /** Runs the program; returns its exit status. */
  static int run(PrintStream terminal, PrintStream err, String... arguments) {
    PrintStream out = new Screen(terminal, Terminal.of(terminal));
    try {
      return runPlain(out, err, arguments);
    } finally {
      out.flush();
    }
  }

  private static int runPlain(PrintStream out, PrintStream err, String... arguments) {
    CommandLine line;
    try {
      line = CommandLine.parse(arguments);
    } catch (UsageException mistake) {
      return wrongCommandLine(mistake, err);
    }
    boolean verbose = line.options().contains("--verbose=true");
    try {
      return switch (line.verb()) {
        case HELP -> {
          HelpText.print(out, line.inputs().isEmpty() ? null : line.inputs().get(0));
          yield DONE;
        }
        case MAN -> {
          ManualPage.print(out, version());
          yield DONE;
        }
        case COMPLETION -> {
          Completion.print(out, line.inputs().get(0));
          yield DONE;
        }
        case VERSION -> {
          out.println("Nightbeam " + version());
          yield DONE;
        }
        case PLAN -> PlanCommand.run(line, out, err);
        case EXPLAIN -> ExplainCommand.run(line, out);
        case NOISE -> NoiseCommand.run(line, out, err);
        case REPORT -> ReportCommand.run(line, out);
        case CALIBRATE -> CalibrateCommand.run(line, out, err);
        case DEMO -> DemoCommand.run(line, out, err);
      };
    } catch (UsageException mistake) {
      return wrongCommandLine(mistake, err);
    } catch (IOException | RuntimeException | Error failure) {
      String failed = Terminal.of(err).in(Terminal.Colour.BAD, "the run failed");
      err.println("nightbeam: " + failed + ": " + printable(FailureText.of(failure)));
      if (verbose) {
        failure.printStackTrace(err);
      } else {
        err.println("nightbeam: --verbose shows where");
      }
      return FAILED;
    }
  }

  /** Says what a person should know; the run goes on. */
  static void warn(List<String> warnings, PrintStream err) {
    String label = Terminal.of(err).in(Terminal.Colour.WARNING, "warning");
    warnings.forEach(warning -> err.println("nightbeam: " + label + ": " + printable(warning)));
  }

  static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  private static int wrongCommandLine(UsageException mistake, PrintStream err) {
    err.println("nightbeam: " + printable(mistake.getMessage()));
    return WRONG_COMMAND_LINE;
  }

  /**
   * The options of a command line. Beam then knows the file systems that it names.
   *
   * @param arguments without the inputs
   * @throws UsageException if Beam refuses one, or a place that they name cannot be used
   */
  static ProgramOptions options(List<String> inputs, List<String> arguments) throws UsageException {
    if (arguments.contains("--watch=true")) {
      Locations.requireLocalPatterns("input", inputs); // they may come to be
    } else {
      Locations.requireLocalInputs("input", inputs);
    }
    for (String argument : arguments) {
      if (argument.startsWith(OUTPUT)) {
        Locations.requireLocalOutput(argument.substring(OUTPUT.length()));
      }
    }
    ProgramOptions options;
    try {
      options = SplitOptions.read(arguments);
    } catch (IllegalArgumentException refused) {
      throw new UsageException(String.valueOf(refused.getMessage()).replaceAll("\\s+", " "));
    }
    options.setInput(inputs);
    if (options.getMasters() != null) {
      Locations.requireLocalInputs("masters", options.getMasters());
    }
    // Beam's file system of S3 is made also where all is local, and must not look for a region
    // then.
    S3ClientFactory.setIn(options);
    if (Stream.concat(inputs.stream(), arguments.stream())
        .noneMatch(word -> word.contains("://"))) {
      return options; // of this host's files; a runner makes the other file systems by itself
    }
    FileSystems.setDefaultPipelineOptions(options.as(PipelineOptions.class));
    for (String input : inputs) {
      Locations.requireFileSystem("input", input);
    }
    if (options.getOutput() != null) {
      Locations.requireFileSystem("output", options.getOutput());
    }
    return options;
  }

  /** Version of the software, as products record it. */
  static String version() {
    String version = Nightbeam.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
