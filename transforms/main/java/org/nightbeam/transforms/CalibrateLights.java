package org.nightbeam.transforms;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.nightbeam.calibrate.LightCalibrator;
import org.nightbeam.master.MasterReference;
import org.nightbeam.plan.CalibratedName;
import org.nightbeam.plan.FrameRow;
import org.nightbeam.plan.FrameStatus;
import org.nightbeam.plan.LightFrame;
import org.nightbeam.preview.PreviewPath;
import org.nightbeam.rerun.Done;
import org.nightbeam.rerun.Recipe;

/**
 * Calibrates the lights, one output a light, and gives the row of each. Lights whose outputs would
 * have one name come in one batch: all but the first get a name that tells them apart.
 */
public final class CalibrateLights
    extends PTransform<PCollection<KV<Integer, LightFrame>>, PCollection<FrameRow>> {
  private static final long serialVersionUID = 1L;

  private static final int LIGHTS_AT_A_TIME = 4;

  /** More would save little memory traffic, and make the pieces of work larger. */
  private static final int LIGHTS_TOGETHER = 5;

  private final RunSettings run;
  private final transient PCollection<String> masters;

  private CalibrateLights(RunSettings run, PCollection<String> masters) {
    this.run = run;
    this.masters = masters;
  }

  /**
   * @param masters those of the last stage, which must be complete
   */
  public static CalibrateLights of(RunSettings run, PCollection<String> masters) {
    return new CalibrateLights(run, masters);
  }

  @Override
  public PCollection<FrameRow> expand(PCollection<KV<Integer, LightFrame>> lights) {
    return lights
        .apply("SpreadLights", GroupAfter.of(masters))
        .apply("Calibrate", ParDo.of(new CalibrateFn(run)));
  }

  private static final class CalibrateFn extends DoFn<KV<Integer, Iterable<LightFrame>>, FrameRow> {
    private static final long serialVersionUID = 1L;
    private final RunSettings run;
    private transient Worker worker;

    CalibrateFn(RunSettings run) {
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
        @Element KV<Integer, Iterable<LightFrame>> batch, OutputReceiver<FrameRow> out)
        throws IOException {
      List<LightFrame> lights = new ArrayList<>();
      batch.getValue().forEach(lights::add);
      List<NamedLight> named = new ArrayList<>();
      CalibratedName.ofAll(lights).forEach((light, name) -> named.add(new NamedLight(light, name)));
      Overlapped.forEach(
          together(named),
          first -> run.atATimeWriting(first.get(0).light.frame().uri(), LIGHTS_AT_A_TIME),
          this::calibrated,
          rows -> {
            rows.forEach(out::output);
            Progress.LIGHTS_DONE.add(rows.size());
          });
    }

    private record NamedLight(LightFrame light, String output) {}

    /** What frames must have in common to be calibrated row by row together. */
    private record Common(
        String biasId, String darkId, String flatId, double exposure, int width, int height) {
      static Common of(LightFrame light) {
        return new Common(
            light.biasId(),
            light.darkId(),
            light.flatId(),
            light.frame().exposure(),
            light.frame().width(),
            light.frame().height());
      }
    }

    /** Lights that have much in common, a few at a time; all threads get some. */
    private List<List<NamedLight>> together(List<NamedLight> lights) {
      int most =
          run.cosmicRays().isOn()
              ? 1
              : Math.max(1, Math.min(LIGHTS_TOGETHER, lights.size() / (2 * run.threads())));
      List<List<NamedLight>> groups = new ArrayList<>();
      Map<Common, List<NamedLight>> growing = new HashMap<>();
      for (NamedLight light : lights) {
        Common common = Common.of(light.light);
        List<NamedLight> group = growing.get(common);
        if (group == null || group.size() == most) {
          group = new ArrayList<>();
          groups.add(group);
          growing.put(common, group);
        }
        group.add(light);
      }
      return groups;
    }

    private List<FrameRow> calibrated(List<NamedLight> lights) throws IOException {
      List<FrameRow> rows = new ArrayList<>();
      List<NamedLight> left = new ArrayList<>();
      for (NamedLight light : lights) {
        Done.Light before = worker.doneBefore().light(light.output);
        if (before != null) {
          rows.add(doneRow(light.light, before));
          continue;
        }
        FrameRow done = worker.ledger().result(Progress.LIGHTS_DONE, light.output, FrameRow.class);
        if (done == null) {
          left.add(light);
        } else {
          rows.add(done);
        }
      }
      if (!left.isEmpty()) {
        List<FrameRow> fresh = calibratedNow(left);
        for (int i = 0; i < left.size(); i++) {
          FrameRow row = fresh.get(i);
          worker.ledger().note(Progress.LIGHTS_DONE, left.get(i).output, FrameRow.class, row);
          rows.add(row);
        }
      }
      return rows;
    }

    private FrameRow doneRow(LightFrame light, Done.Light done) throws IOException {
      try {
        return done.row(
            light,
            FinishedMasters.path(worker.finished().get(light.biasId())),
            FinishedMasters.path(worker.finished().get(light.darkId())),
            FinishedMasters.path(worker.finished().get(light.flatId())));
      } catch (FinishedMasters.MissingMasterException impossible) {
        throw new IllegalStateException(impossible); // as all its masters are done
      }
    }

    private List<FrameRow> calibratedNow(List<NamedLight> lights) throws IOException {
      LightFrame first = lights.get(0).light;
      MasterReference bias;
      MasterReference dark;
      MasterReference flat;
      try {
        bias = worker.finished().get(first.biasId());
        dark = worker.finished().get(first.darkId());
        flat = worker.finished().get(first.flatId());
      } catch (FinishedMasters.MissingMasterException missing) {
        return lights.stream()
            .map(
                light ->
                    FrameRow.of(
                        light.light.frame(), FrameStatus.UNCALIBRATED, missing.getMessage()))
            .toList();
      }
      List<LightCalibrator.Task> tasks =
          lights.stream()
              .map(
                  light ->
                      new LightCalibrator.Task(
                          light.light,
                          run.output() + "/" + light.output,
                          run.previews()
                              ? run.output() + "/" + PreviewPath.picture(light.output)
                              : null))
              .toList();
      LightCalibrator calibrator = worker.borrowCalibrator();
      List<LightCalibrator.Outcome> outcomes;
      try {
        outcomes = calibrator.calibrate(tasks, bias, dark, flat);
      } finally {
        worker.giveBack(calibrator);
      }
      List<FrameRow> rows = new ArrayList<>();
      for (int i = 0; i < lights.size(); i++) {
        LightFrame light = lights.get(i).light;
        LightCalibrator.Outcome outcome = outcomes.get(i);
        String output = lights.get(i).output;
        String recipe = Recipe.of(light, bias, dark, flat, run.invalidPixels(), run.cosmicRays());
        if (outcome.failure() != null) {
          String why = outcome.failure().getMessage();
          worker.journal().addFailure(output, recipe, light.frame().uri(), why);
          rows.add(FrameRow.of(light.frame(), FrameStatus.REJECTED, why));
          continue;
        }
        String warning = outcome.suspicion() == null ? "" : outcome.suspicion();
        worker
            .journal()
            .add(
                output,
                recipe,
                output,
                outcome.written(),
                outcome.fingerprint(),
                light.frame().uri(),
                warning,
                List.of(),
                outcome.statistics());
        rows.add(
            FrameRow.of(
                    light.frame().warned(outcome.suspicion()),
                    FrameStatus.CALIBRATED,
                    light.remark() == null ? "" : light.remark())
                .with(
                    FinishedMasters.path(bias),
                    FinishedMasters.path(dark),
                    FinishedMasters.path(flat))
                .into(output)
                .looking(outcome.statistics()));
      }
      return rows;
    }
  }
}
