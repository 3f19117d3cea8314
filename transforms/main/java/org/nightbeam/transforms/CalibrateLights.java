package org.nightbeam.transforms;

import java.io.IOException;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.nightbeam.table.FrameRow;
import org.nightbeam.transforms.coder.RecordCoder;
import org.nightbeam.transforms.work.RunSettings;
import org.nightbeam.transforms.work.Worker;

/**
 * Calibrates the lights, one product per light, and gives the row of each. All masters are side
 * inputs, by reference: a worker maps their pixels when a light needs them.
 */
public final class CalibrateLights
    extends PTransform<PCollection<KV<Integer, LightTask>>, PCollection<FrameRow>> {
  private static final long serialVersionUID = 1L;

  private final RunSettings run;
  private final MasterViews masters;

  private CalibrateLights(RunSettings run, MasterViews masters) {
    this.run = run;
    this.masters = masters;
  }

  /**
   * @param masters of all stages
   */
  public static CalibrateLights of(RunSettings run, MasterViews masters) {
    return new CalibrateLights(run, masters);
  }

  @Override
  public PCollection<FrameRow> expand(PCollection<KV<Integer, LightTask>> lights) {
    return lights
        .apply("WhenMastersAreThere", masters.<Integer, LightTask>groupAfter())
        .apply(
            "Calibrate", Step.of(run, new Calibrate(masters)).withSideInputs(masters.sideInputs()))
        .setCoder(RecordCoder.of(FrameRow.class));
  }

  private static final class Calibrate implements Step<KV<Integer, Iterable<LightTask>>, FrameRow> {
    private static final long serialVersionUID = 1L;
    private final MasterViews views;
    private transient LightCalibration calibration;

    Calibrate(MasterViews views) {
      this.views = views;
    }

    @Override
    public void process(
        DoFn<KV<Integer, Iterable<LightTask>>, FrameRow>.ProcessContext context, Worker worker)
        throws IOException {
      if (calibration == null) {
        calibration = new LightCalibration(worker, views.read(context));
      }
      calibration.of(context.element().getValue(), context::output);
    }
  }
}
