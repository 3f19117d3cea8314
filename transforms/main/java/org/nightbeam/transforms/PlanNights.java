package org.nightbeam.transforms;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.Impulse;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.PInput;
import org.apache.beam.sdk.values.POutput;
import org.apache.beam.sdk.values.PValue;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.master.MasterLibrary;
import org.nightbeam.plan.CalibratedName;
import org.nightbeam.plan.CalibrationFrame;
import org.nightbeam.plan.MasterGroup;
import org.nightbeam.plan.MasterPlan;
import org.nightbeam.plan.MasterSpec;
import org.nightbeam.plan.MatchingRules;
import org.nightbeam.plan.Planner;
import org.nightbeam.rerun.Done;
import org.nightbeam.table.FrameRow;
import org.nightbeam.transforms.coder.Coders;
import org.nightbeam.transforms.coder.RecordCoder;
import org.nightbeam.transforms.work.MasterOutcome;
import org.nightbeam.transforms.work.Progress;
import org.nightbeam.transforms.work.RunSettings;
import org.nightbeam.transforms.work.Worker;

/**
 * Plans the run: groups calibration frames into masters, finds the masters of each frame. The steps
 * are those of {@link Planner}; only the plan of all masters, with what earlier runs have done, is
 * ever in one place: it is a side input of the step that assigns masters to frames.
 */
public final class PlanNights extends PTransform<PCollection<Frame>, PlanNights.Planned> {
  private static final long serialVersionUID = 1L;

  private static final TupleTag<KV<Integer, Frame>> CALIBRATION_FRAMES = new TupleTag<>() {};
  private static final TupleTag<KV<Integer, Frame>> LIGHT_FRAMES = new TupleTag<>() {};
  private static final TupleTag<FrameRow> UNPLANNED = new TupleTag<>() {};

  static final TupleTag<KV<Integer, Known>> KNOWN = new TupleTag<>() {};
  static final TupleTag<MasterOutcome> THERE = new TupleTag<>() {};

  static final TupleTag<KV<Integer, CalibrationFrame>> BIASES = new TupleTag<>() {};
  static final TupleTag<KV<Integer, CalibrationFrame>> DARKS = new TupleTag<>() {};
  static final TupleTag<KV<Integer, CalibrationFrame>> FLATS = new TupleTag<>() {};
  static final TupleTag<KV<Integer, LightTask>> LIGHTS = new TupleTag<>() {};
  static final TupleTag<FrameRow> ROWS = new TupleTag<>() {};

  /** The key of everything that goes into the single plan. */
  static final int ONE_PLAN = 0;

  private final RunSettings run;
  private final MatchingRules rules;
  private final transient MasterLibrary library;
  private final transient Done done;

  private PlanNights(RunSettings run, MatchingRules rules, MasterLibrary library, Done done) {
    this.run = run;
    this.rules = rules;
    this.library = library;
    this.done = done;
  }

  /**
   * @param rules what must agree for a master to be used
   * @param library masters of earlier runs
   * @param done products of earlier runs that are up to date
   */
  public static PlanNights of(
      RunSettings run, MatchingRules rules, MasterLibrary library, Done done) {
    return new PlanNights(run, rules, library, done);
  }

