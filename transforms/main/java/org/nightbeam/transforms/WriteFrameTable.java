package org.nightbeam.transforms;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.nightbeam.plan.FrameRow;
import org.nightbeam.plan.FrameTable;
import org.nightbeam.storage.NewFile;
import org.nightbeam.storage.Storage;

/**
 * Writes {@code frames.csv}, one row a frame, when all rows are there. The rows of each night are
 * sorted by themselves, to a temporary file; the table is those files one after the other, so that
 * a worker's memory holds the rows of some nights, never of all.
 */
public final class WriteFrameTable extends PTransform<PCollection<FrameRow>, PCollection<String>> {
  private static final long serialVersionUID = 1L;

  /** Name of the table below the output. */
  public static final String NAME = "frames.csv";

  /** Keeps the table from being left out where there is no row. */
  private static final String NO_PART = "";

  /** Some years before any night. */
  private static final long EPOCH_ABOVE_ZERO = 400_000_000_000L;

  private final RunSettings run;

  private WriteFrameTable(RunSettings run) {
    this.run = run;
  }

  /** Writes to the output of the run. */
  public static WriteFrameTable of(RunSettings run) {
    return new WriteFrameTable(run);
  }

  /**
   * Opens the table of a run.
   *
   * @param output folder of its products
   */
  public static Reader open(Storage storage, String output) throws IOException {
    return new BufferedReader(
        Channels.newReader(storage.open(output + "/" + NAME), StandardCharsets.UTF_8));
  }

  @Override
  public PCollection<String> expand(PCollection<FrameRow> rows) {
    PCollection<KV<String, String>> parts =
        rows.apply("ByNight", ParDo.of(new KeyFn(run)))
            .apply("RowsOfNights", GroupByKey.create())
            .apply("WriteNights", ParDo.of(new WriteNightsFn(run)));
    PCollection<KV<String, String>> nothing =
        rows.getPipeline().apply("AlsoOfNone", Create.of(KV.of(NAME, NO_PART)));
    return PCollectionList.of(parts)
        .and(nothing)
        .apply("Parts", Flatten.pCollections())
        .apply("AllParts", GroupByKey.create())
        .apply("Write", ParDo.of(new WriteFn(run)));
  }

  /**
   * Names sort as the rows do: by night, those without a night later, those without a frame last.
   */
  private static String part(FrameRow row) {
    if (row.frame() == null) {
      return "2";
    }
    LocalDate night = row.frame().night();
    return night == null ? "1" : String.format("0-%012d", night.toEpochDay() + EPOCH_ABOVE_ZERO);
  }

  private static String uri(RunSettings run, String part) {
    return run.temporaryOutput() + "/table/" + part + ".csv";
  }

  private static final class KeyFn extends DoFn<FrameRow, KV<Integer, FrameRow>> {
    private static final long serialVersionUID = 1L;
    private final RunSettings run;

    KeyFn(RunSettings run) {
      this.run = run;
    }

    @ProcessElement
    public void process(@Element FrameRow row, OutputReceiver<KV<Integer, FrameRow>> out) {
      out.output(KV.of(run.batchOf(part(row)), row));
    }
  }

  private static final class WriteNightsFn
      extends DoFn<KV<Integer, Iterable<FrameRow>>, KV<String, String>> {
    private static final long serialVersionUID = 1L;
    private final RunSettings run;
    private transient Worker worker;

    WriteNightsFn(RunSettings run) {
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
        @Element KV<Integer, Iterable<FrameRow>> batch, OutputReceiver<KV<String, String>> out)
        throws IOException {
      SortedMap<String, List<FrameRow>> nights = new TreeMap<>();
      for (FrameRow row : batch.getValue()) {
        nights.computeIfAbsent(part(row), night -> new ArrayList<>()).add(row);
      }
      for (Map.Entry<String, List<FrameRow>> night : nights.entrySet()) {
        night.getValue().sort(FrameRow.ORDER);
        try (NewFile file = worker.storage().create(uri(run, night.getKey()));
            Writer writer =
                new BufferedWriter(Channels.newWriter(file.channel(), StandardCharsets.UTF_8))) {
          FrameTable.writeRows(night.getValue(), writer);
          writer.flush();
          file.commit();
        }
        out.output(KV.of(NAME, night.getKey()));
      }
    }
  }

  private static final class WriteFn extends DoFn<KV<String, Iterable<String>>, String> {
    private static final long serialVersionUID = 1L;
    private final RunSettings run;
    private transient Worker worker;

    WriteFn(RunSettings run) {
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
    public void process(@Element KV<String, Iterable<String>> parts, OutputReceiver<String> out)
        throws IOException {
      SortedSet<String> inOrder = new TreeSet<>();
      parts.getValue().forEach(inOrder::add);
      inOrder.remove(NO_PART);
      String uri = run.output() + "/" + parts.getKey();
      try (NewFile file = worker.storage().create(uri)) {
        OutputStream table = Channels.newOutputStream(file.channel());
        table.write(FrameTable.head().getBytes(StandardCharsets.UTF_8));
        for (String part : inOrder) {
          try (InputStream rows = Channels.newInputStream(worker.storage().open(uri(run, part)))) {
            rows.transferTo(table);
          }
        }
        file.commit();
      }
      out.output(uri);
    }
  }
}
