package org.nightbeam.transforms;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.plan.CalibratedName;
import org.nightbeam.plan.CalibrationFrame;
import org.nightbeam.plan.FrameRow;
import org.nightbeam.plan.FrameStatus;
import org.nightbeam.plan.LightFrame;
import org.nightbeam.plan.MasterGroup;
import org.nightbeam.plan.MasterMatcher;
import org.nightbeam.plan.MasterPlan;
import org.nightbeam.plan.MasterSpec;
import org.nightbeam.plan.MatchingRules;
import org.nightbeam.plan.Planner;

/**
 * Plans the run: groups calibration frames into masters, finds the masters of each frame. The steps
 * are those of {@link Planner}; only the list of masters, which is small, is ever in one place.
 */
public final class PlanNights extends PTransform<PCollection<Frame>, PCollectionTuple> {
  private static final long serialVersionUID = 1L;

  /** Frames that go into master biases. */
  public static final TupleTag<CalibrationFrame> BIASES = new TupleTag<>() {};

  /** Frames that go into master darks, for lights and for flats. */
  public static final TupleTag<CalibrationFrame> DARKS = new TupleTag<>() {};

  /** Frames that go into master flats. */
  public static final TupleTag<CalibrationFrame> FLATS = new TupleTag<>() {};

  /** Lights that will be calibrated. */
  public static final TupleTag<LightTask> LIGHTS = new TupleTag<>() {};

  /** Rows of the frames of which nothing will be made. */
  public static final TupleTag<FrameRow> ROWS = new TupleTag<>() {};

  private static final TupleTag<Frame> CALIBRATION_FRAMES = new TupleTag<>() {};
  private static final TupleTag<Frame> LIGHT_FRAMES = new TupleTag<>() {};
  private static final TupleTag<KV<String, LightFrame>> MATCHED = new TupleTag<>() {};

  private final MatchingRules rules;

  private PlanNights(MatchingRules rules) {
    this.rules = rules;
  }

  /**
   * @param rules what must agree for a master to be used
   */
  public static PlanNights with(MatchingRules rules) {
    return new PlanNights(rules);
  }

  @Override
  public PCollectionTuple expand(PCollection<Frame> frames) {
    PCollectionTuple sorted =
        frames.apply(
            "SortByType",
            ParDo.of(new SortFn())
                .withOutputTags(CALIBRATION_FRAMES, TupleTagList.of(LIGHT_FRAMES).and(ROWS)));
    PCollection<MasterGroup> groups =
        sorted
            .get(CALIBRATION_FRAMES)
            .apply("Key", WithKeys.of(MasterGroup::key).withKeyType(TypeDescriptors.strings()))
            .apply("ByMaster", GroupByKey.create())
            .apply("GroupMasters", ParDo.of(new GroupFn(rules)));
    PCollectionView<Iterable<MasterSpec>> proposed =
        groups
            .apply(
                "Masters",
                MapElements.into(TypeDescriptor.of(MasterSpec.class)).via(MasterGroup::master))
            .apply(View.asIterable());
    PCollectionView<MasterPlan> masters =
        frames
            .getPipeline()
            .apply("Once", Create.of(0))
            .apply(
                "PlanMasters",
                ParDo.of(new PlanMastersFn(proposed, rules)).withSideInputs(proposed))
            .apply(View.asSingleton());
    PCollectionTuple calibration =
        groups.apply(
            "AssignToMasters",
            ParDo.of(new AssignFn(masters))
                .withSideInputs(masters)
                .withOutputTags(BIASES, TupleTagList.of(DARKS).and(FLATS).and(ROWS)));
    PCollectionTuple lights =
        sorted
            .get(LIGHT_FRAMES)
            .apply(
                "MatchLights",
                ParDo.of(new MatchFn(masters, rules))
                    .withSideInputs(masters)
                    .withOutputTags(MATCHED, TupleTagList.of(ROWS)));
    PCollection<LightTask> tasks =
        lights
            .get(MATCHED)
            .apply("ByOutput", GroupByKey.create())
            .apply("NameOutputs", ParDo.of(new NameFn()));
    PCollection<FrameRow> rows =
        PCollectionList.of(sorted.get(ROWS))
            .and(calibration.get(ROWS))
            .and(lights.get(ROWS))
            .apply("Rows", Flatten.pCollections());
    return PCollectionTuple.of(BIASES, calibration.get(BIASES))
        .and(DARKS, calibration.get(DARKS))
        .and(FLATS, calibration.get(FLATS))
        .and(LIGHTS, tasks)
        .and(ROWS, rows);
  }

