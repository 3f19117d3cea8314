package org.nightbeam.transforms;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
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
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.master.BandCombiner;
import org.nightbeam.master.FlatLevel;
import org.nightbeam.master.MasterFile;
import org.nightbeam.master.MasterInput;
import org.nightbeam.master.MasterReference;
import org.nightbeam.master.Pedestal;
import org.nightbeam.plan.CalibrationFrame;
import org.nightbeam.plan.FrameRow;
import org.nightbeam.plan.FrameStatus;
import org.nightbeam.plan.MasterSpec;
import org.nightbeam.storage.NewFile;

/**
 * Makes the masters of one stage: bias, then dark, then flat. Each input frame is checked, and
 * measured if it is a flat; each band of rows is combined by itself, to a temporary file; one
 * worker puts the bands of a master together. What travels between the steps are names and numbers.
 */
public final class CombineMasters
    extends PTransform<PCollection<KV<Integer, CalibrationFrame>>, PCollectionTuple> {
  private static final long serialVersionUID = 1L;

  /** What became of each master, by its id. */
  public static final TupleTag<KV<String, MasterOutcome>> MASTERS = new TupleTag<>() {};

  /** The rows of all input frames. */
  public static final TupleTag<FrameRow> ROWS = new TupleTag<>() {};

  private static final TupleTag<KV<String, Band>> BANDS = new TupleTag<>() {};

  private final RunSettings run;
  private final transient FinishedMasters earlier;

  private CombineMasters(RunSettings run, FinishedMasters earlier) {
    this.run = run;
    this.earlier = earlier;
  }

  /**
   * @param earlier the masters of the stages before, which the inputs need
   */
  public static CombineMasters of(RunSettings run, FinishedMasters earlier) {
    return new CombineMasters(run, earlier);
  }

  /**
   * A frame after its check.
   *
   * @param use the frame and its master
   * @param level of a flat; null for other types
   * @param failure why it cannot be used; null if it can
   */
  record CheckedFrame(CalibrationFrame use, FlatLevel level, String failure) {}

  /**
   * A master whose inputs are known to be good.
   *
   * @param inputs in {@link Frame#ORDER}
   */
  record MasterJob(
      MasterSpec spec, List<MasterInput> inputs, MasterReference bias, MasterReference dark) {}

  /** Some rows of a master to be combined. */
  record Band(MasterJob job, int firstRow, int rows) {}

  /**
   * Some rows of a master.
   *
   * @param job in the first tile of the master; null in the others
   * @param uri of the temporary file with the rows; null if they could not be combined
   * @param unreadable the frame that could not be read; null if all could
   * @param failure what happened to it; null if nothing
   */
  record Tile(MasterJob job, int firstRow, String uri, Frame unreadable, String failure) {}

  @Override
  public PCollectionTuple expand(PCollection<KV<Integer, CalibrationFrame>> frames) {
    PCollectionTuple bands =
        frames
            .apply("SpreadFrames", GroupAfter.of(earlier.all()))
            .apply(
                "CheckFrames",
                ParDo.of(new CheckFn(run, earlier.view())).withSideInputs(earlier.view()))
            .apply("InputsOfMaster", GroupByKey.create())
            .apply(
                "SplitIntoBands",
                ParDo.of(new SplitFn(run, earlier.view()))
                    .withSideInputs(earlier.view())
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

  private static Pedestal pedestal(RunSettings run, MasterReference bias, MasterReference dark)
      throws IOException {
    return Pedestal.open(Worker.of(run).masters(), bias, dark);
  }

  private static final class CheckFn
      extends DoFn<KV<Integer, Iterable<CalibrationFrame>>, KV<String, CheckedFrame>> {
    private static final long serialVersionUID = 1L;
    private final RunSettings run;
    private final PCollectionView<Map<String, MasterOutcome>> finished;

    CheckFn(RunSettings run, PCollectionView<Map<String, MasterOutcome>> finished) {
      this.run = run;
      this.finished = finished;
    }

    @Setup
    public void setUp(PipelineOptions options) {
      Worker.of(run, options);
    }

    @ProcessElement
    public void process(ProcessContext context) throws IOException {
      Map<String, MasterOutcome> masters = context.sideInput(finished);
      for (CalibrationFrame use : context.element().getValue()) {
        context.output(KV.of(use.master().id(), checked(use, masters)));
      }
    }

    private CheckedFrame checked(CalibrationFrame use, Map<String, MasterOutcome> masters)
        throws IOException {
      try {
        Worker.of(run).pixels().check(use.frame());
        FlatLevel level = use.master().type() == FrameType.FLAT ? measured(use, masters) : null;
        return new CheckedFrame(use, level, null);
      } catch (UnreadableFileException unusable) {
        return new CheckedFrame(use, null, unusable.getMessage());
      }
    }

    private FlatLevel measured(CalibrationFrame use, Map<String, MasterOutcome> masters)
        throws IOException {
      try {
        MasterReference bias = FinishedMasters.get(use.master().biasId(), masters);
        MasterReference dark = FinishedMasters.get(use.master().darkId(), masters);
        try (Pedestal pedestal = pedestal(run, bias, dark)) {
          return FlatLevel.measure(use.frame(), Worker.of(run).pixels(), pedestal);
        }
      } catch (FinishedMasters.MissingMasterException saidOnceForTheMaster) {
        return null;
      }
    }
  }

  private static final class SplitFn
      extends DoFn<KV<String, Iterable<CheckedFrame>>, KV<String, Band>> {
    private static final long serialVersionUID = 1L;
    private final RunSettings run;
    private final PCollectionView<Map<String, MasterOutcome>> finished;

    SplitFn(RunSettings run, PCollectionView<Map<String, MasterOutcome>> finished) {
      this.run = run;
      this.finished = finished;
    }

    @ProcessElement
    public void process(ProcessContext context, MultiOutputReceiver out) {
      KV<String, Iterable<CheckedFrame>> inputs = context.element();
      Map<String, MasterOutcome> masters = context.sideInput(finished);
      List<CheckedFrame> good = new ArrayList<>();
      for (CheckedFrame checked : inputs.getValue()) {
        if (checked.failure == null) {
          good.add(checked);
        } else {
          out.get(ROWS)
              .output(FrameRow.of(checked.use.frame(), FrameStatus.REJECTED, checked.failure));
        }
      }
      if (good.isEmpty()) {
        outputFailed(inputs.getKey(), "none of its frames can be used", out);
        return;
      }
      good.sort((a, b) -> Frame.ORDER.compare(a.use.frame(), b.use.frame()));
      MasterSpec spec = good.get(0).use.master();
      try {
        MasterReference bias = FinishedMasters.get(spec.biasId(), masters);
        MasterReference dark = FinishedMasters.get(spec.darkId(), masters);
        List<MasterInput> ready =
            good.stream().map(frame -> new MasterInput(frame.use.frame(), frame.level)).toList();
        split(new MasterJob(spec, ready, bias, dark), out.get(BANDS));
      } catch (FinishedMasters.MissingMasterException missing) {
        outputFailed(spec.id(), missing.getMessage(), out);
        for (CheckedFrame frame : good) {
          out.get(ROWS)
              .output(FrameRow.of(frame.use.frame(), FrameStatus.UNUSED, missing.getMessage()));
        }
      }
    }

    private void split(MasterJob job, OutputReceiver<KV<String, Band>> out) {
      int height = job.spec.configuration().height();
      int rows = run.rowsOfBand(job.spec.configuration().width());
      for (int y = 0; y < height; y += rows) {
        out.output(KV.of(job.spec.id() + " " + y, new Band(job, y, Math.min(rows, height - y))));
        Progress.BANDS_PLANNED.add(1);
      }
    }
  }

  private static void outputFailed(String id, String why, DoFn.MultiOutputReceiver out) {
    out.get(MASTERS).output(KV.of(id, MasterOutcome.failed(id, why)));
  }

  private static final class CombineFn extends DoFn<KV<String, Iterable<Band>>, KV<String, Tile>> {
    private static final long serialVersionUID = 1L;

    private final RunSettings run;

    CombineFn(RunSettings run) {
      this.run = run;
    }

    @Setup
    public void setUp(PipelineOptions options) {
      Worker.of(run, options);
    }

    @ProcessElement
    public void process(
        @Element KV<String, Iterable<Band>> bands, OutputReceiver<KV<String, Tile>> out)
        throws IOException {
      for (Band band : bands.getValue()) {
        out.output(KV.of(band.job.spec.id(), combined(band)));
        Progress.BANDS_COMBINED.add(1);
      }
    }

    private Tile combined(Band band) throws IOException {
      MasterJob job = band.job;
      // By a hash, as some disks take names for the same that differ in capitals only.
      UUID folder = UUID.nameUUIDFromBytes(job.spec.id().getBytes(StandardCharsets.UTF_8));
      String uri = String.format("%s/%s/%08d.f32", run.temporaryOutput(), folder, band.firstRow);
      ByteBuffer row = ByteBuffer.allocate(4 * job.spec.configuration().width());
      Frame unreadable = null;
      String failure = null;
      BandCombiner combiner = Worker.of(run).borrowCombiner();
      try (Pedestal pedestal = pedestal(run, job.bias, job.dark);
          NewFile tile = Worker.of(run).storage().create(uri)) {
        combiner.combine(
            job.spec.type(),
            job.inputs,
            pedestal,
            band.firstRow,
            band.rows,
            values -> {
              row.clear().asFloatBuffer().put(values, 0, row.capacity() / 4);
              while (row.hasRemaining()) {
                tile.channel().write(row);
              }
            });
        tile.commit();
      } catch (BandCombiner.InputException e) {
        unreadable = e.frame();
        failure = e.getMessage();
      } finally {
        Worker.of(run).giveBack(combiner);
      }
      MasterJob once = band.firstRow == 0 ? job : null;
      return new Tile(once, band.firstRow, failure == null ? uri : null, unreadable, failure);
    }
  }

  private static final class WriteFn
      extends DoFn<KV<String, Iterable<Tile>>, KV<String, MasterOutcome>> {
    private static final long serialVersionUID = 1L;
    private final RunSettings run;

    WriteFn(RunSettings run) {
      this.run = run;
    }

    @Setup
    public void setUp(PipelineOptions options) {
      Worker.of(run, options);
    }

    @ProcessElement
    public void process(@Element KV<String, Iterable<Tile>> master, MultiOutputReceiver out)
        throws IOException {
      List<Tile> tiles = new ArrayList<>();
      master.getValue().forEach(tiles::add);
      tiles.sort(Comparator.comparingInt(Tile::firstRow));
      MasterJob job = tiles.get(0).job;
      String failure =
          tiles.stream().map(Tile::failure).filter(why -> why != null).findFirst().orElse(null);
      if (failure == null) {
        try {
          outputMade(job, written(job, tiles), out);
          return;
        } catch (UnreadableFileException inputChanged) {
          failure = inputChanged.getMessage();
        }
      }
      outputFailed(job.spec.id(), failure, out);
      Set<Frame> unreadable = new HashSet<>();
      tiles.forEach(tile -> unreadable.add(tile.unreadable));
      for (MasterInput input : job.inputs) {
        boolean culprit = unreadable.contains(input.frame());
        String reason = culprit ? failure : "its master could not be made: " + failure;
        FrameStatus status = culprit ? FrameStatus.REJECTED : FrameStatus.UNUSED;
        out.get(ROWS).output(FrameRow.of(input.frame(), status, reason));
      }
    }

    private MasterReference written(MasterJob job, List<Tile> tiles) throws IOException {
      List<MasterReference> needed =
          Stream.of(job.bias, job.dark).filter(master -> master != null).toList();
      return new MasterFile(Worker.of(run).storage(), run.output(), run.version(), run.combine())
          .write(job.spec, job.inputs, tiles.stream().map(Tile::uri).toList(), needed);
    }

    private static void outputMade(
        MasterJob job, MasterReference reference, MultiOutputReceiver out) {
      String id = job.spec.id();
      out.get(MASTERS).output(KV.of(id, new MasterOutcome(id, reference, null)));
      for (MasterInput input : job.inputs) {
        out.get(ROWS)
            .output(
                FrameRow.of(input.frame(), FrameStatus.USED_IN_MASTER, job.spec.remark())
                    .with(FinishedMasters.path(job.bias), FinishedMasters.path(job.dark), null)
                    .into(reference.path()));
      }
      Progress.MASTERS_WRITTEN.add(1);
    }
  }
}
