package org.nightbeam.run.summary;

import java.io.PrintStream;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.nightbeam.correction.Measurement;
import org.nightbeam.registration.Outcome;
import org.nightbeam.table.FrameStatus;
import org.nightbeam.terminal.Screen;
import org.nightbeam.terminal.Terminal;

/** Prints the summary of a run for the person who started it. */
public final class SummaryText {
  private static final int REASONS_SHOWN = 8;

  /** Lights that lie on a reference. */
  static final Set<String> FOUND = Set.of(Outcome.REFERENCE.label(), Outcome.REGISTERED.label());

  private final RunSummary summary;
  private final PrintStream out;

  /**
   * @param out where it is printed
   */
  public SummaryText(RunSummary summary, PrintStream out) {
    this.summary = summary;
    this.out = out;
  }

  /**
   * Prints the summary.
   *
   * @param output where the results are
   * @param seconds that the run took
   * @param measurements what was measured in lights
   * @param report whether there is a report to look at
   */
  public void print(String output, double seconds, List<Measurement> measurements, boolean report) {
    if (summary.isEmpty()) {
      out.println("No FITS files were found in the input: nothing was done.");
      return;
    }
    out.printf(
        "%d frames of %d night%s%s in %.1f s%n",
        summary.frames(),
        summary.nights().size(),
        summary.nights().size() == 1 ? "" : "s",
        summary.nights().isEmpty() ? "" : " (" + span() + ")",
        seconds);
    long made = summary.count(FrameStatus.CALIBRATED) + summary.count(FrameStatus.UP_TO_DATE);
    Screen.print(
        out,
        made == summary.lights() ? Terminal.Colour.GOOD : Terminal.Colour.WARNING,
        String.format(
            "  calibrated    %d of %d lights",
            summary.count(FrameStatus.CALIBRATED), summary.lights()));
    out.println();
    if (summary.count(FrameStatus.UP_TO_DATE) > 0) {
      out.printf(
          "  up to date    %d of %d lights%n",
          summary.count(FrameStatus.UP_TO_DATE), summary.lights());
    }
    out.printf(
        "  masters       %d from %d frames%n",
        summary.masters().size(), summary.count(FrameStatus.USED_IN_MASTER));
    printOdd();
    printRegistered();
    printStacked();
    summary.curves().lines().forEach(out::println);
    printReasons("with a remark", null, FrameStatus.CALIBRATED, FrameStatus.UP_TO_DATE);
    printReasons(
        FrameStatus.UNCALIBRATED.label(), Terminal.Colour.WARNING, FrameStatus.UNCALIBRATED);
    printReasons(FrameStatus.REJECTED.label(), Terminal.Colour.BAD, FrameStatus.REJECTED);
    printReasons(FrameStatus.UNUSED.label(), null, FrameStatus.UNUSED);
    printWarnings();
    out.printf("Results: %s%n", output);
    out.println("  calibrated/  masters/  frames.csv (what was done with every frame)  run.json");
    for (Measurement measurement : measurements) {
      if (made > 0 && !measurement.describeFiles().isEmpty()) {
        out.println("  " + measurement.describeFiles());
      }
    }
    if (summary.measured() > 0) {
      out.println("  good.txt (the calibrated lights that are not odd)");
    }
    if (report) {
      out.println("  report.html (the night at a glance: open it in a browser)");
    }
    printNextSteps();
  }

  /** Says how many lights are odd, and what they are. */
  private void printOdd() {
    if (summary.odd() > 0) {
      Screen.print(
          out,
          Terminal.Colour.WARNING,
          String.format("  odd           %d of %d lights", summary.odd(), summary.measured()));
      out.println(summary.byMark() + ", see the column odd of frames.csv");
    }
  }

