package org.nightbeam.transforms;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.nightbeam.calibrate.LightCalibrator;
import org.nightbeam.calibrate.MatchedLight;
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
      String suffix = run.lights().compression().suffix();
      CalibratedName.ofAll(lights)
          .forEach((light, name) -> named.add(new NamedLight(light, name, name + suffix)));
      Overlapped.forEach(
          together(named),
          first -> run.atATimeWriting(first.get(0).light.frame().uri(), LIGHTS_AT_A_TIME),
          this::calibrated,
          rows -> {
            rows.forEach(out::output);
            Progress.LIGHTS_DONE.add(rows.size());
            Progress.BYTES_CALIBRATED.add(calibratedBytes(rows));
          });
    }

    private static long calibratedBytes(List<FrameRow> rows) {
      return rows.stream()
          .filter(row -> row.status() == FrameStatus.CALIBRATED)
          .mapToLong(row -> row.frame().dataBytes())
          .sum();
    }

    /** A light, the name of its product, and the name of the file of that. */
    private record NamedLight(LightFrame light, String name, String output) {
      String id() {
        return CalibratedName.id(light.frame(), name);
      }
    }

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

    /**
     * Lights that have much in common, a few at a time; all threads get some. The images of one
     * file, which go into one product, by themselves.
     */
    private List<List<NamedLight>> together(List<NamedLight> lights) {
      int most =
          run.lights().needsWholeFrame()
              ? 1
              : Math.max(1, Math.min(LIGHTS_TOGETHER, lights.size() / (2 * run.threads())));
      List<List<NamedLight>> groups = new ArrayList<>();
      Map<Common, List<NamedLight>> growing = new HashMap<>();
      Map<String, List<NamedLight>> files = new LinkedHashMap<>();
      for (NamedLight light : lights) {
        if (!light.light.frame().onlyImage()) {
          files.computeIfAbsent(light.output, name -> new ArrayList<>()).add(light);
          continue;
        }
        Common common = Common.of(light.light);
        List<NamedLight> group = growing.get(common);
        if (group == null || group.size() == most) {
          group = new ArrayList<>();
          groups.add(group);
          growing.put(common, group);
        }
        group.add(light);
      }
      groups.addAll(files.values());
      return groups;
    }

    private List<FrameRow> calibrated(List<NamedLight> lights) throws IOException {
      List<FrameRow> rows = new ArrayList<>();
      List<NamedLight> left = new ArrayList<>();
      for (NamedLight light : lights) {
        Done.Light before = worker.doneBefore().light(light.id());
        if (before != null) {
          rows.add(doneRow(light.light, before));
          continue;
        }
        FrameRow done = worker.ledger().result(Progress.LIGHTS_DONE, light.id(), FrameRow.class);
        if (done == null) {
          left.add(light);
        } else {
          rows.add(done);
        }
      }
      if (left.isEmpty()) {
        return rows;
      }
      if (!left.get(0).light.frame().onlyImage()) {
        rows.clear(); // of one file, all or none are done
        left = lights;
      }
      List<FrameRow> fresh = calibratedNow(left);
      for (int i = 0; i < left.size(); i++) {
        FrameRow row = fresh.get(i);
        worker.ledger().note(Progress.LIGHTS_DONE, left.get(i).id(), FrameRow.class, row);
        rows.add(row);
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
      Map<NamedLight, FrameRow> rows = new LinkedHashMap<>();
      List<NamedLight> matched = new ArrayList<>();
      List<MatchedLight> images = new ArrayList<>();
      for (NamedLight light : lights) {
        rows.put(light, null);
        try {
          images.add(
              new MatchedLight(
                  light.light,
                  worker.finished().get(light.light.biasId()),
                  worker.finished().get(light.light.darkId()),
                  worker.finished().get(light.light.flatId()),
                  picture(light)));
          matched.add(light);
        } catch (FinishedMasters.MissingMasterException missing) {
          rows.put(
              light,
              FrameRow.of(light.light.frame(), FrameStatus.UNCALIBRATED, missing.getMessage()));
        }
      }
      if (!images.isEmpty()) {
        List<LightCalibrator.Outcome> outcomes = outcomes(images, matched);
        for (int i = 0; i < images.size(); i++) {
          NamedLight light = matched.get(i);
          List<LightFrame> ofProduct =
              light.light.frame().onlyImage()
                  ? List.of(light.light)
                  : lights.stream().map(NamedLight::light).toList();
          rows.put(light, row(images.get(i), ofProduct, light, outcomes.get(i)));
        }
      }
      return List.copyOf(rows.values());
    }

    /** Where the preview of a light is put; null for none. */
    private String picture(NamedLight light) {
      int hdu = light.light.frame().hdu();
      return run.previews() ? run.output() + "/" + PreviewPath.picture(light.output, hdu) : null;
    }

    private List<LightCalibrator.Outcome> outcomes(
        List<MatchedLight> images, List<NamedLight> lights) throws IOException {
      LightCalibrator calibrator = worker.borrowCalibrator();
      try {
        if (!lights.get(0).light.frame().onlyImage()) {
          return calibrator.calibrateFile(images, run.output() + "/" + lights.get(0).output);
        }
        List<LightCalibrator.Task> tasks =
            lights.stream()
                .map(
                    light ->
                        new LightCalibrator.Task(
                            light.light, run.output() + "/" + light.output, picture(light)))
                .toList();
        MatchedLight first = images.get(0); // the others have the same masters
        return calibrator.calibrate(tasks, first.bias(), first.dark(), first.flat());
      } finally {
        worker.giveBack(calibrator);
      }
    }

    private FrameRow row(
        MatchedLight image,
        List<LightFrame> ofProduct,
        NamedLight named,
        LightCalibrator.Outcome outcome)
        throws IOException {
      LightFrame light = named.light;
      String recipe =
          Recipe.of(light, ofProduct, image.bias(), image.dark(), image.flat(), run.lights());
      if (outcome.failure() != null) {
        String why = outcome.failure().getMessage();
        worker.journal().addFailure(named.id(), recipe, light.frame().uri(), why);
        return FrameRow.of(light.frame(), FrameStatus.REJECTED, why);
      }
      worker
          .journal()
          .add(
              named.id(),
              recipe,
              named.output,
              outcome.written(),
              outcome.fingerprint(),
              light.frame().uri(),
              outcome.suspicion() == null ? "" : outcome.suspicion(),
              List.of(),
              outcome.statistics());
      return FrameRow.of(
              light.frame().warned(outcome.suspicion()),
              FrameStatus.CALIBRATED,
              light.remark() == null ? "" : light.remark())
          .with(
              FinishedMasters.path(image.bias()),
              FinishedMasters.path(image.dark()),
              FinishedMasters.path(image.flat()))
          .into(named.output)
          .looking(outcome.statistics());
    }
  }
}
