package org.nightbeam.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.nightbeam.commandline.CommandLine;
import org.nightbeam.options.UsageException;
import org.nightbeam.options.annotation.Verb;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.synthetic.SyntheticNight;
import org.nightbeam.terminal.ExitStatus;

/** The verb {@code demo}: makes up a night and calibrates it. */
final class DemoCommand {
  private static final String DEFAULT_FOLDER = "nightbeam-demo";

  private DemoCommand() {}

  static ExitStatus run(CommandLine line, PrintStream out, PrintStream err)
      throws UsageException, IOException {
    if (!line.inputs().isEmpty()) {
      throw new UsageException("demo makes its own input: leave --input out");
    }
    List<String> options = new ArrayList<>(line.options());
    String folder =
        options.stream()
            .filter(option -> option.startsWith("--output="))
            .map(option -> option.substring("--output=".length()))
            .findFirst()
            .orElse(DEFAULT_FOLDER);
    options.removeIf(option -> option.startsWith("--output="));
    Path raw = LocalStorage.path(folder).resolve("raw");
    if (Files.exists(raw)) {
      out.printf("The night in %s is used as it is.%n", raw);
    } else {
      SyntheticNight night = SyntheticNight.demo();
      out.printf(
          "Making a night of %d frames of %d x %d up in %s%n",
          night.frames(), night.width(), night.height(), raw);
      night.writeTo(raw);
    }
    Path reduced = LocalStorage.path(folder).resolve("reduced");
    options.add("--output=" + reduced);
    out.printf("nightbeam --input=%s --output=%s%n", raw, reduced);
    ExitStatus status =
        CalibrateCommand.run(
            new CommandLine(Verb.CALIBRATE, List.of(raw.toString()), options), out, err);
    out.printf(
        "Look at %s beside %s%n",
        reduced.resolve(OutputLayout.CALIBRATED).resolve("ScienceImages/field_V_001.fits"),
        raw.resolve("ScienceImages/field_V_001.fits"));
    return status;
  }
}
