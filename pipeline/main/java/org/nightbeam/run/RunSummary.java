package org.nightbeam.run;

import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.nightbeam.correction.Measurement;
import org.nightbeam.frame.FrameType;
import org.nightbeam.grading.Grade;
import org.nightbeam.grading.Mark;
import org.nightbeam.header.StatedFacts;
import org.nightbeam.registration.Outcome;
import org.nightbeam.storage.Storage;
import org.nightbeam.table.FrameColumn;
import org.nightbeam.table.FrameStatus;
import org.nightbeam.table.FrameTable;
import org.nightbeam.terminal.Screen;
import org.nightbeam.terminal.Terminal;
import org.nightbeam.transforms.WriteFrameTable;

/** The outcome of a run, read from its table of frames, so that it says what the table says. */
public final class RunSummary {
  private static final int REASONS_SHOWN = 8;
  private static final int REASONS_ANSWERED = 32;
  private static final int ODD_LISTED = 1000;

  /** The statuses that are shown with their reasons. */
  private static final Set<String> REASONED =
      Set.of(
          FrameStatus.UNCALIBRATED.label(),
          FrameStatus.REJECTED.label(),
          FrameStatus.UNUSED.label());

  /** Lights that lie on a reference. */
  private static final Set<String> FOUND =
      Set.of(Outcome.REFERENCE.label(), Outcome.REGISTERED.label());

  private static final Set<String> MADE =
      Set.of(FrameStatus.CALIBRATED.label(), FrameStatus.UP_TO_DATE.label());

  private final Map<String, Long> counts = new LinkedHashMap<>();
  private final Map<String, Map<String, Same>> byReason = new HashMap<>();
  private final GroupedWarnings warnings = new GroupedWarnings();
  private final TreeSet<String> nights = new TreeSet<>();
  private final TreeSet<String> masters = new TreeSet<>();
  private final Map<String, Long> marks = new LinkedHashMap<>();
  private final List<Map<String, Object>> oddFrames = new ArrayList<>();
  private final NightBoundary boundary = new NightBoundary();
  private final StatedFacts.Patterns patterns;
  private final TreeSet<String> leftovers;
  private long frames;
  private long lights;
  private long odd;
  private long measured;
  private final TreeMap<String, Long> placed = new TreeMap<>(); // by what came of registration
  private final TreeSet<String> fields = new TreeSet<>();
  private final TreeSet<String> stacks = new TreeSet<>();
  private long stacked;

  /** Frames of one status and reason. */
  private static final class Same {
    private final String code;
    private final String reason;
    private final String firstPath;
    private long count;

    Same(Map<String, String> row) {
      this.code = row.get("reason_code");
      this.reason = row.get("reason");
      this.firstPath = row.get("path");
    }
  }

  private CurveLines curves = CurveLines.NONE;

  private RunSummary(StatedFacts.Patterns patterns, List<String> productsBefore) {
    this.patterns = patterns;
    this.leftovers = new TreeSet<>(productsBefore);
    for (Mark mark : Mark.values()) {
      marks.put(mark.label(), 0L);
    }
    for (FrameStatus status : FrameStatus.values()) {
      counts.put(status.label(), 0L);
    }
  }

  /**
   * Sums a table up in one pass. What is kept does not grow with the number of frames, but with
   * those of nights, masters and different reasons.
   *
   * @param stated patterns of the facts stated by hand
   * @param productsBefore paths of the calibrated frames that were there before
   */
  static RunSummary read(
      Storage storage, String output, StatedFacts.Patterns stated, List<String> productsBefore)
      throws IOException {
    try (Reader in = WriteFrameTable.open(storage, output)) {
      return of(FrameTable.read(in), stated, productsBefore);
    }
  }

  static RunSummary of(
      Iterable<Map<String, String>> rows,
      StatedFacts.Patterns stated,
      List<String> productsBefore) {
    RunSummary summary = new RunSummary(stated, productsBefore);
    rows.forEach(summary::add);
    return summary;
  }

