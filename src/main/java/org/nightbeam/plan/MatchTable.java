package org.nightbeam.plan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.table.FrameStatus;

/**
 * Explains why each frame gets its masters, or none: a table of the nearest candidates, with each
 * criterion as required and as found. Frames with the same requirements form one subject.
 */
public final class MatchTable {
  private static final int CANDIDATES_SHOWN = 3;
  private static final String CHOSEN = "chosen";
  private static final String NOT_GIVEN = CriterionText.NOT_GIVEN;
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180
          .builder()
          .setRecordSeparator("\n")
          .setHeader(
              "subject",
              "frames",
              "wants",
              "candidate",
              "choice",
              "why",
              "criterion",
              "wanted",
              "found",
              "agrees")
          .get();

  private final MasterPlan masters;
  private final Criteria criteria;
  private final CSVPrinter printer;

  private MatchTable(MasterPlan masters, MatchingRules rules, Appendable out) throws IOException {
    this.masters = masters;
    this.criteria = new Criteria(rules);
    this.printer = new CSVPrinter(out, FORMAT);
  }

  /**
   * Writes the table of a plan.
   *
   * @param rules those of the plan
   */
  public static void write(Plan plan, MatchingRules rules, Appendable out) throws IOException {
    MatchTable table = new MatchTable(plan.masters(), rules, out);
    for (MasterSpec master : plan.masters().makeable()) {
      if (master.type() != FrameType.BIAS) {
        table.add(master.id(), master.frames(), Wanted.by(master));
      }
    }
    for (MasterPlan.Unmakeable master : plan.masters().unmakeable()) {
      table.printer.printRecord(
          master.id(), "", "", "", "not made", master.reason(), "", "", "", "");
    }
    List<Frame> lights = new ArrayList<>();
    plan.lights().forEach(light -> lights.add(light.frame()));
    plan.rows().stream()
        .filter(row -> row.status() == FrameStatus.UNCALIBRATED)
        .forEach(row -> lights.add(row.frame()));
    lights.sort(Frame.ORDER);
    Map<Wanted, List<Frame>> same = new LinkedHashMap<>();
    for (Frame light : lights) {
      same.computeIfAbsent(Wanted.by(light, rules), wanted -> new ArrayList<>()).add(light);
    }
    for (Map.Entry<Wanted, List<Frame>> wants : same.entrySet()) {
      List<Frame> frames = wants.getValue();
      table.add(frames.get(0).path(), frames.size(), wants.getKey());
    }
    table.printer.flush();
  }

  /** A master that might be used, and how it fulfils the criteria. */
  private record Candidate(MasterSpec master, List<Criterion.Verdict> verdicts) {
    List<String> failures() {
      return verdicts.stream()
          .filter(verdict -> !verdict.agrees())
          .map(Criterion.Verdict::name)
          .toList();
    }

    boolean matches() {
      return failures().isEmpty();
    }
  }

  private void add(String subject, int frames, Wanted wanted) throws IOException {
    boolean biasDone = wanted.processing().isBiasDone();
    boolean bias = !biasDone && matches(FrameType.BIAS, wanted);
    if (wanted.type().isDark()) {
      print(subject, frames, FrameType.BIAS, wanted, CHOSEN);
      return;
    }
    Wanted dark = wanted.debiased(bias || biasDone);
    // A dark of the very exposure with its bias in it is both, where the other two are not there.
    boolean whole = bias && !hasDark(dark) && hasDark(wanted) && !wanted.processing().isDarkDone();
    if (!biasDone) {
      print(subject, frames, FrameType.BIAS, wanted, whole ? "not needed" : CHOSEN);
    }
    if (!wanted.processing().isDarkDone()) {
      Wanted asked = whole ? wanted : dark;
      boolean darkFlats =
          wanted.type() == FrameType.FLAT
              && masters.usable().stream().anyMatch(m -> m.type() == FrameType.DARK_FLAT);
      if (darkFlats) {
        print(subject, frames, FrameType.DARK_FLAT, asked, CHOSEN);
      }
      if (!darkFlats || !matches(FrameType.DARK_FLAT, asked)) {
        print(subject, frames, FrameType.DARK, asked, CHOSEN);
      }
    }
    if (wanted.type() == FrameType.LIGHT) {
      print(subject, frames, FrameType.FLAT, wanted, CHOSEN);
    }
  }

