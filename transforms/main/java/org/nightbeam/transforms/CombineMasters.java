package org.nightbeam.transforms;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.frame.Overscan;
import org.nightbeam.master.BandCombiner;
import org.nightbeam.master.FlatLevel;
import org.nightbeam.master.MasterInput;
import org.nightbeam.master.MasterReference;
import org.nightbeam.master.Pedestal;
import org.nightbeam.plan.CalibrationFrame;
import org.nightbeam.plan.FrameRow;
import org.nightbeam.plan.FrameStatus;
import org.nightbeam.plan.MasterSpec;
import org.nightbeam.quality.FrameSample;
import org.nightbeam.quality.Misfits;

/**
 * Makes the masters of one stage: bias, then dark, then flat. Each input frame is checked, and
 * measured if it is a flat; each band of rows is combined by itself, to a temporary file; one
 * worker puts the bands of a master together. What travels between the steps are names and numbers.
 *
 * <p>A frame that cannot be read is rejected, and its master made of the others, also when it fails
 * only while it is combined.
 *
 * <p>Steps are grouped by batch, not by master: each key costs the runner, and there may be
 * thousands of masters.
 */
public final class CombineMasters
    extends PTransform<PCollection<KV<Integer, CalibrationFrame>>, PCollectionTuple> {
  private static final long serialVersionUID = 1L;

  /** The id of each master when it is known what became of it, see {@link FinishedMasters}. */
  public static final TupleTag<String> MASTERS = new TupleTag<>() {};

  /** The rows of all input frames. */
  public static final TupleTag<FrameRow> ROWS = new TupleTag<>() {};

  private static final String NO_INPUT_LEFT = "none of its frames can be used";

  /** Of smaller frames no statistics are taken. */
  private static final long FEWEST_PIXELS = 64 * 64;

  private static final int FRAMES_AT_A_TIME = 8;
  private static final int BANDS_AT_A_TIME = 2;
  private static final int MASTERS_AT_A_TIME = 2;
  private static final TupleTag<KV<Integer, Band>> BANDS = new TupleTag<>() {};

  private final RunSettings run;
  private final transient PCollection<String> earlier;

  private CombineMasters(RunSettings run, PCollection<String> earlier) {
    this.run = run;
    this.earlier = earlier;
  }

  /** The first stage, whose inputs need no master. */
  public static CombineMasters of(RunSettings run) {
    return new CombineMasters(run, null);
  }

  /**
   * A later stage.
   *
   * @param earlier the masters of the stage before, which must be complete
   */
  public static CombineMasters of(RunSettings run, PCollection<String> earlier) {
    return new CombineMasters(run, earlier);
  }

  /**
   * A frame after its check.
   *
   * @param use the frame and its master
   * @param overscan that is subtracted; null for none
   * @param level of a flat; null for other types
   * @param sample of its pixels; null if it is not compared with the others
   * @param failure why it cannot be used; null if it can
   */
  record CheckedFrame(
      CalibrationFrame use,
      Overscan overscan,
      FlatLevel level,
      FrameSample sample,
      String failure) {}

  /**
   * Some rows of a master.
   *
   * @param masterId of the master
   * @param firstRow its first row
   * @param uri of the temporary file with the rows; null if they could not be combined
   * @param sums of the inputs over these rows, see {@link BandCombiner#combine}
   * @param unreadable the frame that could not be read; null if all could
   * @param failure what happened to it; null if nothing
   */
  record Tile(
      String masterId,
      int firstRow,
      String uri,
      List<Long> sums,
      Frame unreadable,
      String failure) {}

  /**
   * What came of the tiles of a master.
   *
   * @param reference to the master; null if none of its frames could be used
   * @param rejected frames that failed when they were combined
   */
  record WrittenMaster(MasterReference reference, List<MasterJob.Rejection> rejected) {}

  @Override
  public PCollectionTuple expand(PCollection<KV<Integer, CalibrationFrame>> frames) {
    PCollectionTuple bands =
        frames
            .apply("SpreadFrames", earlier == null ? GroupByKey.create() : GroupAfter.of(earlier))
            .apply("CheckFrames", ParDo.of(new CheckFn(run)))
            .apply("InputsOfMaster", GroupByKey.create())
            .apply(
                "SplitIntoBands",
                ParDo.of(new SplitFn(run))
                    .withOutputTags(BANDS, TupleTagList.of(MASTERS).and(ROWS)));
    PCollectionTuple written =
        bands
            .get(BANDS)
            .apply("SpreadBands", GroupByKey.create())
            .apply("CombineBands", ParDo.of(new CombineFn(run)))
            .apply("TilesOfMaster", GroupByKey.create())
            .apply(
                "WriteMasters",
                ParDo.of(new WriteFn(run)).withOutputTags(MASTERS, TupleTagList.of(ROWS)));
    return PCollectionTuple.of(
            MASTERS,
            PCollectionList.of(bands.get(MASTERS))
                .and(written.get(MASTERS))
                .apply("Masters", Flatten.pCollections()))
        .and(
            ROWS,
            PCollectionList.of(bands.get(ROWS))
                .and(written.get(ROWS))
                .apply("Rows", Flatten.pCollections()));
  }

  private static final class CheckFn
      extends DoFn<KV<Integer, Iterable<CalibrationFrame>>, KV<Integer, CheckedFrame>> {
    private static final long serialVersionUID = 1L;
    private final RunSettings run;
    private transient Worker worker;

    CheckFn(RunSettings run) {
      this.run = run;
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
        @Element KV<Integer, Iterable<CalibrationFrame>> batch,
        OutputReceiver<KV<Integer, CheckedFrame>> out)
        throws IOException {
      Overlapped.forEach(
          batch.getValue(),
          first -> run.atATime(first.frame().uri(), FRAMES_AT_A_TIME),
          this::checked,
          checked -> {
            if (checked.level != null) {
              Progress.FLATS_MEASURED.add(1);
            }
            out.output(KV.of(run.batchOf(checked.use.master().id()), checked));
          });
    }

    private CheckedFrame checked(CalibrationFrame use) throws IOException {
      try {
        worker.pixels().check(use.frame());
        Overscan overscan =
            Overscan.measure(use.frame(), worker.pixels(), run.preparation().overscan());
        FlatLevel level = null;
        if (use.master().type() != FrameType.BIAS) {
          requireZeroPoint(use, overscan);
        }
        if (use.master().type() == FrameType.FLAT) {
          level = measured(use, overscan);
        }
        return new CheckedFrame(use, overscan, level, sample(use), null);
      } catch (UnreadableFileException unusable) {
        return new CheckedFrame(use, null, null, null, unusable.getMessage());
      }
    }

    private FrameSample sample(CalibrationFrame use) throws IOException {
      boolean compared =
          run.excludeMisfits()
              && !use.master().processing().isMaster()
              && (long) use.frame().width() * use.frame().height() >= FEWEST_PIXELS;
      return compared ? FrameSample.of(use.frame(), worker.pixels()) : null;
    }

    private void requireZeroPoint(CalibrationFrame use, Overscan overscan)
        throws UnreadableFileException {
      boolean known = overscan != null || use.master().biasId() != null;
      if (run.preparation().linearity().isOn() && !known) {
        throw new UnreadableFileException(
            "--linearity is a correction of counts above bias, and there is neither a master bias"
                + " nor an overscan");
      }
    }

    private FlatLevel measured(CalibrationFrame use, Overscan overscan) throws IOException {
      Frame flat = use.frame();
      try {
        MasterReference bias = worker.finished().get(use.master().biasId());
        MasterReference dark = worker.finished().get(use.master().darkId());
        return worker
            .ledger()
            .once(
                Progress.FLATS_MEASURED,
                flat.uri() + "#" + flat.hdu(),
                FlatLevel.class,
                () -> {
                  try (Pedestal pedestal = Pedestal.open(worker.masters(), bias, dark)) {
                    return FlatLevel.measure(
                        flat, worker.pixels(), pedestal, overscan, run.preparation().linearity());
                  }
                });
      } catch (FinishedMasters.MissingMasterException saidOnceForTheMaster) {
        return null;
      }
    }
  }

  private static final class SplitFn
      extends DoFn<KV<Integer, Iterable<CheckedFrame>>, KV<Integer, Band>> {
    private static final long serialVersionUID = 1L;
    private final RunSettings run;
    private transient Worker worker;

    SplitFn(RunSettings run) {
      this.run = run;
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
    public void process(@Element KV<Integer, Iterable<CheckedFrame>> batch, MultiOutputReceiver out)
        throws IOException {
      SortedMap<String, List<CheckedFrame>> byMaster = new TreeMap<>();
      for (CheckedFrame checked : batch.getValue()) {
        byMaster.computeIfAbsent(checked.use.master().id(), id -> new ArrayList<>()).add(checked);
      }
      for (List<CheckedFrame> inputs : byMaster.values()) {
        split(inputs, out);
      }
    }

    private void split(List<CheckedFrame> inputs, MultiOutputReceiver out) throws IOException {
      MasterSpec spec = inputs.get(0).use.master();
      List<MasterInput> good = new ArrayList<>();
      List<MasterJob.Rejection> bad = new ArrayList<>();
      inputs.sort((a, b) -> Frame.ORDER.compare(a.use.frame(), b.use.frame()));
      for (CheckedFrame checked : inputs) {
        if (checked.failure == null) {
          good.add(new MasterInput(checked.use.frame(), checked.overscan, checked.level));
        } else {
          bad.add(new MasterJob.Rejection(checked.use.frame(), checked.failure));
        }
      }
      MasterReference bias;
      MasterReference dark;
      try {
        bias = worker.finished().get(spec.biasId());
        dark = worker.finished().get(spec.darkId());
      } catch (FinishedMasters.MissingMasterException missing) {
        outputRejected(bad, out);
        fail(spec.id(), good.isEmpty() ? NO_INPUT_LEFT : missing.getMessage(), worker, out);
        for (MasterInput input : good) {
          outputRow(input.frame(), FrameStatus.UNUSED, missing.getMessage(), out);
        }
        return;
      }
      excludeMisfits(inputs, good, bad, bias);
      MasterJob job = worker.jobs().begin(new MasterJob(spec, good, bad, bias, dark));
      outputRejected(job.rejected(), out);
      if (job.inputs().isEmpty()) {
        fail(spec.id(), NO_INPUT_LEFT, worker, out);
      } else {
        split(spec, out.get(BANDS));
      }
    }

    /** Moves frames from the good ones to the bad that do not belong to the others. */
    private void excludeMisfits(
        List<CheckedFrame> inputs,
        List<MasterInput> good,
        List<MasterJob.Rejection> bad,
        MasterReference bias)
        throws IOException {
      List<CheckedFrame> compared =
          inputs.stream().filter(checked -> checked.sample != null).toList();
      if (compared.size() < good.size() || compared.isEmpty()) {
        return;
      }
      List<FrameSample> samples = compared.stream().map(CheckedFrame::sample).toList();
      double pedestal = zeroPoint(compared.get(0), bias);
      FrameType type = compared.get(0).use.master().type();
      for (Misfits.Misfit misfit : Misfits.find(type, samples, pedestal).misfits()) {
        Frame frame = compared.get(misfit.index()).use.frame();
        good.removeIf(input -> input.frame().equals(frame));
        bad.add(
            new MasterJob.Rejection(
                frame, misfit.reason() + "; --misfits=KEEP takes it all the same"));
      }
    }

    /** The level in ADU of a frame without light and dark current; NaN if it is not known. */
    private double zeroPoint(CheckedFrame any, MasterReference bias) throws IOException {
      if (bias == null) {
        return Double.NaN;
      }
      try (Pedestal pedestal = Pedestal.open(worker.masters(), bias, null)) {
        double overscan = any.overscan == null ? 0 : any.overscan.mean();
        return overscan + pedestal.mean(any.use.frame().height(), any.use.frame().width());
      }
    }

    private void split(MasterSpec spec, OutputReceiver<KV<Integer, Band>> out) throws IOException {
      int bands = 0;
      for (Band band : Band.of(spec, run)) {
        // Bands of one master go to different batches.
        out.output(KV.of(Math.floorMod(spec.id().hashCode() + bands, run.batches()), band));
        bands++;
      }
      Progress.BANDS_PLANNED.add(bands);
      worker.ledger().note(Progress.BANDS_PLANNED, spec.id(), bands);
    }
  }

  private static void fail(String id, String why, Worker worker, DoFn.MultiOutputReceiver out)
      throws IOException {
    worker.finished().put(MasterOutcome.failed(id, why));
    out.get(MASTERS).output(id);
  }

  private static void outputRejected(
      List<MasterJob.Rejection> rejected, DoFn.MultiOutputReceiver out) {
    for (MasterJob.Rejection rejection : rejected) {
      outputRow(rejection.frame(), FrameStatus.REJECTED, rejection.reason(), out);
    }
  }

  private static void outputRow(
      Frame frame, FrameStatus status, String reason, DoFn.MultiOutputReceiver out) {
    out.get(ROWS).output(FrameRow.of(frame, status, reason));
  }

  private static final class CombineFn
      extends DoFn<KV<Integer, Iterable<Band>>, KV<Integer, Tile>> {
    private static final long serialVersionUID = 1L;
    private final RunSettings run;
    private transient Worker worker;

    CombineFn(RunSettings run) {
      this.run = run;
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
        @Element KV<Integer, Iterable<Band>> bands, OutputReceiver<KV<Integer, Tile>> out)
        throws IOException {
      Overlapped.forEach(
          bands.getValue(),
          first -> run.atATime(anyInput(first), BANDS_AT_A_TIME),
          band ->
              new CombinedBand(
                  worker
                      .ledger()
                      .once(
                          Progress.BANDS_COMBINED,
                          band.masterId() + " " + band.firstRow(),
                          Tile.class,
                          () -> combined(band)),
                  band.bytes(worker.jobs().get(band.masterId()))),
          combined -> {
            Progress.BANDS_COMBINED.add(1);
            Progress.BYTES_COMBINED.add(combined.bytes);
            out.output(KV.of(run.batchOf(combined.tile.masterId), combined.tile));
          });
    }

    /** A tile, and how much was read for it. */
    private record CombinedBand(Tile tile, long bytes) {}

    private String anyInput(Band band) throws IOException {
      return worker.jobs().get(band.masterId()).inputs().get(0).frame().uri();
    }

    private Tile combined(Band band) throws IOException {
      String uri = worker.jobs().tile(band.masterId(), band.firstRow());
      try {
        List<Long> sums = band.combine(worker.jobs().get(band.masterId()), uri, worker);
        return new Tile(band.masterId(), band.firstRow(), uri, sums, null, null);
      } catch (BandCombiner.InputException e) {
        return new Tile(
            band.masterId(),
            band.firstRow(),
            null,
            List.of(),
            e.frame(),
            e.getCause().getMessage());
      }
    }
  }

  private static final class WriteFn extends DoFn<KV<Integer, Iterable<Tile>>, String> {
    private static final long serialVersionUID = 1L;
    private final RunSettings run;
    private transient Worker worker;
    private transient MasterAssembly assembly;

    WriteFn(RunSettings run) {
      this.run = run;
    }

    @Setup
    public void setUp(PipelineOptions options) throws IOException {
      worker = Worker.join(run, options);
      assembly = new MasterAssembly(run, worker);
    }

    @Teardown
    public void tearDown() throws IOException {
      worker.leave();
    }

    @ProcessElement
    public void process(@Element KV<Integer, Iterable<Tile>> batch, MultiOutputReceiver out)
        throws IOException {
      SortedMap<String, List<Tile>> byMaster = new TreeMap<>();
      for (Tile tile : batch.getValue()) {
        byMaster.computeIfAbsent(tile.masterId, id -> new ArrayList<>()).add(tile);
      }
      Overlapped.forEach(
          byMaster.entrySet(),
          first -> run.atATime(run.output(), MASTERS_AT_A_TIME),
          master -> written(master.getKey(), master.getValue()),
          made -> output(made, out));
    }

    private record Made(MasterJob job, WrittenMaster written) {}

    private Made written(String id, List<Tile> tiles) throws IOException {
      WrittenMaster written =
          worker
              .ledger()
              .once(
                  Progress.MASTERS_WRITTEN,
                  id,
                  WrittenMaster.class,
                  () -> assembly.of(worker.jobs().get(id), tiles));
      worker
          .finished()
          .put(
              written.reference == null
                  ? MasterOutcome.failed(id, NO_INPUT_LEFT)
                  : new MasterOutcome(id, written.reference, null));
      return new Made(worker.jobs().get(id), written);
    }

    private static void output(Made made, MultiOutputReceiver out) {
      MasterJob job = made.job;
      WrittenMaster written = made.written;
      out.get(MASTERS).output(job.spec().id());
      outputRejected(written.rejected, out);
      if (written.reference == null) {
        return;
      }
      for (MasterInput input : job.without(written.rejected).inputs()) {
        out.get(ROWS)
            .output(
                FrameRow.of(input.frame(), FrameStatus.USED_IN_MASTER, job.spec().remark())
                    .with(FinishedMasters.path(job.bias()), FinishedMasters.path(job.dark()), null)
                    .into(written.reference.path()));
      }
      Progress.MASTERS_WRITTEN.add(1);
    }
  }
}
