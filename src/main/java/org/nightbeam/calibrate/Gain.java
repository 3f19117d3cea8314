package org.nightbeam.calibrate;

import java.io.IOException;
import org.nightbeam.correction.Correction;
import org.nightbeam.correction.Corrector;
import org.nightbeam.correction.LightContext;
import org.nightbeam.correction.LightRow;
import org.nightbeam.correction.LightServices;
import org.nightbeam.correction.MatchedLight;
import org.nightbeam.correction.Step;
import org.nightbeam.correction.StepLog;
import org.nightbeam.fits.product.Plane;
import org.nightbeam.frame.Sensor;
import org.nightbeam.master.BiasInDark;
import org.nightbeam.master.MasterNoise;
import org.nightbeam.pixels.Overscan;

/**
 * Computes from the sensor's gain and read noise the standard deviation of each pixel and the unit
 * of the product. Corrections after this one must change standard deviations as they change values.
 * Values stay in ADU until they are written, and are then converted to electrons.
 */
public record Gain() implements Correction {
  @Override
  public Corrector begin(LightServices on) {
    return light -> {
      Sensor sensor = light.sensor();
      if (light.inElectrons()) {
        sensor.requireElectronsPerAdu("--unit=ELECTRON");
      }
      for (Plane plane : light.planes()) {
        if (plane.needsNoise()) {
          sensor.requireElectronsPerAdu("--planes=" + plane);
          sensor.requireReadNoise("--planes=" + plane);
        }
      }
      return new GainStep(light, light.withNoise() ? uncertainty(light, on) : null);
    };
  }

  private static Uncertainty uncertainty(LightContext light, LightServices on) throws IOException {
    MatchedLight matched = light.matched();
    double overscan = Overscan.variance(light.frame().layout(), light.preparation().overscan());
    MasterNoise bias = on.noise(matched.bias());
    MasterNoise dark = on.noise(matched.dark());
    boolean biasInDark =
        BiasInDark.isSubtractedBy(dark, bias, overscan != 0, light.frame().processing());
    return new Uncertainty(
        light.sensor(),
        light.frame().exposure(),
        overscan,
        bias,
        dark,
        on.noise(matched.flat()),
        biasInDark);
  }

  /**
   * Noise and unit of one light.
   *
   * @param uncertainty null if it is not wanted
   */
  private record GainStep(LightContext light, Uncertainty uncertainty) implements Step {
    /** Writes what was taken to be true of the sensor, where something follows from it. */
    @Override
    public void declare(StepLog log) {
      Sensor sensor = light.sensor();
      double gain = sensor.electronsPerAdu();
      if (light.inElectrons()) {
        log.history("multiplied by " + gain + " e-/adu");
        log.fingerprint("electrons", gain);
        log.restate(sensor.gainKeyword(), 1, "pixels are in electrons");
        if (!Double.isNaN(sensor.saturation())) {
          log.restate(
              sensor.saturationKeyword(), sensor.saturation() * gain, "[electron] saturation");
        }
      }
      if (light.inElectrons() || light.writesNoise()) {
        log.header().add("NBEGAIN", gain, "[electron/adu] of the raw frame");
      }
      if (light.writesNoise()) {
        log.header().add("NBRDNOIS", sensor.readNoise(), "[electron] read noise");
      }
      if (light.writes(Plane.MASK) && !Double.isNaN(sensor.saturation())) {
        log.header().add("NBSATURA", sensor.saturation(), "[adu] saturated from this raw value on");
      }
      if (!light.planes().isEmpty()) {
        log.fingerprint("planes", light.planes() + " " + sensor);
      }
    }

    @Override
    public void row(LightRow row) {
      if (uncertainty != null) {
        uncertainty.ofRow(
            row.y(),
            row.values(),
            row.masters().dark(),
            light.frame().exposure(),
            row.masters().flat(),
            row.width(),
            row.sigma());
      }
    }

    @Override
    public void convert(LightRow row) {
      if (light.inElectrons()) {
        row.multiply((float) light.sensor().electronsPerAdu());
      }
    }
  }
}
