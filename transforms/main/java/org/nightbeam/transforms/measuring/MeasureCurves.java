package org.nightbeam.transforms.measuring;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
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

  private static final Coder<KV<String, byte[]>> BYTES =
      KvCoder.of(StringUtf8Coder.of(), ByteArrayCoder.of());

  private static final Coder<KV<String, String>> FILES =
      KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of());

  private static final int LIGHTS_AT_A_TIME = 4;

  /** What travels of a light that could not be measured, before the reason. */
  private static final String LEFT_OUT = "!";

  /** What is told under the key {@link #ALL} begins with what it is of. */
  private static final String OF_NIGHT = "N";

  private static final byte OF_FIELD = 'F';

  /** All fields come together under this key. */
  private static final String ALL = "";

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

  @Override
  public PCollection<String> expand(PCollection<FrameRow> rows) {
    PCollection<KV<String, byte[]>> fields =
        rows.apply("ByField", Step.of(run, new ByField()))
            .setCoder(Coders.byBatch(FrameRow.class))
            .apply("LightsOfFields", GroupByKey.create())
            .apply("ChooseStars", Step.of(run, new ChooseStars(settings)))
            .setCoder(Coders.byBatch(FieldFrame.class))
            .apply("Spread", GroupByKey.create())
            .apply("MeasureStars", Step.of(run, new MeasureStars(settings)))
            .setCoder(FILES)
            .apply("LightsOfStars", GroupByKey.create())
            .apply("SolveFields", Step.of(run, new SolveFields(settings)))
            .setCoder(BYTES);
    PCollection<KV<String, byte[]>> nights =
        rows.apply("Nights", Step.of(run, new Nights())).setCoder(BYTES);
    // So that the list is written even if there is no field.
    PCollection<KV<String, byte[]>> none =
        rows.getPipeline().apply("NoField", Create.of(KV.of(ALL, new byte[0])).withCoder(BYTES));
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
  private record Nights() implements Step<FrameRow, KV<String, byte[]>> {
    @Override
    public void process(DoFn<FrameRow, KV<String, byte[]>>.ProcessContext context, Worker worker) {
      Frame frame = context.element().frame();
      if (frame != null && frame.type() == FrameType.LIGHT && frame.night() != null) {
        byte[] night = (OF_NIGHT + frame.night()).getBytes(StandardCharsets.UTF_8);
        context.output(KV.of(ALL, night));
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
      implements Step<KV<Integer, Iterable<FieldFrame>>, KV<String, String>> {
    private static final long serialVersionUID = 1L;
    private final CurveSettings settings;

    MeasureStars(CurveSettings settings) {
      this.settings = settings;
    }

    @Override
    public void process(
        DoFn<KV<Integer, Iterable<FieldFrame>>, KV<String, String>>.ProcessContext context,
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
              return KV.of(frame.stars, curves.measure(frame.light, stars).text());
            } catch (UnreadableFileException e) { // the others of the field go on
              return KV.of(frame.stars, LEFT_OUT + e.getMessage());
            }
          },
          context::output);
    }
  }

  private record SolveFields(CurveSettings settings)
      implements Step<KV<String, Iterable<String>>, KV<String, byte[]>> {
    @Override
    public void process(
        DoFn<KV<String, Iterable<String>>, KV<String, byte[]>>.ProcessContext context,
        Worker worker)
        throws IOException {
      FieldStars stars = stars(worker, context.element().getKey());
      List<KeptLight> measured = new ArrayList<>();
      List<String> leftOut = new ArrayList<>();
      for (String file : context.element().getValue()) {
        if (file.startsWith(LEFT_OUT)) {
          leftOut.add(file.substring(LEFT_OUT.length()));
        } else {
          measured.add(KeptLight.of(file));
        }
      }
      FieldResult result = curves(worker, settings).solve(stars, measured, leftOut);
      byte[] coded = result.coded();
      byte[] told = new byte[1 + coded.length];
      told[0] = OF_FIELD;
      System.arraycopy(coded, 0, told, 1, coded.length);
      context.output(KV.of(ALL, told));
    }
  }

  private record WriteList(CurveSettings settings)
      implements Step<KV<String, Iterable<byte[]>>, String> {
    @Override
    public void process(
        DoFn<KV<String, Iterable<byte[]>>, String>.ProcessContext context, Worker worker)
        throws IOException {
      List<FieldResult> fields = new ArrayList<>();
      Set<String> nights = new HashSet<>();
      for (byte[] told : context.element().getValue()) {
        if (told.length > 0 && told[0] == OF_NIGHT.charAt(0)) {
          nights.add(new String(told, 1, told.length - 1, StandardCharsets.UTF_8));
        } else if (told.length > 0) {
          fields.add(FieldResult.of(Arrays.copyOfRange(told, 1, told.length)));
        }
      }
      curves(worker, settings).finish(fields, nights);
      context.output(OutputLayout.in(worker.run().output(), OutputLayout.CURVES));
    }
  }
}
