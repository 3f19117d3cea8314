package org.nightbeam.transforms.measuring;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.nightbeam.fields.CatalogueStars;
import org.nightbeam.fields.FieldLight;
import org.nightbeam.fields.Target;
import org.nightbeam.fields.TargetFields;
import org.nightbeam.table.FrameRow;
import org.nightbeam.transforms.Step;
import org.nightbeam.transforms.coder.Coders;
import org.nightbeam.transforms.coder.RecordCoder;
import org.nightbeam.transforms.work.Overlapped;
import org.nightbeam.transforms.work.RunSettings;
import org.nightbeam.transforms.work.Worker;

/**
 * Registers the lights of each target and camera, those of earlier runs too, to one reference, and
 * gives all rows again, those of lights with their placements. A reference travels by its name: the
 * workers read catalogues, each light by itself; a target is in one place where references are
 * chosen, and where its table is written.
 */
public final class RegisterLights extends PTransform<PCollection<FrameRow>, PCollection<FrameRow>> {
  private static final long serialVersionUID = 1L;

  private static final TupleTag<KV<Integer, FrameRow>> LIGHTS = new TupleTag<>() {};
  private static final TupleTag<FrameRow> OTHERS = new TupleTag<>() {};

  private static final int LIGHTS_AT_A_TIME = 8;

  private final RunSettings run;
  private final List<String> references;

  private RegisterLights(RunSettings run, List<String> references) {
    this.run = run;
    this.references = references;
  }

  /**
   * Returns the transform of a run.
   *
   * @param references paths or names of frames that shall be references, whatever the rule says
   */
  public static RegisterLights of(RunSettings run, List<String> references) {
    return new RegisterLights(run, List.copyOf(references));
  }

  @Override
  public PCollection<FrameRow> expand(PCollection<FrameRow> rows) {
    PCollectionTuple sorted =
        rows.apply(
            "ByTarget",
            Step.of(run, new ByTarget()).withOutputTags(LIGHTS, TupleTagList.of(OTHERS)));
    PCollection<FrameRow> placed =
        sorted
            .get(LIGHTS)
            .setCoder(Coders.byBatch(FrameRow.class))
            .apply("LightsOfTargets", GroupByKey.create())
            .apply("ChooseReferences", Step.of(run, new ChooseReferences(references)))
            .setCoder(Coders.byBatch(FieldLight.class))
            .apply("Spread", GroupByKey.create())
            .apply("Register", Step.of(run, new Register()))
            .setCoder(Coders.byBatch(FrameRow.class))
            .apply("PlacedOfTargets", GroupByKey.create())
            .apply("WriteTargets", Step.of(run, new WriteTargets()))
            .setCoder(RecordCoder.of(FrameRow.class));
    return PCollectionList.of(placed)
        .and(sorted.get(OTHERS).setCoder(RecordCoder.of(FrameRow.class)))
        .apply("AllRows", Flatten.pCollections());
  }

  private static SortedMap<String, List<FrameRow>> byTarget(Iterable<FrameRow> lights) {
    SortedMap<String, List<FrameRow>> targets = new TreeMap<>();
    for (FrameRow light : lights) {
      targets.computeIfAbsent(Target.of(light).name(), any -> new ArrayList<>()).add(light);
    }
    return targets;
  }

  private static CatalogueStars stars(Worker worker) {
    return new CatalogueStars(worker.storage(), worker.run().output());
  }

  private static TargetFields fields(Worker worker, CatalogueStars stars, String target) {
    return new TargetFields(worker.storage(), worker.run().output(), new Target(target), stars);
  }

  private record ByTarget() implements Step<FrameRow, KV<Integer, FrameRow>> {
    @Override
    public void process(
        DoFn<FrameRow, KV<Integer, FrameRow>>.ProcessContext context, Worker worker) {
      FrameRow row = context.element();
      if (Target.has(row)) {
        context.output(KV.of(worker.run().batchOf(Target.of(row).name()), row));
      } else {
        context.output(OTHERS, row);
      }
    }
  }

  private record ChooseReferences(List<String> references)
      implements Step<KV<Integer, Iterable<FrameRow>>, KV<Integer, FieldLight>> {
    @Override
    public void process(
        DoFn<KV<Integer, Iterable<FrameRow>>, KV<Integer, FieldLight>>.ProcessContext context,
        Worker worker)
        throws IOException {
      CatalogueStars stars = stars(worker);
      for (var target : byTarget(context.element().getValue()).entrySet()) {
        for (FieldLight light :
            fields(worker, stars, target.getKey()).withFields(target.getValue(), references)) {
          context.output(KV.of(worker.run().batchOf(light.light().path()), light));
        }
      }
    }
  }

  private static final class Register
      implements Step<KV<Integer, Iterable<FieldLight>>, KV<Integer, FrameRow>> {
    private static final long serialVersionUID = 1L;
    private transient CatalogueStars stars; // references are read once in a process

    @Override
    public void process(
        DoFn<KV<Integer, Iterable<FieldLight>>, KV<Integer, FrameRow>>.ProcessContext context,
        Worker worker)
        throws IOException {
      if (stars == null) {
        stars = stars(worker);
      }
      List<FieldLight> lights = new ArrayList<>();
      context.element().getValue().forEach(lights::add);
      Collection<FrameRow> placed = new ArrayList<>();
      Overlapped.forEach(
          lights,
          first -> worker.run().atATime(worker.run().output(), LIGHTS_AT_A_TIME),
          light -> fields(worker, stars, Target.of(light.light()).name()).placed(light),
          placed::add);
      for (FrameRow light : placed) {
        context.output(KV.of(worker.run().batchOf(Target.of(light).name()), light));
      }
    }
  }

  private record WriteTargets() implements Step<KV<Integer, Iterable<FrameRow>>, FrameRow> {
    @Override
    public void process(
        DoFn<KV<Integer, Iterable<FrameRow>>, FrameRow>.ProcessContext context, Worker worker)
        throws IOException {
      CatalogueStars stars = stars(worker);
      for (var target : byTarget(context.element().getValue()).entrySet()) {
        fields(worker, stars, target.getKey()).finished(target.getValue()).forEach(context::output);
      }
    }
  }
}
