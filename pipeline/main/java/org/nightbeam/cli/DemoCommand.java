package org.nightbeam.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.nightbeam.commandline.CommandLine;
import org.nightbeam.options.UsageException;
import org.nightbeam.options.annotation.Verb;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.synthetic.SyntheticNight;
import org.nightbeam.synthetic.SyntheticTransit;
import org.nightbeam.terminal.ExitStatus;

/** The verb {@code demo}: simulates a night and calibrates it. */
final class DemoCommand {
  private static final String DEFAULT_FOLDER = "nightbeam-demo";

  private DemoCommand() {}

  static ExitStatus run(CommandLine line, PrintStream out, PrintStream err)
      throws UsageException, IOException {
    List<String> options = new ArrayList<>(line.options());
    String folder =
        options.stream()
            .filter(option -> option.startsWith("--output="))
            .map(option -> option.substring("--output=".length()))
            .findFirst()
            .orElse(DEFAULT_FOLDER);
    options.removeIf(option -> option.startsWith("--output="));
    boolean curves = options.stream().anyMatch(option -> option.matches("--lightCurves(=true)?"));
    Path raw = LocalStorage.path(folder).resolve(curves ? "raw-transit" : "raw");
    if (Files.exists(raw)) {
      out.printf("Using the night that is already in %s.%n", raw);
    } else if (curves) {
      SyntheticTransit night = SyntheticTransit.demo();
      out.printf("Simulating a night of %s in %s%n", night.inWords(), raw);
      night.writeTo(raw);
    } else {
      SyntheticNight night = SyntheticNight.demo();
      out.printf(
          "Simulating a night of %d frames of %d x %d in %s%n",
          night.frames(), night.width(), night.height(), raw);
      night.writeTo(raw);
    }
    Path reduced = LocalStorage.path(folder).resolve(curves ? "reduced-transit" : "reduced");
    options.add("--output=" + reduced);
    if (curves && options.stream().noneMatch(option -> option.startsWith("--targets="))) {
      options.add("--targets=" + targets(LocalStorage.path(folder)));
    }
    out.printf("nightbeam --input=%s --output=%s%n", raw, reduced);
    ExitStatus status =
        CalibrateCommand.run(
            new CommandLine(Verb.CALIBRATE, List.of(raw.toString()), options), out, err);
    if (curves) {
      out.printf(
          "Look at %s and %s%n",
          reduced.resolve(OutputLayout.LIGHT_CURVES).resolve(SyntheticTransit.TARGET + "-R.svg"),
          reduced.resolve(OutputLayout.REPORT));
    } else {
      out.printf(
          "Compare %s with %s%n",
          reduced.resolve(OutputLayout.CALIBRATED).resolve("ScienceImages/field_V_001.fits"),
          raw.resolve("ScienceImages/field_V_001.fits"));
    }
    return status;
  }

  /** Writes the file of targets of the night with a transit, as its observer would. */
  private static Path targets(Path folder) throws IOException {
    Path file = folder.resolve("targets.yaml");
    SyntheticTransit.Star star = SyntheticTransit.demo().stars().get(0);
    Files.writeString(
        file,
        String.format(
            Locale.ROOT,
            "%s: {ra: \"05 00 00\", dec: \"+30 00 00\", frame: field_R_001.fits, x: %.0f, y: %.0f}%n",
            SyntheticTransit.TARGET,
            star.x() + 1,
            star.y() + 1));
    return file;
  }
}
