package org.nightbeam.run.summary;

import java.io.IOException;
import java.io.Reader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.nightbeam.frame.FrameType;
import org.nightbeam.grading.Grade;
import org.nightbeam.grading.Mark;
import org.nightbeam.header.StatedFacts;
import org.nightbeam.storage.Storage;
import org.nightbeam.table.FrameColumn;
import org.nightbeam.table.FrameStatus;
import org.nightbeam.table.FrameTable;
import org.nightbeam.transforms.WriteFrameTable;

/** The outcome of a run, read from its table of frames, so that it says what the table says. */
public final class RunSummary {
  private static final int REASONS_ANSWERED = 32;
  private static final int ODD_LISTED = 1000;

  /** The statuses that are shown with their reasons. */
  private static final Set<String> REASONED =
      Set.of(
          FrameStatus.UNCALIBRATED.label(),
          FrameStatus.REJECTED.label(),
          FrameStatus.UNUSED.label());

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
  private final Map<String, Same> notStacked = new HashMap<>(); // by the reason
  private boolean stacksWanted;

  /** Frames of one status and reason. */
  private static final class Same {
    private final String code;
    private final String reason;
    private final String firstPath;
    private long count;

    Same(Map<String, String> row) {
      this(row.get("reason_code"), row.get("reason"), row.get("path"));
    }

    Same(String code, String reason, String firstPath) {
      this.code = code;
      this.reason = reason;
      this.firstPath = firstPath;
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
  public static RunSummary read(
      Storage storage, String output, StatedFacts.Patterns stated, List<String> productsBefore)
      throws IOException {
    try (Reader in = WriteFrameTable.open(storage, output)) {
      return of(FrameTable.read(in), stated, productsBefore);
    }
  }

  public static RunSummary of(
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
      if (SummaryText.FOUND.contains(registration)) {
        fields.add(row.get(FrameColumn.FIELD.label()));
      }
    }
    String stack = row.getOrDefault(FrameColumn.STACK.label(), "");
    if (!stack.isEmpty()) {
      stacks.add(stack);
      stacked++;
    }
    String notStacked = row.getOrDefault(FrameColumn.STACK_DETAILS.label(), "");
    if (!notStacked.isEmpty()) {
      this.notStacked.computeIfAbsent(notStacked, why -> new Same("", why, row.get("path")))
          .count++;
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

  public boolean isEmpty() {
    return frames == 0;
  }

  /** Returns the number of frames by status, every status named. */
  public Map<String, Long> counts() {
    return Collections.unmodifiableMap(counts);
  }

  /** Returns the paths of the masters that frames went into, below the output. */
  public List<String> masters() {
    return List.copyOf(masters);
  }

  /**
   * Returns what the user should know beside the rows, one sentence each: patterns of facts stated
   * by hand that no file fits, a change of night that nobody stated, products of earlier runs that
   * are not of this one.
   */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>(patterns.unseen());
    boundary.said().ifPresent(warnings::add);
    if (!leftovers.isEmpty()) {
      warnings.add(
          String.format(
              "%d calibrated frame%s of earlier runs %s no row in this table, such as %s:"
                  + " the raw frame is not in the input, or can no longer be calibrated",
              leftovers.size(),
              leftovers.size() == 1 ? "" : "s",
              leftovers.size() == 1 ? "has" : "have",
              leftovers.first()));
    }
    return warnings;
  }

  /** Returns why frames ended as they did, the reason of most frames first. */
  public List<ReasonCount> reasons() {
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
  public List<WarningCount> frameWarnings() {
    return warnings.byFrequency().stream().map(WarningCount::of).toList();
  }

  /** Returns the number of frames that were rejected or left uncalibrated. */
  public long framesLeft() {
    return Stream.of(FrameStatus.values()).filter(FrameStatus::isLeft).mapToLong(this::count).sum();
  }

  /** Returns the path of a light for each reason why lights lack a master, at most some. */
  public List<String> lackingMasters() {
    return reasons().stream()
        .filter(same -> same.areUncalibrated() || same.lackStep())
        .map(ReasonCount::first)
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
  public Map<String, Object> oddFrames() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("count", odd);
    all.put("frames", oddFrames);
    return all;
  }

  /** Counts what an attempt just before has calibrated as calibrated by this one. */
  public void join(RunSummary before) {
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

  long count(FrameStatus status) {
    return counts.get(status.label());
  }

  /** Sets the summary of the light curves. */
  public void curves(CurveLines told) {
    curves = told;
  }

  /** Returns the numbers of odd lights by what is odd, in brackets. */
  String byMark() {
    return marks.entrySet().stream()
        .filter(mark -> mark.getValue() > 0)
        .map(mark -> mark.getValue() + " " + mark.getKey())
        .collect(Collectors.joining(", ", " (", ")"));
  }

  /** Returns the number of all frames. */
  long frames() {
    return frames;
  }

  /** Returns the number of lights. */
  long lights() {
    return lights;
  }

  /** Returns the number of lights that are odd. */
  long odd() {
    return odd;
  }

  /** Returns the number of lights that were compared with others. */
  long measured() {
    return measured;
  }

  /** Returns the nights of the frames. */
  TreeSet<String> nights() {
    return nights;
  }

  /** Returns the number of lights by the outcome of their registration. */
  Map<String, Long> registrations() {
    return placed;
  }

  /** Returns the fields of the lights that lie on a reference. */
  Set<String> fields() {
    return fields;
  }

  /** Returns the files of stacks. */
  public Set<String> stacks() {
    return stacks;
  }

  /** Returns the number of lights in stacks. */
  long stacked() {
    return stacked;
  }

  /** Records that stacks were requested, of which there may be none. */
  public void wantStacks() {
    stacksWanted = true;
  }

  /** Returns whether stacks were requested. */
  boolean wantsStacks() {
    return stacksWanted;
  }

  /** Returns why lights are in no stack, the most frequent reason first. */
  List<ReasonCount> notStacked() {
    return notStacked.values().stream()
        .map(same -> new ReasonCount("", same.code, same.reason, same.count, same.firstPath))
        .sorted(ReasonCount.ORDER)
        .toList();
  }

  /** Returns the summary of the light curves. */
  CurveLines curves() {
    return curves;
  }

  /** Returns the warnings about frames by kind. */
  GroupedWarnings grouped() {
    return warnings;
  }
}