  /** Says how many lights are registered, and why others are not. */
  private void printRegistered() {
    if (summary.registrations().isEmpty()) {
      return;
    }
    long all = summary.registrations().values().stream().mapToLong(Long::longValue).sum();
    long found =
        FOUND.stream()
            .mapToLong(outcome -> summary.registrations().getOrDefault(outcome, 0L))
            .sum();
    Screen.print(
        out,
        found == all ? Terminal.Colour.GOOD : Terminal.Colour.WARNING,
        String.format("  registered    %d of %d lights", found, all));
    out.printf(", %d field%s", summary.fields().size(), summary.fields().size() == 1 ? "" : "s");
    String others =
        summary.registrations().entrySet().stream()
            .filter(outcome -> !FOUND.contains(outcome.getKey()))
            .map(outcome -> outcome.getValue() + " " + outcome.getKey())
            .collect(Collectors.joining(", "));
    out.println(
        others.isEmpty() ? "" : " (" + others + "), see registration_details in frames.csv");
  }

  /** Says how many lights are in stacks, and where none is, why. */
  private void printStacked() {
    if (summary.stacks().isEmpty() && summary.wantsStacks() && summary.lights() > 0) {
      Screen.print(
          out,
          Terminal.Colour.WARNING,
          String.format("  stacked       0 of %d lights", summary.lights()));
      out.println();
      print(summary.notStacked());
    }
    if (!summary.stacks().isEmpty()) {
      out.printf(
          "  stacked       %d lights, %d stack%s: see stacks/ and stack_details in frames.csv%n",
          summary.stacked(), summary.stacks().size(), summary.stacks().size() == 1 ? "" : "s");
    }
  }

  /** Prints each kind of warning once, however many frames have it. */
  private void printWarnings() {
    GroupedWarnings warnings = summary.grouped();
    if (warnings.total() == 0) {
      return;
    }
    out.printf(
        "  warnings      %d frames, see the column warnings of frames.csv%n", warnings.total());
    List<GroupedWarnings.Kind> kinds = warnings.byFrequency();
    kinds.stream()
        .limit(REASONS_SHOWN)
        .forEach(
            kind -> out.printf("    %d x %s (%s)%n", kind.count(), kind.sentence(), kind.files()));
    if (kinds.size() > REASONS_SHOWN) {
      out.printf("    and %d more kinds%n", kinds.size() - REASONS_SHOWN);
    }
  }

  private void printNextSteps() {
    if (summary.hasUncalibrated()) {
      out.println(
          "Next: add the frames, or masters of another run by --masters=FOLDER, and run the same"
              + " command again;");
      out.println(
          "  --missingMasters=SKIP_STEP skips the step; nightbeam plan --format=MATCHES shows which"
              + " masters come nearest");
    } else if (summary.count(FrameStatus.REJECTED) > 0) {
      out.println("Next: nightbeam explain FILE shows what the header of a rejected frame says");
    }
  }

  private String span() {
    return summary.nights().size() == 1
        ? summary.nights().first()
        : summary.nights().first() + " to " + summary.nights().last();
  }

  private void printReasons(String label, Terminal.Colour colour, FrameStatus... statuses) {
    Set<String> labels = Stream.of(statuses).map(FrameStatus::label).collect(Collectors.toSet());
    List<ReasonCount> reasons =
        summary.reasons().stream()
            .filter(same -> labels.contains(same.status()))
            .sorted(
                Comparator.comparing((ReasonCount same) -> -same.frames())
                    .thenComparing(ReasonCount::reason))
            .toList();
    if (reasons.isEmpty()) {
      return;
    }
    String head =
        String.format("  %-13s %d", label, reasons.stream().mapToLong(ReasonCount::frames).sum());
    if (colour == null) {
      out.print(head);
    } else {
      Screen.print(out, colour, head);
    }
    out.println();
    print(reasons);
  }

  /** Prints reasons, the first of which are those of most frames. */
  private void print(List<ReasonCount> reasons) {
    reasons.stream()
        .limit(REASONS_SHOWN)
        .forEach(
            same ->
                out.printf(
                    "    %d x %s (%s%s)%n",
                    same.frames(), same.reason(), same.first(), same.frames() > 1 ? ", ..." : ""));
    if (reasons.size() > REASONS_SHOWN) {
      out.printf("    and %d more reasons, see frames.csv%n", reasons.size() - REASONS_SHOWN);
    }
  }
}
