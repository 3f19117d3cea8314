package org.nightbeam.transforms;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.nightbeam.storage.NewFile;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.storage.Storage;
import org.nightbeam.table.FrameRow;
import org.nightbeam.table.FrameStatus;
import org.nightbeam.table.FrameTable;
import org.nightbeam.table.SameLights;
import org.nightbeam.transforms.coder.Coders;
import org.nightbeam.transforms.work.RunSettings;
import org.nightbeam.transforms.work.Worker;

/**
 * Writes {@code frames.csv}, one row per frame, when all rows are there; nothing if there are none.
 * On a cluster the rows of each night are sorted by themselves and travel on as compressed text, so
 * that no worker's memory ever holds all of them as records.
 */
public final class WriteFrameTable extends PTransform<PCollection<FrameRow>, PCollection<String>> {
  private static final long serialVersionUID = 1L;

  /** A date earlier than any night. */
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
    String uri = OutputLayout.in(output, OutputLayout.TABLE);
    SeekableByteChannel table = storage.openIfThere(uri);
    if (table == null) {
      throw new NoSuchFileException(uri);
    }
    return new BufferedReader(Channels.newReader(table, StandardCharsets.UTF_8));
  }

  /** Returns whether a table is there. */
  public static boolean isIn(Storage storage, String output) throws IOException {
    try (SeekableByteChannel table =
        storage.openIfThere(OutputLayout.in(output, OutputLayout.TABLE))) {
      return table != null;
    }
  }

  /**
   * Writes a table at once.
   *
   * @param rows in any order
   */
  public static void write(Storage storage, String output, Collection<FrameRow> rows)
      throws IOException {
    List<FrameRow> sorted = new ArrayList<>(rows);
    sorted.sort(FrameRow.ORDER);
    try (NewFile file = storage.create(OutputLayout.in(output, OutputLayout.TABLE));
        Writer writer =
            new BufferedWriter(Channels.newWriter(file.channel(), StandardCharsets.UTF_8))) {
      FrameTable.write(SameLights.warned(sorted), writer);
      writer.flush();
      file.commit();
    }
  }

  @Override
  public PCollection<String> expand(PCollection<FrameRow> rows) {
    var byNight =
        rows.apply("ByNight", Step.of(run, new ByNight()))
            .setCoder(Coders.byBatch(FrameRow.class))
            .apply("RowsOfNights", GroupByKey.create());
    var written =
        run.inOneProcess()
            ? byNight.apply("Write", Step.of(run, new WriteAll()))
            : byNight
                .apply("SortNights", Step.of(run, new SortNights()))
                .setCoder(
                    KvCoder.of(
                        StringUtf8Coder.of(),
                        KvCoder.of(StringUtf8Coder.of(), ByteArrayCoder.of())))
                .apply("AllNights", GroupByKey.create())
                .apply("Write", Step.of(run, new WriteNights()));
    return written.setCoder(StringUtf8Coder.of());
  }

  /**
   * Names sort as the rows do: by night, those without a night later, those without a frame last.
   */
  private static String part(FrameRow row) {
    if (row.frame() == null) {
      return "2";
    }
    LocalDate night = row.frame().night();
    return night == null
        ? "1"
        : String.format(Locale.ROOT, "0-%012d", night.toEpochDay() + EPOCH_ABOVE_ZERO);
  }

  private record ByNight() implements Step<FrameRow, KV<Integer, FrameRow>> {
    @Override
    public void process(
        DoFn<FrameRow, KV<Integer, FrameRow>>.ProcessContext context, Worker worker) {
      FrameRow row = context.element();
      RunSettings run = worker.run();
      count(row);
      context.output(KV.of(run.inOneProcess() ? 0 : run.batchOf(part(row)), row));
    }
  }

  /** Counts frames by status, those rejected by reason, and the bytes of those that were used. */
  private static void count(FrameRow row) {
    Metrics.counter(Step.METRICS, "frames." + row.status().label()).inc();
    if (row.status() == FrameStatus.REJECTED) {
      Metrics.counter(Step.METRICS, "rejected." + row.why().code().label()).inc();
    }
    boolean used =
        row.status() == FrameStatus.CALIBRATED || row.status() == FrameStatus.USED_IN_MASTER;
    if (used && row.frame() != null && row.frame().format() != null) {
      Metrics.counter(Step.METRICS, "bytes." + row.frame().type().label())
          .inc(row.frame().dataBytes());
    }
  }

  private record WriteAll() implements Step<KV<Integer, Iterable<FrameRow>>, String> {
    @Override
    public void process(
        DoFn<KV<Integer, Iterable<FrameRow>>, String>.ProcessContext context, Worker worker)
        throws IOException {
      List<FrameRow> rows = new ArrayList<>();
      context.element().getValue().forEach(rows::add);
      write(worker.storage(), worker.run().output(), rows);
      context.output(OutputLayout.in(worker.run().output(), OutputLayout.TABLE));
    }
  }

  private record SortNights()
      implements Step<KV<Integer, Iterable<FrameRow>>, KV<String, KV<String, byte[]>>> {
    @Override
    public void process(
        DoFn<KV<Integer, Iterable<FrameRow>>, KV<String, KV<String, byte[]>>>.ProcessContext
            context,
        Worker worker)
        throws IOException {
      SortedMap<String, List<FrameRow>> nights = new TreeMap<>();
      for (FrameRow row : context.element().getValue()) {
        nights.computeIfAbsent(part(row), night -> new ArrayList<>()).add(row);
      }
      for (Map.Entry<String, List<FrameRow>> night : nights.entrySet()) {
        night.getValue().sort(FrameRow.ORDER);
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (Writer writer =
            new OutputStreamWriter(new DeflaterOutputStream(compressed), StandardCharsets.UTF_8)) {
          FrameTable.writeRows(SameLights.warned(night.getValue()), writer);
        }
        context.output(KV.of(OutputLayout.TABLE, KV.of(night.getKey(), compressed.toByteArray())));
      }
    }
  }

  private record WriteNights() implements Step<KV<String, Iterable<KV<String, byte[]>>>, String> {
    @Override
    public void process(
        DoFn<KV<String, Iterable<KV<String, byte[]>>>, String>.ProcessContext context,
        Worker worker)
        throws IOException {
      SortedMap<String, byte[]> inOrder = new TreeMap<>();
      context.element().getValue().forEach(night -> inOrder.put(night.getKey(), night.getValue()));
      String uri = OutputLayout.in(worker.run().output(), OutputLayout.TABLE);
      try (NewFile file = worker.storage().create(uri)) {
        OutputStream table = Channels.newOutputStream(file.channel());
        table.write(FrameTable.head().getBytes(StandardCharsets.UTF_8));
        for (byte[] compressed : inOrder.values()) {
          try (InputStream rows = new InflaterInputStream(new ByteArrayInputStream(compressed))) {
            rows.transferTo(table);
          }
        }
        file.commit();
      }
      context.output(uri);
    }
  }
}
