package org.nightbeam.transforms.master;

import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.PInput;
import org.apache.beam.sdk.values.POutput;
import org.apache.beam.sdk.values.PValue;
import org.apache.beam.sdk.values.TupleTag;
import org.nightbeam.plan.CalibrationFrame;
import org.nightbeam.table.FrameRow;
import org.nightbeam.transforms.MasterViews;
import org.nightbeam.transforms.coder.RecordCoder;
import org.nightbeam.transforms.work.MasterOutcome;
import org.nightbeam.transforms.work.RunSettings;

/**
 * Makes the masters of one stage: bias, then dark, then flat. Each input frame is checked, and
 * measured if it is a flat; each band of rows is combined by itself, to a temporary file; one
 * worker puts the bands of a master together. What travels between the steps are names and numbers.
 * The masters that the frames need are side inputs, and so are those of this stage to the next.
 *
 * <p>A frame that cannot be read is rejected, and its master made of the others, also when it fails
 * only while it is combined.
 *
 * <p>In one process a master is made in one step, whose threads share its frames and bands; on a
 * cluster the workers share them, see {@link MakeMasters} and {@link SpreadMasters}.
 */
public final class CombineMasters
    extends PTransform<PCollection<KV<Integer, CalibrationFrame>>, CombineMasters.Made> {
  private static final long serialVersionUID = 1L;

  static final TupleTag<MasterOutcome> MASTERS = new TupleTag<>() {};
  static final TupleTag<FrameRow> ROWS = new TupleTag<>() {};

  private final RunSettings run;
  private final MasterViews earlier;

  private CombineMasters(RunSettings run, MasterViews earlier) {
    this.run = run;
    this.earlier = earlier;
  }

  /**
   * @param earlier the masters that the frames of this stage need
   */
  public static CombineMasters of(RunSettings run, MasterViews earlier) {
    return new CombineMasters(run, earlier);
  }

  @Override
  public Made expand(PCollection<KV<Integer, CalibrationFrame>> frames) {
    var ready =
        frames.apply("WhenMastersAreThere", earlier.<Integer, CalibrationFrame>groupAfter());
    return new Made(
        run.inOneProcess()
            ? ready.apply("MakeMasters", MakeMasters.of(run, earlier))
            : ready.apply("SpreadMasters", SpreadMasters.of(run, earlier)));
  }

  /** The masters of a stage, and the rows of all its frames. */
  public static final class Made implements POutput {
    private final PCollectionTuple made;
    private final PCollectionView<Iterable<MasterOutcome>> masters;

    private Made(PCollectionTuple made) {
      this.made = made;
      made.get(ROWS).setCoder(RecordCoder.of(FrameRow.class));
      this.masters =
          made.get(MASTERS)
              .setCoder(RecordCoder.of(MasterOutcome.class))
              .apply("Masters", View.asIterable());
    }

    /** Returns the outcome of each master, for later stages. */
    public PCollectionView<Iterable<MasterOutcome>> masters() {
      return masters;
    }

    /** Returns the rows of the frames. */
    public PCollection<FrameRow> rows() {
      return made.get(ROWS);
    }

    @Override
    public Pipeline getPipeline() {
      return made.getPipeline();
    }

    @Override
    public Map<TupleTag<?>, PValue> expand() {
      return made.expand();
    }

    @Override
    public void finishSpecifyingOutput(
        String transformName, PInput input, PTransform<?, ?> transform) {
      made.finishSpecifyingOutput(transformName, input, transform);
    }
  }
}
