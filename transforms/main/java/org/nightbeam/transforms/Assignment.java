package org.nightbeam.transforms;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.master.LibraryMaster;
import org.nightbeam.plan.CalibratedName;
import org.nightbeam.plan.CalibrationFrame;
import org.nightbeam.plan.LightFrame;
import org.nightbeam.plan.MasterGroup;
import org.nightbeam.plan.MasterMatcher;
import org.nightbeam.plan.MasterPlan;
import org.nightbeam.plan.MasterSpec;
import org.nightbeam.plan.MatchingRules;
import org.nightbeam.plan.NamedLight;
import org.nightbeam.reason.Reason;
import org.nightbeam.rerun.Done;
import org.nightbeam.table.FrameRow;
import org.nightbeam.table.FrameStatus;
import org.nightbeam.transforms.work.MasterOutcome;
import org.nightbeam.transforms.work.Progress;
import org.nightbeam.transforms.work.RunCounts;
import org.nightbeam.transforms.work.RunSettings;

/** Gives frames their masters, by the plan. */
final class Assignment {
  private final RunSettings run;
  private final MatchingRules rules;
  private final MasterPlan plan;
  private final Map<String, MasterSpec> makeable;
  private final Map<String, Reason> reasons;
  private final Map<String, Done.Master> doneMasters = new HashMap<>();
  private final Map<String, Done.Light> doneLights = new HashMap<>();
  private final Masters there = new Masters();
  private final MasterMatcher matcher;

  Assignment(RunSettings run, RunPlan plan, MatchingRules rules) {
    this.run = run;
    this.rules = rules;
    this.plan = plan.masters();
    makeable = plan.masters().byId();
    reasons = plan.masters().reasons();
    for (LibraryMaster master : plan.library().masters()) {
      there.add(MasterOutcome.of(master));
    }
    addDone(plan.done().masters());
    plan.done().lights().forEach(done -> doneLights.put(done.id(), done));
    matcher = new MasterMatcher(plan.masters(), rules);
  }

  /**
   * Adds the masters that are up to date: also by the frames and masters that this plan gives them.
   * Frames may have come since earlier runs were looked at.
   */
  private void addDone(List<Done.Master> masters) {
    for (FrameType stage : List.of(FrameType.BIAS, FrameType.DARK, FrameType.FLAT)) {
      for (Done.Master done : masters) {
        String id = done.reference().id();
        MasterSpec planned = makeable.get(id);
        if (planned != null
            && (planned.type().isDark() ? FrameType.DARK : planned.type()) == stage
            && planned.frames() == done.frames()
            && there.haveAll(planned.biasId(), planned.darkId())) {
          doneMasters.put(id, done);
          there.add(MasterOutcome.of(done));
        }
      }
    }
  }

  /** Returns how many masters will be made. */
  int assign(
      List<Frame> frames,
      DoFn<?, KV<Integer, CalibrationFrame>>.ProcessContext context,
      RunCounts counts) {
    int planned = 0;
    // The groups are those that were proposed: cheaper made again than sent.
    for (MasterGroup group : MasterGroup.planned(frames, rules, plan)) {
      group.copies().forEach(copy -> context.output(PlanNights.ROWS, copy.row()));
      String id = group.master().id();
      MasterSpec master = makeable.get(id);
      if (master == null) {
        for (Frame frame : group.frames()) {
          context.output(PlanNights.ROWS, FrameRow.of(frame, FrameStatus.UNUSED, reasons.get(id)));
        }
      } else if (doneMasters.containsKey(id)) {
        // What a master needs that is done, is done too.
        String bias = there.path(master.biasId());
        String dark = there.path(master.darkId());
        doneMasters
            .get(id)
            .rows(master, group.frames(), bias, dark)
            .forEach(row -> context.output(PlanNights.ROWS, row));
      } else {
        planned++;
        for (Frame frame : group.frames()) {
          use(new CalibrationFrame(master, frame), context);
          counts.add(Progress.FRAMES_TO_COMBINE, 1);
          counts.add(Progress.BYTES_TO_COMBINE, frame.dataBytes());
        }
      }
    }
    return planned;
  }

  private void use(
      CalibrationFrame use, DoFn<?, KV<Integer, CalibrationFrame>>.ProcessContext context) {
    context.output(stage(use.master()), KV.of(run.batchOf(use.frame().uri()), use));
  }

  /** Returns how many lights will be calibrated. */
  int match(
      List<Frame> frames,
      int batch,
      DoFn<?, KV<Integer, CalibrationFrame>>.ProcessContext context) {
    List<LightFrame> matched = new ArrayList<>();
    for (Frame frame : frames) {
      MasterMatcher.Decision decision = matcher.decide(frame);
      if (decision.light() == null) {
        context.output(
            PlanNights.ROWS, FrameRow.of(frame, FrameStatus.UNCALIBRATED, decision.reason()));
      } else {
        matched.add(decision.light());
      }
    }
    Map<String, List<NamedLight>> products = new LinkedHashMap<>();
    CalibratedName.ofAll(matched)
        .forEach(
            (light, name) ->
                products
                    .computeIfAbsent(name, none -> new ArrayList<>())
                    .add(new NamedLight(light, name)));
    int planned = 0;
    for (List<NamedLight> product : products.values()) {
      // A product is made as a whole.
      if (product.stream().allMatch(this::isDone)) {
        for (NamedLight light : product) {
          context.output(PlanNights.ROWS, doneRow(light));
        }
      } else {
        for (NamedLight light : product) {
          LightTask task = new LightTask(light, doneLights.get(light.id()));
          context.output(PlanNights.LIGHTS, KV.of(batch, task));
        }
        planned += product.size();
      }
    }
    return planned;
  }

  private boolean isDone(NamedLight named) {
    LightFrame light = named.light();
    Done.Light done = doneLights.get(named.id());
    return done != null
        && done.certain()
        && there.haveAll(light.biasId(), light.darkId(), light.flatId());
  }

  private FrameRow doneRow(NamedLight named) {
    LightFrame light = named.light();
    return doneLights
        .get(named.id())
        .row(
            light,
            there.path(light.biasId()),
            there.path(light.darkId()),
            there.path(light.flatId()));
  }

  private static TupleTag<KV<Integer, CalibrationFrame>> stage(MasterSpec master) {
    return switch (master.type()) {
      case BIAS -> PlanNights.BIASES;
      case DARK, DARK_FLAT -> PlanNights.DARKS;
      case FLAT -> PlanNights.FLATS;
      default -> throw new IllegalArgumentException("no master is a " + master.type().label());
    };
  }
}
