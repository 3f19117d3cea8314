package org.nightbeam.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.nightbeam.commandline.CommandLine;
import org.nightbeam.commandline.GivenOptions;
import org.nightbeam.frame.Fact;
import org.nightbeam.frame.FactOrigin;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.header.FrameReader;
import org.nightbeam.options.HeaderOptions;
import org.nightbeam.options.ProgramOptions;
import org.nightbeam.options.UsageException;
import org.nightbeam.reason.Reason;
import org.nightbeam.run.HeaderScan;
import org.nightbeam.table.FrameRow;
import org.nightbeam.table.FrameStatus;
import org.nightbeam.table.FrameTable;
import org.nightbeam.terminal.ExitStatus;
import org.nightbeam.transforms.storage.BeamStorage;
import org.nightbeam.transforms.work.InputFile;

/** The verb {@code explain}: shows the facts of a frame, and the header card each comes from. */
final class ExplainCommand {
  private static final int KEYWORDS_SHOWN = 6;

  private ExplainCommand() {}

  static ExitStatus run(CommandLine line, PrintStream out) throws UsageException, IOException {
    ProgramOptions options = GivenOptions.read(line.inputs(), line.options());
    try (BeamStorage storage = new BeamStorage(options)) {
      FrameReader reader = new FrameReader(HeaderOptions.headerRules(options));
      Collection<InputFile> files = HeaderScan.files(options);
      if (files.isEmpty()) {
        throw new UsageException("explain: there is no FITS file in " + line.inputs());
      }
      List<Frame.Rejected> rejected = new ArrayList<>();
      for (InputFile file : files) {
        for (FrameReader.Explained explained :
            reader.explain(storage, file.uri(), file.path(), rejected::add)) {
          print(explained, out);
        }
      }
      for (Frame.Rejected file : rejected) {
        out.printf("%s: %s%n%n", file.path(), file.reason());
      }
      return rejected.isEmpty() ? ExitStatus.DONE : ExitStatus.FRAMES_LEFT;
    }
  }

  private static void print(FrameReader.Explained explained, PrintStream out) {
    Frame frame = explained.frame();
    out.printf("%s, HDU %d%n", frame.path(), frame.hdu());
    if (frame.setAside() != null) {
      out.printf("  set aside: %s%n", frame.setAside());
    }
    FrameTable.facts(FrameRow.of(frame, FrameStatus.UNUSED, Reason.NONE))
        .forEach((column, value) -> out.printf("  %-16s %s%n", column, value));
    out.println("  from the header:");
    for (FactOrigin origin : explained.facts()) {
      boolean byFolder =
          origin.fact() == Fact.TYPE
              && origin.used().isEmpty()
              && frame.type() != FrameType.UNKNOWN;
      out.printf(
          "    %-20s %s%n",
          origin.fact().label(),
          byFolder ? byFolder(frame) + text(origin, "no card") : text(origin, "not said"));
    }
    out.println();
  }

  /** Returns the type that the folders of a frame give it. */
  private static String byFolder(Frame frame) {
    int end = frame.path().lastIndexOf('/');
    String above = frame.uri().replaceFirst("/[^/]*$", ""); // of a file whose folder is the input
    String folders =
        end < 0 ? above.substring(above.lastIndexOf('/') + 1) : frame.path().substring(0, end);
    return frame.type().label() + ", by its folder " + folders + "; ";
  }

  /**
   * Returns the cards of the header that say a fact.
   *
   * @param none stands for no card at all
   */
  private static String text(FactOrigin origin, String none) {
    String cards = joined(origin.used());
    String others = joined(origin.passedOver());
    if (cards.isEmpty() && others.isEmpty()) {
      return none + " (looked for " + shortened(origin.absent()) + ")";
    }
    if (cards.isEmpty()) {
      return "not usable: " + others;
    }
    return others.isEmpty() ? cards : cards + " (passed over: " + others + ")";
  }

  private static String joined(List<FactOrigin.Card> cards) {
    return cards.stream().map(FactOrigin.Card::toString).collect(Collectors.joining(", "));
  }

  private static String shortened(List<String> keywords) {
    String first = keywords.stream().limit(KEYWORDS_SHOWN).collect(Collectors.joining(", "));
    int more = keywords.size() - KEYWORDS_SHOWN;
    return more > 0 ? first + " and " + more + " more" : first;
  }
}
