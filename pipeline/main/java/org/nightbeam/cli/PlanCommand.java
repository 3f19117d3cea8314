package org.nightbeam.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.CharBuffer;
import java.nio.channels.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.nightbeam.commandline.CommandLine;
import org.nightbeam.commandline.GivenOptions;
import org.nightbeam.header.FrameReader;
import org.nightbeam.header.HeaderRules;
import org.nightbeam.header.StatedFacts;
import org.nightbeam.header.dialect.Dialect;
import org.nightbeam.options.HeaderOptions;
import org.nightbeam.options.MatchingOptions;
import org.nightbeam.options.PathChecks;
import org.nightbeam.options.ProgramOptions;
import org.nightbeam.options.UsageException;
import org.nightbeam.plan.MatchTable;
import org.nightbeam.plan.Plan;
import org.nightbeam.rerun.Done;
import org.nightbeam.run.CalibrateRun;
import org.nightbeam.run.EarlierMasters;
import org.nightbeam.run.EarlierRuns;
import org.nightbeam.run.FactsDraft;
import org.nightbeam.run.GivenMasters;
import org.nightbeam.run.HeaderScan;
import org.nightbeam.run.PlanJson;
import org.nightbeam.run.PlanText;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.table.FrameRow;
import org.nightbeam.table.FrameStatus;
import org.nightbeam.table.FrameTable;
import org.nightbeam.terminal.ExitStatus;
import org.nightbeam.terminal.Messages;
import org.nightbeam.terminal.Screen;
import org.nightbeam.transforms.storage.BeamStorage;

/**
 * The verb {@code plan}: reads headers and says what a run would do. Writes nothing. It needs no
 * runner, so it answers at once.
 */
final class PlanCommand {
  private static final int PIECE = 1 << 16;

  private PlanCommand() {}

  static ExitStatus run(CommandLine line, PrintStream out, PrintStream err)
      throws UsageException, IOException {
    ProgramOptions options = GivenOptions.read(line.inputs(), line.options());
    try (BeamStorage storage = new BeamStorage(options)) {
      List<String> warnings = new ArrayList<>();
      GivenMasters library =
          new GivenMasters.Finder(
                  storage,
                  options,
                  Objects.toString(options.getOutput(), ""),
                  MatchingOptions.masterReader(options))
              .find(options.getMasters(), warnings);
      Planned planned =
          withEarlierMasters(
              new Planned(HeaderScan.of(options, storage, library), library), storage, options);
      HeaderScan scan = planned.scan();
      Plan plan = scan.plan();
      List<FrameRow> rows = scan.rows();
      StatedFacts.Patterns stated = HeaderOptions.statedFacts(options).patterns();
      rows.forEach(row -> stated.see(row.path()));
      switch (options.getFormat()) {
        case TEXT -> {
          PlanText.print(plan, rows, dialect(options), out);
          printUpToDate(options, storage, planned, out);
        }
        case FACTS -> FactsDraft.lines(rows, dialect(options)).forEach(out::println);
        case JSON -> printTable(table -> PlanJson.write(plan, rows, stated, warnings, table), out);
        case CSV -> printTable(table -> FrameTable.write(rows, table), out);
        case MATCHES -> printTable(table -> MatchTable.write(plan, scan.rules(), table), out);
      }
      warnings.addAll(stated.unseen());
      Messages.warn(warnings, err);
      if (out.checkError() && !Screen.isPipe(out)) {
        throw new IOException("the output could not be written completely");
      }
      return CalibrateRun.status(
          rows.isEmpty(), rows.stream().anyMatch(row -> row.status().isLeft()));
    }
  }

  /**
   * What is planned.
   *
   * @param library the masters, made already, that it was planned with
   */
  private record Planned(HeaderScan scan, GivenMasters library) {}

  /** Says what of the plan an earlier run to the output has done, so that a run would not. */
  private static void printUpToDate(
      ProgramOptions options, BeamStorage storage, Planned planned, PrintStream out)
      throws UsageException, IOException {
    if (options.getOutput() == null) {
      return;
    }
    Plan plan = planned.scan.plan();
    Done done =
        EarlierRuns.upToDate(
            CalibrateRun.settings(options), storage, planned.library, planned.scan);
    if (done.lights().isEmpty()
        && done.masters().isEmpty()
        && !hasTable(storage, options.getOutput())) {
      return; // a first run, of which nobody expects that anything is done
    }
    long certain = done.lights().stream().filter(Done.Light::certain).count();
    long perhaps = done.lights().size() - certain;
    out.printf(
        "Of these, %d of %d lights and %d of %d masters are up to date in %s%s; a run makes the"
            + " others.%n",
        certain,
        plan.lights().size(),
        done.masters().size(),
        plan.framesByMaster().size(),
        options.getOutput(),
        perhaps == 0
            ? ""
            : String.format(
                ", and %d more light%s if masters and touched raw frames turn out to be"
                    + " unchanged",
                perhaps, perhaps == 1 ? "" : "s"));
  }

  private static boolean hasTable(BeamStorage storage, String output) throws IOException {
    try (Channel table = storage.openIfThere(OutputLayout.in(output, OutputLayout.TABLE))) {
      return table != null;
    }
  }

  /** Plans anew with the masters of the output, where lights lack some, as a run does. */
  private static Planned withEarlierMasters(
      Planned planned, BeamStorage storage, ProgramOptions options)
      throws UsageException, IOException {
    List<String> lacking =
        planned.scan.rows().stream()
            .filter(row -> row.status() == FrameStatus.UNCALIBRATED)
            .map(FrameRow::path)
            .toList();
    if (options.getOutput() == null || lacking.isEmpty()) {
      return planned;
    }
    String output = PathChecks.absolute(options.getOutput());
    FrameReader reader = MatchingOptions.masterReader(options);
    List<String> masters = new EarlierMasters(options, storage, output).thatHelp(lacking, reader);
    if (masters == null) {
      return planned;
    }
    GivenMasters library =
        new GivenMasters.Finder(storage, options, output, reader).find(masters, new ArrayList<>());
    return new Planned(HeaderScan.of(options, storage, library), library);
  }

  private static Dialect dialect(ProgramOptions options) throws UsageException {
    HeaderRules rules = HeaderOptions.headerRules(options);
    return Dialect.overlaid(rules.dialect(), rules.dialectName());
  }

  private interface Table {
    void write(Writer out) throws IOException;
  }

  /** Prints a table in large pieces: standard output would call the system for every 128 bytes. */
  private static void printTable(Table content, PrintStream out) throws IOException {
    try (Writer table =
        new BufferedWriter(
            new Writer() {
              @Override
              public void write(char[] text, int offset, int length) {
                out.append(CharBuffer.wrap(text, offset, length));
              }

              @Override
              public void flush() {
                out.flush();
              }

              @Override
              public void close() {
                out.flush(); // and leave it open: it is not ours
              }
            },
            PIECE)) {
      content.write(table);
    }
  }
}
