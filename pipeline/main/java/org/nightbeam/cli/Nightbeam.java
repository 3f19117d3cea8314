package org.nightbeam.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.nightbeam.cli.help.Completion;
import org.nightbeam.cli.help.HelpText;
import org.nightbeam.cli.help.ManualPage;
import org.nightbeam.commandline.CommandLine;
import org.nightbeam.options.PathChecks;
import org.nightbeam.options.UsageException;
import org.nightbeam.terminal.ExitStatus;
import org.nightbeam.terminal.FailureText;
import org.nightbeam.terminal.Messages;
import org.nightbeam.terminal.RunLog;
import org.nightbeam.terminal.Screen;
import org.nightbeam.terminal.Terminal;
import org.nightbeam.terminal.Version;

/** The main program: reads the command line and does what its verb says. */
public final class Nightbeam {

  /** Prefix of our logger's properties. */
  private static final String LOG = "org.slf4j.simpleLogger.";

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
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT); // numbers are those of FITS and CSV
    int status = run(System.out, System.err, arguments);
    if (isOwnProcess()) {
      System.exit(status);
    }
    if (status == ExitStatus.FAILED.code() || status == ExitStatus.WRONG_COMMAND_LINE.code()) {
      throw new IllegalStateException("Nightbeam ended with exit status " + status);
    }
  }

  /** Sets what libraries log, which is a matter of the process and not of a run in it. */
  private static void logWarnings(boolean verbose) {
    FITS_LOG.setLevel(verbose ? Level.WARNING : Level.OFF);
    if (verbose) {
      System.setProperty(LOG + "defaultLogLevel", "info");
      System.setProperty(LOG + "log.org.apache.flink", "info");
      System.setProperty(LOG + "log.org.apache.beam.runners.flink.FlinkRunner", "info");
    }
  }

  /** Returns whether the process was started for this run, by java or by flink run. */
  private static boolean isOwnProcess() {
    StackTraceElement[] stack = Thread.currentThread().getStackTrace();
    String started = stack[stack.length - 1].getClassName();
    return started.equals(Nightbeam.class.getName()) || started.equals(FLINK_RUN);
  }

  /** Runs the program; returns its exit status. */
  static int run(PrintStream terminal, PrintStream err, String... arguments) {
    CommandLine line;
    try {
      line = CommandLine.parse(arguments);
    } catch (UsageException mistake) {
      return wrongCommandLine(mistake, err).code();
    }
    PrintStream shown =
        line.options().contains("--quiet=true")
            ? new PrintStream(OutputStream.nullOutputStream())
            : terminal;
    String file = line.value("log");
    if (file == null) {
      return run(line, shown, err);
    }
    RunLog log;
    try {
      log = RunLog.open(PathChecks.path("log", file));
    } catch (UsageException mistake) {
      return wrongCommandLine(mistake, err).code();
    } catch (IOException e) {
      String cause = FailureText.of(e);
      return wrongCommandLine(new UsageException("--log=" + file + ": " + cause), err).code();
    }
    int status = run(line, log.beside(shown), log.beside(err));
    try {
      log.close();
    } catch (IOException e) {
      Messages.warn(
          List.of("--log=" + file + ": lines are missing from it: " + FailureText.of(e)), err);
    }
    return status;
  }

  private static int run(CommandLine line, PrintStream shown, PrintStream err) {
    PrintStream out = new Screen(shown, Terminal.of(shown));
    try {
      return obey(line, out, err).code();
    } finally {
      out.flush();
    }
  }

  private static ExitStatus obey(CommandLine line, PrintStream out, PrintStream err) {
    boolean verbose = line.options().contains("--verbose=true");
    try {
      return switch (line.verb()) {
        case HELP -> {
          HelpText.print(out, line.inputs().isEmpty() ? null : line.inputs().get(0));
          yield ExitStatus.DONE;
        }
        case MAN -> {
          ManualPage.print(out, Version.ofProgram());
          yield ExitStatus.DONE;
        }
        case COMPLETION -> {
          Completion.print(out, line.inputs().get(0));
          yield ExitStatus.DONE;
        }
        case VERSION -> {
          out.println("Nightbeam " + Version.ofProgram());
          yield ExitStatus.DONE;
        }
        case PLAN -> PlanCommand.run(line, out, err);
        case EXPLAIN -> ExplainCommand.run(line, out);
        case NOISE -> NoiseCommand.run(line, out, err);
        case REPORT -> ReportCommand.run(line, out);
        case CALIBRATE -> CalibrateCommand.run(line, out, err);
        case EXPORT -> ExportCommand.run(line, out, err);
        case DEMO -> DemoCommand.run(line, out, err);
      };
    } catch (UsageException mistake) {
      return wrongCommandLine(mistake, err);
    } catch (IOException | RuntimeException | Error failure) {
      String failed = Terminal.of(err).in(Terminal.Colour.BAD, "the run failed");
      err.println("nightbeam: " + failed + ": " + Messages.printable(FailureText.of(failure)));
      if (verbose) {
        failure.printStackTrace(err);
      } else {
        err.println("nightbeam: --verbose shows where");
      }
      return ExitStatus.FAILED;
    }
  }

  private static ExitStatus wrongCommandLine(UsageException mistake, PrintStream err) {
    err.println("nightbeam: " + Messages.printable(mistake.getMessage()));
    return ExitStatus.WRONG_COMMAND_LINE;
  }
}
