package org.nightbeam.transforms;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
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

  /** Frames that go into master biases, by batch. */
  public static final TupleTag<KV<Integer, CalibrationFrame>> BIASES = new TupleTag<>() {};

  /** Frames that go into master darks, for lights and for flats. */
  public static final TupleTag<KV<Integer, CalibrationFrame>> DARKS = new TupleTag<>() {};

  /** Frames that go into master flats. */
  public static final TupleTag<KV<Integer, CalibrationFrame>> FLATS = new TupleTag<>() {};

  /** Lights that will be calibrated; those whose outputs would have one name are in one batch. */
  public static final TupleTag<KV<Integer, LightFrame>> LIGHTS = new TupleTag<>() {};

  /** Rows of the frames of which nothing will be made. */
  public static final TupleTag<FrameRow> ROWS = new TupleTag<>() {};

  private static final TupleTag<KV<Integer, Frame>> CALIBRATION_FRAMES = new TupleTag<>() {};
  private static final TupleTag<KV<Integer, Frame>> LIGHT_FRAMES = new TupleTag<>() {};

  private final RunSettings run;
  private final MatchingRules rules;

  private PlanNights(RunSettings run, MatchingRules rules) {
    this.run = run;
    this.rules = rules;
  }

  /**
   * @param rules what must agree for a master to be used
   */
  public static PlanNights of(RunSettings run, MatchingRules rules) {
    return new PlanNights(run, rules);
  }

  @Override
  public PCollectionTuple expand(PCollection<Frame> frames) {
    PCollectionTuple sorted =
        frames.apply(
            "SortByType",
            ParDo.of(new SortFn(run))
                .withOutputTags(CALIBRATION_FRAMES, TupleTagList.of(LIGHT_FRAMES).and(ROWS)));
    PCollection<MasterSpec> proposals =
        sorted
            .get(CALIBRATION_FRAMES)
            .apply("ByMaster", GroupByKey.create())
            .apply("ProposeMasters", ParDo.of(new ProposeFn(rules)));
    PCollectionView<Iterable<MasterSpec>> proposed = proposals.apply("Proposed", View.asIterable());
    PCollection<MasterPlan> planned =
        frames
            .getPipeline()
            .apply("Once", Create.of(KV.of(0, 0)))
            .apply("WhenProposed", GroupAfter.of(proposals))
            .apply(
                "PlanMasters",
                ParDo.of(new PlanMastersFn(proposed, rules)).withSideInputs(proposed));
    // One plan; a singleton view would cost the runner a dozen steps more.
    PCollectionView<Iterable<MasterPlan>> masters = planned.apply("MasterPlan", View.asIterable());
    PCollectionTuple calibration =
        sorted
            .get(CALIBRATION_FRAMES)
            .apply("WhenMastersPlanned", GroupAfter.of(planned))
            .apply(
                "AssignToMasters",
                ParDo.of(new AssignFn(run, masters, rules))
                    .withSideInputs(masters)
                    .withOutputTags(BIASES, TupleTagList.of(DARKS).and(FLATS).and(ROWS)));
    PCollectionTuple lights =
        sorted
            .get(LIGHT_FRAMES)
            .apply("WhenPlanned", GroupAfter.of(planned))
            .apply(
                "MatchLights",
                ParDo.of(new MatchFn(run, masters, rules))
                    .withSideInputs(masters)
                    .withOutputTags(LIGHTS, TupleTagList.of(ROWS)));
    PCollection<FrameRow> rows =
        PCollectionList.of(sorted.get(ROWS))
            .and(calibration.get(ROWS))
            .and(lights.get(ROWS))
            .apply("Rows", Flatten.pCollections());
    return PCollectionTuple.of(BIASES, calibration.get(BIASES))
        .and(DARKS, calibration.get(DARKS))
        .and(FLATS, calibration.get(FLATS))
        .and(LIGHTS, lights.get(LIGHTS))
        .and(ROWS, rows);
  }

  private static final class SortFn extends DoFn<Frame, KV<Integer, Frame>> {
    private static final long serialVersionUID = 1L;
    private final RunSettings run;

    SortFn(RunSettings run) {
      this.run = run;
    }

    @ProcessElement
    public void process(@Element Frame frame, MultiOutputReceiver out) {
      Optional<FrameRow> refusal = Planner.refusal(frame);
      if (refusal.isPresent()) {
        out.get(ROWS).output(refusal.get());
      } else if (frame.type() == FrameType.LIGHT) {
        int batch = run.batchOf(CalibratedName.folded(CalibratedName.of(frame)));
        out.get(LIGHT_FRAMES).output(KV.of(batch, frame));
      } else {
        out.get(CALIBRATION_FRAMES).output(KV.of(run.batchOf(MasterGroup.key(frame)), frame));
      }
    }
  }

  private static final class ProposeFn extends DoFn<KV<Integer, Iterable<Frame>>, MasterSpec> {
    private static final long serialVersionUID = 1L;
    private final MatchingRules rules;

    ProposeFn(MatchingRules rules) {
      this.rules = rules;
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Iterable<Frame>> batch, OutputReceiver<MasterSpec> out) {
      MasterGroup.group(batch.getValue(), rules).forEach(group -> out.output(group.master()));
    }
  }

  private static final class PlanMastersFn
      extends DoFn<KV<Integer, Iterable<Integer>>, MasterPlan> {
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

  private static final class AssignFn
      extends DoFn<KV<Integer, Iterable<Frame>>, KV<Integer, CalibrationFrame>> {
    private static final long serialVersionUID = 1L;
    private final RunSettings run;
    private final PCollectionView<Iterable<MasterPlan>> masters;
    private final MatchingRules rules;

    AssignFn(RunSettings run, PCollectionView<Iterable<MasterPlan>> masters, MatchingRules rules) {
      this.run = run;
      this.masters = masters;
      this.rules = rules;
    }

    @ProcessElement
    public void process(ProcessContext context, MultiOutputReceiver out) {
      MasterPlan plan = context.sideInput(masters).iterator().next();
      Map<String, MasterSpec> makeable = plan.byId();
      Map<String, String> reasons = plan.reasons();
      // The groups are those that were proposed: cheaper made again than sent.
      for (MasterGroup group : MasterGroup.group(context.element().getValue(), rules)) {
        MasterSpec master = makeable.get(group.master().id());
        for (Frame frame : group.frames()) {
          if (master != null) {
            CalibrationFrame use = new CalibrationFrame(master, frame);
            out.get(stage(master)).output(KV.of(run.batchOf(frame.uri()), use));
          } else {
            String reason = reasons.get(group.master().id());
            out.get(ROWS).output(FrameRow.of(frame, FrameStatus.UNUSED, reason));
          }
        }
      }
    }
  }

  private static TupleTag<KV<Integer, CalibrationFrame>> stage(MasterSpec master) {
    return switch (master.type()) {
      case BIAS -> BIASES;
      case DARK, DARK_FLAT -> DARKS;
      case FLAT -> FLATS;
      default -> throw new IllegalArgumentException("no master is a " + master.type().label());
    };
  }

  private static final class MatchFn
      extends DoFn<KV<Integer, Iterable<Frame>>, KV<Integer, LightFrame>> {
    private static final long serialVersionUID = 1L;
    private final RunSettings run;
    private final PCollectionView<Iterable<MasterPlan>> masters;
    private final MatchingRules rules;
    private transient Worker worker;

    MatchFn(RunSettings run, PCollectionView<Iterable<MasterPlan>> masters, MatchingRules rules) {
      this.run = run;
      this.masters = masters;
      this.rules = rules;
    }

    @Setup
    public void setUp(PipelineOptions options) throws IOException {
      worker = Worker.join(run, options);
    }

    @Teardown
    public void tearDown() throws IOException {
      worker.leave();
    }

    @ProcessElement
    public void process(ProcessContext context, MultiOutputReceiver out) throws IOException {
      int planned = 0;
      MasterMatcher matcher =
          new MasterMatcher(context.sideInput(masters).iterator().next(), rules);
      for (Frame frame : context.element().getValue()) {
        MasterMatcher.Decision decision = matcher.decide(frame);
        if (decision.light() == null) {
          out.get(ROWS).output(FrameRow.of(frame, FrameStatus.UNCALIBRATED, decision.reason()));
        } else {
          out.get(LIGHTS).output(KV.of(context.element().getKey(), decision.light()));
          planned++;
        }
      }
      Progress.LIGHTS_PLANNED.add(planned);
      worker.ledger().note(Progress.LIGHTS_PLANNED, context.element().getKey().toString(), planned);
    }
  }
}
