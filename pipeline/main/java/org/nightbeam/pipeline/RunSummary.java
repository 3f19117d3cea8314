package org.nightbeam.pipeline;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.nightbeam.plan.FrameStatus;
import org.nightbeam.plan.FrameTable;
import org.nightbeam.storage.Storage;
import org.nightbeam.transforms.WriteFrameTable;

/** What came of a run, read from its table of frames: so it says what the table says. */
final class RunSummary {
  private static final int REASONS_SHOWN = 8;

  private final List<Map<String, String>> rows;

  private RunSummary(List<Map<String, String>> rows) {
    this.rows = rows;
  }

  static RunSummary read(Storage storage, String output) throws IOException {
    try (BufferedReader in =
        new BufferedReader(
            Channels.newReader(
                storage.open(output + "/" + WriteFrameTable.NAME), StandardCharsets.UTF_8))) {
      return new RunSummary(FrameTable.read(in));
    }
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Number of frames by status, every status named. */
  Map<String, Long> counts() {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (FrameStatus status : FrameStatus.values()) {
      counts.put(status.label(), count(status));
    }
    return counts;
  }

  /** Paths of the masters that frames went into, below the output. */
  List<String> masters() {
    return rows.stream()
        .filter(row -> row.get("status").equals(FrameStatus.USED_IN_MASTER.label()))
        .map(row -> row.get("output"))
        .distinct()
        .sorted()
        .toList();
  }

  /** Frames that were rejected or left uncalibrated. */
  long framesLeft() {
    return count(FrameStatus.REJECTED) + count(FrameStatus.UNCALIBRATED);
  }

  private long count(FrameStatus status) {
    return rows.stream().filter(row -> row.get("status").equals(status.label())).count();
  }

  void print(PrintStream out, String output, double seconds) {
    if (isEmpty()) {
      out.println("No FITS files were found in the input: nothing was done.");
      return;
    }
    TreeSet<String> nights = new TreeSet<>();
    rows.forEach(row -> nights.add(row.get("night")));
    nights.remove("");
    long lights = rows.stream().filter(row -> row.get("type").equals("light")).count();
    out.printf(
        "%d frames of %d night%s%s in %.1f s%n",
        rows.size(),
        nights.size(),
        nights.size() == 1 ? "" : "s",
        nights.isEmpty() ? "" : " (" + span(nights) + ")",
        seconds);
    out.printf("  calibrated    %d of %d lights%n", count(FrameStatus.CALIBRATED), lights);
    out.printf(
        "  masters       %d from %d frames%n", masters().size(), count(FrameStatus.USED_IN_MASTER));
    printReasons(out, FrameStatus.UNCALIBRATED);
    printReasons(out, FrameStatus.REJECTED);
    printReasons(out, FrameStatus.UNUSED);
    out.printf("Results: %s%n", output);
    out.println(
        "  calibrated/  masters/  frames.csv (every frame and what became of it)  run.json");
  }

  private static String span(TreeSet<String> nights) {
    return nights.size() == 1 ? nights.first() : nights.first() + " to " + nights.last();
  }

  private void printReasons(PrintStream out, FrameStatus status) {
    Map<String, List<String>> byReason =
        rows.stream()
            .filter(row -> row.get("status").equals(status.label()))
            .collect(
                Collectors.groupingBy(
                    row -> row.get("reason"),
                    TreeMap::new,
                    Collectors.mapping(row -> row.get("path"), Collectors.toList())));
    if (byReason.isEmpty()) {
      return;
    }
    out.printf("  %-13s %d%n", status.label(), count(status));
    byReason.entrySet().stream()
        .sorted(
            Comparator.comparing((Map.Entry<String, List<String>> e) -> -e.getValue().size())
                .thenComparing(Map.Entry::getKey))
        .limit(REASONS_SHOWN)
        .forEach(
            e ->
                out.printf(
                    "    %d x %s (%s%s)%n",
                    e.getValue().size(),
                    e.getKey(),
                    e.getValue().get(0),
                    e.getValue().size() > 1 ? ", ..." : ""));
    if (byReason.size() > REASONS_SHOWN) {
      out.printf("    and %d more reasons, see frames.csv%n", byReason.size() - REASONS_SHOWN);
    }
  }
}