  private void add(Map<String, String> row) {
    String status = row.get("status");
    frames++;
    counts.merge(status, 1L, Long::sum);
    patterns.see(row.get("path"));
    leftovers.remove(row.get("output"));
    if (!row.get("warnings").isEmpty()) {
      warnings.add(row.get("warnings"), row.get("path"));
    }
    if (row.get("type").equals(FrameType.LIGHT.label())) {
      lights++;
      addGrade(row);
    }
    if (!row.get("night").isEmpty()) {
      nights.add(row.get("night"));
      String time = row.getOrDefault("time_utc", "");
      if (!time.isEmpty()) {
        boundary.see(
            Instant.parse(time),
            row.get("night"),
            FrameColumn.BY_DEFAULT.equals(row.get("night_by")));
      }
    }
    if (status.equals(FrameStatus.USED_IN_MASTER.label())) {
      masters.add(row.get("output"));
    }
    boolean remark = MADE.contains(status) && !row.get("reason").isEmpty();
    if (remark || REASONED.contains(status)) {
      byReason
          .computeIfAbsent(status, any -> new HashMap<>())
          .computeIfAbsent(row.get("reason"), any -> new Same(row))
          .count++;
    }
  }

  private void addGrade(Map<String, String> row) {
    measured += GoodLights.isMeasured(row) ? 1 : 0;
    String registration = row.getOrDefault(FrameColumn.REGISTRATION.label(), "");
    if (!registration.isEmpty()) {
      placed.merge(registration, 1L, Long::sum);
      if (FOUND.contains(registration)) {
        fields.add(row.get(FrameColumn.FIELD.label()));
      }
    }
    String stack = row.getOrDefault(FrameColumn.STACK.label(), "");
    if (!stack.isEmpty()) {
      stacks.add(stack);
      stacked++;
    }
    String words = row.getOrDefault(FrameColumn.ODD.label(), "");
    if (!words.isEmpty()) {
      odd++;
      if (oddFrames.size() < ODD_LISTED) {
        Map<String, Object> frame = new LinkedHashMap<>();
        frame.put("path", row.get(FrameColumn.PATH.label()));
        frame.put("hdu", row.get(FrameColumn.HDU.label()));
        frame.put("marks", List.of(words.split(Grade.BETWEEN)));
        oddFrames.add(frame);
      }
      Stream.of(words.split(Grade.BETWEEN)).forEach(mark -> marks.merge(mark, 1L, Long::sum));
    }
  }

  boolean isEmpty() {
    return frames == 0;
  }

  /** Returns the number of frames by status, every status named. */
  Map<String, Long> counts() {
    return Collections.unmodifiableMap(counts);
  }

  /** Returns the paths of the masters that frames went into, below the output. */
  List<String> masters() {
    return List.copyOf(masters);
  }

