package org.nightbeam.transforms;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithFailures;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameReader;
import org.nightbeam.frame.TypeFrom;
import org.nightbeam.plan.FrameRow;

/** Reads headers: of each file, once, its frames, and a row for what cannot be used. */
public final class ReadFrames
    extends PTransform<
        PCollection<KV<Integer, Iterable<InputFile>>>,
        WithFailures.Result<PCollection<Frame>, FrameRow>> {
  private static final long serialVersionUID = 1L;
  private static final int FILES_AT_A_TIME = 32;
  private static final TupleTag<Frame> FRAMES = new TupleTag<>() {};
  private static final TupleTag<FrameRow> REJECTED = new TupleTag<>() {};

  private final RunSettings run;
  private final TypeFrom typeFrom;
  private final Duration nightOffset;

  private ReadFrames(RunSettings run, TypeFrom typeFrom, Duration nightOffset) {
    this.run = run;
    this.typeFrom = typeFrom;
    this.nightOffset = nightOffset;
  }

  /**
   * @param typeFrom where the type of a frame is looked for
   * @param nightOffset how far the dates of nights are behind UTC where no longitude is known
   */
  public static ReadFrames of(RunSettings run, TypeFrom typeFrom, Duration nightOffset) {
    return new ReadFrames(run, typeFrom, nightOffset);
  }

  @Override
  public WithFailures.Result<PCollection<Frame>, FrameRow> expand(
      PCollection<KV<Integer, Iterable<InputFile>>> files) {
    PCollectionTuple read =
        files.apply(
            "ReadHeaders",
            ParDo.of(new ReadFn(run, typeFrom, nightOffset))
                .withOutputTags(FRAMES, TupleTagList.of(REJECTED)));
    return WithFailures.Result.of(read.get(FRAMES), read.get(REJECTED));
  }

  private static final class ReadFn extends DoFn<KV<Integer, Iterable<InputFile>>, Frame> {
    private static final long serialVersionUID = 1L;
    private final RunSettings run;
    private final TypeFrom typeFrom;
    private final Duration nightOffset;
    private transient FrameReader reader;
    private transient Worker worker;

    ReadFn(RunSettings run, TypeFrom typeFrom, Duration nightOffset) {
      this.run = run;
      this.typeFrom = typeFrom;
      this.nightOffset = nightOffset;
    }

    @Setup
    public void setUp(PipelineOptions options) throws IOException {
      worker = Worker.join(run, options);
      reader = new FrameReader(typeFrom, nightOffset);
    }

    @Teardown
    public void tearDown() throws IOException {
      worker.leave();
    }

    @ProcessElement
    public void process(@Element KV<Integer, Iterable<InputFile>> batch, MultiOutputReceiver out)
        throws IOException {
      Map<String, InputFile> files = new TreeMap<>();
      for (InputFile file : batch.getValue()) {
        files.merge(file.uri(), file, InputFile::better);
      }
      Overlapped.forEach(
          files.values(),
          first -> run.atATime(first.uri(), FILES_AT_A_TIME),
          file -> reader.read(worker.storage(), file.uri(), file.path()),
          reading -> {
            reading.frames().forEach(out.get(FRAMES)::output);
            reading.rejected().forEach(bad -> out.get(REJECTED).output(FrameRow.rejected(bad)));
            Progress.FILES_READ.add(1);
          });
      worker.ledger().note(Progress.FILES_READ, batch.getKey().toString(), files.size());
    }
  }
}