  @Override
  public Planned expand(PCollection<Frame> frames) {
    PCollectionTuple sorted =
        frames.apply(
            "SortByType",
            Step.of(run, new SortByType())
                .withOutputTags(CALIBRATION_FRAMES, TupleTagList.of(LIGHT_FRAMES).and(UNPLANNED)));
    sorted.get(LIGHT_FRAMES).setCoder(Coders.byBatch(Frame.class));
    sorted.get(UNPLANNED).setCoder(RecordCoder.of(FrameRow.class));
    PCollection<KV<Integer, Known>> proposals =
        sorted
            .get(CALIBRATION_FRAMES)
            .setCoder(Coders.byBatch(Frame.class))
            .apply("ByMaster", GroupByKey.create())
            .apply("ProposeMasters", Step.of(run, new ProposeMasters(rules)))
            .setCoder(Coders.byBatch(Known.class));
    PCollectionTuple earlier =
        library.masters().isEmpty() && done.isEmpty() ? null : earlier(frames);
    PCollectionView<Iterable<RunPlan>> plan =
        (earlier == null
                ? proposals
                : PCollectionList.of(proposals)
                    .and(earlier.get(KNOWN))
                    .apply("WithEarlier", Flatten.pCollections()))
            .apply("AllProposals", GroupByKey.create())
            .apply("PlanMasters", Step.of(run, new PlanMasters(rules)))
            .setCoder(RecordCoder.of(RunPlan.class))
            .apply("Plan", View.asIterable());
    PCollectionTuple assigned =
        PCollectionList.of(sorted.get(CALIBRATION_FRAMES))
            .and(sorted.get(LIGHT_FRAMES))
            .apply("Frames", Flatten.pCollections())
            .apply("WhenPlanned", GroupAfter.of(plan.getPCollection()))
            .apply(
                "AssignMasters",
                Step.of(run, new AssignMasters(rules, plan))
                    .withSideInputs(plan)
                    .withOutputTags(
                        BIASES, TupleTagList.of(DARKS).and(FLATS).and(LIGHTS).and(ROWS)));
    for (TupleTag<KV<Integer, CalibrationFrame>> stage : List.of(BIASES, DARKS, FLATS)) {
      assigned.get(stage).setCoder(Coders.byBatch(CalibrationFrame.class));
    }
    assigned.get(LIGHTS).setCoder(Coders.byBatch(LightTask.class));
    assigned.get(ROWS).setCoder(RecordCoder.of(FrameRow.class));
    return new Planned(
        assigned.and(UNPLANNED, sorted.get(UNPLANNED)),
        earlier == null
            ? MasterViews.none()
            : MasterViews.none().and(earlier.get(THERE).apply("MastersThere", View.asIterable())));
  }

  /** Emits what earlier runs have made: for the plan, and its masters for all stages. */
  private PCollectionTuple earlier(PCollection<Frame> frames) {
    PCollectionTuple earlier =
        frames
            .getPipeline()
            .apply("Begin", Impulse.create())
            .apply(
                "EarlierRuns",
                Step.of(run, EarlierRuns.of(new RunPlan(MasterPlan.EMPTY, library, done)))
                    .withOutputTags(KNOWN, TupleTagList.of(THERE)));
    earlier.get(KNOWN).setCoder(Coders.byBatch(Known.class));
    earlier.get(THERE).setCoder(RecordCoder.of(MasterOutcome.class));
    return earlier;
  }

  /** Plan for the frames of a run. */
  public static final class Planned implements POutput {
    private final PCollectionTuple planned;
    private final MasterViews masters;

    private Planned(PCollectionTuple planned, MasterViews masters) {
      this.planned = planned;
      this.masters = masters;
    }

    /** Returns the frames that go into master biases, by batch. */
    public PCollection<KV<Integer, CalibrationFrame>> biases() {
      return planned.get(BIASES);
    }

    /** Returns the frames that go into master darks, for lights and for flats, by batch. */
    public PCollection<KV<Integer, CalibrationFrame>> darks() {
      return planned.get(DARKS);
    }

    /** Returns the frames that go into master flats, by batch. */
    public PCollection<KV<Integer, CalibrationFrame>> flats() {
      return planned.get(FLATS);
    }

    /**
     * Returns the lights that may have to be calibrated; the images of one file are in one batch.
     */
    public PCollection<KV<Integer, LightTask>> lights() {
      return planned.get(LIGHTS);
    }

    /** Returns the rows of the frames of which nothing will be made. */
    public PCollectionList<FrameRow> rows() {
      return PCollectionList.of(planned.get(UNPLANNED)).and(planned.get(ROWS));
    }