  /**
   * Returns what the user should know beside the rows, one sentence each: patterns of facts stated
   * by hand that no file fits, a change of night that nobody stated, products of earlier runs that
   * are not of this one.
   */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>(patterns.unseen());
    boundary.said().ifPresent(warnings::add);
    if (!leftovers.isEmpty()) {
      warnings.add(
          String.format(
              "%d calibrated frame%s of earlier runs %s no row in this table, such as %s: the raw"
                  + " frame was not given, or cannot be calibrated any more",
              leftovers.size(),
              leftovers.size() == 1 ? "" : "s",
              leftovers.size() == 1 ? "has" : "have",
              leftovers.first()));
    }
    return warnings;
  }

  /** Returns why frames ended as they did, the reason of most frames first. */
  List<ReasonCount> reasons() {
    List<ReasonCount> reasons = new ArrayList<>();
    byReason.forEach(
        (status, all) ->
            all.values()
                .forEach(
                    same ->
                        reasons.add(
                            new ReasonCount(
                                status, same.code, same.reason, same.count, same.firstPath))));
    reasons.sort(ReasonCount.ORDER);
    return reasons;
  }

  /** Returns the warnings about frames, each kind once, the most frequent first. */
  List<WarningCount> frameWarnings() {
    return warnings.byFrequency().stream().map(WarningCount::of).toList();
  }

  /** Returns the number of frames that were rejected or left uncalibrated. */
  long framesLeft() {
    return Stream.of(FrameStatus.values()).filter(FrameStatus::isLeft).mapToLong(this::count).sum();
  }

  /** Returns the path of a light for each reason why lights lack a master, at most some. */
  List<String> uncalibrated() {
    return byReason.getOrDefault(FrameStatus.UNCALIBRATED.label(), Map.of()).values().stream()
        .map(same -> same.firstPath)
        .sorted()
        .limit(REASONS_ANSWERED)
        .toList();
  }

  /** Returns whether lights lack a master. */
  public boolean hasUncalibrated() {
    return count(FrameStatus.UNCALIBRATED) > 0;
  }

  /**
   * Returns the odd lights: how many, and of the first thousand path, HDU and marks, as {@code
   * run.json} has them.
   */
  Map<String, Object> oddFrames() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("count", odd);
    all.put("frames", oddFrames);
    return all;
  }

  /** Counts what an attempt just before has calibrated as calibrated by this one. */
  void join(RunSummary before) {
    long made = before.count(FrameStatus.CALIBRATED);
    counts.merge(FrameStatus.CALIBRATED.label(), made, Long::sum);
    counts.merge(FrameStatus.UP_TO_DATE.label(), -made, Long::sum);
  }

  /**
   * Counts what was made before as made now, for several runs that were one to whoever watched
   * them.
   */
  public void joinRuns() {
    counts.merge(FrameStatus.CALIBRATED.label(), count(FrameStatus.UP_TO_DATE), Long::sum);
    counts.put(FrameStatus.UP_TO_DATE.label(), 0L);
  }

  /** Returns how many lights are calibrated, how many of them by this run, and what is not well. */
  public String inOneLine() {
    long made = count(FrameStatus.CALIBRATED);
    long before = count(FrameStatus.UP_TO_DATE);
    StringBuilder line =
        new StringBuilder(
            lights == 0
                ? String.format("%d masters, no light yet", masters.size())
                : String.format(
                    "%d calibrated, %d of %d lights done", made, made + before, lights));
    if (hasUncalibrated()) {
      line.append(", ").append(count(FrameStatus.UNCALIBRATED)).append(" lack a master");
    }
    if (count(FrameStatus.REJECTED) > 0) {
      line.append(", ").append(count(FrameStatus.REJECTED)).append(" frames rejected");
    }
    if (odd > 0) {
      line.append(", ").append(odd).append(" odd").append(byMark());
    }
    return line.toString();
  }

  private long count(FrameStatus status) {
    return counts.get(status.label());
  }

  /**
   * Prints it.
   *
   * @param measurements what was measured in lights
   * @param report whether there is a report to look at
   */
  public void print(
      PrintStream out,
      String output,
      double seconds,
      List<Measurement> measurements,
      boolean report) {
    if (isEmpty()) {
      out.println("No FITS files were found in the input: nothing was done.");
      return;
    }
    out.printf(
        "%d frames of %d night%s%s in %.1f s%n",
        frames,
        nights.size(),
        nights.size() == 1 ? "" : "s",
        nights.isEmpty() ? "" : " (" + span() + ")",
        seconds);
    long made = count(FrameStatus.CALIBRATED) + count(FrameStatus.UP_TO_DATE);
    Screen.print(
        out,
        made == lights ? Terminal.Colour.GOOD : Terminal.Colour.WARNING,
        String.format("  calibrated    %d of %d lights", count(FrameStatus.CALIBRATED), lights));
    out.println();
    if (count(FrameStatus.UP_TO_DATE) > 0) {
      out.printf("  up to date    %d of %d lights%n", count(FrameStatus.UP_TO_DATE), lights);
    }
    out.printf(
        "  masters       %d from %d frames%n", masters.size(), count(FrameStatus.USED_IN_MASTER));
    printOdd(out);
    printRegistered(out);
    printStacked(out);
    curves.lines().forEach(out::println);
    printReasons(out, "with a remark", null, FrameStatus.CALIBRATED, FrameStatus.UP_TO_DATE);
    printReasons(
        out, FrameStatus.UNCALIBRATED.label(), Terminal.Colour.WARNING, FrameStatus.UNCALIBRATED);
    printReasons(out, FrameStatus.REJECTED.label(), Terminal.Colour.BAD, FrameStatus.REJECTED);
    printReasons(out, FrameStatus.UNUSED.label(), null, FrameStatus.UNUSED);
    printWarnings(out);
    out.printf("Results: %s%n", output);
    out.println(
        "  calibrated/  masters/  frames.csv (every frame and what became of it)  run.json");
    for (Measurement measurement : measurements) {
      if (made > 0 && !measurement.describeFiles().isEmpty()) {
        out.println("  " + measurement.describeFiles());
      }
    }
    if (measured > 0) {
      out.println("  good.txt (the calibrated lights that are not odd)");
    }
    if (report) {
      out.println("  report.html (the same to look at: open it in a browser)");
    }
    printNextSteps(out);
  }

  /** Says how many lights are odd, and what they are. */
  private void printOdd(PrintStream out) {
    if (odd > 0) {
      Screen.print(
          out,
          Terminal.Colour.WARNING,
          String.format("  odd           %d of %d lights", odd, measured));
      out.println(byMark() + ", see the column odd of frames.csv");
    }
  }

  /** Takes what is told of the light curves. */
  void curves(CurveLines told) {
    curves = told;
  }

  /** Says how many lights are registered, and why others are not. */
  private void printRegistered(PrintStream out) {
    if (placed.isEmpty()) {
      return;
    }
    long all = placed.values().stream().mapToLong(Long::longValue).sum();
    long found = FOUND.stream().mapToLong(outcome -> placed.getOrDefault(outcome, 0L)).sum();
    Screen.print(
        out,
        found == all ? Terminal.Colour.GOOD : Terminal.Colour.WARNING,
        String.format("  registered    %d of %d lights", found, all));
    out.printf(", %d field%s", fields.size(), fields.size() == 1 ? "" : "s");
    String others =
        placed.entrySet().stream()
            .filter(outcome -> !FOUND.contains(outcome.getKey()))
            .map(outcome -> outcome.getValue() + " " + outcome.getKey())
            .collect(Collectors.joining(", "));
    out.println(
        others.isEmpty() ? "" : " (" + others + "), see registration_details in frames.csv");
  }

  /** Says how many lights are in stacks. */
  private void printStacked(PrintStream out) {
    if (!stacks.isEmpty()) {
      out.printf(
          "  stacked       %d lights, %d stack%s: see stacks/ and stack_details in frames.csv%n",
          stacked, stacks.size(), stacks.size() == 1 ? "" : "s");
    }
  }

  private String byMark() {
    return marks.entrySet().stream()
        .filter(mark -> mark.getValue() > 0)
        .map(mark -> mark.getValue() + " " + mark.getKey())
        .collect(Collectors.joining(", ", " (", ")"));
  }

  /** Prints each kind of warning once, however many frames have it. */
  private void printWarnings(PrintStream out) {
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

  private void printNextSteps(PrintStream out) {
    if (hasUncalibrated()) {
      out.println(
          "Next: nightbeam plan --format=MATCHES with the same --input shows which masters came"
              + " nearest;");
      out.println("  the same command does what is left once they are there");
    } else if (count(FrameStatus.REJECTED) > 0) {
      out.println("Next: nightbeam explain FILE shows what the header of a rejected frame says");
    }
  }

  private String span() {
    return nights.size() == 1 ? nights.first() : nights.first() + " to " + nights.last();
  }

  private void printReasons(
      PrintStream out, String label, Terminal.Colour colour, FrameStatus... statuses) {
    List<Same> reasons =
        Stream.of(statuses)
            .flatMap(status -> byReason.getOrDefault(status.label(), Map.of()).values().stream())
            .sorted(
                Comparator.comparing((Same same) -> -same.count).thenComparing(same -> same.reason))
            .toList();
    if (reasons.isEmpty()) {
      return;
    }
    String head =
        String.format("  %-13s %d", label, reasons.stream().mapToLong(same -> same.count).sum());
    if (colour == null) {
      out.print(head);
    } else {
      Screen.print(out, colour, head);
    }
    out.println();
    reasons.stream()
        .limit(REASONS_SHOWN)
        .forEach(
            same ->
                out.printf(
                    "    %d x %s (%s%s)%n",
                    same.count, same.reason, same.firstPath, same.count > 1 ? ", ..." : ""));
    if (reasons.size() > REASONS_SHOWN) {
      out.printf("    and %d more reasons, see frames.csv%n", reasons.size() - REASONS_SHOWN);
    }
  }
}
