package org.nightbeam.transforms;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.WithFailures;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.nightbeam.frame.Frame;
import org.nightbeam.header.FrameReader;
import org.nightbeam.table.FrameRow;
import org.nightbeam.transforms.coder.RecordCoder;
import org.nightbeam.transforms.work.InputFile;
import org.nightbeam.transforms.work.Overlapped;
import org.nightbeam.transforms.work.Progress;
import org.nightbeam.transforms.work.RunSettings;
import org.nightbeam.transforms.work.Worker;

/** Reads the headers of each file once: emits its frames, and a row for what cannot be used. */
public final class ReadFrames
    extends PTransform<
        PCollection<KV<Integer, Iterable<InputFile>>>,
        WithFailures.Result<PCollection<Frame>, FrameRow>> {
  private static final long serialVersionUID = 1L;
  private static final int FILES_AT_A_TIME = 32;
  private static final TupleTag<Frame> FRAMES = new TupleTag<>() {};
  private static final TupleTag<FrameRow> REJECTED = new TupleTag<>() {};

  private final RunSettings run;

  private ReadFrames(RunSettings run) {
    this.run = run;
  }

  /** Reads headers by the rules of a run. */
  public static ReadFrames of(RunSettings run) {
    return new ReadFrames(run);
  }

  @Override
  public WithFailures.Result<PCollection<Frame>, FrameRow> expand(
      PCollection<KV<Integer, Iterable<InputFile>>> files) {
    PCollectionTuple read =
        files.apply(
            "ReadHeaders",
            Step.of(run, new ReadHeaders()).withOutputTags(FRAMES, TupleTagList.of(REJECTED)));
    return WithFailures.Result.of(
        read.get(FRAMES).setCoder(RecordCoder.of(Frame.class)),
        read.get(REJECTED).setCoder(RecordCoder.of(FrameRow.class)));
  }

  private static final class ReadHeaders implements Step<KV<Integer, Iterable<InputFile>>, Frame> {
    private static final long serialVersionUID = 1L;
    private transient FrameReader reader;

    @Override
    public void process(
        DoFn<KV<Integer, Iterable<InputFile>>, Frame>.ProcessContext context, Worker worker)
        throws IOException {
      if (reader == null) {
        reader = new FrameReader(worker.run().headers());
      }
      KV<Integer, Iterable<InputFile>> batch = context.element();
      Map<String, InputFile> files = new TreeMap<>();
      for (InputFile file : batch.getValue()) {
        files.merge(file.uri(), file, InputFile::better);
      }
      Overlapped.forEach(
          files.values(),
          first -> worker.run().atATime(first.uri(), FILES_AT_A_TIME),
          file -> reader.read(worker.storage(), file.uri(), file.path(), file.stamp()),
          reading -> {
            reading.frames().forEach(context::output);
            reading.rejected().forEach(bad -> context.output(REJECTED, FrameRow.rejected(bad)));
            worker.counts().add(Progress.FILES_READ, 1);
          });
      worker.ledger().note(Progress.FILES_READ, batch.getKey().toString(), files.size());
    }
  }
}
