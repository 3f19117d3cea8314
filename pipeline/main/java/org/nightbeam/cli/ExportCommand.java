package org.nightbeam.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.nightbeam.commandline.CommandLine;
import org.nightbeam.commandline.GivenOptions;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.master.LibraryMaster;
import org.nightbeam.master.MasterExport;
import org.nightbeam.options.MatchingOptions;
import org.nightbeam.options.PathChecks;
import org.nightbeam.options.ProgramOptions;
import org.nightbeam.options.UsageException;
import org.nightbeam.run.GivenMasters;
import org.nightbeam.terminal.ExitStatus;
import org.nightbeam.terminal.Messages;
import org.nightbeam.terminal.Version;
import org.nightbeam.transforms.work.BeamStorage;

/** The verb {@code export}: writes masters in the form of other programs. */
final class ExportCommand {
  private ExportCommand() {}

  static ExitStatus run(CommandLine line, PrintStream out, PrintStream err)
      throws UsageException, IOException {
    ProgramOptions options = GivenOptions.read(line.inputs(), line.options());
    String output = PathChecks.absolute(options.getOutput()).replaceFirst("(?<=.)/+$", "");
    for (String place : options.getMasters()) {
      if ((output + "/").startsWith(PathChecks.absolute(place).replaceFirst("/*$", "/"))) {
        throw new UsageException(
            "--output="
                + options.getOutput()
                + " lies in --masters="
                + place
                + ", where later runs would find the same masters twice; give another folder");
      }
    }
    try (BeamStorage storage =
        new BeamStorage(Path.of(System.getProperty("java.io.tmpdir")), options)) {
      List<String> warnings = new ArrayList<>();
      List<LibraryMaster> masters =
          new GivenMasters.Finder(storage, options, "", MatchingOptions.masterReader(options))
              .find(options.getMasters(), warnings)
              .masters()
              .masters();
      MasterExport export =
          new MasterExport(storage, masters, options.getExportDarks(), Version.ofProgram());
      int written = 0;
      for (LibraryMaster master : masters) {
        try {
          MasterExport.Exported file = export.write(master, output);
          written++;
          out.println(
              output
                  + "/"
                  + file.path()
                  + (file.invalid() == 0
                      ? ""
                      : String.format(
                          " (%d invalid pixels have their neighbours' values)", file.invalid())));
        } catch (UnreadableFileException refused) {
          warnings.add(master.reference().uri() + " is not exported: " + refused.getMessage());
        }
      }
      Messages.warn(warnings, err);
      if (written == 0) {
        return ExitStatus.FAILED;
      }
      return written < masters.size() ? ExitStatus.FRAMES_LEFT : ExitStatus.DONE;
    }
  }
}