  private boolean hasDark(Wanted wanted) {
    return wanted.type() == FrameType.FLAT && matches(FrameType.DARK_FLAT, wanted)
        || matches(FrameType.DARK, wanted);
  }

  private boolean matches(FrameType type, Wanted wanted) {
    return masters.usable().stream()
        .filter(master -> master.type() == type)
        .map(master -> master.orSectionFor(wanted.configuration()))
        .anyMatch(
            master ->
                criteria.verdicts(master, wanted).stream().allMatch(Criterion.Verdict::agrees));
  }

  /** Prints the nearest masters of a type. */
  private void print(String subject, int frames, FrameType type, Wanted wanted, String first)
      throws IOException {
    List<Candidate> nearest = nearest(type, wanted);
    if (nearest.isEmpty()) {
      printer.printRecord(
          subject, frames, type.label(), "", "none", noneReason(type), "", "", "", "");
      return;
    }
    for (int i = 0; i < nearest.size(); i++) {
      Candidate candidate = nearest.get(i);
      for (Criterion.Verdict verdict : candidate.verdicts) {
        printer.printRecord(
            subject,
            frames,
            type.label(),
            candidate.master.id(),
            candidate.matches() && i == 0 ? first : choice(i, candidate),
            why(i, nearest, wanted),
            verdict.name(),
            verdict.wanted(),
            verdict.found(),
            agrees(verdict));
      }
    }
  }

  private static String agrees(Criterion.Verdict verdict) {
    boolean known = verdict.wanted().startsWith(NOT_GIVEN) == verdict.found().startsWith(NOT_GIVEN);
    return !verdict.agrees() ? "no" : known ? "yes" : "not known";
  }

  private List<Candidate> nearest(FrameType type, Wanted wanted) {
    Comparator<Candidate> matchingFirst = Comparator.comparing(candidate -> !candidate.matches());
    Comparator<Candidate> byPreference =
        Comparator.comparing(
                (Candidate candidate) ->
                    candidate.master.processing().isMaster()
                        ? criteria.unknowns(candidate.master, wanted).size()
                        : 0)
            .thenComparing(Candidate::master, criteria.preference(wanted));
    Comparator<Candidate> byFailures =
        Comparator.comparing(Candidate::master, criteria.nearness(wanted));
    return masters.usable().stream()
        .filter(master -> master.type() == type)
        .map(master -> master.orSectionFor(wanted.configuration()))
        .map(master -> new Candidate(master, criteria.verdicts(master, wanted)))
        .sorted(
            matchingFirst.thenComparing(
                (a, b) -> a.matches() ? byPreference.compare(a, b) : byFailures.compare(a, b)))
        .limit(CANDIDATES_SHOWN)
        .toList();
  }

  private static String choice(int rank, Candidate candidate) {
    if (!candidate.matches()) {
      return "does not match";
    }
    return rank == 0 ? CHOSEN : "matches";
  }

  private String why(int rank, List<Candidate> nearest, Wanted wanted) {
    Candidate candidate = nearest.get(rank);
    if (!candidate.matches()) {
      return candidate.failures().stream().collect(Collectors.joining(", ", "differs in ", ""));
    }
    if (rank > 0) {
      return "";
    }
    if (nearest.size() == 1 || !nearest.get(1).matches()) {
      return "the only one that matches";
    }
    MasterSpec next = nearest.get(1).master;
    return criteria.unknowns(candidate.master, wanted).size()
            < criteria.unknowns(next, wanted).size()
        ? "more is known of it"
        : criteria.advantage(candidate.master, next, wanted);
  }

  private String noneReason(FrameType type) {
    return masters.unmakeable().stream()
        .filter(master -> master.type() == type)
        .findFirst()
        .map(master -> master.id() + " cannot be made: " + master.reason())
        .orElse("there are no usable " + type.label() + " frames");
  }
}
