package org.nightbeam.transforms.master;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTagList;
import org.nightbeam.master.CheckedFrame;
import org.nightbeam.master.MasterJob;
import org.nightbeam.plan.CalibrationFrame;
import org.nightbeam.transforms.MasterViews;
import org.nightbeam.transforms.Step;
import org.nightbeam.transforms.work.MasterOutcome;
import org.nightbeam.transforms.work.Overlapped;
import org.nightbeam.transforms.work.Progress;
import org.nightbeam.transforms.work.RunSettings;
import org.nightbeam.transforms.work.Worker;

/**
 * Makes masters where all work is in one process, one or two at a time: its frames are checked and
 * combined one right after the other, while the system has them in memory. Threads share the frames
 * of a master, then its bands.
 */
final class MakeMasters
    extends PTransform<PCollection<KV<Integer, Iterable<CalibrationFrame>>>, PCollectionTuple> {
  private static final long serialVersionUID = 1L;

  /** While one is written, which one thread does, another is combined. */
  private static final int MASTERS_AT_A_TIME = 2;

  private static final int FRAMES_AT_A_TIME = 8;
  private static final int BANDS_AT_A_TIME = 2;

  private final RunSettings run;
  private final MasterViews earlier;

  private MakeMasters(RunSettings run, MasterViews earlier) {
    this.run = run;
    this.earlier = earlier;
  }

  static MakeMasters of(RunSettings run, MasterViews earlier) {
    return new MakeMasters(run, earlier);
  }

  @Override
  public PCollectionTuple expand(PCollection<KV<Integer, Iterable<CalibrationFrame>>> frames) {
    return frames.apply(
        "Make",
        Step.of(run, new Make(earlier))
            .withSideInputs(earlier.sideInputs())
            .withOutputTags(CombineMasters.MASTERS, TupleTagList.of(CombineMasters.ROWS)));
  }

  private record Make(MasterViews earlier)
      implements Step<KV<Integer, Iterable<CalibrationFrame>>, MasterOutcome> {

    @Override
    public void process(
        DoFn<KV<Integer, Iterable<CalibrationFrame>>, MasterOutcome>.ProcessContext context,
        Worker worker)
        throws IOException {
      Making making = new Making(worker, new MasterMaker(worker, earlier.read(context)));
      Overlapped.forEachNesting(
          byMaster(context.element().getValue()),
          first -> worker.run().threads() == 1 ? 1 : MASTERS_AT_A_TIME,
          making::made,
          made -> made.output(context, worker));
    }

    private static Collection<List<CalibrationFrame>> byMaster(Iterable<CalibrationFrame> frames) {
      SortedMap<String, List<CalibrationFrame>> byMaster = new TreeMap<>();
      for (CalibrationFrame use : frames) {
        byMaster.computeIfAbsent(use.master().id(), id -> new ArrayList<>()).add(use);
      }
      return byMaster.values();
    }
  }

  /** The work on masters in a process. */
  private record Making(Worker worker, MasterMaker maker) {
    WrittenMaster made(List<CalibrationFrame> frames) throws IOException {
      RunSettings run = worker.run();
      List<CheckedFrame> checked = new ArrayList<>();
      Overlapped.forEach(
          frames,
          first -> run.atATime(first.frame().uri(), FRAMES_AT_A_TIME),
          maker::check,
          checked::add);
      MasterJob job = maker.job(checked);
      List<Tile> tiles = new ArrayList<>();
      if (job.canBeMade()) {
        List<Band> bands = Band.of(job, run);
        worker.counts().add(Progress.BANDS_PLANNED, bands.size());
        Overlapped.forEach(
            bands,
            first -> run.atATime(first.anyInput(), BANDS_AT_A_TIME),
            this::combined,
            tiles::add);
      }
      return new MasterAssembly(worker).of(job, tiles);
    }

    private Tile combined(Band band) throws IOException {
      Tile tile = Tile.of(band, worker);
      worker.counts().add(Progress.BANDS_COMBINED, 1);
      worker.counts().add(Progress.BYTES_COMBINED, band.bytes());
      return tile;
    }
  }
}
