package org.nightbeam.transforms.measuring;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import org.nightbeam.stack.LeftOut;
import org.nightbeam.stack.StackJob;
import org.nightbeam.stack.StackLight;
import org.nightbeam.stack.StackPlan;
import org.nightbeam.stack.StackSettings;
import org.nightbeam.table.FrameRow;
import org.nightbeam.table.Stacked;
import org.nightbeam.transforms.Step;
import org.nightbeam.transforms.coder.Coders;
import org.nightbeam.transforms.coder.RecordCoder;
import org.nightbeam.transforms.work.Overlapped;
import org.nightbeam.transforms.work.RunSettings;
import org.nightbeam.transforms.work.Worker;

/**
 * Stacks the registered lights of each field and filter, and gives all rows again, those of lights
 * with the stack that they went into. A stack that is there and would come out the same is not made
 * again. Where all work is in one process, its threads share the bands of a stack; on a cluster the
 * workers do.
 */
public final class StackLights extends PTransform<PCollection<FrameRow>, PCollection<FrameRow>> {
  private static final long serialVersionUID = 1L;

  private static final TupleTag<KV<Integer, FrameRow>> LIGHTS = new TupleTag<>() {};
  private static final TupleTag<FrameRow> ROWS = new TupleTag<>() {};
  private static final TupleTag<KV<Integer, StackBand>> BANDS = new TupleTag<>() {};
  private static final TupleTag<KV<Integer, StackTile>> WAITING = new TupleTag<>() {};

  private static final int BANDS_AT_A_TIME = 2;

  private final RunSettings run;
  private final StackSettings settings;

  private StackLights(RunSettings run, StackSettings settings) {
    this.run = run;
    this.settings = settings;
  }

  /** Returns the transform of a run. */
  public static StackLights of(RunSettings run, StackSettings settings) {
    return new StackLights(run, settings);
  }

  @Override
  public PCollection<FrameRow> expand(PCollection<FrameRow> rows) {
    PCollectionTuple sorted =
        rows.apply(
            "ByStack",
            Step.of(run, new ByStack(settings)).withOutputTags(LIGHTS, TupleTagList.of(ROWS)));
    PCollectionTuple planned =
        sorted
            .get(LIGHTS)
            .setCoder(Coders.byBatch(FrameRow.class))
            .apply("LightsOfStacks", GroupByKey.create())
            .apply(
                "PlanStacks",
                Step.of(run, new PlanStacks(settings))
                    .withOutputTags(ROWS, TupleTagList.of(BANDS).and(WAITING)));
    PCollection<KV<Integer, StackBand>> bands =
        planned.get(BANDS).setCoder(Coders.byBatch(StackBand.class));
    PCollection<KV<Integer, StackTile>> waiting =
        planned.get(WAITING).setCoder(Coders.byBatch(StackTile.class));
    PCollectionList<FrameRow> all =
        PCollectionList.of(planned.get(ROWS).setCoder(RecordCoder.of(FrameRow.class)))
            .and(sorted.get(ROWS).setCoder(RecordCoder.of(FrameRow.class)));
    if (!run.inOneProcess()) {
      PCollection<KV<Integer, StackTile>> made =
          bands
              .apply("SpreadBands", GroupByKey.create())
              .apply("StackBands", Step.of(run, new MakeBands()))
              .setCoder(Coders.byBatch(StackTile.class));
      all =
          all.and(
              PCollectionList.of(made)
                  .and(waiting)
                  .apply("TilesAndLights", Flatten.pCollections())
                  .apply("TilesOfStacks", GroupByKey.create())
                  .apply("WriteStacks", Step.of(run, new Write()))
                  .setCoder(RecordCoder.of(FrameRow.class)));
    }
    return all.apply("AllRows", Flatten.pCollections());
  }

  private record ByStack(StackSettings settings) implements Step<FrameRow, KV<Integer, FrameRow>> {
    @Override
    public void process(
        DoFn<FrameRow, KV<Integer, FrameRow>>.ProcessContext context, Worker worker) {
      FrameRow row = context.element();
      if (StackPlan.has(row)) {
        context.output(KV.of(worker.run().batchOf(StackPlan.path(row, settings)), row));
      } else {
        context.output(ROWS, row);
      }
    }
  }

