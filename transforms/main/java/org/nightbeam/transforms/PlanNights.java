package org.nightbeam.transforms;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.master.MasterLibrary;
import org.nightbeam.master.MasterReference;
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
import org.nightbeam.rerun.Done;

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

  private static final Coder<MasterLibrary> LIBRARY = RecordCoder.of(MasterLibrary.class);

  /** Keeps the plan from being left out where there is nothing to plan. */
  private static final KV<Integer, MasterSpec> NOTHING = KV.of(0, null);

  private static final Coder<KV<Integer, MasterSpec>> PROPOSALS =
      KvCoder.of(VarIntCoder.of(), NullableCoder.of(RecordCoder.of(MasterSpec.class)));

  private final RunSettings run;
  private final MatchingRules rules;
  private final transient MasterLibrary library;

  private PlanNights(RunSettings run, MatchingRules rules, MasterLibrary library) {
    this.run = run;
    this.rules = rules;
    this.library = library;
  }

  /**
   * @param rules what must agree for a master to be used
   * @param library masters of earlier runs
   */
  public static PlanNights of(RunSettings run, MatchingRules rules, MasterLibrary library) {
    return new PlanNights(run, rules, library);
  }

  @Override
  public PCollectionTuple expand(PCollection<Frame> frames) {
    PCollectionTuple sorted =
        frames.apply(
            "SortByType",
            ParDo.of(new SortFn(run))
                .withOutputTags(CALIBRATION_FRAMES, TupleTagList.of(LIGHT_FRAMES).and(ROWS)));
    PCollection<KV<Integer, MasterSpec>> proposals =
        sorted
            .get(CALIBRATION_FRAMES)
            .apply("ByMaster", GroupByKey.create())
            .apply("ProposeMasters", ParDo.of(new ProposeFn(rules)))
            .setCoder(PROPOSALS);
    PCollection<KV<Integer, MasterSpec>> nothing =
        frames.getPipeline().apply("AlsoOfNone", Create.of(NOTHING).withCoder(PROPOSALS));
    PCollection<Integer> planned =
        PCollectionList.of(proposals)
            .and(nothing)
            .apply("Proposals", Flatten.pCollections())
            .apply("AllProposals", GroupByKey.create())
            .apply("PlanMasters", ParDo.of(new PlanMastersFn(run, rules, library)));
    PCollectionTuple assigned =
        PCollectionList.of(sorted.get(CALIBRATION_FRAMES))
            .and(sorted.get(LIGHT_FRAMES))
            .apply("Frames", Flatten.pCollections())
            .apply("WhenPlanned", GroupAfter.of(planned))
            .apply(
                "AssignMasters",
                ParDo.of(new AssignFn(run, rules))
                    .withOutputTags(
                        BIASES, TupleTagList.of(DARKS).and(FLATS).and(LIGHTS).and(ROWS)));
    PCollection<FrameRow> rows =
        PCollectionList.of(sorted.get(ROWS))
            .and(assigned.get(ROWS))
            .apply("Rows", Flatten.pCollections());
    return PCollectionTuple.of(BIASES, assigned.get(BIASES))
        .and(DARKS, assigned.get(DARKS))
        .and(FLATS, assigned.get(FLATS))
        .and(LIGHTS, assigned.get(LIGHTS))
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

  private static final class ProposeFn
      extends DoFn<KV<Integer, Iterable<Frame>>, KV<Integer, MasterSpec>> {
    private static final long serialVersionUID = 1L;
    private final MatchingRules rules;

    ProposeFn(MatchingRules rules) {
      this.rules = rules;
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Iterable<Frame>> batch, OutputReceiver<KV<Integer, MasterSpec>> out) {
      for (MasterSpec master : MasterGroup.proposals(batch.getValue(), rules)) {
        out.output(KV.of(NOTHING.getKey(), master));
      }
    }
  }

  /** Puts the plan where all workers find it; gives the number of its masters. */
  private static final class PlanMastersFn
      extends DoFn<KV<Integer, Iterable<MasterSpec>>, Integer> {
    private static final long serialVersionUID = 1L;
    private final RunSettings run;
    private final MatchingRules rules;
    private final byte[] library; // coded: its records do not serialise by themselves
    private transient Worker worker;

    PlanMastersFn(RunSettings run, MatchingRules rules, MasterLibrary library) {
      this.run = run;
      this.rules = rules;
      try {
        this.library = CoderUtils.encodeToByteArray(LIBRARY, library);
      } catch (CoderException impossible) {
        throw new IllegalStateException(impossible);
      }
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
    public void process(
        @Element KV<Integer, Iterable<MasterSpec>> proposals, OutputReceiver<Integer> out)
        throws IOException {
      List<MasterSpec> proposed = new ArrayList<>();
      for (MasterSpec proposal : proposals.getValue()) {
        if (proposal != null) {
          proposed.add(proposal);
        }
      }
      MasterLibrary there = CoderUtils.decodeFromByteArray(LIBRARY, library);
      MasterPlan plan = MasterPlan.of(proposed, there.specs(), rules);
      worker.planned().put(plan, there);
      out.output(plan.makeable().size());
    }
  }

  private static final class AssignFn
      extends DoFn<KV<Integer, Iterable<Frame>>, KV<Integer, CalibrationFrame>> {
    private static final long serialVersionUID = 1L;
    private final RunSettings run;
    private final MatchingRules rules;
    private transient Worker worker;

    AssignFn(RunSettings run, MatchingRules rules) {
      this.run = run;
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
    public void process(@Element KV<Integer, Iterable<Frame>> batch, MultiOutputReceiver out)
        throws IOException {
      List<Frame> calibration = new ArrayList<>();
      List<Frame> lights = new ArrayList<>();
      for (Frame frame : batch.getValue()) {
        (frame.type() == FrameType.LIGHT ? lights : calibration).add(frame);
      }
      MasterPlan plan = worker.planned().get();
      int masters = assign(calibration, plan, out);
      if (masters > 0) {
        Progress.MASTERS_PLANNED.add(masters);
        worker.ledger().note(Progress.MASTERS_PLANNED, batch.getKey().toString(), masters);
      }
      int planned = match(lights, batch.getKey(), plan, out);
      Progress.LIGHTS_PLANNED.add(planned);
      worker.ledger().note(Progress.LIGHTS_PLANNED, batch.getKey().toString(), planned);
    }

    /** Returns how many masters will be made. */
    private int assign(List<Frame> frames, MasterPlan plan, MultiOutputReceiver out)
        throws IOException {
      int planned = 0;
      Map<String, MasterSpec> makeable = plan.byId();
      Map<String, String> reasons = plan.reasons();
      // The groups are those that were proposed: cheaper made again than sent.
      for (MasterGroup group : MasterGroup.planned(frames, rules, plan)) {
        group.copies().forEach(copy -> out.get(ROWS).output(copy.row()));
        MasterSpec master = makeable.get(group.master().id());
        Done.Master done = worker.doneBefore().master(group.master().id());
        if (master != null && done != null) {
          done.rows(
                  master,
                  group.frames(),
                  FinishedMasters.path(reference(master.biasId())),
                  FinishedMasters.path(reference(master.darkId())))
              .forEach(out.get(ROWS)::output);
          continue;
        }
        planned += master == null ? 0 : 1;
        for (Frame frame : group.frames()) {
          if (master != null) {
            CalibrationFrame use = new CalibrationFrame(master, frame);
            out.get(stage(master)).output(KV.of(run.batchOf(frame.uri()), use));
            Progress.FRAMES_TO_COMBINE.add(1);
            Progress.BYTES_TO_COMBINE.add(frame.dataBytes());
          } else {
            String reason = reasons.get(group.master().id());
            out.get(ROWS).output(FrameRow.of(frame, FrameStatus.UNUSED, reason));
          }
        }
      }
      return planned;
    }

    /** Of a master that a master needs which is done: so it is done too. */
    private MasterReference reference(String id) throws IOException {
      try {
        return worker.finished().get(id);
      } catch (FinishedMasters.MissingMasterException impossible) {
        throw new IllegalStateException(impossible);
      }
    }

    /** Returns how many will be calibrated. */
    private int match(List<Frame> lights, int batch, MasterPlan plan, MultiOutputReceiver out) {
      int planned = 0;
      MasterMatcher matcher = new MasterMatcher(plan, rules);
      for (Frame frame : lights) {
        MasterMatcher.Decision decision = matcher.decide(frame);
        if (decision.light() == null) {
          out.get(ROWS).output(FrameRow.of(frame, FrameStatus.UNCALIBRATED, decision.reason()));
        } else {
          out.get(LIGHTS).output(KV.of(batch, decision.light()));
          planned++;
        }
      }
      return planned;
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
}
