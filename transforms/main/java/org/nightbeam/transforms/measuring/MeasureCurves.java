package org.nightbeam.transforms.measuring;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.lightcurve.CurveSettings;
import org.nightbeam.lightcurve.FieldResult;
import org.nightbeam.lightcurve.FieldStars;
import org.nightbeam.lightcurve.KeptLight;
import org.nightbeam.lightcurve.LightCurves;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.table.FrameRow;
import org.nightbeam.transforms.Step;
import org.nightbeam.transforms.coder.Coders;
import org.nightbeam.transforms.coder.RecordCoder;
import org.nightbeam.transforms.coder.RecordFile;
import org.nightbeam.transforms.work.Overlapped;
import org.nightbeam.transforms.work.RunSettings;
import org.nightbeam.transforms.work.Worker;

/**
 * Makes the light curves of all fields and writes them. What a light measures, and the stars of a
 * field, travel by the names of files: a field is in one place where its comparison stars are
 * solved for, and goes through its lights several times, which a group of a runner does not
 * promise.
 */
public final class MeasureCurves extends PTransform<PCollection<FrameRow>, PCollection<String>> {
  private static final long serialVersionUID = 1L;

  private static final int LIGHTS_AT_A_TIME = 4;

  /** The key of all that goes into the single list. */
  private static final int ONE_LIST = 0;

  private final RunSettings run;
  private final CurveSettings settings;

  private MeasureCurves(RunSettings run, CurveSettings settings) {
    this.run = run;
    this.settings = settings;
  }

  /** Returns the transform of a run. */
  public static MeasureCurves of(RunSettings run, CurveSettings settings) {
    return new MeasureCurves(run, settings);
  }

  /**
   * A light, and what is measured in it.
   *
   * @param stars file of the {@link FieldStars}
   */
  record FieldFrame(String stars, FrameRow light) {}

  /**
   * What came of measuring a light.
   *
   * @param kept what is measured in it; null if it cannot be read
   * @param failure why it cannot be read; null if it was
   */
  record LightOutcome(KeptLight kept, String failure) {}

  /**
   * A line of the list of all light curves.
   *
   * @param field a field that is solved; null for none
   * @param night one from which there are lights; null for none
   */
  record ListEntry(FieldResult field, LocalDate night) {
    private static final ListEntry NONE = new ListEntry(null, null);
  }

