package org.nightbeam.transforms.master;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTagList;
import org.nightbeam.frame.FrameType;
import org.nightbeam.master.CheckedFrame;
import org.nightbeam.master.MasterJob;
import org.nightbeam.plan.CalibrationFrame;
import org.nightbeam.transforms.MasterViews;
import org.nightbeam.transforms.Step;
import org.nightbeam.transforms.coder.Coders;
import org.nightbeam.transforms.work.MasterOutcome;
import org.nightbeam.transforms.work.Overlapped;
import org.nightbeam.transforms.work.Progress;
import org.nightbeam.transforms.work.RunSettings;
import org.nightbeam.transforms.work.Worker;

/**
 * Makes masters on a cluster: the workers share the frames, then the bands of each master. What is
 * done is noted in the {@link org.nightbeam.transforms.work.Ledger}, for whoever takes over from a
 * lost worker.
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
        .apply("CheckFrames", Step.of(run, new Check(earlier)).withSideInputs(earlier.sideInputs()))
        .setCoder(Coders.byBatch(CheckedFrame.class))
        .apply("FramesOfMaster", GroupByKey.create())
        .apply(
            "SplitIntoBands", Step.of(run, new Split(earlier)).withSideInputs(earlier.sideInputs()))
        .setCoder(Coders.byBatch(Band.class))
        .apply("SpreadBands", GroupByKey.create())
        .apply("CombineBands", Step.of(run, new Combine()))
        .setCoder(Coders.byBatch(Tile.class))
        .apply("TilesOfMaster", GroupByKey.create())
        .apply(
            "WriteMasters",
            Step.of(run, new Write())
                .withOutputTags(CombineMasters.MASTERS, TupleTagList.of(CombineMasters.ROWS)));
  }

  private static final class Check
      implements Step<KV<Integer, Iterable<CalibrationFrame>>, KV<Integer, CheckedFrame>> {
    private static final long serialVersionUID = 1L;
    private final MasterViews earlier;
    private transient MasterMaker maker;

    Check(MasterViews earlier) {
      this.earlier = earlier;
    }

    @Override
    public void process(
        DoFn<KV<Integer, Iterable<CalibrationFrame>>, KV<Integer, CheckedFrame>>.ProcessContext
            context,
        Worker worker)
        throws IOException {
      if (maker == null) {
        maker = new MasterMaker(worker, earlier.read(context));
      }
      RunSettings run = worker.run();
      Overlapped.forEach(
          context.element().getValue(),
          first -> run.atATime(first.frame().uri(), FRAMES_AT_A_TIME),
          use -> checked(use, worker),
          checked -> context.output(KV.of(run.batchOf(checked.use().master().id()), checked)));
    }

    private CheckedFrame checked(CalibrationFrame use, Worker worker) throws IOException {
      if (use.master().type() != FrameType.FLAT) {
        return maker.check(use);
      }
      String key = use.frame().uri() + "#" + use.frame().hdu();
      return worker
          .ledger()
          .once(Progress.FLATS_MEASURED, key, CheckedFrame.class, () -> maker.check(use));
    }
  }

  private static final class Split
      implements Step<KV<Integer, Iterable<CheckedFrame>>, KV<Integer, Band>> {
    private static final long serialVersionUID = 1L;
    private final MasterViews earlier;
    private transient MasterMaker maker;

    Split(MasterViews earlier) {
      this.earlier = earlier;
    }

    @Override
    public void process(
        DoFn<KV<Integer, Iterable<CheckedFrame>>, KV<Integer, Band>>.ProcessContext context,
        Worker worker)
        throws IOException {
      if (maker == null) {
        maker = new MasterMaker(worker, earlier.read(context));
      }
      SortedMap<String, List<CheckedFrame>> byMaster = new TreeMap<>();
      for (CheckedFrame checked : context.element().getValue()) {
        String id = checked.use().master().id();
        byMaster.computeIfAbsent(id, none -> new ArrayList<>()).add(checked);
      }
      for (List<CheckedFrame> frames : byMaster.values()) {
        // What is decided stays: if a lost worker has begun the master, and a frame is found good
        // or bad now that was not then, its bands are still all made of the same inputs.
        String id = frames.get(0).use().master().id();
        split(
            worker.ledger().decided(id, MasterJob.class, () -> maker.job(frames)), context, worker);
      }
    }

    private static void split(
        MasterJob job,
        DoFn<KV<Integer, Iterable<CheckedFrame>>, KV<Integer, Band>>.ProcessContext context,
        Worker worker)
        throws IOException {
      String id = job.spec().id();
      int bands = 0;
      for (Band band : Band.of(job, worker.run())) {
        // Bands of one master go to different batches.
        int batch = Math.floorMod(id.hashCode() + bands, worker.run().batches());
        context.output(KV.of(batch, band));
        bands++;
      }
      if (job.canBeMade()) {
        worker.counts().add(Progress.BANDS_PLANNED, bands);
        worker.ledger().note(Progress.BANDS_PLANNED, id, bands);
      }
    }
  }

  private record Combine() implements Step<KV<Integer, Iterable<Band>>, KV<Integer, Tile>> {
    @Override
    public void process(
        DoFn<KV<Integer, Iterable<Band>>, KV<Integer, Tile>>.ProcessContext context, Worker worker)
        throws IOException {
      RunSettings run = worker.run();
      Overlapped.forEach(
          context.element().getValue(),
          first -> run.atATime(first.anyInput(), BANDS_AT_A_TIME),
          band -> combined(band, worker),
          tile -> context.output(KV.of(run.batchOf(tile.masterId()), tile)));
    }

    private static Tile combined(Band band, Worker worker) throws IOException {
      if (!band.job().canBeMade()) {
        return Tile.of(band, worker);
      }
      String key = band.jobName() + " " + band.firstRow();
      Tile tile =
          worker
              .ledger()
              .once(Progress.BANDS_COMBINED, key, Tile.class, () -> Tile.of(band, worker));
      worker.counts().add(Progress.BANDS_COMBINED, 1);
      worker.counts().add(Progress.BYTES_COMBINED, band.bytes());
      return tile;
    }
  }

  private record Write() implements Step<KV<Integer, Iterable<Tile>>, MasterOutcome> {
    @Override
    public void process(
        DoFn<KV<Integer, Iterable<Tile>>, MasterOutcome>.ProcessContext context, Worker worker)
        throws IOException {
      SortedMap<String, List<Tile>> byMaster = new TreeMap<>();
      for (Tile tile : context.element().getValue()) {
        byMaster.computeIfAbsent(tile.masterId(), id -> new ArrayList<>()).add(tile);
      }
      RunSettings run = worker.run();
      Overlapped.forEach(
          byMaster.values(),
          first -> run.atATime(run.output(), MASTERS_AT_A_TIME),
          tiles -> written(tiles, worker),
          written -> written.output(context, worker));
    }

    private static WrittenMaster written(List<Tile> tiles, Worker worker) throws IOException {
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
              () -> new MasterAssembly(worker).of(job, tiles));
    }
  }
}
