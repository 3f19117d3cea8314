package org.nightbeam.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nightbeam.commandline.CommandLine;
import org.nightbeam.commandline.GivenOptions;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.master.LibraryMaster;
import org.nightbeam.master.MasterExport;
import org.nightbeam.master.store.MasterReference;
import org.nightbeam.options.MatchingOptions;
import org.nightbeam.options.PathChecks;
import org.nightbeam.options.ProgramOptions;
import org.nightbeam.options.UsageException;
import org.nightbeam.run.GivenMasters;
import org.nightbeam.terminal.ExitStatus;
import org.nightbeam.terminal.Messages;
import org.nightbeam.terminal.Version;
import org.nightbeam.transforms.storage.BeamStorage;

/** The verb {@code export}: writes masters in the form that other programs expect. */
final class ExportCommand {
  private ExportCommand() {}

  static ExitStatus run(CommandLine line, PrintStream out, PrintStream err)
      throws UsageException, IOException {
    ProgramOptions options = GivenOptions.read(line.inputs(), line.options());
    String output = PathChecks.folder(PathChecks.absolute(options.getOutput()));
    for (String place : options.getMasters()) {
      if ((output + "/").startsWith(PathChecks.absolute(place).replaceFirst("/*$", "/"))) {
        throw new UsageException(
            "--output="
                + options.getOutput()
                + " lies in --masters="
                + place
                + ", where later runs would find the same masters twice; name another folder");
      }
    }
    try (BeamStorage storage = new BeamStorage(options)) {
      List<String> warnings = new ArrayList<>();
      List<LibraryMaster> masters =
          new GivenMasters.Finder(storage, options, "", MatchingOptions.masterReader(options))
              .find(options.getMasters(), warnings)
              .masters()
              .masters();
      MasterExport export =
          new MasterExport(storage, masters, options.getExportDarks(), Version.ofProgram());
      refuseToReplace(masters, export, output);
      Map<String, String> hashes = new HashMap<>(); // of what was written, by path
      boolean left = false;
      try {
        for (LibraryMaster master : masters) {
          MasterReference reference = master.reference();
          String path = export.pathOf(reference);
          String same = hashes.putIfAbsent(path, reference.sha256());
          if (same == null) {
            try {
              out.println(text(export.write(master, output), output));
            } catch (UnreadableFileException refused) {
              hashes.remove(path);
              left = true;
              warnings.add(reference.uri() + " is not exported: " + refused.getMessage());
            }
          } else if (!same.equals(reference.sha256())) {
            left = true;
            warnings.add(
                reference.uri()
                    + " is not exported: another master is "
                    + path
                    + " too; export it by itself, to another --output");
          }
        }
      } finally {
        Messages.warn(warnings, err);
      }
      if (hashes.isEmpty()) {
        err.println("nightbeam: nothing was exported");
        return ExitStatus.FAILED;
      }
      return left ? ExitStatus.FRAMES_LEFT : ExitStatus.DONE;
    }
  }

  /** Refuses an output where a file that is written would take the place of a master. */
  private static void refuseToReplace(
      List<LibraryMaster> masters, MasterExport export, String output) throws UsageException {
    Set<String> places = new HashSet<>();
    masters.forEach(master -> places.add(master.reference().uri()));
    for (LibraryMaster master : masters) {
      String uri = output + "/" + export.pathOf(master.reference());
      if (places.contains(uri)) {
        throw new UsageException(
            "--output=" + output + ": " + uri + " is a master of --masters; give another folder");
      }
    }
  }

  private static String text(MasterExport.Exported file, String output) {
    return output
        + "/"
        + file.path()
        + (file.invalid() == 0
            ? ""
            : String.format(
                " (%d invalid pixels are replaced by their neighbours' values)", file.invalid()));
  }
}