  @Override
  public PCollection<String> expand(PCollection<FrameRow> rows) {
    PCollection<KV<Integer, ListEntry>> fields =
        rows.apply("ByField", Step.of(run, new ByField()))
            .setCoder(Coders.byBatch(FrameRow.class))
            .apply("LightsOfFields", GroupByKey.create())
            .apply("ChooseStars", Step.of(run, new ChooseStars(settings)))
            .setCoder(Coders.byBatch(FieldFrame.class))
            .apply("Spread", GroupByKey.create())
            .apply("MeasureStars", Step.of(run, new MeasureStars(settings)))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), RecordCoder.of(LightOutcome.class)))
            .apply("LightsOfStars", GroupByKey.create())
            .apply("SolveFields", Step.of(run, new SolveFields(settings)))
            .setCoder(Coders.byBatch(ListEntry.class));
    PCollection<KV<Integer, ListEntry>> nights =
        rows.apply("Nights", Step.of(run, new Nights())).setCoder(Coders.byBatch(ListEntry.class));
    // So that the list is written even if there is no field.
    PCollection<KV<Integer, ListEntry>> none =
        rows.getPipeline()
            .apply(
                "NoField",
                Create.of(KV.of(ONE_LIST, ListEntry.NONE))
                    .withCoder(Coders.byBatch(ListEntry.class)));
    return PCollectionList.of(fields)
        .and(nights)
        .and(none)
        .apply("AllFields", Flatten.pCollections())
        .apply("FieldsTogether", GroupByKey.create())
        .apply("WriteList", Step.of(run, new WriteList(settings)))
        .setCoder(StringUtf8Coder.of());
  }

  private static LightCurves curves(Worker worker, CurveSettings settings) {
    RunSettings run = worker.run();
    return new LightCurves(worker.storage(), run.output(), settings, run.version());
  }

  private static FieldStars stars(Worker worker, String file) throws IOException {
    try (InputStream in = Channels.newInputStream(worker.storage().open(file))) {
      return FieldStars.of(in.readAllBytes());
    }
  }

  /** The night of each light, whether it is in a field or not. */
  private record Nights() implements Step<FrameRow, KV<Integer, ListEntry>> {
    @Override
    public void process(
        DoFn<FrameRow, KV<Integer, ListEntry>>.ProcessContext context, Worker worker) {
      Frame frame = context.element().frame();
      if (frame != null && frame.type() == FrameType.LIGHT && frame.night() != null) {
        context.output(KV.of(ONE_LIST, new ListEntry(null, frame.night())));
      }
    }
  }

  private record ByField() implements Step<FrameRow, KV<Integer, FrameRow>> {
    @Override
    public void process(
        DoFn<FrameRow, KV<Integer, FrameRow>>.ProcessContext context, Worker worker) {
      FrameRow row = context.element();
      if (LightCurves.has(row)) {
        context.output(KV.of(worker.run().batchOf(row.placement().field()), row));
      }
    }
  }

  private record ChooseStars(CurveSettings settings)
      implements Step<KV<Integer, Iterable<FrameRow>>, KV<Integer, FieldFrame>> {
    @Override
    public void process(
        DoFn<KV<Integer, Iterable<FrameRow>>, KV<Integer, FieldFrame>>.ProcessContext context,
        Worker worker)
        throws IOException {
      LightCurves curves = curves(worker, settings);
      SortedMap<String, List<FrameRow>> fields = new TreeMap<>();
      for (FrameRow row : context.element().getValue()) {
        fields.computeIfAbsent(row.placement().field(), any -> new ArrayList<>()).add(row);
      }
      for (List<FrameRow> lights : fields.values()) {
        lights.sort(FrameRow.ORDER);
        for (FieldStars stars : curves.stars(lights)) {
          String file =
              worker
                  .run()
                  .folder()
                  .fieldStars(stars.name() + "\n" + stars.filter() + "\n" + stars.reference());
          RecordFile.write(worker.storage(), file, ByteBuffer.wrap(stars.coded()));
          for (FrameRow light : lights) {
            if (light.frame().filter().equals(stars.filter())) {
              context.output(
                  KV.of(worker.run().batchOf(light.path()), new FieldFrame(file, light)));
            }
          }
        }
      }
    }
  }

  private static final class MeasureStars
      implements Step<KV<Integer, Iterable<FieldFrame>>, KV<String, LightOutcome>> {
    private static final long serialVersionUID = 1L;
    private final CurveSettings settings;

    MeasureStars(CurveSettings settings) {
      this.settings = settings;
    }

    @Override
    public void process(
        DoFn<KV<Integer, Iterable<FieldFrame>>, KV<String, LightOutcome>>.ProcessContext context,
        Worker worker)
        throws IOException {
      LightCurves curves = curves(worker, settings);
      Map<String, FieldStars> known = new ConcurrentHashMap<>();
      Overlapped.forEach(
          context.element().getValue(),
          first -> worker.run().atATime(worker.run().output(), LIGHTS_AT_A_TIME),
          frame -> {
            FieldStars stars = known.get(frame.stars);
            if (stars == null) {
              stars = stars(worker, frame.stars);
              known.put(frame.stars, stars);
            }
            try {
              return KV.of(frame.stars, new LightOutcome(curves.measure(frame.light, stars), null));
            } catch (UnreadableFileException e) { // the others of the field go on
              return KV.of(frame.stars, new LightOutcome(null, e.getMessage()));
            }
          },
          context::output);
    }
  }

  private record SolveFields(CurveSettings settings)
      implements Step<KV<String, Iterable<LightOutcome>>, KV<Integer, ListEntry>> {
    @Override
    public void process(
        DoFn<KV<String, Iterable<LightOutcome>>, KV<Integer, ListEntry>>.ProcessContext context,
        Worker worker)
        throws IOException {
      FieldStars stars = stars(worker, context.element().getKey());
      List<KeptLight> measured = new ArrayList<>();
      List<String> leftOut = new ArrayList<>();
      for (LightOutcome light : context.element().getValue()) {
        if (light.kept == null) {
          leftOut.add(light.failure);
        } else {
          measured.add(light.kept);
        }
      }
      FieldResult result = curves(worker, settings).solve(stars, measured, leftOut);
      context.output(KV.of(ONE_LIST, new ListEntry(result, null)));
    }
  }

  private record WriteList(CurveSettings settings)
      implements Step<KV<Integer, Iterable<ListEntry>>, String> {
    @Override
    public void process(
        DoFn<KV<Integer, Iterable<ListEntry>>, String>.ProcessContext context, Worker worker)
        throws IOException {
      List<FieldResult> fields = new ArrayList<>();
      Set<String> nights = new HashSet<>();
      for (ListEntry entry : context.element().getValue()) {
        if (entry.field != null) {
          fields.add(entry.field);
        }
        if (entry.night != null) {
          nights.add(entry.night.toString());
        }
      }
      curves(worker, settings).finish(fields, nights);
      context.output(OutputLayout.in(worker.run().output(), OutputLayout.CURVES));
    }
  }
}
