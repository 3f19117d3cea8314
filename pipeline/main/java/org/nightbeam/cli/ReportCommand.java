package org.nightbeam.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.NoSuchFileException;
import org.nightbeam.commandline.CommandLine;
import org.nightbeam.commandline.GivenOptions;
import org.nightbeam.options.PathChecks;
import org.nightbeam.options.ProgramOptions;
import org.nightbeam.options.UsageException;
import org.nightbeam.report.Report;
import org.nightbeam.terminal.ExitStatus;
import org.nightbeam.transforms.storage.BeamStorage;

/** The verb {@code report}: makes the report of a run again, from what the run has left. */
final class ReportCommand {
  private ReportCommand() {}

  static ExitStatus run(CommandLine line, PrintStream out) throws UsageException, IOException {
    ProgramOptions options = GivenOptions.read(line.inputs(), line.options());
    try (BeamStorage storage = new BeamStorage(options)) {
      String output = PathChecks.folder(options.getOutput());
      try {
        out.println(new Report(storage, output).write());
      } catch (NoSuchFileException | FileNotFoundException none) {
        throw new UsageException(
            "report: there is no frames.csv in " + output + "; expected the --output of a run");
      }
      return ExitStatus.DONE;
    }
  }
}