  /** Decides what stacks are made of; in one process, makes them. */
  private record PlanStacks(StackSettings settings)
      implements Step<KV<Integer, Iterable<FrameRow>>, FrameRow> {
    @Override
    public void process(
        DoFn<KV<Integer, Iterable<FrameRow>>, FrameRow>.ProcessContext context, Worker worker)
        throws IOException {
      List<FrameRow> rows = new ArrayList<>();
      context.element().getValue().forEach(rows::add);
      StackAssembly assembly = new StackAssembly(worker);
      Map<String, Stacked> known = new HashMap<>();
      Set<String> spread = new HashSet<>();
      for (StackJob planned : StackPlan.of(rows, settings, worker.run().lights().stated())) {
        StackJob job =
            worker
                .ledger()
                .decided(planned.path(), StackJob.class, () -> assembly.work().prepared(planned));
        if (job.canBeMade() && !assembly.work().isUpToDate(job)) {
          if (worker.run().inOneProcess()) {
            job = assembly.made(job);
          } else {
            spread(job, context, worker);
            spread.add(job.path());
          }
        } else if (job.canBeMade() && worker.run().previews()) {
          assembly.work().addPicture(job);
        }
        note(job, assembly, known);
      }
      for (FrameRow row : rows) {
        String path = StackPlan.path(row, settings);
        if (spread.contains(path)) {
          // What becomes of it is known when all bands were read.
          context.output(WAITING, KV.of(worker.run().batchOf(path), StackTile.of(path, row)));
        } else {
          context.output(stacked(row, known));
        }
      }
    }

    private static void spread(
        StackJob job,
        DoFn<KV<Integer, Iterable<FrameRow>>, FrameRow>.ProcessContext context,
        Worker worker) {
      int number = 0;
      for (StackBand band : StackBand.of(job)) {
        // Bands of one stack go to different batches.
        int batch = Math.floorMod(job.path().hashCode() + number, worker.run().batches());
        context.output(BANDS, KV.of(batch, band));
        number++;
      }
    }
  }

  private static FrameRow stacked(FrameRow row, Map<String, Stacked> known) {
    return row.stacked(known.get(row.output() + "#" + row.hdu()));
  }

  private static void note(StackJob job, StackAssembly assembly, Map<String, Stacked> known)
      throws IOException {
    String tooFew = "one light makes no stack: it is the only usable one of its field and filter";
    if (!job.canBeMade() && assembly.work().isThere(job)) {
      tooFew += "; " + job.path() + " is of an earlier run, with other lights";
    }
    for (StackLight light : job.lights()) {
      known.put(
          light.product() + "#" + light.hdu(),
          job.canBeMade() ? new Stacked(job.path(), "") : new Stacked("", tooFew));
    }
    for (LeftOut left : job.leftOut()) {
      known.put(left.product() + "#" + left.hdu(), new Stacked("", left.why()));
    }
  }

  private record MakeBands()
      implements Step<KV<Integer, Iterable<StackBand>>, KV<Integer, StackTile>> {
    @Override
    public void process(
        DoFn<KV<Integer, Iterable<StackBand>>, KV<Integer, StackTile>>.ProcessContext context,
        Worker worker)
        throws IOException {
      StackAssembly assembly = new StackAssembly(worker);
      Overlapped.forEach(
          context.element().getValue(),
          first -> worker.run().atATime(worker.run().output(), BANDS_AT_A_TIME),
          assembly::tile,
          tile -> context.output(KV.of(worker.run().batchOf(tile.path()), tile)));
    }
  }

  private record Write() implements Step<KV<Integer, Iterable<StackTile>>, FrameRow> {
    @Override
    public void process(
        DoFn<KV<Integer, Iterable<StackTile>>, FrameRow>.ProcessContext context, Worker worker)
        throws IOException {
      SortedMap<String, List<StackTile>> stacks = new TreeMap<>();
      SortedMap<String, List<FrameRow>> lights = new TreeMap<>();
      for (StackTile tile : context.element().getValue()) {
        if (tile.light() == null) {
          stacks.computeIfAbsent(tile.path(), any -> new ArrayList<>()).add(tile);
        } else {
          lights.computeIfAbsent(tile.path(), any -> new ArrayList<>()).add(tile.light());
        }
      }
      StackAssembly assembly = new StackAssembly(worker);
      for (Map.Entry<String, List<StackTile>> stack : stacks.entrySet()) {
        Map<String, Stacked> known = new HashMap<>();
        note(assembly.put(stack.getValue()), assembly, known);
        for (FrameRow row : lights.get(stack.getKey())) {
          context.output(stacked(row, known));
        }
      }
    }
  }
}
