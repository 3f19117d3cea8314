package org.nightbeam.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.reason.Reason;
import org.nightbeam.reason.ReasonCode;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.table.FrameRow;
import org.nightbeam.table.FrameStatus;

/**
 * Plans a run over all its frames at once. A pipeline over many nights takes the same steps spread
 * over its workers.
 */
public final class Planner {
  private Planner() {}

  /**
   * Plans what will be done with each frame.
   *
   * @param library masters of earlier runs
   */
  public static Plan plan(Iterable<Frame> frames, List<MasterSpec> library, MatchingRules rules) {
    List<FrameRow> rows = new ArrayList<>();
    List<Frame> calibration = new ArrayList<>();
    List<Frame> lights = new ArrayList<>();
    for (Frame frame : frames) {
      Optional<FrameRow> refusal = refusal(frame);
      if (refusal.isPresent()) {
        rows.add(refusal.get());
      } else {
        (frame.type() == FrameType.LIGHT ? lights : calibration).add(frame);
      }
    }
    MasterPlan masters = MasterPlan.of(MasterGroup.proposals(calibration, rules), library, rules);
    List<MasterGroup> groups = MasterGroup.planned(calibration, rules, masters);
    List<CalibrationFrame> used = new ArrayList<>();
    Map<String, MasterSpec> makeable = masters.byId();
    Map<String, Reason> reasons = masters.reasons();
    for (MasterGroup group : groups) {
      group.copies().forEach(copy -> rows.add(copy.row()));
      MasterSpec master = makeable.get(group.master().id());
      for (Frame frame : group.frames()) {
        if (master != null) {
          used.add(new CalibrationFrame(master, frame));
        } else {
          rows.add(FrameRow.of(frame, FrameStatus.UNUSED, reasons.get(group.master().id())));
        }
      }
    }
    MasterMatcher matcher = new MasterMatcher(masters, rules);
    List<LightFrame> matched = new ArrayList<>();
    for (Frame light : lights) {
      MasterMatcher.Decision decision = matcher.decide(light);
      if (decision.light() != null) {
        matched.add(decision.light());
      } else {
        rows.add(FrameRow.of(light, FrameStatus.UNCALIBRATED, decision.reason()));
      }
    }
    return new Plan(used, matched, masters, rows);
  }

  /** Returns a row for a frame that is unusable on its own; empty if it is usable. */
  public static Optional<FrameRow> refusal(Frame frame) {
    if (frame.refusal() != null) {
      return Optional.of(FrameRow.of(frame, FrameStatus.REJECTED, frame.refusal()));
    }
    if (frame.type().isDark() && !(frame.exposure() > 0)) {
      return Optional.of(
          FrameRow.of(
              frame,
              FrameStatus.REJECTED,
              Reason.of(
                  ReasonCode.NO_EXPOSURE,
                  "a dark needs an exposure time above 0 s, the header "
                      + (frame.exposure() == 0 ? "says 0 (a bias?)" : "gives none that can be used")
                      + (frame.notes().unusable().isEmpty() ? "" : ": " + frame.notes().unusable())
                      + "; expected EXPTIME in seconds")));
    }
    return frame.type() == FrameType.OTHER
        ? Optional.of(
            FrameRow.of(
                frame,
                FrameStatus.UNUSED,
                Reason.of(ReasonCode.NOT_NEEDED, "neither light nor calibration frame")))
        : Optional.empty();
  }

  /** Returns the table of frames that a run of this plan would write, with the ids of masters. */
  public static List<FrameRow> rows(Plan plan) {
    List<FrameRow> rows = new ArrayList<>(plan.rows());
    for (CalibrationFrame use : plan.calibration()) {
      rows.add(
          FrameRow.of(use.frame(), FrameStatus.USED_IN_MASTER, Reason.remark(use.master().remark()))
              .with(use.master().biasId(), use.master().darkId(), null)
              .into(OutputLayout.MASTERS + "/" + use.master().id()));
    }
    CalibratedName.ofAll(plan.lights())
        .forEach(
            (light, name) ->
                rows.add(
                    FrameRow.of(
                            light.frame(), FrameStatus.CALIBRATED, Reason.remark(light.remark()))
                        .with(light.biasId(), light.darkId(), light.flatId())
                        .into(name)));
    rows.sort(FrameRow.ORDER);
    return rows;
  }
}
