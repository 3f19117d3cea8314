package org.nightbeam.transforms;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.nightbeam.plan.FrameRow;
import org.nightbeam.plan.FrameTable;
import org.nightbeam.storage.NewFile;

/** Writes {@code frames.csv}, one row a frame, when all rows are there. */
public final class WriteFrameTable extends PTransform<PCollection<FrameRow>, PCollection<String>> {
  private static final long serialVersionUID = 1L;

  /** Name of the table below the output. */
  public static final String NAME = "frames.csv";

  private final RunSettings run;

  private WriteFrameTable(RunSettings run) {
    this.run = run;
  }

  /** Writes to the output of the run. */
  public static WriteFrameTable of(RunSettings run) {
    return new WriteFrameTable(run);
  }

  @Override
  public PCollection<String> expand(PCollection<FrameRow> rows) {
    PCollectionView<Iterable<FrameRow>> all = rows.apply("AllRows", View.asIterable());
    return rows.getPipeline()
        .apply("Once", Create.of(KV.of(NAME, NAME)))
        .apply("WhenComplete", GroupAfter.of(rows))
        .apply("Write", ParDo.of(new WriteFn(run, all)).withSideInputs(all));
  }

  private static final class WriteFn extends DoFn<KV<String, Iterable<String>>, String> {
    private static final long serialVersionUID = 1L;
    private final RunSettings run;
    private final PCollectionView<Iterable<FrameRow>> all;

    WriteFn(RunSettings run, PCollectionView<Iterable<FrameRow>> all) {
      this.run = run;
      this.all = all;
    }

    @Setup
    public void setUp(PipelineOptions options) {
      Worker.of(run, options);
    }

    @ProcessElement
    public void process(ProcessContext context) throws IOException {
      List<FrameRow> rows = new ArrayList<>();
      context.sideInput(all).forEach(rows::add);
      rows.sort(FrameRow.ORDER);
      String uri = run.output() + "/" + context.element().getKey();
      try (NewFile file = Worker.of(run).storage().create(uri);
          Writer writer =
              new BufferedWriter(Channels.newWriter(file.channel(), StandardCharsets.UTF_8))) {
        FrameTable.write(rows, writer);
        writer.flush();
        file.commit();
      }
      context.output(uri);
    }
  }
}
