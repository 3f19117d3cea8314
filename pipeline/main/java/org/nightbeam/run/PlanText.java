package org.nightbeam.run;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.nightbeam.commandline.Option;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.grading.LightQuality;
import org.nightbeam.header.dialect.Dialect;
import org.nightbeam.plan.MasterSpec;
import org.nightbeam.plan.Plan;
import org.nightbeam.run.summary.NightBoundary;
import org.nightbeam.table.FrameRow;
import org.nightbeam.table.FrameStatus;

/** A plan in words: what each night holds, which masters will be made, what is missing and why. */
public final class PlanText {
  private static final int DRAFT_SHOWN = 8;

  private PlanText() {}

  public static void print(Plan plan, List<FrameRow> rows, Dialect dialect, PrintStream out) {
    if (rows.isEmpty()) {
      out.println("No FITS files were found in the input.");
      return;
    }
    printNights(rows, out);
    printMasters(plan, out);
    printReasons(rows, out);
    out.println();
    // As the run counts them: those that are rejected are lights, too.
    long lights =
        rows.stream()
            .filter(row -> row.frame() != null && row.frame().type() == FrameType.LIGHT)
            .count();
    out.printf(
        "%d of %d lights would be calibrated; %d frames would go into %d masters; %d would be unused,"
            + " %d are rejected.%n",
        count(rows, FrameStatus.CALIBRATED),
        lights,
        count(rows, FrameStatus.USED_IN_MASTER),
        plan.framesByMaster().size(),
        count(rows, FrameStatus.UNUSED),
        count(rows, FrameStatus.REJECTED));
    nightBoundary(rows).ifPresent(out::println);
    printNext(rows, FactsDraft.lines(rows, dialect), out);
  }

  /**
   * Returns a note of frames an hour apart on either side of a boundary between nights that nobody
   * stated.
   */
  private static Optional<String> nightBoundary(List<FrameRow> rows) {
    List<Frame> inTime =
        rows.stream()
            .map(FrameRow::frame)
            .filter(frame -> frame != null && frame.time() != null && frame.night() != null)
            .sorted(Comparator.comparing(Frame::time))
            .toList();
    NightBoundary boundary = new NightBoundary();
    for (Frame frame : inTime) {
      boundary.see(frame.time(), frame.night().toString(), frame.notes().nightByDefault());
    }
    return boundary.said();
  }

  private static void printNext(List<FrameRow> rows, List<String> draft, PrintStream out) {
    if (!draft.isEmpty()) {
      out.println(
          "Next: state the types of frames in a file for --facts; a draft (--format=FACTS prints all"
              + " of it):");
      draft.stream().limit(DRAFT_SHOWN).forEach(line -> out.println("  " + line));
    } else if (count(rows, FrameStatus.UNCALIBRATED) > 0) {
      out.println(
          "Next: --format=MATCHES shows which masters come nearest; --masters=FOLDER adds"
              + " those of other runs; --missingMasters=SKIP_STEP skips the step.");
    } else if (count(rows, FrameStatus.REJECTED) > 0) {
      out.println("Next: nightbeam explain FILE shows what the header of a rejected frame says.");
    }
  }

  private static long count(List<FrameRow> rows, FrameStatus status) {
    return rows.stream().filter(row -> row.status() == status).count();
  }

  private static void printNights(List<FrameRow> rows, PrintStream out) {
    Map<String, Map<Kind, List<Frame>>> nights = new LinkedHashMap<>();
    for (FrameRow row : rows) {
      if (row.frame() != null) {
        nights
            .computeIfAbsent(night(row.frame()), night -> new TreeMap<>(Kind.ORDER))
            .computeIfAbsent(Kind.of(row.frame()), kind -> new ArrayList<>())
            .add(row.frame());
      }
    }
    nights.forEach(
        (night, kinds) -> {
          out.println(night);
          kinds.forEach((kind, frames) -> out.println(kind.line(frames)));
        });
  }

  private static String night(Frame frame) {
    return frame.night() == null ? "Night unknown" : "Night " + frame.night();
  }

  /**
   * Frames that are counted in one line; flats of a filter are, whatever their exposures, and
   * lights of a target, however it is spelt.
   */
  private record Kind(
      FrameType type,
      String target,
      String filter,
      double exposure,
      String camera,
      int width,
      int height) {
    static final Comparator<Kind> ORDER =
        Comparator.comparing(Kind::camera)
            .thenComparing(Kind::width)
            .thenComparing(Kind::height)
            .thenComparing(Kind::type)
            .thenComparing(kind -> LightQuality.target(kind.target, ""))
            .thenComparing(Kind::filter)
            .thenComparing(Kind::exposure);

    static Kind of(Frame frame) {
      FrameType type = frame.type();
      boolean byFilter = type == FrameType.FLAT || type == FrameType.LIGHT;
      boolean byExposure = type != FrameType.FLAT && type != FrameType.BIAS;
      return new Kind(
          type,
          frame.pointing().object(),
          byFilter ? frame.filter() : "",
          byExposure ? frame.exposure() : Double.NaN,
          frame.configuration().camera(),
          frame.width(),
          frame.height());
    }

    String line(List<Frame> frames) {
      String format = "  %5d  %-9s %-8s %12s  %s %s%s";
      String size = width == 0 ? "" : String.format("%d x %d", width, height);
      return String.format(
              format,
              frames.size(),
              type.label(),
              filter,
              seconds(frames),
              camera,
              size,
              target.isEmpty() ? "" : "  " + target)
          .stripTrailing();
    }

    private static String seconds(List<Frame> frames) {
      double[] sorted = frames.stream().mapToDouble(Frame::exposure).sorted().toArray();
      double shortest = sorted[0];
      double longest = sorted[sorted.length - 1];
      if (Double.isNaN(longest)) {
        return "";
      }
      String upTo = Option.shown(longest) + " s";
      return shortest == longest ? upTo : Option.shown(shortest) + " - " + upTo;
    }
  }

  private static void printMasters(Plan plan, PrintStream out) {
    Map<MasterSpec, List<Frame>> groups = plan.framesByMaster();
    if (groups.isEmpty()) {
      return;
    }
    out.println("Masters");
    groups.entrySet().stream()
        .sorted(Comparator.comparing(entry -> entry.getKey().id()))
        .forEach(
            entry -> {
              MasterSpec master = entry.getKey();
              out.printf("  %5d  %s%n", entry.getValue().size(), master.id());
              if (master.biasId() != null) {
                out.printf("           minus %s%n", master.biasId());
              }
              if (master.darkId() != null) {
                out.printf("           minus %s%n", master.darkId());
              }
            });
  }

  private static void printReasons(List<FrameRow> rows, PrintStream out) {
    for (FrameStatus status :
        List.of(FrameStatus.UNCALIBRATED, FrameStatus.UNUSED, FrameStatus.REJECTED)) {
      Map<String, List<FrameRow>> byReason =
          rows.stream()
              .filter(row -> row.status() == status)
              .collect(Collectors.groupingBy(FrameRow::reason, TreeMap::new, Collectors.toList()));
      if (byReason.isEmpty()) {
        continue;
      }
      String label = status.label();
      out.println(Character.toUpperCase(label.charAt(0)) + label.substring(1));
      byReason.forEach(
          (reason, same) ->
              out.printf(
                  "  %5d  %s (%s%s)%n",
                  same.size(), reason, same.get(0).path(), same.size() > 1 ? ", ..." : ""));
    }
  }
}