  private static final class SortFn extends DoFn<Frame, Frame> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Frame frame, MultiOutputReceiver out) {
      Optional<FrameRow> refusal = Planner.refusal(frame);
      if (refusal.isPresent()) {
        out.get(ROWS).output(refusal.get());
      } else if (frame.type() == FrameType.LIGHT) {
        out.get(LIGHT_FRAMES).output(frame);
      } else {
        out.get(CALIBRATION_FRAMES).output(frame);
      }
    }
  }

  private static final class GroupFn extends DoFn<KV<String, Iterable<Frame>>, MasterGroup> {
    private static final long serialVersionUID = 1L;
    private final MatchingRules rules;

    GroupFn(MatchingRules rules) {
      this.rules = rules;
    }

    @ProcessElement
    public void process(
        @Element KV<String, Iterable<Frame>> frames, OutputReceiver<MasterGroup> out) {
      MasterGroup.group(frames.getValue(), rules).forEach(out::output);
    }
  }

  private static final class PlanMastersFn extends DoFn<Integer, MasterPlan> {
    private static final long serialVersionUID = 1L;
    private final PCollectionView<Iterable<MasterSpec>> proposed;
    private final MatchingRules rules;

    PlanMastersFn(PCollectionView<Iterable<MasterSpec>> proposed, MatchingRules rules) {
      this.proposed = proposed;
      this.rules = rules;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      context.output(MasterPlan.of(context.sideInput(proposed), rules));
    }
  }

  private static final class AssignFn extends DoFn<MasterGroup, CalibrationFrame> {
    private static final long serialVersionUID = 1L;
    private final PCollectionView<MasterPlan> masters;

    AssignFn(PCollectionView<MasterPlan> masters) {
      this.masters = masters;
    }

    @ProcessElement
    public void process(ProcessContext context, MultiOutputReceiver out) {
      MasterGroup group = context.element();
      MasterPlan plan = context.sideInput(masters);
      Map<String, MasterSpec> makeable = plan.byId();
      MasterSpec master = makeable.get(group.master().id());
      String reason = master == null ? plan.reasons().get(group.master().id()) : null;
      for (Frame frame : group.frames()) {
        if (master != null) {
          out.get(stage(master)).output(new CalibrationFrame(master, frame));
        } else {
          out.get(ROWS).output(FrameRow.of(frame, FrameStatus.UNUSED, reason));
        }
      }
    }
  }

  private static TupleTag<CalibrationFrame> stage(MasterSpec master) {
    return switch (master.type()) {
      case BIAS -> BIASES;
      case DARK, DARK_FLAT -> DARKS;
      case FLAT -> FLATS;
      default -> throw new IllegalArgumentException("no master is a " + master.type().label());
    };
  }

  private static final class MatchFn extends DoFn<Frame, KV<String, LightFrame>> {
    private static final long serialVersionUID = 1L;
    private final PCollectionView<MasterPlan> masters;
    private final MatchingRules rules;
    private transient MasterPlan matcherOf;
    private transient MasterMatcher matcher;

    MatchFn(PCollectionView<MasterPlan> masters, MatchingRules rules) {
      this.masters = masters;
      this.rules = rules;
    }

    @ProcessElement
    public void process(ProcessContext context, MultiOutputReceiver out) {
      MasterPlan plan = context.sideInput(masters);
      if (plan != matcherOf) {
        matcher = new MasterMatcher(plan, rules);
        matcherOf = plan;
      }
      Frame frame = context.element();
      MasterMatcher.Decision decision = matcher.decide(frame);
      if (decision.light() == null) {
        out.get(ROWS).output(FrameRow.of(frame, FrameStatus.UNCALIBRATED, decision.reason()));
      } else {
        out.get(MATCHED).output(KV.of(CalibratedName.of(frame), decision.light()));
        Progress.LIGHTS_PLANNED.add(1);
      }
    }
  }

  private static final class NameFn extends DoFn<KV<String, Iterable<LightFrame>>, LightTask> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element KV<String, Iterable<LightFrame>> sameName, OutputReceiver<LightTask> out) {
      List<LightFrame> lights = new ArrayList<>();
      sameName.getValue().forEach(lights::add);
      lights.sort((a, b) -> Frame.ORDER.compare(a.frame(), b.frame()));
      for (int i = 0; i < lights.size(); i++) {
        LightFrame light = lights.get(i);
        out.output(
            new LightTask(
                light, i == 0 ? sameName.getKey() : CalibratedName.distinct(light.frame())));
      }
    }
  }
}
