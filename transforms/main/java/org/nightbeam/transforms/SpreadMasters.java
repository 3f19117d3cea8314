package org.nightbeam.transforms;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTagList;
import org.nightbeam.frame.FrameType;
import org.nightbeam.master.CheckedFrame;
import org.nightbeam.master.MasterJob;
import org.nightbeam.plan.CalibrationFrame;

/**
 * Makes masters on a cluster: the workers share the frames, then the bands of each master. What is
 * done is noted in the {@link Ledger}, for whoever takes over from a lost worker.
 *
 * <p>Steps are grouped by batch, not by master: each key costs the runner, and there may be
 * thousands of masters.
 */
final class SpreadMasters
    extends PTransform<PCollection<KV<Integer, Iterable<CalibrationFrame>>>, PCollectionTuple> {
  private static final long serialVersionUID = 1L;

  private static final int FRAMES_AT_A_TIME = 8;
  private static final int BANDS_AT_A_TIME = 2;
  private static final int MASTERS_AT_A_TIME = 2;

  private final RunSettings run;
  private final MasterViews earlier;

  private SpreadMasters(RunSettings run, MasterViews earlier) {
    this.run = run;
    this.earlier = earlier;
  }

  static SpreadMasters of(RunSettings run, MasterViews earlier) {
    return new SpreadMasters(run, earlier);
  }

  @Override
  public PCollectionTuple expand(PCollection<KV<Integer, Iterable<CalibrationFrame>>> frames) {
    return frames
        .apply(
            "CheckFrames", ParDo.of(new CheckFn(run, earlier)).withSideInputs(earlier.sideInputs()))
        .apply("FramesOfMaster", GroupByKey.create())
        .apply(
            "SplitIntoBands",
            ParDo.of(new SplitFn(run, earlier)).withSideInputs(earlier.sideInputs()))
        .apply("SpreadBands", GroupByKey.create())
        .apply("CombineBands", ParDo.of(new CombineFn(run)))
        .apply("TilesOfMaster", GroupByKey.create())
        .apply(
            "WriteMasters",
            ParDo.of(new WriteFn(run))
                .withOutputTags(CombineMasters.MASTERS, TupleTagList.of(CombineMasters.ROWS)));
  }

  private static final class CheckFn
      extends WorkerFn<KV<Integer, Iterable<CalibrationFrame>>, KV<Integer, CheckedFrame>> {
    private static final long serialVersionUID = 1L;
    private final MasterViews earlier;
    private transient MasterMaker maker;

    CheckFn(RunSettings run, MasterViews earlier) {
      super(run);
      this.earlier = earlier;
    }

    @ProcessElement
    public void process(ProcessContext context) throws IOException {
      if (maker == null) {
        maker = new MasterMaker(worker, earlier.read(context));
      }
      Overlapped.forEach(
          context.element().getValue(),
          first -> run.atATime(first.frame().uri(), FRAMES_AT_A_TIME),
          this::checked,
          checked -> context.output(KV.of(run.batchOf(checked.use().master().id()), checked)));
    }

    private CheckedFrame checked(CalibrationFrame use) throws IOException {
      if (use.master().type() != FrameType.FLAT) {
        return maker.check(use);
      }
      String key = use.frame().uri() + "#" + use.frame().hdu();
      return worker
          .ledger()
          .once(Progress.FLATS_MEASURED, key, CheckedFrame.class, () -> maker.check(use));
    }
  }

  private static final class SplitFn
      extends WorkerFn<KV<Integer, Iterable<CheckedFrame>>, KV<Integer, Band>> {
    private static final long serialVersionUID = 1L;
    private final MasterViews earlier;
    private transient MasterMaker maker;

    SplitFn(RunSettings run, MasterViews earlier) {
      super(run);
      this.earlier = earlier;
    }

    @ProcessElement
    public void process(ProcessContext context) throws IOException {
      if (maker == null) {
        maker = new MasterMaker(worker, earlier.read(context));
      }
      SortedMap<String, List<CheckedFrame>> byMaster = new TreeMap<>();
      for (CheckedFrame checked : context.element().getValue()) {
        String id = checked.use().master().id();
        byMaster.computeIfAbsent(id, none -> new ArrayList<>()).add(checked);
      }
      for (List<CheckedFrame> frames : byMaster.values()) {
        split(frames, context);
      }
    }

    private void split(List<CheckedFrame> frames, ProcessContext context) throws IOException {
      String id = frames.get(0).use().master().id();
      // What is decided stays: if a lost worker has begun the master, and a frame is found good or
      // bad now that was not then, its bands are still all made of the same inputs.
      MasterJob job = worker.ledger().decided(id, MasterJob.class, () -> maker.job(frames));
      int batch = id.hashCode();
      for (Band band : Band.of(job, run)) {
        // Bands of one master go to different batches.
        context.output(KV.of(Math.floorMod(batch++, run.batches()), band));
      }
      if (job.canBeMade()) {
        int bands = batch - id.hashCode();
        Progress.BANDS_PLANNED.add(bands);
        worker.ledger().note(Progress.BANDS_PLANNED, id, bands);
      }
    }
  }

  private static final class CombineFn
      extends WorkerFn<KV<Integer, Iterable<Band>>, KV<Integer, Tile>> {
    private static final long serialVersionUID = 1L;

    CombineFn(RunSettings run) {
      super(run);
    }

    @ProcessElement
    public void process(ProcessContext context) throws IOException {
      Overlapped.forEach(
          context.element().getValue(),
          first -> run.atATime(run.output(), BANDS_AT_A_TIME),
          this::combined,
          tile -> context.output(KV.of(run.batchOf(tile.masterId()), tile)));
    }

    private Tile combined(Band band) throws IOException {
      if (!band.job().canBeMade()) {
        return Tile.of(band, run, worker);
      }
      String key = band.job().spec().id() + " " + band.firstRow();
      Tile tile =
          worker
              .ledger()
              .once(Progress.BANDS_COMBINED, key, Tile.class, () -> Tile.of(band, run, worker));
      Progress.BANDS_COMBINED.add(1);
      Progress.BYTES_COMBINED.add(band.bytes());
      return tile;
    }
  }

  private static final class WriteFn extends WorkerFn<KV<Integer, Iterable<Tile>>, MasterOutcome> {
    private static final long serialVersionUID = 1L;

    WriteFn(RunSettings run) {
      super(run);
    }

    @ProcessElement
    public void process(ProcessContext context) throws IOException {
      SortedMap<String, List<Tile>> byMaster = new TreeMap<>();
      for (Tile tile : context.element().getValue()) {
        byMaster.computeIfAbsent(tile.masterId(), id -> new ArrayList<>()).add(tile);
      }
      Overlapped.forEach(
          byMaster.values(),
          first -> run.atATime(run.output(), MASTERS_AT_A_TIME),
          this::written,
          written -> written.output(context));
    }

    private WrittenMaster written(List<Tile> tiles) throws IOException {
      MasterJob job = Tile.jobOf(tiles);
      if (!job.canBeMade()) {
        return new WrittenMaster(job, null);
      }
      return worker
          .ledger()
          .once(
              Progress.MASTERS_WRITTEN,
              job.spec().id(),
              WrittenMaster.class,
              () -> new MasterAssembly(run, worker).of(job, tiles));
    }
  }
}