    /** Returns the masters that are there before any is made. */
    public MasterViews masters() {
      return masters;
    }

    @Override
    public Pipeline getPipeline() {
      return planned.getPipeline();
    }

    @Override
    public Map<TupleTag<?>, PValue> expand() {
      return planned.expand();
    }

    @Override
    public void finishSpecifyingOutput(
        String transformName, PInput input, PTransform<?, ?> transform) {
      planned.finishSpecifyingOutput(transformName, input, transform);
    }
  }

  private record SortByType() implements Step<Frame, KV<Integer, Frame>> {
    @Override
    public void process(DoFn<Frame, KV<Integer, Frame>>.ProcessContext context, Worker worker) {
      Frame frame = context.element();
      Optional<FrameRow> refusal = Planner.refusal(frame);
      if (refusal.isPresent()) {
        context.output(UNPLANNED, refusal.get());
      } else if (frame.type() == FrameType.LIGHT) {
        int batch = worker.run().batchOf(CalibratedName.folded(CalibratedName.of(frame)));
        context.output(LIGHT_FRAMES, KV.of(batch, frame));
      } else {
        context.output(KV.of(worker.run().batchOf(MasterGroup.key(frame)), frame));
      }
    }
  }

  private record ProposeMasters(MatchingRules rules)
      implements Step<KV<Integer, Iterable<Frame>>, KV<Integer, Known>> {
    @Override
    public void process(
        DoFn<KV<Integer, Iterable<Frame>>, KV<Integer, Known>>.ProcessContext context,
        Worker worker) {
      for (MasterSpec master : MasterGroup.proposals(context.element().getValue(), rules)) {
        context.output(KV.of(ONE_PLAN, Known.of(master)));
      }
    }
  }

  private record PlanMasters(MatchingRules rules)
      implements Step<KV<Integer, Iterable<Known>>, RunPlan> {
    @Override
    public void process(
        DoFn<KV<Integer, Iterable<Known>>, RunPlan>.ProcessContext context, Worker worker) {
      context.output(RunPlan.of(context.element().getValue(), rules));
    }
  }

  private static final class AssignMasters
      implements Step<KV<Integer, Iterable<Frame>>, KV<Integer, CalibrationFrame>> {
    private static final long serialVersionUID = 1L;
    private final MatchingRules rules;
    private final PCollectionView<Iterable<RunPlan>> planned;
    private transient Assignment assignment;

    AssignMasters(MatchingRules rules, PCollectionView<Iterable<RunPlan>> planned) {
      this.rules = rules;
      this.planned = planned;
    }

    @Override
    public void process(
        DoFn<KV<Integer, Iterable<Frame>>, KV<Integer, CalibrationFrame>>.ProcessContext context,
        Worker worker)
        throws IOException {
      if (assignment == null) {
        RunPlan plan = RunPlan.of(List.of(), rules);
        for (RunPlan one : context.sideInput(planned)) {
          plan = one;
        }
        assignment = new Assignment(worker.run(), plan, rules);
      }
      List<Frame> calibration = new ArrayList<>();
      List<Frame> lights = new ArrayList<>();
      for (Frame frame : context.element().getValue()) {
        (frame.type() == FrameType.LIGHT ? lights : calibration).add(frame);
      }
      int batch = context.element().getKey();
      int masters = assignment.assign(calibration, context, worker.counts());
      if (masters > 0) {
        worker.counts().add(Progress.MASTERS_PLANNED, masters);
        worker.ledger().note(Progress.MASTERS_PLANNED, Integer.toString(batch), masters);
      }
      int planned = assignment.match(lights, batch, context);
      worker.counts().add(Progress.LIGHTS_PLANNED, planned);
      worker.ledger().note(Progress.LIGHTS_PLANNED, Integer.toString(batch), planned);
    }
  }
}
