package org.nightbeam.transforms;

import java.io.IOException;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.PCollection;
import org.nightbeam.calibrate.LightCalibrator;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.frame.Frame;
import org.nightbeam.master.MasterReference;
import org.nightbeam.plan.FrameRow;
import org.nightbeam.plan.FrameStatus;
import org.nightbeam.plan.LightFrame;

/** Calibrates the lights, one output a light, and gives the row of each. */
public final class CalibrateLights
    extends PTransform<PCollection<LightTask>, PCollection<FrameRow>> {
  private static final long serialVersionUID = 1L;

  private final RunSettings run;
  private final FinishedMasters masters;

  private CalibrateLights(RunSettings run, FinishedMasters masters) {
    this.run = run;
    this.masters = masters;
  }

  /**
   * @param masters all masters of the run
   */
  public static CalibrateLights of(RunSettings run, FinishedMasters masters) {
    return new CalibrateLights(run, masters);
  }

  @Override
  public PCollection<FrameRow> expand(PCollection<LightTask> lights) {
    return lights
        .apply("SpreadLights", Reshuffle.viaRandomKey())
        .apply(
            "Calibrate", ParDo.of(new CalibrateFn(run, masters)).withSideInputs(masters.views()));
  }

  private static final class CalibrateFn extends DoFn<LightTask, FrameRow> {
    private static final long serialVersionUID = 1L;
    private final RunSettings run;
    private final FinishedMasters masters;
    private transient LightCalibrator calibrator;

    CalibrateFn(RunSettings run, FinishedMasters masters) {
      this.run = run;
      this.masters = masters;
    }

    @Setup
    public void setUp() {
      Worker worker = Worker.of(run);
      calibrator =
          new LightCalibrator(
              worker.storage(),
              worker.pixels(),
              worker.masters(),
              run.version(),
              run.invalidPixels());
    }

    @ProcessElement
    public void process(ProcessContext context) throws IOException {
      LightTask task = context.element();
      context.output(calibrated(task, context));
      Progress.LIGHTS_DONE.add(1);
    }

    private FrameRow calibrated(LightTask task, ProcessContext context) throws IOException {
      LightFrame light = task.light();
      Frame frame = light.frame();
      try {
        MasterReference bias = masters.get(light.biasId(), context);
        MasterReference dark = masters.get(light.darkId(), context);
        MasterReference flat = masters.get(light.flatId(), context);
        calibrator.calibrate(light, bias, dark, flat, run.output() + "/" + task.output());
        return FrameRow.of(
                frame, FrameStatus.CALIBRATED, light.remark() == null ? "" : light.remark())
            .with(path(bias), path(dark), path(flat))
            .into(task.output());
      } catch (FinishedMasters.MissingMasterException missing) {
        return FrameRow.of(frame, FrameStatus.UNCALIBRATED, missing.getMessage());
      } catch (UnreadableFileException unusable) {
        return FrameRow.of(frame, FrameStatus.REJECTED, unusable.getMessage());
      }
    }

    private static String path(MasterReference master) {
      return master == null ? null : master.path();
    }
  }
}
