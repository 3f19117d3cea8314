package org.nightbeam.transforms;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.Setup;
import org.nightbeam.grading.Grade;
import org.nightbeam.grading.GradedLight;
import org.nightbeam.grading.Grader;
import org.nightbeam.grading.GradingLimits;
import org.nightbeam.table.FrameRow;
import org.nightbeam.table.LightStatistics;
import org.nightbeam.transforms.coder.Coders;
import org.nightbeam.transforms.coder.RecordCoder;
import org.nightbeam.transforms.work.RunSettings;
import org.nightbeam.transforms.work.Worker;

/**
 * Compares the lights of each camera and filter with each other, those of earlier runs too, and
 * emits all rows again, those of lights with their grades. It compares values from the rows and
 * reads neither pixels nor catalogues.
 */
public final class GradeLights extends PTransform<PCollection<FrameRow>, PCollection<FrameRow>> {
  private static final long serialVersionUID = 1L;

  private final RunSettings run;
  private final GradingLimits limits;

  private GradeLights(RunSettings run, GradingLimits limits) {
    this.run = run;
    this.limits = limits;
  }

  /** Returns the transform of a run. */
  public static GradeLights of(RunSettings run, GradingLimits limits) {
    return new GradeLights(run, limits);
  }

  @Override
  public PCollection<FrameRow> expand(PCollection<FrameRow> rows) {
    return rows.apply("ByCamera", Step.of(run, new ByCamera()))
        .setCoder(Coders.byBatch(FrameRow.class))
        .apply("LightsOfCameras", GroupByKey.create())
        .apply("Compare", Step.of(run, new Compare(limits)))
        .setCoder(RecordCoder.of(FrameRow.class));
  }

  /**
   * Returns all rows, those of lights with their grades.
   *
   * @param rows all of a camera, or of several
   */
  public static List<FrameRow> graded(Iterable<FrameRow> rows, GradingLimits limits) {
    List<FrameRow> graded = new ArrayList<>();
    SortedMap<String, List<FrameRow>> groups = new TreeMap<>();
    for (FrameRow row : rows) {
      if (isMeasured(row)) {
        groups.computeIfAbsent(group(row), any -> new ArrayList<>()).add(row);
      } else {
        graded.add(row);
      }
    }
    for (List<FrameRow> group : groups.values()) {
      group.sort(FrameRow.ORDER);
      List<Grade> grades = Grader.grade(group.stream().map(GradeLights::light).toList(), limits);
      for (int i = 0; i < grades.size(); i++) {
        graded.add(group.get(i).graded(grades.get(i)));
      }
    }
    return graded;
  }

  private static GradedLight light(FrameRow row) {
    Frame frame = row.frame();
    LightStatistics known = row.statistics();
    return new GradedLight(
        frame.night(),
        frame.time(),
        frame.exposure(),
        known.sky(),
        known.noise(),
        known.saturated(),
        known.quality());
  }

  private static boolean isMeasured(FrameRow row) {
    return row.frame() != null && row.statistics().quality().isKnown();
  }

  /**
   * Returns what lights agree in that are compared; rows of others are only spread by it. Focal
   * length, folder and pedestal are not in it: they may vary from light to light of one camera.
   */
  static String group(FrameRow row) {
    if (!isMeasured(row)) {
      return row.path();
    }
    CameraConfiguration camera =
        row.frame().configuration().without(Set.of(CameraConfiguration.Setting.PEDESTAL));
    String telescope = new Setup(camera.setup()).value(Setup.Kind.TELESCOPE);
    String setup = new Setup(camera.setup()).withoutOptics().text() + "\n" + telescope;
    return camera.key() + "\n" + setup.toUpperCase(Locale.ROOT) + "\n" + row.frame().filter();
  }

  private record ByCamera() implements Step<FrameRow, KV<Integer, FrameRow>> {
    @Override
    public void process(
        DoFn<FrameRow, KV<Integer, FrameRow>>.ProcessContext context, Worker worker) {
      FrameRow row = context.element();
      context.output(KV.of(worker.run().batchOf(group(row)), row));
    }
  }

  private record Compare(GradingLimits limits)
      implements Step<KV<Integer, Iterable<FrameRow>>, FrameRow> {
    @Override
    public void process(
        DoFn<KV<Integer, Iterable<FrameRow>>, FrameRow>.ProcessContext context, Worker worker) {
      graded(context.element().getValue(), limits).forEach(context::output);
    }
  }
}
