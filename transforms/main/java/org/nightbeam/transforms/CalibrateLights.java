package org.nightbeam.transforms;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.nightbeam.calibrate.LightCalibrator;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.frame.Frame;
import org.nightbeam.master.MasterReference;
import org.nightbeam.plan.CalibratedName;
import org.nightbeam.plan.FrameRow;
import org.nightbeam.plan.FrameStatus;
import org.nightbeam.plan.LightFrame;

/**
 * Calibrates the lights, one output a light, and gives the row of each. Lights whose outputs would
 * have one name come in one batch: all but the first get a name that tells them apart.
 */
public final class CalibrateLights
    extends PTransform<PCollection<KV<Integer, LightFrame>>, PCollection<FrameRow>> {
  private static final long serialVersionUID = 1L;

  private static final int LIGHTS_AT_A_TIME = 4;

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
      lights.sort((a, b) -> Frame.ORDER.compare(a.frame(), b.frame()));
      Set<String> taken = new HashSet<>();
      List<NamedLight> named = new ArrayList<>();
      for (LightFrame light : lights) {
        String name = CalibratedName.of(light.frame());
        String output =
            taken.add(CalibratedName.folded(name)) ? name : CalibratedName.distinct(light.frame());
        named.add(new NamedLight(light, output));
      }
      Overlapped.forEach(
          named,
          first -> run.atATime(first.light.frame().uri(), LIGHTS_AT_A_TIME),
          light ->
              worker
                  .ledger()
                  .once(
                      Progress.LIGHTS_DONE,
                      light.output,
                      FrameRow.class,
                      () -> calibrated(light.light, light.output)),
          row -> {
            out.output(row);
            Progress.LIGHTS_DONE.add(1);
          });
    }

    private record NamedLight(LightFrame light, String output) {}

    private FrameRow calibrated(LightFrame light, String output) throws IOException {
      Frame frame = light.frame();
      LightCalibrator calibrator = worker.borrowCalibrator();
      try {
        MasterReference bias = worker.finished().get(light.biasId());
        MasterReference dark = worker.finished().get(light.darkId());
        MasterReference flat = worker.finished().get(light.flatId());
        calibrator.calibrate(light, bias, dark, flat, run.output() + "/" + output);
        return FrameRow.of(
                frame, FrameStatus.CALIBRATED, light.remark() == null ? "" : light.remark())
            .with(
                FinishedMasters.path(bias), FinishedMasters.path(dark), FinishedMasters.path(flat))
            .into(output);
      } catch (FinishedMasters.MissingMasterException missing) {
        return FrameRow.of(frame, FrameStatus.UNCALIBRATED, missing.getMessage());
      } catch (UnreadableFileException unusable) {
        return FrameRow.of(frame, FrameStatus.REJECTED, unusable.getMessage());
      } finally {
        worker.giveBack(calibrator);
      }
    }
  }
}
